"""Prove the pipelines of scripts that notebooks write: in copies of the project, where those scripts are files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.cli.outputs import write_tree
from migrate.cli.parts import Prove
from migrate.cli.proving import original_of
from migrate.cli.request import Request
from migrate.conversion import ConvertedFile, FileKind, PipelineFound
from migrate.ledger import Outcome
from migrate.project.discovery import Selection
from migrate.project.written import lines_above, sure, texts_of, written_by
from migrate.verify.graph import Place
from migrate.verify.levels import ExpectedPipeline, LeftPlace, Level, PipelineProof


@dataclass(frozen=True)
class _Script:
    """A script that one cell of a notebook writes, with pipelines.

    Args:
        above: lines of the cell above its text.
    """

    path: str
    result: ConvertedFile
    cell: int
    above: int

    @property
    def pipelines(self) -> list[PipelineFound]:
        return [one for one in self.result.pipelines if one.written == self.path]

    def expected(self) -> Iterator[ExpectedPipeline]:
        for one in self.pipelines:
            place = Place(self.path, one.v1.line - self.above, None)
            yield ExpectedPipeline(one.name, self.path, one.v2_line - self.above, None, place)

    def left(self) -> Iterator[LeftPlace]:
        for use in self.result.ledger:
            manual = use.verdict is not None and use.verdict.outcome is Outcome.MANUAL
            if manual and use.output_line and use.location.cell == self.cell:
                yield LeftPlace(self.path, use.output_line - self.above, None)


def prove_written(
    request: Request, selection: Selection, results: Iterable[ConvertedFile], prove: Prove
) -> tuple[PipelineProof, ...]:
    """The proofs of the pipelines that cells write to files, by the path of the file; not of files that are there."""
    results = [result for result in results if not result.error]
    scripts = list(_scripts(results, {*selection.files}))
    if not scripts:
        return ()
    with _copies(selection, results, request.verify) as (v1, v2):
        original = None
        if request.verify.reaches(Level.EQUIVALENT):
            original = original_of(v1, results, request.inputs, request.v1_python)
            added = {script.path: original.uses.get(script.result.document.path, ()) for script in scripts}
            original = replace(original, uses={**original.uses, **added})
        proofs = prove(
            v2,
            [(script.path, FileKind.PYTHON) for script in scripts],
            [one for script in scripts for one in script.expected()],
            level=request.verify,
            trust_code=request.trust_code,
            left=[one for script in scripts for one in script.left()],
            original=original,
            launch=replace(request.launch, source=v1),
        )
    return proofs.pipelines


def _scripts(results: Iterable[ConvertedFile], known: set[str]) -> Iterator[_Script]:
    """The scripts that are written once, by one cell: only of those it is known what is in them."""
    by_path = {result.document.path: result for result in results}
    written = [file for result in by_path.values() for file in written_by(result.document)]
    for path, file in sure(written).items():
        result = by_path[file.notebook]
        if path not in known and len(file.cells) == 1 and any(one.written == path for one in result.pipelines):
            yield _Script(path, result, file.cells[0].index, lines_above(file.cells[0]))


@contextmanager
def _copies(selection: Selection, results: list[ConvertedFile], level: Level) -> Iterator[tuple[Path, Path]]:
    """The project before and after, with the files that its notebooks write."""
    with TemporaryDirectory(prefix="azureml-migrate-") as scratch:
        v1, v2 = Path(scratch, "v1"), Path(scratch, "v2")
        untouched = [ConvertedFile(result.document, scripts=result.scripts) for result in results]
        for folder, these, number in ((v1, untouched, 1), (v2, results, 2)):
            folder.mkdir()
            if folder is v2 or level.reaches(Level.BUILDS):
                write_tree(selection, these, folder, keeps_journal=False)
            for result in results:
                for texts in texts_of(result):
                    place = folder / texts[0]
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(texts[number].encode("utf-8", "surrogatepass"))
        yield v1, v2
