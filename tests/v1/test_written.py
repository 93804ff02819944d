"""What annotations say of the objects that a name holds."""

from __future__ import annotations

import pytest

from tests.conversion import convert

BEFORE = """\
import typing
from typing import Optional, Union

from azureml.core import Workspace


def compute(place: {}):
    return place.compute_targets["cpu"]
"""


@pytest.mark.parametrize(
    "annotation",
    [
        "Workspace",
        "Optional[Workspace]",
        "typing.Optional[Workspace]",
        "Union[Workspace, None]",
        "Union[None, Workspace]",
        "Workspace | None",
        "None | Workspace",
    ],
)
def test_an_object_or_nothing(annotation: str) -> None:
    after = BEFORE.replace("azureml.core import Workspace", "azure.ai.ml import MLClient")
    after = after.replace('compute_targets["cpu"]', 'compute.get("cpu")')
    assert convert(BEFORE.format(annotation)).text == after.format(annotation.replace("Workspace", "MLClient"))


@pytest.mark.parametrize("annotation", ["Union[Workspace, str]", "Workspace | str", "list[Workspace]", "Optional[str]"])
def test_other_annotations(annotation: str) -> None:
    assert '    return place.compute_targets["cpu"]' in convert(BEFORE.format(annotation)).text
