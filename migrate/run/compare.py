"""Whether two runs did the same: same nodes, same argument vectors, same files.

Names of nodes and ports may differ between v1 and v2. Nodes are paired by name, by title, then by what they execute;
outputs by their place in the argument vectors, inputs by where their data comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from migrate.run import record
from migrate.run.pairing import pair_nodes
from migrate.run.record import NodeRecord, RunRecord, Status

_TOKEN = re.compile(r"\$\{\{(inputs|outputs)\.(.+?)\}\}")
_MARKER = {"done.txt": sha256(b"done\n").hexdigest()}
"""What an output holds that only carries an order (``migrate.v2.commands.marker``)."""


@dataclass(frozen=True)
class RunDifference:
    """Something that is not the same.

    Args:
        node: name in the first run; empty when it is about the whole, or the node is in the second only.
        other: name in the second run.
        what: ``nodes``, ``status``, ``arguments``, ``input``, ``files``, ``trials`` or ``nothing written``.
        detail: the word, port or file.
        left: of the first run, as text; empty for none.
        right: of the second run.
    """

    node: str
    other: str
    what: str
    detail: str = ""
    left: str = ""
    right: str = ""

    def __str__(self) -> str:
        name = self.node if self.node == self.other else " / ".join(filter(None, (self.node, self.other)))
        place = ": ".join(filter(None, (name, " ".join(filter(None, (self.what, self.detail))))))
        return f"{place}: {self.left or 'nothing'} → {self.right or 'nothing'}" if self.left or self.right else place


@dataclass(frozen=True)
class RunComparison:
    """The result.

    Args:
        pairs: node of the first run → node of the second.
        forgiven: what differs without meaning anything.
        files: how many files were compared.
    """

    pairs: Mapping[str, str]
    differences: tuple[RunDifference, ...]
    forgiven: tuple[RunDifference, ...] = ()
    files: int = 0

    @property
    def same(self) -> bool:
        return not self.differences


def compare_runs(a: RunRecord | Path, b: RunRecord | Path, pairs: Mapping[str, str] | None = None) -> RunComparison:
    """Compare two runs.

    Args:
        a, b: the records, or the folders that hold them; usually v1 and v2.
        pairs: nodes that are known to belong together; the others are paired here.

    Raises:
        ReadError: a folder holds no record.
    """
    first = record.read(a) if isinstance(a, Path) else a
    second = record.read(b) if isinstance(b, Path) else b
    return _Comparison(first, second, pair_nodes(first.nodes, second.nodes, pairs or {})).result()


@dataclass
class _Pair:
    """Two nodes, with the outputs of the first by those of the second."""

    a: NodeRecord
    b: NodeRecord
    outputs: dict[str, str] = field(default_factory=dict)


class _Comparison:
    def __init__(self, first: RunRecord, second: RunRecord, pairs: Mapping[str, str]) -> None:
        self._first, self._second, self._names = first, second, pairs
        self._pairs = {a: _Pair(first.node(a), second.node(b)) for a, b in pairs.items()}
        self._differences: list[RunDifference] = []
        self._forgiven: list[RunDifference] = []
        self._files = 0

    def result(self) -> RunComparison:
        for node in self._first.nodes:
            if node.name not in self._names:
                self._differences.append(RunDifference(node.name, "", "nodes", "only in the first run"))
        for node in self._second.nodes:
            if node.name not in self._names.values():
                self._differences.append(RunDifference("", node.name, "nodes", "only in the second run"))
        for pair in self._pairs.values():
            _align_outputs(pair)
        for pair in self._pairs.values():
            self._compare(pair)
        if not self._files:
            self._differences.append(RunDifference("", "", "nothing written", "so that nothing is proved"))
        return RunComparison(self._names, tuple(self._differences), tuple(self._forgiven), self._files)

    def _compare(self, pair: _Pair) -> None:
        a, b = pair.a, pair.b
        if a.status is not Status.COMPLETED or b.status is not Status.COMPLETED:
            self._differ(pair, "status", "", _status(a), _status(b))
            return
        self._compare_argv(pair, a.argv, b.argv, "arguments", "")
        trials_a, trials_b = [trial.argv for trial in a.trials], [trial.argv for trial in b.trials]
        if len(trials_a) != len(trials_b):
            self._differ(pair, "trials", "", str(len(trials_a)), str(len(trials_b)))
        else:
            for number, (left, right) in enumerate(zip(trials_a, trials_b, strict=True), start=1):
                self._compare_argv(pair, left, right, "trials", f"{number}")
        self._compare_files(pair)

    def _compare_argv(
        self,
        pair: _Pair,
        left: tuple[tuple[str, ...], ...],
        right: tuple[tuple[str, ...], ...],
        what: str,
        detail: str,
    ) -> None:
        if [len(words) for words in left] != [len(words) for words in right]:
            self._differ(pair, what, detail, _line(left), _line(right))
            return
        for words_a, words_b in zip(left, right, strict=True):
            for position, (word_a, word_b) in enumerate(zip(words_a, words_b, strict=True)):
                if not self._same_word(pair, word_a, word_b):
                    place = " ".join(filter(None, (detail, f"word {position}")))
                    self._differ(pair, what, place, self._described(pair.a, word_a), self._described(pair.b, word_b))

    def _same_word(self, pair: _Pair, a: str, b: str) -> bool:
        ports_a, ports_b = _TOKEN.findall(a), _TOKEN.findall(b)
        if _TOKEN.sub(r"${{\1}}", a) != _TOKEN.sub(r"${{\1}}", b) or len(ports_a) != len(ports_b):
            return False
        return all(
            pair.outputs.get(port_a) == port_b
            if group == "outputs"
            else self._same_origin(pair.a.inputs.get(port_a, ""), pair.b.inputs.get(port_b, ""))
            for (group, port_a), (_, port_b) in zip(ports_a, ports_b, strict=True)
        )

    def _same_origin(self, a: str, b: str) -> bool:
        if a.startswith("node:") and b.startswith("node:"):
            node_a, port_a = a.removeprefix("node:").rsplit("/", 1)
            node_b, port_b = b.removeprefix("node:").rsplit("/", 1)
            return self._names.get(node_a) == node_b and self._pairs[node_a].outputs.get(port_a) == port_b
        return a == b

    def _compare_files(self, pair: _Pair) -> None:
        for name_a, name_b in pair.outputs.items():
            files_a, files_b = pair.a.outputs[name_a].files, pair.b.outputs[name_b].files
            if _only_named_differently(pair, files_a, files_b):
                self._files += 1
                left, right = (next(iter(files)) for files in (files_a, files_b))
                self._forgiven.append(
                    RunDifference(pair.a.name, pair.b.name, "files", f"{name_a}: name of the file", left, right)
                )
                continue
            for file in sorted({*files_a, *files_b}):
                left, right = files_a.get(file, ""), files_b.get(file, "")
                self._files += bool(left and right)
                if left != right:
                    self._differ(pair, "files", f"{name_a}/{file}".rstrip("/"), left[:12], right[:12])
        for node, unpaired, is_first in (
            (pair.a, set(pair.a.outputs) - set(pair.outputs), True),
            (pair.b, set(pair.b.outputs) - set(pair.outputs.values()), False),
        ):
            for name in sorted(unpaired):
                self._unpaired_output(pair, name, node.outputs[name].files, is_first=is_first)

    def _unpaired_output(self, pair: _Pair, name: str, files: Mapping[str, str], *, is_first: bool) -> None:
        if not files:
            return
        sides = {"left": f"{len(files)} files"} if is_first else {"right": f"{len(files)} files"}
        difference = RunDifference(pair.a.name, pair.b.name, "files", name, **sides)
        (self._forgiven if dict(files) == _MARKER else self._differences).append(difference)

    def _described(self, node: NodeRecord, word: str) -> str:
        """A word with its inputs as where they come from, since names of ports mean nothing."""

        def origin(match: re.Match[str]) -> str:
            found = node.inputs.get(match[2], "") if match[1] == "inputs" else ""
            return f"{match[0]} ({found[:40]})" if found else match[0]

        return _TOKEN.sub(origin, word) or "''"

    def _differ(self, pair: _Pair, what: str, detail: str, left: str, right: str) -> None:
        self._differences.append(RunDifference(pair.a.name, pair.b.name, what, detail, left, right))


def _align_outputs(pair: _Pair) -> None:
    """Which output of one node is which of the other: by argument vector, then by name, then the last one left."""
    for port_a, port_b in _output_words(pair.a, pair.b):
        if port_a not in pair.outputs and port_b not in pair.outputs.values():
            pair.outputs[port_a] = port_b
    for name in pair.a.outputs:
        if name not in pair.outputs and name in pair.b.outputs and name not in pair.outputs.values():
            pair.outputs[name] = name
    left = [name for name in pair.a.outputs if name not in pair.outputs]
    right = [
        name
        for name, output in pair.b.outputs.items()
        if name not in pair.outputs.values() and dict(output.files) != _MARKER
    ]
    if len(left) == len(right) == 1:
        pair.outputs[left[0]] = right[0]


def _output_words(a: NodeRecord, b: NodeRecord) -> Iterator[tuple[str, str]]:
    for words_a, words_b in zip(a.argv, b.argv, strict=False):
        if len(words_a) != len(words_b):
            continue
        for word_a, word_b in zip(words_a, words_b, strict=True):
            ports = zip(_TOKEN.findall(word_a), _TOKEN.findall(word_b), strict=False)
            for (group_a, port_a), (group_b, port_b) in ports:
                if group_a == group_b == "outputs":
                    yield port_a, port_b


def _only_named_differently(pair: _Pair, a: Mapping[str, str], b: Mapping[str, str]) -> bool:
    """v1 chooses the name of the file that a parallel step appends to, v2 does not [how-to-use-parallel-job]."""
    both = pair.a.kind == pair.b.kind == "parallel"
    return both and len(a) == 1 and set(a) != set(b) and [*a.values()] == [*b.values()]


def _status(node: NodeRecord) -> str:
    return f"{node.status.value} ({node.message})" if node.message else node.status.value


def _line(argv: tuple[tuple[str, ...], ...]) -> str:
    return " && ".join(" ".join(words) for words in argv)
