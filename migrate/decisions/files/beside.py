"""What the YAML of v1 names: files and folders of the project."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.decisions.rule import Manual


@dataclass(frozen=True)
class Beside:
    """What the YAML in a folder names: relative to it, or to one of the folders above.

    Args:
        folder: of the YAML, relative to the root of the project.
        is_there: whether the project has a file or folder.
        data: what is in a file; it may raise OSError.
    """

    folder: str
    is_there: Callable[[str], bool]
    data: Callable[[str], bytes]

    def find(self, path: str) -> str | None:
        """A file or folder, relative to the root of the project; None when there is none."""
        folder = PurePosixPath(self.folder)
        for base in (folder, *folder.parents):
            place = posixpath.normpath(str(base / path.replace("\\", "/")))
            if place == "." or self.is_there(place):
                return place
        return None

    def read(self, path: str) -> object:
        """What the YAML of a file holds that ``find`` gave; JSON is YAML as well.

        Raises:
            Manual: it cannot be read.
        """
        try:
            return YAML(typ="safe").load(self.data(path))
        except (OSError, YAMLError, ValueError) as error:
            raise Manual(f"`{path}` cannot be read: {error}") from None

    def relative(self, place: str) -> str:
        """A file or folder that ``find`` gave, as the YAML names it."""
        return posixpath.relpath(place, self.folder or ".")
