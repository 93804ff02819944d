"""The errors that a user of the tool can cause, each with what to do about it."""

from __future__ import annotations


class MigrateError(Exception):
    """Something the user has to mend.

    Args:
        message: what is wrong, in one sentence.
        path: the file, as the user would name it.
        line: 1-based line in that file, when there is one.
        advice: what to do next.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None, advice: str = "") -> None:
        self.message = message
        self.path = path
        self.line = line
        self.advice = advice
        super().__init__(str(self))

    def __str__(self) -> str:
        place = self.path or ""
        if place and self.line is not None:
            place = f"{place}:{self.line}"
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.advice})" if self.advice else text


class UsageError(MigrateError):
    """The command line asks for something that cannot be done (exit code 2)."""


class ReadError(MigrateError):
    """A file cannot be read, decoded or parsed; it is left as it is (exit code 2)."""


class WriteError(MigrateError):
    """A file cannot be written (exit code 2)."""


class WorkerError(MigrateError):
    """A process that converts was ended by something else; nothing was written (exit code 2)."""


class LedgerError(MigrateError):
    """The tool lost track of a v1 use: a bug in the tool (exit code 3)."""
