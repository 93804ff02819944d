"""Reading Python files: any encoding that Python itself reads, given back byte for byte.

Lines in the shape of a notebook's that run another file are masked as those are.
"""

from __future__ import annotations

import ast
import codecs
import io
import re
import tokenize
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.conversion import FileKind
from migrate.errors import ReadError, WriteError
from migrate.project.magics import Masks, mask
from migrate.project.script_cells import has_cells, lines_that_run

_BOM = codecs.BOM_UTF8
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # UTF-32's begin with the same bytes


@dataclass(frozen=True)
class PythonDocument:
    """A Python file: one cell, number 0, whose text keeps the line endings of the file.

    Args:
        encoding: as PEP 263 finds it, without the byte order mark.
        has_bom: whether the file begins with UTF-8's byte order mark, which is not part of the text.
        masked: the text with placeholders for the lines that run another file, when it has any.
    """

    path: str
    data: bytes
    text: str
    encoding: str
    has_bom: bool
    masked: str | None = None
    masks: Masks = field(default_factory=Masks, compare=False)

    @property
    def kind(self) -> FileKind:
        return FileKind.PYTHON

    @property
    def cells(self) -> Mapping[int, str]:
        return {0: self.text if self.masked is None else self.masked}

    def render(self, cells: Mapping[int, str]) -> bytes:
        """The file with the text of cell 0 replaced.

        Raises:
            WriteError: the new text holds a character that the encoding of the file does not have.
        """
        text = self.masks.unmask(cells[0]) if 0 in cells else self.text
        if text == self.text:
            return self.data
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise WriteError(
                f"the converted text holds {error.object[error.start]!r}, which {self.encoding} does not have",
                path=self.path,
                line=text.count("\n", 0, error.start) + 1,
                advice="save the file as UTF-8 and convert it again",
            ) from None
        return _BOM + data if self.has_bom else data


def read_python(path: str, data: bytes) -> PythonDocument:
    """Decode a Python file as the interpreter would.

    Args:
        path: its name in messages and reports.
        data: the file as it is on disk.

    Raises:
        ReadError: with the line, when the bytes are not text in the encoding that the file declares.
    """
    if data.startswith(_WIDE_BOMS):
        raise ReadError("is UTF-16 or UTF-32, which Python does not read", path=path, advice="save it as UTF-8")
    encoding, has_bom = _declared_encoding(path, data)
    body = data[len(_BOM) :] if has_bom else data
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise _not_decodable(path, line, encoding) from None
    except LookupError:  # a codec that makes no text, such as "hex"
        raise ReadError(f"declares the encoding {encoding!r}, which is none for text", path=path, line=1) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ReadError("holds a null byte, so it is no Python source", path=path, line=line)
    if not _survives(text, encoding, body):
        raise ReadError(
            f"does not stay the same when read and written as {encoding}", path=path, advice="save it as UTF-8"
        )
    masks = Masks(avoid=text)
    return PythonDocument(path, data, text, encoding, has_bom, _masked(text, masks), masks)


def _masked(text: str, masks: Masks) -> str | None:
    """The text with placeholders for the lines that run another file; None without any, and where no Python fits."""
    if _ESCAPED.search(text) and has_cells(text) and not _parses(text):
        masked = mask(text, masks)
        return masked if _parses(masked) else None
    found = list(lines_that_run(text)) if "run" in text and ("%run" in text or "get_ipython" in text) else []
    if not found:
        return None
    for start, end, target in reversed(found):
        text = text[:start] + masks.hide(text[start:end], runs=target) + text[end:]
    return text if _parses(text) else None


_ESCAPED = re.compile(r"(?m)^[ \t]*[%!]\w")
"""Lines of IPython in a script that editors run cell by cell."""


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _declared_encoding(path: str, data: bytes) -> tuple[str, bool]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        if "unknown encoding" in str(error):
            advice = "correct the coding comment, or save the file as UTF-8"
            raise ReadError(f"declares an {error.msg}", path=path, line=1, advice=advice) from None
        if "encoding problem" in str(error):
            advice = "remove the coding comment or the byte order mark"
            raise ReadError(
                "begins with UTF-8's byte order mark but declares another encoding", path=path, line=1, advice=advice
            ) from None
        raise _not_decodable(path, _first_bad_line(data), "utf-8") from None
    return ("utf-8", True) if encoding == "utf-8-sig" else (encoding, False)


def _not_decodable(path: str, line: int, encoding: str) -> ReadError:
    return ReadError(
        f"is not valid {encoding.upper() if encoding == 'utf-8' else encoding}",
        path=path,
        line=line,
        advice="save it as UTF-8, or declare its encoding in the first line, as in '# -*- coding: latin-1 -*-'",
    )


def _first_bad_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def _survives(text: str, encoding: str, body: bytes) -> bool:
    """Some codecs with states (utf-7, iso2022) write the same text in other bytes."""
    if encoding in ("utf-8", "iso-8859-1"):
        return True
    try:
        return text.encode(encoding) == body
    except UnicodeEncodeError:
        return False
