"""What one trace knows and notes while the script runs. Used in the isolated process only."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

DEFAULT_STORE = "workspaceblobstore"
"""Name of the default datastore of every workspace; the offline v2 client gives the same name."""


class NotOffline(RuntimeError):
    """The script asked for something that only data or a service could answer."""


@dataclass(eq=False)
class Context:
    """The state of one trace.

    Args:
        folder: the copy of the project.
        compute_exists: whether a script that looks for a compute target finds it.
    """

    folder: str
    compute_exists: bool = True
    notes: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Environment variables, and options (with two hyphens), that were None because nobody gave them."""
    called: bool = False
    """Whether functions were called with stand-ins, as the file builds nothing when it is run."""
    complete: bool = False
    """A whole graph has been built: from now on the network answers with stand-ins."""
    stand_ins: set[str] = field(default_factory=set)
    """Packages that are not installed, and that the script imports all the same."""
    empty_scripts: set[str] = field(default_factory=set)
    """Scripts that the project does not have, made as empty files; by absolute path."""
    logs: set[str] = field(default_factory=set)
    """What the SDK was told to write a log to; by absolute path."""
    modules: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Code folder and run configuration of the versions of modules that the script published; by their ids."""

    sources: dict[str, bytes] = field(default_factory=dict)
    """The Python files of all code folders, by the SHA-256 of their bytes."""
    started: float = field(default_factory=time.time)
    """What is younger than this has been written by the script or by the SDK."""

    def note(self, text: str) -> None:
        text = self.without_folder(text)
        if text not in self.notes:
            self.notes.append(text)

    def miss(self, name: str) -> None:
        """The project asked for something that nobody gave, and has no default of its own."""
        if name not in self.missed:
            self.missed.append(name)

    def completed(self) -> None:
        """A whole pipeline is there."""
        self.complete = True

    def without_folder(self, text: str) -> str:
        """Paths as they are in the project."""
        return text.replace(self.folder + os.sep, "").replace(self.folder, ".")

    def owns(self, path: str) -> bool:
        return path.startswith(self.folder + os.sep)

    def place(self, frame: FrameType | None) -> tuple[str, int]:
        """File and line of the innermost frame that belongs to the project."""
        while frame is not None:
            if self.owns(frame.f_code.co_filename):
                return frame.f_code.co_filename, frame.f_lineno
            frame = frame.f_back
        return "", 0

    def runs_project(self) -> bool:
        """Whether any of the running functions belongs to the project."""
        return bool(self.place(sys._getframe(1))[0])

    def called_by_project(self) -> bool:
        """Whether the caller of the function that asks is code of the project, not of an SDK."""
        return self.asking(3) is not None

    def asking(self, depth: int = 2) -> tuple[str, int] | None:
        """File and line of the caller of the function that asks; None when that is no code of the project."""
        frame: FrameType | None = sys._getframe(depth)
        # ``os.getenv`` asks ``os.environ`` on behalf of its caller.
        while frame is not None and (is_ours(frame) or _is_getenv(frame)):
            frame = frame.f_back
        if frame is None or not self.owns(frame.f_code.co_filename):
            return None
        return frame.f_code.co_filename, frame.f_lineno


def is_ours(frame: FrameType) -> bool:
    """Whether this is code of the proof itself, which stands between the project and what it calls."""
    return frame.f_code.co_filename.startswith(_HERE)


def _is_getenv(frame: FrameType) -> bool:
    return frame.f_code is os.getenv.__code__


_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
