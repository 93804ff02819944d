"""The command line of a component, split into words as a shell would, with its references typed.

v1 passes a list of words, v2 a line that the service fills in as text and hands to bash. So literals are put in first,
and only then is the line split: a value with a space that is not quoted becomes two words, here as there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from migrate.verify.graph import Word, WordKind
from migrate.verify.shell import Slot, Token, acted_on, joined, survives, tokens
from migrate.verify.v2.origins import Constant, FromParameter, Source, text_of

_GROUP = re.compile(r"\$\[\[(.*?)\]\]", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{\{\s*(inputs|outputs|search_space)\.([\w.]+)\s*\}\}")
_INTERPRETERS = re.compile(r"^(python[\d.]*|Rscript|bash|sh|julia|perl|node)$")
MLDESIGNER = ("mldesigner", "execute")
"""Begins the command that mldesigner makes for a function component."""


@dataclass(frozen=True)
class CommandLine:
    """A command line that has been read.

    Args:
        markers: outputs that the line only writes a sign of life to, after the program has succeeded.
        copies: the file that the line copies to an output after a trial of a sweep, by output.
        shell: what a shell acts on instead of passing it to the program (``*``, ``|``, ``$NAME``).
        split: parameters of which a shell would not make one word, with the value that shows it.
    """

    words: tuple[Word, ...] = ()
    markers: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    split: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)


def read(text: str, inputs: Mapping[str, Source | None], swept: Collection[str] = ()) -> CommandLine:
    """Read a command line.

    Args:
        inputs: where the value of each input comes from; None for one without a value.
        swept: inputs that a sweep chooses the values of.
    """
    slots: list[Slot] = []
    text = _GROUP.sub(lambda match: match[1] if _has_values(match[1], inputs) else "", text)
    filled = _PLACEHOLDER.sub(lambda match: _fill(match, inputs, slots), text.strip())
    found = tokens(filled, slots)
    found, markers, copies = _without_endings(_without_links(found), bool(swept))
    words = tuple(_word(token, inputs, swept) for token in joined(found))
    return CommandLine(
        words,
        markers,
        acted_on(found),
        _split_values(slots, inputs),
        copies,
    )


def program_and_arguments(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Part words into the program and its arguments: an interpreter, its options and the script are the program."""
    texts = [word.text if word.kind is WordKind.LITERAL else "" for word in words]
    if not texts or not _INTERPRETERS.match(texts[0]):
        return words[:1], words[1:]
    end = 1
    while end < len(texts) and texts[end].startswith("-"):
        if texts[end] in ("-m", "-c"):
            return words[: end + 2], words[end + 2 :]
        end += 1
    return words[: end + 1], words[end + 1 :]


def _has_values(group: str, inputs: Mapping[str, Source | None]) -> bool:
    return all(kind != "inputs" or not _is_unset(inputs.get(name)) for kind, name in _PLACEHOLDER.findall(group))


def _is_unset(source: Source | None) -> bool:
    if isinstance(source, FromParameter):
        return source.value is None and source.default is None
    return source is None


def _fill(match: re.Match[str], inputs: Mapping[str, Source | None], slots: list[Slot]) -> str:
    """Put a literal in; leave a slot, of which the shell makes one word, for anything else."""
    group, name = match[1], match[2]
    source = inputs.get(name) if group == "inputs" else None
    if isinstance(source, Constant):
        return text_of(source.value)
    slots.append(Slot(group, name))
    return chr(Slot.FIRST + len(slots) - 1)


def _word(token: Token, inputs: Mapping[str, Source | None], swept: Collection[str]) -> Word:
    """A token as a word; of several references in it, the first is the word's, the others stay in its suffix."""
    at = next((index for index, part in enumerate(token.parts) if isinstance(part, Slot)), None)
    if at is None:
        return Word(WordKind.LITERAL, token.text)
    slot = token.parts[at]
    assert isinstance(slot, Slot)
    prefix = "".join(map(str, token.parts[:at]))
    suffix = "".join(map(str, token.parts[at + 1 :]))
    if slot.group == "outputs":
        return Word(WordKind.OUTPUT, slot.name, prefix, suffix)
    source = inputs.get(slot.name) if slot.group == "inputs" else None
    if isinstance(source, FromParameter):
        return Word(WordKind.PARAMETER, source.name, prefix + source.prefix, source.suffix + suffix)
    chosen = slot.group == "search_space" or slot.name in swept
    return Word(WordKind.SEARCH if chosen else WordKind.INPUT, slot.name, prefix, suffix)


