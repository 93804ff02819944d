"""Every wrong edit of a right pipeline is reported, with the node and the field; no harmless one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.verify.builds import BuildSession, BuiltPipeline
from migrate.verify.compare.compare import compare
from migrate.verify.v2.reading import graph_of
from tests.verify.compare.conftest import build_variants
from tests.verify.compare.harmless_edits import HARMLESS
from tests.verify.compare.right_pipeline import FILES, V1
from tests.verify.compare.wrong_edits import WRONG, Edit, edited


class Variants:
    """The right pipeline and every edit of it, built in one go."""

    def __init__(self, session: BuildSession, root: Path) -> None:
        self._root = root
        wrong = {f"wrong-{number:03}": edited(FILES, edit) for number, edit in enumerate(WRONG)}
        harmless = {f"harmless-{number:03}": make() for number, make in enumerate(HARMLESS.values())}
        self._built, self._output = build_variants(session, root, {"right": FILES, **wrong, **harmless})

    def differences(self, name: str) -> list[str]:
        return [str(item) for item in compare(V1, graph_of(self._job(name), self._root)).differences]

    def named(self, name: str) -> list[tuple[str, str]]:
        return [(item.node, item.field) for item in compare(V1, graph_of(self._job(name), self._root)).wrong]

    def _job(self, name: str) -> BuiltPipeline:
        assert name in self._built, f"not built:\n{self._output}"
        return self._built[name]


@pytest.fixture(scope="module")
def variants(session: BuildSession, tmp_path_factory: pytest.TempPathFactory) -> Variants:
    return Variants(session, tmp_path_factory.mktemp("variants"))


def test_the_right_pipeline_is_equivalent(variants: Variants) -> None:
    assert variants.differences("right") == []


@pytest.mark.parametrize(("number", "edit"), list(enumerate(WRONG)), ids=[edit.id for edit in WRONG])
def test_a_wrong_edit_is_reported(number: int, edit: Edit, variants: Variants) -> None:
    found = variants.named(f"wrong-{number:03}")
    assert [item for item in found if item[0] == edit.node and item[1].startswith(edit.field)], found


@pytest.mark.parametrize(("number", "name"), list(enumerate(HARMLESS)), ids=list(HARMLESS))
def test_a_harmless_rewrite_is_not(number: int, name: str, variants: Variants) -> None:
    assert variants.differences(f"harmless-{number:03}") == []


def test_there_are_enough_of_both() -> None:
    assert len({edit.id for edit in WRONG}) == len(WRONG) >= 60
    assert len(HARMLESS) >= 15
