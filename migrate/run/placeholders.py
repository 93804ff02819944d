"""Filling in ``${{inputs.x}}`` and ``$[[ ]]`` as the service does, safe for the shell that reads the result.

The service puts values in as text: Microsoft's own components write ``'${{inputs.x}}'`` in single quotes so that
spaces survive (azureml-assets#1370, #1833), which would not work with environment variables. What a value holds could
therefore end a quotation. Here, a value inside quotes arrives whole whatever it holds, and a note tells of those that
are at risk on the service; outside quotes a text is split by the shell, as there.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_PLACEHOLDER = re.compile(r"\$\{\{\s*(inputs|outputs|search_space)\.([\w.]+)\s*\}\}")
_ANY = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_OPTIONAL = re.compile(r"\$\[\[(.*?)\]\]", re.DOTALL)


class UnknownPlaceholder(Exception):
    """A placeholder that nothing can be put in for."""


@dataclass(frozen=True)
class Values:
    """What placeholders stand for.

    Args:
        texts: literal inputs by name.
        paths: inputs that are data, by name.
        outputs: paths by name.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)

    def find(self, group: str, name: str) -> tuple[str, bool]:
        """Value of a placeholder, and whether it is a path."""
        if group == "outputs":
            if name in self.outputs:
                return self.outputs[name], True
        elif name in self.texts:
            return self.texts[name], False
        elif name in self.paths:
            return self.paths[name], True
        raise UnknownPlaceholder(f"${{{{{group}.{name}}}}} has no value")

    def has(self, group: str, name: str) -> bool:
        return name in self.outputs if group == "outputs" else name in self.texts or name in self.paths


@dataclass
class Filled:
    """A command, ready for the shell."""

    text: str
    notes: list[str]


def fill_command(template: str, values: Values) -> Filled:
    """Fill in a line for the shell.

    Raises:
        UnknownPlaceholder: something in it has no value.
    """
    template = without_unset_groups(template, values)
    quotes = _Quotes()
    pieces: list[str] = []
    notes: list[str] = []
    end = 0
    for match in _matches(template):
        between = template[end : match.start()]
        pieces.append(between)
        state = quotes.after(between)
        value, is_path = values.find(match[1], match[2])
        pieces.append(_protected(value, state, is_path))
        if not is_path and state and any(letter in value for letter in _DANGEROUS[state]):
            notes.append(
                f"the value of {match[2]} holds characters that the shell reads itself inside {state}; "
                "here they arrive as they are, on the service they may not"
            )
        end = match.end()
    return Filled("".join((*pieces, template[end:])), notes)


def fill_text(template: str, values: Values) -> str:
    """Fill in a text that no shell reads, such as an environment variable."""
    template = without_unset_groups(template, values)
    return _PLACEHOLDER.sub(lambda match: values.find(match[1], match[2])[0], template)


def without_unset_groups(template: str, values: Values) -> str:
    """Drop each ``$[[ ]]`` that mentions an input without a value; unwrap the others."""

    def group(match: re.Match[str]) -> str:
        mentioned = _PLACEHOLDER.findall(match[1])
        return match[1] if all(values.has(kind, name) for kind, name in mentioned) else ""

    return _OPTIONAL.sub(group, template)


def _matches(template: str) -> Iterator[re.Match[str]]:
    for found in _ANY.finditer(template):
        match = _PLACEHOLDER.fullmatch(found[0])
        if match is None:
            raise UnknownPlaceholder(f"{found[0]} is nothing that a command can refer to")
        # the position in the template, which fullmatch on a part does not give
        located = _PLACEHOLDER.match(template, found.start())
        assert located is not None
        yield located


_DOUBLE, _SINGLE = "double quotes", "single quotes"
_DANGEROUS = {_DOUBLE: '\\"$`', _SINGLE: "'"}


def _protected(value: str, state: str, is_path: bool) -> str:
    if state == _DOUBLE:
        return re.sub(r'([\\"$`])', r"\\\1", value)
    if state == _SINGLE:
        return value.replace("'", "'\\''")
    # paths on the service hold nothing that a shell cares about; those of this machine may
    return shlex.quote(value) if is_path else value


class _Quotes:
    """Follows a shell line to tell which quotes a place is in; ``$( )`` begins afresh."""

    def __init__(self) -> None:
        self._stack = [""]
        self._comment = False
        self._last = "\n"

    def after(self, text: str) -> str:
        """The quotes that are open behind ``text``, which follows what was read before."""
        position = 0
        while position < len(text):
            position += self._read(text, position)
        self._last = ""  # a value comes next
        return self._stack[-1]

    def _read(self, text: str, position: int) -> int:
        letter, state = text[position], self._stack[-1]
        last, self._last = self._last, letter
        if self._comment:
            self._comment = letter != "\n"
        elif state == _SINGLE:
            if letter == "'":
                self._stack.pop()
        elif letter == "\\":
            self._last = "\\"
            return 2
        elif letter == '"':
            if state == _DOUBLE:
                self._stack.pop()
            else:
                self._stack.append(_DOUBLE)
        elif text.startswith("$(", position):
            self._stack.append("")
            return 2
        elif state == _DOUBLE:
            pass
        elif letter == "'":
            self._stack.append(_SINGLE)
        elif letter == "(":
            self._stack.append("")
        elif letter == ")" and len(self._stack) > 1:
            self._stack.pop()
        elif letter == "#" and last in " \t\n;&|(":
            self._comment = True
        return 1