def _without_links(found: list[Token]) -> list[Token]:
    """Take ``ln -sfn ${{inputs.data}} ./data &&`` off the beginning: it puts data where v1 put it by itself."""
    while True:
        end = next((index for index, token in enumerate(found) if token.operator), len(found))
        head = found[:end]
        texts = [token.text for token in head]
        is_link = texts[:2] == ["ln", "-sfn"] and len(head) == 4 and _is_input(head[2])
        is_folder = texts[:2] == ["mkdir", "-p"] and len(head) == 3
        if end == len(found) or found[end].text != "&&" or not (is_link or is_folder):
            return found
        left = found[end + 1 :]
        if is_folder and [token.text for token in left[:2]] != ["ln", "-sfn"]:
            return found
        found = left


def _is_input(token: Token) -> bool:
    part = token.parts[0] if len(token.parts) == 1 else None
    return isinstance(part, Slot) and part.group == "inputs"


def _without_endings(found: list[Token], trial: bool) -> tuple[list[Token], tuple[str, ...], dict[str, str]]:
    """Take ``&& echo done > ${{outputs.done}}/done.txt`` off the end; it says nothing to the program.

    So does the file ``MLTable`` that is left beside what the program wrote, and
    ``&& cp model.pkl ${{outputs.model}}`` for the trial of a sweep, where v1 takes the file by itself.
    Only behind ``&&``: behind ``;`` the mark would be made for a program that failed, too.
    """
    markers: list[str] = []
    copies: dict[str, str] = {}
    while True:
        ends = [index for index, token in enumerate(found) if token.operator and token.text == "&&"]
        if not ends:
            break
        tail = found[ends[-1] + 1 :]
        copied = _copied(tail) if trial else None
        name = copied[0] if copied is not None else _marked(tail)
        if name is not None and copied is None and _is_table(tail):
            found = found[: ends[-1]]
            continue
        if name is None or _mentioned(found[: ends[-1]], name):
            break
        if copied is not None:
            copies[copied[0]] = copied[1]
        else:
            markers.insert(0, name)
        found = found[: ends[-1]]
    return found, tuple(markers), copies


def _copied(tail: list[Token]) -> tuple[str, str] | None:
    """The output that a file is copied to, and the file."""
    if len(tail) != 3 or any(token.operator for token in tail) or tail[0].text != "cp":
        return None
    source, target = tail[1], tail[2].parts
    if any(isinstance(part, Slot) for part in source.parts) or len(target) != 1 or not isinstance(target[0], Slot):
        return None
    return (target[0].name, source.text) if target[0].group == "outputs" else None


def _marked(tail: list[Token]) -> str | None:
    """The output that a small command leaves a file in, and nothing else."""
    words = [token.text for token in tail if not token.operator]
    operators = [token.text for token in tail if token.operator]
    target: Token | None = None
    if words[:1] == ["touch"] and len(tail) == 2:
        target = tail[1]
    elif words[:1] == ["echo"] and operators == [">"] and len(tail) >= 3 and tail[-2].text == ">":
        target = tail[-1]
        if any(isinstance(part, Slot) for token in tail[:-1] for part in token.parts):
            return None
    if target is None or not target.parts or not isinstance(target.parts[0], Slot):
        return None
    slot, rest = target.parts[0], "".join(map(str, target.parts[1:]))
    return slot.name if slot.group == "outputs" and re.fullmatch(r"/[\w.-]+", rest) else None


def _is_table(tail: list[Token]) -> bool:
    """Whether the file is the description of a table, which v1 had in the code that reads it."""
    return tail[-1].text.endswith("/MLTable")


def _mentioned(found: list[Token], output: str) -> bool:
    return any(
        isinstance(part, Slot) and part.group == "outputs" and part.name == output
        for token in found
        for part in token.parts
    )


def _split_values(slots: list[Slot], inputs: Mapping[str, Source | None]) -> dict[str, str]:
    """Parameters whose default or submitted value would not reach the program as one word."""
    broken: dict[str, str] = {}
    for slot in slots:
        source = inputs.get(slot.name) if slot.group == "inputs" else None
        if isinstance(source, FromParameter):
            for value in (source.default, source.value):
                if value is not None and not survives(text_of(value), slot.quotes, slot.alone):
                    broken[source.name] = text_of(value)
    return broken
