"""``azureml-migrate report``: a report that is there already, in another format."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from migrate.report.model import Report
    from migrate.report.patch import Change


class Format(str, Enum):
    HTML = "html"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    CSV = "csv"
    JUNIT = "junit"
    JSON = "json"
    PATCH = "patch"


def report(
    path: Annotated[
        Path, typer.Argument(metavar="REPORT.json", help="What convert --report wrote.", show_default=False)
    ],
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to make of it.")] = Format.HTML,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; by default stdout.", show_default=False),
    ] = None,
    v1: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The code that was converted, for formats that show it.", show_default=False),
    ] = None,
    v2: Annotated[Path | None, typer.Option(metavar="DIR", help="The code that it became.", show_default=False)] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser (html).")] = False,
) -> None:
    """Make any format of a stored JSON report.

    HTML and patch show the code: they need both trees (--v1, --v2), or a report written with --embed-sources.
    """
    from migrate.errors import UsageError
    from migrate.report.formats import BY_NAME, WITH_CODE
    from migrate.report.render import render

    if open_ and format_ is not Format.HTML:
        raise UsageError("--open is for --format html only", advice="leave one of them out")
    if (v1 is None) != (v2 is None):
        raise UsageError("--v1 and --v2 go together", advice="give both folders")
    suffix = BY_NAME[format_.value]
    stored = _read(path)
    changes = None
    if suffix in WITH_CODE:
        changes = _changes(stored, path, v1, v2, patch=format_ is Format.PATCH)
    data = render(suffix, stored, changes)
    if open_ and output is None:
        output = path.with_suffix(suffix)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    _write(output, data)
    if open_:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def _read(path: Path) -> Report:
    from migrate.errors import ReadError
    from migrate.report.json import read_json

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is not UTF-8"
        raise ReadError(f"cannot be read: {reason}", path=str(path)) from None
    return read_json(text, path=str(path))


def _changes(stored: Report, path: Path, v1: Path | None, v2: Path | None, *, patch: bool) -> list[Change] | None:
    """What the report tells of, file by file; None when the report holds it, as text."""
    from migrate.cli.publish import tell_of_secrets
    from migrate.errors import UsageError
    from migrate.report.patch import Change

    if v1 is not None and v2 is not None:
        changes = list(_between(stored, v1, v2))
        if patch:
            tell_of_secrets("the patch", changes)
        return changes
    if stored.sources is None:
        raise UsageError(
            "holds no code",
            path=str(path),
            advice="give both folders with --v1 and --v2, or write it with convert --embed-sources",
        )
    if not patch:
        return None
    inexact = next((source.path for source in stored.sources if not source.exact), None)
    if inexact is not None:
        raise UsageError(
            f"a secret in {inexact} is masked, or it is not UTF-8, so a patch would not apply",
            path=str(path),
            advice="give both folders with --v1 and --v2",
        )
    return [
        Change(source.path, None if source.before is None else source.before.encode(), source.after.encode())
        for source in stored.sources
    ]


def _between(stored: Report, v1: Path, v2: Path) -> Iterator[Change]:
    """The files that the report says were converted, as they are in the two folders."""
    from migrate.report.patch import Change

    secrets = _secrets(v1)
    for file in sorted(stored.files, key=lambda file: file.output_path or ""):
        if file.status != "converted" or file.output_path is None:
            continue
        before = None if file.origin is not None else _bytes(v1, file.path)
        after = _bytes(v2, file.output_path)
        if before != after:
            yield Change(file.output_path, before, after, secrets)


def _secrets(v1: Path) -> frozenset[str]:
    """The secrets of the v1 code, which a report does not hold: the converter finds them again. Nothing is written."""
    from migrate.cli.verify import converted
    from migrate.project.discovery import select

    return frozenset(text for result in converted(select([v1])) for text in result.secrets)


def _bytes(root: Path, name: str) -> bytes:
    from migrate.errors import ReadError

    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise ReadError("is not below the folder that the report is about", path=name)
    path = (root if root.is_dir() else root.parent) / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=str(path), advice="is it the right folder?") from None


def _write(output: Path, data: bytes) -> None:
    from migrate.project.writing import write_named

    write_named(output, data)
