"""Every wrong edit of a right pipeline is reported, with the node and the field; no harmless one is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrate.verify.compare.compare import compare
from migrate.verify.compare.difference import Difference
from migrate.verify.v2.reading import graph_of
from tests.verify.compare.conftest import build_variants
from tests.verify.compare.edits import Edit, edited
from tests.verify.compare.harmless_edits import HARMLESS
from tests.verify.compare.right_pipeline import FILES, PIPELINE, V1
from tests.verify.compare.wrong_edits import WRONG
from tests.verify.conftest import Build


class Variants:
    """The right pipeline and every edit of it, built in one go."""

    def __init__(self, root: Path) -> None:
        files: dict[str, Mapping[str, str]] = {"right": FILES}
        files |= {f"wrong-{number:03}": edited(FILES, edit) for number, edit in enumerate(WRONG)}
        files |= {f"harmless-{number:03}": make() for number, make in enumerate(HARMLESS.values())}
        self._root = root
        self._built, self._output = build_variants(root, files)

    def differences(self, name: str) -> tuple[Difference, ...]:
        """How a variant differs from the v1 pipeline."""
        assert name in self._built, f"not built:\n{self._output}"
        return compare(V1, graph_of(self._built[name], self._root)).differences


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Variants:
    return Variants(Path(os.path.realpath(tmp_path_factory.mktemp("variants"))))


def test_the_right_pipeline_is_equivalent(build: Build, tmp_path: Path) -> None:
    files = {path: content for path, content in FILES.items() if path != "pipeline.py"}
    (job,) = build(PIPELINE, files).jobs
    assert [str(item) for item in compare(V1, graph_of(job, tmp_path / "project")).differences] == []
    assert [finding for finding in job.findings if finding.is_error] == []


@pytest.mark.parametrize(("number", "edit"), list(enumerate(WRONG)), ids=[edit.id for edit in WRONG])
def test_a_wrong_edit_is_reported(number: int, edit: Edit, variants: Variants) -> None:
    found = [(item.node, item.field) for item in variants.differences(f"wrong-{number:03}") if item.is_wrong]
    assert [item for item in found if item[0] == edit.node and item[1].startswith(edit.field)], found


@pytest.mark.parametrize(("number", "name"), list(enumerate(HARMLESS)), ids=list(HARMLESS))
def test_a_harmless_rewrite_is_not(number: int, name: str, variants: Variants) -> None:
    assert [str(item) for item in variants.differences(f"harmless-{number:03}")] == []


def test_there_are_enough_of_both() -> None:
    assert len({edit.id for edit in WRONG}) == len(WRONG) >= 60
    assert len(HARMLESS) >= 15
