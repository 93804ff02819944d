"""A converter and a verification with the signatures of the real ones, steered by comments in the source.

They keep these tests about the command line: what is read, written, shown and returned.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.conversion import ConvertedFile, Document, FileKind, NewFile, PipelineFound
from migrate.ledger import Kind, Location, Outcome, Use, Verdict
from migrate.verify.levels import ExpectedPipeline, Finding, LeftPlace, Level, NotChecked, PipelineProof
from migrate.verify.prove import Proofs

V1 = "from azureml.core import Workspace\n"
V2 = "from azure.ai.ml import MLClient\n"


def convert_one(document: Document) -> ConvertedFile:
    """Replace the import; ``# new NAME TEXT``, ``# script PATH``, ``# manual``, ``# crash`` … do what they say."""
    result = ConvertedFile(document)
    for index, text in document.cells.items():
        try:
            ast.parse(text)
        except SyntaxError as error:
            result.error = f"line {error.lineno}: not valid Python ({error.msg})"
            return result
        cell = index if document.kind is FileKind.NOTEBOOK else None
        for number, line in enumerate(text.splitlines(), start=1):
            _obey(line, result, Location(document.path, number, 0, cell))
        new = text.replace(V1, V2)
        for letter in re.findall(r"# letter (\w+)", text):
            new += f"x = '{chr(int(letter, 16))}'\n"
        if new != text:
            result.cells[index] = new
    return result


def _obey(line: str, result: ConvertedFile, place: Location) -> None:
    if line == V1.strip():
        _use(result, place, Outcome.CONVERTED)
    order, _, rest = line.removeprefix("# ").partition(" ")
    if not line.startswith("# "):
        return
    if order == "manual":
        _use(result, place, Outcome.MANUAL, rest)
    elif order == "lost":
        result.ledger.add(Use(Kind.CALL, "azureml.core.Workspace", "lost", place))
    elif order == "crash":
        raise KeyError("the converter stumbled")
    elif order == "new":
        name, _, text = rest.partition(" ")
        result.new_files.append(NewFile(name, text + "\n", place))
    elif order == "script":
        result.scripts.append(rest)
    elif order == "pipeline":
        result.pipelines.append(PipelineFound(rest, place, place.path, place.line))


def _use(result: ConvertedFile, place: Location, outcome: Outcome, message: str = "") -> None:
    verdict = Verdict(outcome, "AML101", message, "azure.ai.ml.MLClient", "https://learn.microsoft.com")
    result.ledger.add(Use(Kind.CALL, "azureml.core.Workspace", "", place, verdict, output_line=place.line))


def prove(
    root: Path,
    outputs: Sequence[tuple[str, FileKind]],
    pipelines: Sequence[ExpectedPipeline],
    *,
    level: Level,
    trust_code: bool,
    left: Iterable[LeftPlace] = (),
    original: object = None,
    launch: object = None,
) -> Proofs:
    """Every pipeline reaches the level, unless its name says ``low``; ``# objection`` in a file is found."""
    findings: dict[str, tuple[Finding, ...]] = {}
    for path, _ in outputs:
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        if "# objection" in text:
            findings[path] = (Finding(path, 1, "fake", "unknown name MLClint", "use MLClient"),)
    proofs = [
        PipelineProof(found.name, found.path, found.line, Level.PARSED if "low" in found.name else level)
        for found in pipelines
    ]
    return Proofs(findings, tuple(proofs), (NotChecked("", "nothing was really checked"),))


@dataclass(frozen=True)
class FakeExample:
    before: str
    after: str
    style: str = "inline"
    files: Mapping[str, str] = field(default_factory=dict)
    path: str = "pipeline.py"
    code: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class FakeRule:
    code: str
    name: str
    summary: str = "Something becomes something else."
    url: str = "https://learn.microsoft.com/x"
    symbols: tuple[str, ...] = ()
    examples: tuple[FakeExample, ...] = ()


RULES = (
    FakeRule("AML101", "workspace", "A Workspace becomes an MLClient.", symbols=("azureml.core.Workspace",),
             examples=(FakeExample("ws = Workspace.from_config()\n", "ws = MLClient.from_config(credential)\n"),)),
    FakeRule("AML501", "python-script-step"),
    FakeRule("AML601", "pipeline"),
)  # fmt: skip
