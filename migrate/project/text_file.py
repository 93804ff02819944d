"""Text files that are no code of Python: what is not changed in them stays byte for byte."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

from migrate.conversion import FileKind
from migrate.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),  # what a PowerShell makes of `pip freeze > requirements.txt`
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class TextDocument:
    """A text file as one cell."""

    path: str
    kind: FileKind
    data: bytes
    text: str
    encoding: str
    mark: bytes

    @property
    def cells(self) -> Mapping[int, str]:
        return {0: self.text}

    def render(self, cells: Mapping[int, str]) -> bytes:
        text = cells.get(0, self.text)
        return self.data if text == self.text else self.mark + text.encode(self.encoding)


def read_text(path: str, data: bytes, kind: FileKind) -> TextDocument:
    """Decode a text file.

    Raises:
        ReadError: it is not UTF-8, nor UTF-16 with a byte order mark.
    """
    mark, encoding = next((found for found in _MARKS if data.startswith(found[0])), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ReadError(f"is not valid {encoding.upper()}", path=path, line=line, advice="save it as UTF-8") from None
    return TextDocument(path, kind, data, text, encoding, mark)
