"""Convert the commands of the Azure CLI, in scripts and in lines of notebooks.

The extension ``azure-cli-ml`` changes with the commands of its file; where there are none, only when no command of v1
is left in the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from migrate.around.code_commands import location_in_code
from migrate.conversion import ConvertedFile, FileKind
from migrate.decisions.files.azure_cli import Translated, symbol, translate
from migrate.decisions.files.build_tasks import build_tasks
from migrate.decisions.files.job_commands import with_file
from migrate.decisions.files.packages import Said
from migrate.ledger import Kind, Location, Outcome, Use
from migrate.project.code_commands import commands_in_code
from migrate.project.command_lines import CommandLine, command_lines, put
from migrate.project.commands import Command, commands
from migrate.project.listing import spliced
from migrate.project.text_file import TextDocument, read_text
from migrate.rules.azure_cli import RULE

_CLI = Said(RULE.code, RULE.url)

Known = list[tuple[Command, Translated]]


def convert_commands(
    scripts: Iterable[TextDocument], code: Iterable[ConvertedFile], found: dict[str, ConvertedFile]
) -> None:
    """Write the commands of v2.

    Args:
        scripts: the files that may hold commands; what becomes of them is put into ``found``.
        code: notebooks and Python files, whose results are changed.
    """
    files = {name: new.path for name, one in found.items() for new in one.new_files if _is_job(new.path)}
    in_scripts = [(document, _known(document.text, files)) for document in scripts]
    in_lines = [
        (result, [(line, known) for line in command_lines(result.document) if (known := _known(line.text, files))])
        for result in code
        if not result.error
    ]
    in_code = _in_code(code, files)
    left = in_code or any(_is_stuck(known) for _, known in in_scripts)
    left = left or any(_is_stuck(known) for _, lines in in_lines for _, known in lines)
    for document, known in in_scripts:
        if known:
            result = found.setdefault(document.path, ConvertedFile(document))
            _translate(result, document.text, known, left, stuck=_is_stuck(known))
        for task in build_tasks(document.text):
            result = found.setdefault(document.path, ConvertedFile(document))
            verdict = _CLI.verdict(Outcome.MANUAL, f"this runs SDK v1; write instead: {task.advice}", task.advice)
            result.ledger.add(Use(Kind.FILE, task.name, "", Location(document.path, task.line), verdict, task.line))
    for result, lines in in_lines:
        stuck = any(_is_stuck(known) for _, known in lines)
        put(result, [(line, _translate_line(result, line, known, left, stuck=stuck)) for line, known in lines])


def _is_job(path: str) -> bool:
    return path.endswith((".job.yml", ".environment.yml"))


def _in_code(code: Iterable[ConvertedFile], files: Mapping[str, str]) -> bool:
    """Tell of the commands that Python code runs; whether there are any."""
    told = False
    for result in code:
        for command in commands_in_code(result.document) if not result.error else ():
            for one, new in _known(command.text, files):
                notes = f" ({'; '.join(new.notes)})" if new.notes else ""
                verdict = _CLI.verdict(Outcome.MANUAL, f"code runs this; write instead: {new.v2}{notes}", new.v2)
                place = location_in_code(result.document, command)
                result.ledger.add(Use(Kind.FILE, symbol(one), "", place, verdict))
                told = True
    return told


def _known(text: str, files: Mapping[str, str]) -> Known:
    found = ((one, translate(one)) for one in commands(text, "az"))
    return [(one, with_file(one, new, files)) for one, new in found if new is not None]


def _is_stuck(known: Known) -> bool:
    return any(not new.certain for _, new in known)


def _translate_line(result: ConvertedFile, line: CommandLine, known: Known, left: bool, *, stuck: bool) -> str:
    part = ConvertedFile(read_text(result.document.path, line.text.encode("utf-8", "replace"), FileKind.COMMANDS))
    _translate(part, line.text, known, left, stuck=stuck)
    for use in part.ledger:
        place = Location(result.document.path, line.line + use.location.line - 1, 0, line.cell_shown)
        result.ledger.add(replace(use, location=place, output_line=None))
    return part.cells.get(0, line.text)


def _translate(
    result: ConvertedFile, text: str, found: Sequence[tuple[Command, Translated]], left: bool, *, stuck: bool
) -> None:
    """Write the commands of one file, all or none of them: both extensions cannot be installed at a time."""
    changes, added = [], 0
    # what the file installs serves its own commands
    alone = all(command.text.startswith("az extension ") for command, _ in found)
    for command, new in found:
        output: int | None = command.line + added
        notes = "; ".join(new.notes)
        if not new.certain:
            verdict = _CLI.verdict(Outcome.MANUAL, f"write instead: {new.v2}{f' ({notes})' if notes else ''}", new.v2)
        elif stuck or (left and alone and command.text.startswith("az extension ")):
            verdict = _CLI.verdict(Outcome.MANUAL, f"{_TOGETHER}: {new.v2}", new.v2)
        else:
            start, end = command.words[0].start, command.words[-1].end
            broken = re.search(r"(?:[ \t]*[\\`^])?[ \t]*\r?\n[ \t]*", text[start:end])
            written = (broken[0] if broken else " ").join(new.parts)
            changes.append((start, end, written))
            added += written.count("\n") - text.count("\n", start, end)
            verdict = _CLI.verdict(Outcome.CHANGED if notes else Outcome.CONVERTED, notes, new.v2)
        place = Location(result.document.path, command.line)
        result.ledger.add(Use(Kind.FILE, symbol(command), "", place, verdict, output))
    if changes:
        result.cells[0] = spliced(text, changes)


_TOGETHER = "change it with the commands of v1 that a person has to change, since only one extension can be installed"
