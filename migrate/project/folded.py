"""Texts that YAML folds: a command that goes on in the next line without a sign at the end of the first."""

from __future__ import annotations

import re
from itertools import pairwise

_FIRST = re.compile(
    r"(?m)^(?P<indent> *(?:- +)*)(?P<key>[\w.\"'-]+ *: +(?! ))?"
    r"(?:(?P<sign>>[-+1-9]{0,2} *(?:#[^\r\n]*)?)|(?(key)(?![|>&*!\[\]{}'\"#%@`])[^\r\n]*[^\s:]|(?!)))(?P<ending>\r?\n)"
)
_LINE = re.compile(r"(?P<indent> *)(?P<text>[^\r\n]*)(?P<ending>\r?\n|\Z)")
_NEW = re.compile(r"#|- |[\w.-]+:(?:\s|\Z)|\t")
"""What begins a line that does not go on with a text without quotes."""


def unfolded(text: str) -> str:
    """The text with blanks for the line breaks that YAML takes for blanks; everything stays in its place."""
    characters = list(text)
    position = 0
    while first := _FIRST.search(text, position):
        position = first.end()
        column = len(first["indent"]) if first["key"] else first["indent"].find("-")
        lines = []
        while position < len(text) and (line := _LINE.match(text, position)):
            goes_on = len(line["indent"]) > column if line["text"] else first["sign"]
            if not goes_on or (not first["sign"] and _NEW.match(line["text"])):
                break
            lines.append(line)
            position = line.end()
        breaks = [line.span("ending") for line, after in pairwise(lines) if _folds(line, after)]
        if not first["sign"] and lines:
            breaks = [first.span("ending"), *(line.span("ending") for line in lines[:-1])]
        for start, end in breaks:
            characters[start:end] = " " * (end - start)
    return "".join(characters)


def _folds(line: re.Match[str], after: re.Match[str]) -> bool:
    """Whether the break between two lines of a block is a blank; it is none around blank lines and deeper ones."""
    return bool(line["text"].strip() and after["text"].strip()) and line["indent"] == after["indent"]
