"""Tell of what Python code installs: it runs when the code does, so a person changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.conversion import ConvertedFile, Document, FileKind
from migrate.decisions.files.code import Code, Served
from migrate.decisions.files.packages import Said, decide
from migrate.decisions.packages import v1_modules
from migrate.ledger import Kind, Location, Outcome, Use
from migrate.project.code_commands import CodeCommand, commands_in_code
from migrate.project.installs import read_installs
from migrate.rules.notebook_installs import RULE

_INSTALLS = Said(RULE.code, RULE.url)


def told_of_installs(results: Iterable[ConvertedFile], code: Sequence[Code]) -> None:
    """Note the packages of v1 that Python code installs.

    Args:
        code: what the files import; a file that imports nothing of v1 itself installs for all of them.
    """
    by_path = {one.path: one for one in code}
    for result in results:
        for command in commands_in_code(result.document) if not result.error else ():
            own = by_path.get(result.document.path)
            users = Served((own,) if own is not None and v1_modules(own.before) else tuple(code))
            listing = read_installs(command.text)
            change = decide(listing, users, _INSTALLS, bare=True) if listing.entries else None
            for entry, verdict in change.verdicts if change is not None else ():
                message = verdict.message
                if verdict.outcome is not Outcome.MANUAL:
                    instead = f"install {verdict.v2} instead" if verdict.v2 else "do not install it"
                    message = f"code runs this: {instead}"
                told = _INSTALLS.verdict(Outcome.MANUAL, message, verdict.v2)
                place = location_in_code(result.document, command)
                result.ledger.add(Use(Kind.FILE, entry.name, "", place, told))


def location_in_code(document: Document, command: CodeCommand) -> Location:
    """Where a command stands."""
    return Location(document.path, command.line, 0, command.cell if document.kind is FileKind.NOTEBOOK else None)
