"""Lists of arguments that the callers of a function pass: of builtin types they hold no data."""

from __future__ import annotations

import pytest

from tests.conversion import convert

V1 = """\
from typing import Any, List, Optional

from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


def build(ws: Workspace, more{annotation} = None):
    words = ["--rows", 5]
    if more:
        words.append("--more")
        words.extend(more)
    step = PythonScriptStep("a.py", source_directory="src", arguments=words, compute_target="cpu")
    return Pipeline(workspace=ws, steps=[step])
"""


@pytest.mark.parametrize("annotation", [": Optional[list]", ": List[str]", ": list", ": Optional[List[int]]"])
def test_lists_of_builtin_types_are_joined(annotation: str) -> None:
    text = convert(V1.format(annotation=annotation)).text
    assert 'command=f"python a.py {shlex.join(map(str, words))}"' in text
    assert '        words.append("--more")\n        words.extend(more)\n' in text


@pytest.mark.parametrize("annotation", ["", ": Any", ": List[PipelineData]", ": List[Any]"])
def test_what_may_hold_data_stays(annotation: str) -> None:
    text = convert(V1.format(annotation=annotation)).text
    assert "what `arguments` holds is only known when the code runs" in text
    assert "return Pipeline(workspace=ws, steps=[step])" in text
