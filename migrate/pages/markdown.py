"""Writing Markdown as Python-Markdown reads it: text that stays text, code, tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

_LANGUAGES = {
    ".py": "python",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".runconfig": "yaml",
    ".toml": "toml",
    ".sh": "bash",
    ".txt": "text",
    ".json": "json",
}
_BY_NAME = {"Dockerfile": "docker", "MLTable": "yaml", "Makefile": "make"}


def language_of(path: str) -> str:
    """How a file is coloured; a file without a name is Python, and so is a cell of a notebook, as far as it goes."""
    name = PurePosixPath(path)
    return _BY_NAME.get(name.name) or _LANGUAGES.get(name.suffix, "text" if path else "python")


def text(words: str) -> str:
    """Words that mean nothing to Markdown but their code in backticks, on one line."""
    pieces = re.split(r"(`[^`]+`)", " ".join(words.split()))
    return "".join(code(piece[1:-1]) if piece.startswith("`") and index % 2 else _escaped(piece)
                   for index, piece in enumerate(pieces))  # fmt: skip


def _escaped(words: str) -> str:
    return re.sub(r"([\\`*_{}\[\]#|])", r"\\\1", html.escape(words, quote=False))


def code(words: str) -> str:
    """Inline code; HTML, since no backtick and no bar of a table can be told from those inside."""
    escaped = html.escape(words, quote=False)
    for letter in "\\`*_{}[]|":
        escaped = escaped.replace(letter, f"&#{ord(letter)};")
    return f"<code>{escaped}</code>"


def link(words: str, target: str) -> str:
    """A link; ``words`` are Markdown."""
    return f"[{words}]({target})"


def block(source: str, language: str, title: str = "") -> str:
    """Code with syntax colours."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", source)), 3)
    named = f' title="{title}"' if title else ""
    return f"{fence}{language}{named}\n{source.rstrip()}\n{fence}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def tab(title: str, inner: str) -> str:
    """One of several pieces of which one is seen at a time."""
    indented = "".join(f"    {line}".rstrip() + "\n" for line in inner.splitlines())
    return f'=== "{title}"\n\n{indented}'
