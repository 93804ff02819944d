"""Comparing two runs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import ReadError
from migrate.run import record
from migrate.run.compare import compare_runs
from migrate.run.record import NodeRecord, OutputRecord, RunRecord, Status, TrialRecord

DONE = hashlib.sha256(b"done\n").hexdigest()


def node(
    name: str, *argv: str, title: str = "", outputs: Mapping[str, Mapping[str, str]] | None = None, **more: Any
) -> NodeRecord:
    written = outputs if outputs is not None else {"out": {"a.csv": f"hash of {title or name}"}}
    fields: dict[str, Any] = {"kind": "command", "status": Status.COMPLETED, "exit_code": 0, **more}
    return NodeRecord(
        name=name,
        title=title or name,
        argv=(argv or ("python", "a.py", "${{outputs.out}}"),),
        outputs={port: OutputRecord("folder", files) for port, files in written.items()},
        **fields,
    )


def run(*nodes: NodeRecord) -> RunRecord:
    return RunRecord("p", "v1", nodes)


V1 = run(
    node("Prepare data", "python", "prep.py", "--in", "${{inputs.raw}}", "--out", "${{outputs.prepared}}",
         inputs={"raw": "data:1"}, outputs={"prepared": {"a.csv": "1", "b/c.csv": "2"}}),
    node("Train", "python", "train.py", "--data=${{inputs.prepared}}/a.csv", "0.5", "${{outputs.model}}",
         inputs={"prepared": "node:Prepare data/prepared"}, outputs={"model": {"m.pkl": "3"}}),
)  # fmt: skip
V2 = run(
    node("prep_step", "python", "prep.py", "--in", "${{inputs.raw_data}}", "--out", "${{outputs.data}}",
         title="Prepare data", inputs={"raw_data": "data:1"},
         outputs={"data": {"a.csv": "1", "b/c.csv": "2"}, "done": {"done.txt": DONE}}),
    node("train_step", "python", "train.py", "--data=${{inputs.x}}/a.csv", "0.5", "${{outputs.m}}", title="Train",
         inputs={"x": "node:prep_step/data", "after_prep": "node:prep_step/done"}, outputs={"m": {"m.pkl": "3"}}),
)  # fmt: skip


def changed(which: int, **changes: Any) -> RunRecord:
    nodes = list(V2.nodes)
    nodes[which] = replace(nodes[which], **changes)
    return replace(V2, nodes=tuple(nodes))


def test_renamed_nodes_and_ports_are_the_same() -> None:
    result = compare_runs(V1, V2)
    assert result.same, result.differences
    assert result.pairs == {"Prepare data": "prep_step", "Train": "train_step"}
    assert result.files == 3
    assert [str(item) for item in result.forgiven] == ["Prepare data / prep_step: files done: nothing → 1 files"]


def test_a_run_is_the_same_as_itself() -> None:
    assert compare_runs(V1, V1).same


TRAIN = V2.nodes[1]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (changed(1, argv=(("python", "train.py", "--data=${{inputs.x}}/a.csv", "0.6", "${{outputs.m}}"),)),
         "Train / train_step: arguments word 3: 0.5 → 0.6"),
        (changed(1, argv=(("python", "train.py", "0.5", "--data=${{inputs.x}}/a.csv", "${{outputs.m}}"),)),
         "arguments word 2"),
        (changed(1, argv=(("python", "train.py", "--data=${{inputs.x}}/a.csv", "0", "5", "${{outputs.m}}"),)),
         "Train / train_step: arguments: python"),
        (changed(1, argv=(*TRAIN.argv, ("python", "more.py"))), "&& python more.py"),
        (changed(1, inputs={"x": "data:1"}), "${{inputs.prepared}} (node:Prepare data/prepared)/a.csv →"),
        (changed(1, inputs={"x": "node:prep_step/done"}), "word 2"),
        (changed(0, inputs={"raw_data": "data:2"}), "word 3"),
        (changed(1, argv=(("python", "train.py", "--data=${{inputs.x}}/a.csv", "0.5", "${{inputs.x}}"),)), "word 4"),
        (changed(1, status=Status.FAILED, message="exit code 1"), "status: completed → failed (exit code 1)"),
        (changed(1, outputs={"m": OutputRecord("folder", {"m.pkl": "4"})}), "files model/m.pkl: 3 → 4"),
        (changed(1, outputs={"m": OutputRecord("folder", {"n.pkl": "3"})}), "files model/m.pkl: 3 → nothing"),
        (changed(1, outputs={"m": OutputRecord("folder", {"m.pkl": "3", "x": "5"})}), "files model/x: nothing → 5"),
        (changed(1, outputs={"m": OutputRecord("file", {"": "3"})}), "files model: nothing → 3"),
        (changed(1, outputs={**TRAIN.outputs, "e": OutputRecord("folder", {"y": "1"})}), "files e: nothing → 1 files"),
        (replace(V2, nodes=V2.nodes[:1]), "Train: nodes only in the first run"),
        (replace(V2, nodes=(*V2.nodes, node("extra", "echo"))), "extra: nodes only in the second run"),
    ],
)  # fmt: skip
def test_differences(second: RunRecord, expected: str) -> None:
    result = compare_runs(V1, second)
    assert not result.same
    assert any(expected in str(item) for item in result.differences), [str(item) for item in result.differences]


def test_swapped_outputs_are_found() -> None:
    one = run(node("a", "x", "${{outputs.p}}", "${{outputs.q}}", outputs={"p": {"f": "1"}, "q": {"f": "2"}}))
    two = run(node("a", "x", "${{outputs.q}}", "${{outputs.p}}", outputs={"p": {"f": "1"}, "q": {"f": "2"}}))
    assert {str(item) for item in compare_runs(one, two).differences} == {
        "a: files p/f: 1 → 2",
        "a: files q/f: 2 → 1",
    }


def test_nothing_written_proves_nothing() -> None:
    empty = run(node("a", outputs={"out": {}}))
    assert [item.what for item in compare_runs(empty, empty).differences] == ["nothing written"]


def test_the_appended_file_of_a_parallel_node_may_have_another_name() -> None:
    one = run(node("a", "s.py", kind="parallel", outputs={"out": {"parallel_run_step.txt": "1"}}))
    two = run(node("a", "s.py", kind="parallel", outputs={"out": {"": "1"}}))
    result = compare_runs(one, two)
    assert result.same
    assert len(result.forgiven) == 1
    three = run(node("a", "s.py", kind="parallel", outputs={"out": {"": "2"}}))
    assert not compare_runs(one, three).same


def test_trials() -> None:
    def swept(*rates: str) -> RunRecord:
        trials = tuple(TrialRecord({"rate": rate}, Status.COMPLETED, 0, (("python", "t.py", rate),)) for rate in rates)
        return run(node("s", kind="sweep", trials=trials))

    assert compare_runs(swept("1", "2"), swept("1", "2")).same
    assert [item.what for item in compare_runs(swept("1", "2"), swept("1", "3")).differences] == ["trials"]
    assert [item.what for item in compare_runs(swept("1", "2"), swept("1")).differences] == ["trials"]


def test_pairing_by_what_is_executed() -> None:
    first = run(node("One", "python", "a.py", "1"), node("Two", "python", "a.py", "2"), node("Three", "python", "b.py"))
    second = run(node("x", "python", "b.py"), node("y", "python", "a.py", "2"), node("z", "python", "a.py", "1"))
    assert compare_runs(first, second).pairs == {"One": "z", "Two": "y", "Three": "x"}


def test_pairing_of_equal_titles() -> None:
    first = run(node("Train", "python", "t.py", "1"), node("Train 2", "python", "t.py", "2", title="Train"))
    second = run(node("b", "python", "t.py", "1", title="Train"), node("a", "python", "t.py", "2", title="Train"))
    assert compare_runs(first, second).pairs == {"Train": "b", "Train 2": "a"}


def test_known_pairs_come_first() -> None:
    first, second = run(node("a"), node("b")), run(node("a"), node("b"))
    assert compare_runs(first, second, {"a": "b"}).pairs == {"a": "b", "b": "a"}


def test_folders_are_read(tmp_path: Path) -> None:
    for name, content in (("one", V1), ("two", V2)):
        (tmp_path / name).mkdir()
        record.write(replace(content, folder=tmp_path / name))
    assert compare_runs(tmp_path / "one", tmp_path / "two").same
    with pytest.raises(ReadError, match="is no record of a run"):
        compare_runs(tmp_path / "one", tmp_path)
