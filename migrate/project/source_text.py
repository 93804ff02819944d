"""Writing the source of a notebook cell in the layout that the notebook has already."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from migrate.project import json_text
from migrate.project.json_text import Value

_ESCAPED_LETTER = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


@dataclass(frozen=True)
class Layout:
    """What the tool that wrote the notebook does everywhere.

    Args:
        ascii_only: whether letters beyond ASCII are written as ``\\uXXXX``.
        comma: what stands between two values on one line.
    """

    ascii_only: bool
    comma: str

    @classmethod
    def of(cls, text: str) -> Layout:
        ascii_only = text.isascii() and _ESCAPED_LETTER.search(text) is not None
        spaced = re.search(r'"source":(\s?)', text)
        return cls(ascii_only, ", " if spaced is None or spaced[1] else ",")

    def token(self, text: str) -> str:
        """A string as JSON."""
        token = json.dumps(text, ensure_ascii=self.ascii_only)
        # half of a surrogate pair cannot be written in UTF-8
        return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", token)


def write_source(source: str, text: str, old: Value, layout: Layout) -> str:
    """The JSON of a cell's source, a string or a list of lines as the old value is.

    Lines that stay keep the very characters of the old text, so that a patch shows the changed lines only.

    Args:
        source: the new source.
        text: the JSON text of the notebook.
        old: the old source in it.
    """
    if isinstance(old.value, str):
        return layout.token(source)
    if not source:
        return "[]"
    elements = list(json_text.elements(text, old))
    written = {element.value: text[element.start : element.end] for element in elements}
    opening, comma, closing = _spacing(text, old, elements, layout)
    tokens = [written.get(line) or layout.token(line) for line in source.splitlines(keepends=True)]
    return f"[{opening}{comma.join(tokens)}{closing}]"


def _spacing(text: str, old: Value, elements: list[Value], layout: Layout) -> tuple[str, str, str]:
    """What stands after the opening bracket, between two lines, and before the closing bracket."""
    if not elements:
        return "", layout.comma, ""
    opening = text[old.start + 1 : elements[0].start]
    closing = text[elements[-1].end : old.end - 1]
    if len(elements) > 1:
        return opening, text[elements[0].end : elements[1].start], closing
    return opening, f",{opening}" if opening else layout.comma, closing
