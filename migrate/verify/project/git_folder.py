"""A git repository for the copy of a project, whose own stays behind: much code names what it builds by the commit."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

_BRANCH = "main"
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_COMMIT = f"""\
tree {_EMPTY_TREE}
author offline <offline@offline.invalid> 0 +0000
committer offline <offline@offline.invalid> 0 +0000

offline
"""
_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = false
[remote "origin"]
\turl = https://offline.invalid/project.git
"""


def make_git_folder(project: Path) -> str:
    """Write a repository with one empty commit, always the same, and return its hash; ``git`` itself is not needed."""
    folder = project / ".git"
    (folder / "refs" / "heads").mkdir(parents=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{_BRANCH}\n")
    (folder / "config").write_text(_CONFIG)
    _object(folder, "tree", b"")
    commit = _object(folder, "commit", _COMMIT.encode())
    (folder / "refs" / "heads" / _BRANCH).write_text(f"{commit}\n")
    return commit


def _object(folder: Path, kind: str, data: bytes) -> str:
    whole = f"{kind} {len(data)}\0".encode() + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = folder / "objects" / name[:2] / name[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name
