"""Which conda files code makes environments from, where only its text says so."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from migrate.decisions.files.code import shared_way
from migrate.project.reading import kind_of

_MAKES = re.compile(rb"\bconda_file|\bconda_dependencies_file|\.from_conda_specification\b")
_SETTINGS = (".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".env")
_DEFAULT = rb"(?:[=:]|(?:getenv|environ\.get)\([^(),]*,)[ \t]*"
"""What stands before a value in settings, or before that of a variable which nobody set."""
_READ = re.compile(rb"\bPath\(\\?[\"'](?P<path>[^\"'\\]+\.txt)\\?[\"']\)\.read_text\(\)\.splitlines\(\)")
"""What becomes of ``Environment.from_pip_requirements``."""


def named_in_code(
    root: Path,
    files: Iterable[str],
    listed: Mapping[str, bool],
    known: Mapping[str, Collection[str]],
    imported: Callable[[str], Iterable[str]] = lambda path: (),
) -> dict[str, set[str]]:
    """By conda file with packages of v1, the code that names it: of v2, or with a folder that is not known.

    Args:
        listed: whether each file that lists packages lists some of v1.
        known: by document, the names of files of which it is known where they are.
        imported: the files that one imports from: a function there may make the environment.
    """

    @lru_cache(None)
    def makes(name: str) -> bool:
        try:
            return _MAKES.search((root / name).read_bytes()) is not None
        except OSError:
            return False

    conda = {name for name, has_v1 in listed.items() if has_v1 and name.endswith((".yml", ".yaml"))}
    lists = {name for name, has_v1 in listed.items() if has_v1 and name.endswith(".txt")}
    ends = b"|".join(sorted({re.escape(os.fsencode(posixpath.basename(name))) for name in conda}))
    quoted = re.compile(rb"(?P<whole>=[ \t]*\\?)?[\"'](?P<path>(?:[^\"'\\\s]*/)?(?:" + ends + rb"))\\?[\"']")
    found: dict[str, set[str]] = {}
    for name in files if conda or lists else ():
        if kind_of(name) is None:
            continue
        try:
            data = (root / name).read_bytes()
        except OSError:
            continue
        names = list(quoted.finditer(data)) if conda else []
        for match in names if names and any(map(makes, [name, *imported(name)])) else ():
            text = match["path"].decode("utf-8", "replace")
            if posixpath.basename(text) not in known.get(name, ()):
                for path in _candidates(PurePosixPath(name), text, conda, bool(match["whole"])):
                    found.setdefault(path, set()).add(name)
        for match in _READ.finditer(data):
            text = match["path"].decode("utf-8", "replace")
            for path in _candidates(PurePosixPath(name), text, lists, True):
                found.setdefault(path, set()).add(name)
    return found


def named_in_settings(root: Path, files: Iterable[str], listed: Mapping[str, bool]) -> set[str]:
    """Conda files with packages of v1 that settings name, when some code makes environments: which is not known then.

    Args:
        listed: whether each file that lists packages lists some of v1.
    """
    conda = {name for name, has_v1 in listed.items() if has_v1 and name.endswith((".yml", ".yaml"))}
    ends = b"|".join(sorted({re.escape(os.fsencode(posixpath.basename(name))) for name in conda}))
    path = rb"(?P<path>(?:[^\"'\\\s]*/)?(?:" + ends + rb"))"
    in_code = re.compile(_DEFAULT + rb"\\?[\"']" + path + rb"\\?[\"']")
    in_file = re.compile(rb"(?m)[=:][ \t]*[\"']?" + path + rb"[\"']?,?[ \t]*\r?$")
    found: set[str] = set()
    makes = False
    for name in files if conda else ():
        is_code = kind_of(name) is not None
        if name in listed or not (is_code or name.endswith(_SETTINGS)):
            continue
        try:
            data = (root / name).read_bytes()
        except OSError:
            continue
        makes = makes or (is_code and _MAKES.search(data) is not None)
        for match in (in_code if is_code else in_file).finditer(data):
            found |= set(_candidates(PurePosixPath(name), match["path"].decode("utf-8", "replace"), conda, True))
    return found if makes else set()


def _candidates(user: PurePosixPath, text: str, conda: Collection[str], whole: bool) -> list[str]:
    """The files that a text may mean: relative to a folder above the user, else the nearest of that name.

    Args:
        whole: whether the text is all that is said, not joined to something.
    """
    for folder in user.parents if whole else ():
        path = posixpath.normpath(posixpath.join(str(folder), text))
        if path in conda:
            return [path]
    alike = [path for path in conda if posixpath.basename(path) == posixpath.basename(text)]
    ways = {path: shared_way(user.parent, PurePosixPath(path).parent) for path in alike}
    return [path for path, way in ways.items() if way == max(ways.values())]
