"""Convert a folder of v1 code as a whole and print what became of it: ``python -m tests.corpus DIR``.

For each file it checks what must hold for every file: no crash, a result that parses, a ledger in which every use has
an outcome, and no change when the result is converted again.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.cli.proving import expected_pipelines, left_places, outputs_of
from migrate.conversion import ConvertedFile, Document, Options, Style
from migrate.engine import convert_one
from migrate.ledger import Kind, Outcome
from migrate.project.discovery import select
from migrate.project.reading import read_files
from migrate.verify.cells import code_cells
from migrate.verify.prove import prove


@dataclass
class Tally:
    """What the conversion of a corpus came to."""

    files: int = 0
    changed: int = 0
    failures: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    symbols: dict[str, Counter[str]] = field(default_factory=dict)
    manual: Counter[tuple[str, str]] = field(default_factory=Counter)
    authoring: Counter[str] = field(default_factory=Counter)
    """Uses by outcome in the files that build steps or pipelines."""
    authoring_manual: dict[str, Counter[str]] = field(default_factory=dict)
    """Uses that are left to a person in those files: reasons by symbol."""
    pipelines: int = 0
    pipelines_converted: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    """Converted pipelines by the level that they reach without running anything."""
    seconds: float = 0.0

    def add(self, result: ConvertedFile) -> None:
        self.files += 1
        self.changed += result.changed
        self.pipelines_converted += len(result.pipelines)
        if builds_pipelines(result):
            self._add_authoring(result)
        for use in result.ledger:
            if use.verdict is None:
                continue
            outcome = use.verdict.outcome.value
            self.outcomes[outcome] += 1
            self.symbols.setdefault(use.symbol, Counter())[outcome] += 1
            if use.symbol == "azureml.pipeline.core.Pipeline" and use.kind.value == "call":
                self.pipelines += 1
            if use.verdict.outcome is Outcome.MANUAL:
                self.manual[(use.verdict.code, use.verdict.message)] += 1

    def _add_authoring(self, result: ConvertedFile) -> None:
        for use in result.ledger:
            if use.verdict is None:
                continue
            self.authoring[use.verdict.outcome.value] += 1
            if use.verdict.outcome is Outcome.MANUAL:
                reasons = self.authoring_manual.setdefault(use.symbol, Counter())
                reasons[f"{use.verdict.code} {use.verdict.message}"] += 1


_STEP = re.compile(r"azureml\.(pipeline\.steps|contrib\.notebook)\.\w+Step")


def builds_pipelines(result: ConvertedFile) -> bool:
    """Whether the file makes a step or a pipeline of v1."""
    return any(
        use.kind is Kind.CALL
        and (use.symbol == "azureml.pipeline.core.Pipeline" or _STEP.fullmatch(use.symbol) is not None)
        for use in result.ledger
    )


class _Again:
    """A converted document, read as if from disk."""

    def __init__(self, first: ConvertedFile) -> None:
        self._document = first.document
        self.path, self.kind, self.data = first.document.path, first.document.kind, first.output()
        self.cells: Mapping[int, str] = {**first.document.cells, **first.cells}

    def render(self, cells: Mapping[int, str]) -> bytes:
        return self._document.render(cells)


def check(document: Document, root: Path, options: Options) -> tuple[ConvertedFile | None, list[str]]:
    """Convert one file; returns the result and what is wrong with it."""
    try:
        result = convert_one(document, root, options)
        problems = [*_problems(result)]
        if result.error is None and result.changed:
            again = convert_one(_Again(result), root, options)
            problems += [
                f"{document.path}: cell {number} changes again:\n{_difference(result.cells.get(number, ''), text)}"
                for number, text in again.cells.items()
            ]
        return result, problems
    except Exception:
        return None, [_crash(document)]


def _difference(before: str, after: str) -> str:
    for one, other in zip(before.splitlines(), after.splitlines(), strict=False):
        if one != other:
            return f"    - {one}\n    + {other}"
    return "    (one is longer)"


def _problems(result: ConvertedFile) -> Iterator[str]:
    path = result.document.path
    for cell in code_cells(result.output(), result.document.kind) if result.changed else ():
        if (cell.index or 0) not in result.cells:
            continue
        try:
            compile(cell.text, path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError as error:
            yield f"{path}: cell {cell.index} does not parse: {error}"
    for use in result.ledger.unbalanced():
        yield f"{path}:{use.location.line}: no outcome for {use.kind.value} {use.symbol} {use.name}"


def convert_corpus(folder: Path, options: Options) -> Tally:
    tally = Tally()
    start = time.perf_counter()
    selection = select([folder])
    read = read_files(selection)
    options = replace(options, together=frozenset(selection.files))
    results = []
    for document in read.project.documents:
        try:
            result = convert_one(document, read.project.root, options)
        except Exception:
            tally.failures.append(_crash(document))
            continue
        tally.failures += _problems(result)
        tally.add(result)
        results.append(result)
    with TemporaryDirectory(prefix="azureml-migrate-corpus-") as scratch:
        for path in selection.files:
            _write(Path(scratch, path), (selection.root / path).read_bytes())
        for result in results:
            _write(Path(scratch, result.document.path), result.output())
            for new in result.new_files:
                _write(Path(scratch, new.path), new.text.encode("utf-8"))
        tally.failures += _second_run(Path(scratch), options)
        outputs, expected = outputs_of(results), expected_pipelines(results)
        proofs = prove(Path(scratch), outputs, expected, left=left_places(results))
        tally.levels = Counter(proof.level.value for proof in proofs.pipelines)
    tally.failures += [f"{failed}" for failed in read.failed]
    tally.seconds = time.perf_counter() - start
    return tally


def _second_run(converted: Path, options: Options) -> Iterator[str]:
    """What changes when the result of a conversion is converted as a whole."""
    selection = select([converted])
    read = read_files(selection)
    options = replace(options, together=frozenset(selection.files))
    for document in read.project.documents:
        try:
            again = convert_one(document, read.project.root, options)
        except Exception:
            yield _crash(document)
            continue
        for number, text in again.cells.items():
            yield f"{document.path}: cell {number} changes again:\n{_difference(document.cells[number], text)}"


def _crash(document: Document) -> str:
    return f"{document.path}: crash\n{traceback.format_exc(limit=-4)}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def show(tally: Tally, top: int) -> str:
    total = sum(tally.outcomes.values())
    lines = [
        f"files with azureml  {tally.files}",
        f"files changed       {tally.changed}",
        f"failures            {len(tally.failures)}",
        f"pipelines           {tally.pipelines} (converted: {tally.pipelines_converted})",
        *(f"  {level:<18}{count}" for level, count in sorted(tally.levels.items())),
        f"uses                {total}",
    ]
    lines += [f"  {outcome:<10} {count:>6}  {count / total:6.1%}" for outcome, count in sorted(tally.outcomes.items())]
    lines += [f"time                {tally.seconds:.1f} s, each file converted twice", "", "uses by symbol"]
    ranked = sorted(tally.symbols.items(), key=lambda item: -sum(item[1].values()))
    outcomes = [outcome.value for outcome in Outcome]
    lines += [f"  {'':<64}" + "".join(f"{outcome:>10}" for outcome in outcomes)]
    lines += [f"  {symbol:<64}" + "".join(f"{counts[o]:>10}" for o in outcomes) for symbol, counts in ranked[:top]]
    lines += ["", *_authoring(tally, top)]
    lines += ["", "left to a person, by reason"]
    lines += [f"  {count:>5}  {code}  {message[:120]}" for (code, message), count in tally.manual.most_common(top)]
    return "\n".join(lines)


def _authoring(tally: Tally, top: int) -> list[str]:
    total = sum(tally.authoring.values()) or 1
    lines = ["uses in files that build steps or pipelines"]
    lines += [f"  {outcome:<10} {count:>6}  {count / total:6.1%}" for outcome, count in sorted(tally.authoring.items())]
    lines += ["left to a person there, by symbol, with the most frequent reasons"]
    for symbol, reasons in sorted(tally.authoring_manual.items(), key=lambda item: -item[1].total())[:top]:
        lines.append(f"  {reasons.total():>5}  {symbol}")
        lines += [f"           {count:>4}  {reason[:120]}" for reason, count in reasons.most_common(3)]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--style", choices=[style.value for style in Style], default="inline")
    parser.add_argument("--top", type=int, default=40, help="rows of each table")
    arguments = parser.parse_args()
    tally = convert_corpus(arguments.folder, Options(style=Style(arguments.style)))
    print(show(tally, arguments.top))
    for failure in tally.failures:
        print(failure, file=sys.stderr)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
