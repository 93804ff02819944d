"""The argument vector of a v1 step, with its references typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from migrate.verify.graph import Word, WordKind
from migrate.verify.shell import Slot, Token, acted_on, joined, tokens

# Datasets and PipelineData hide in literal text: the SDK itself puts these forms into the argument list
_REFERENCE = re.compile(
    r"DatasetConsumptionConfig:(?P<input>\w+)"
    r"|DatasetOutputConfig:(?P<output>\w+)"
    r"|\$\{?AZUREML_DATAREFERENCE_(?P<data>\w+)\}?"
    r"|\$\{?AML_PARAMETER_(?P<parameter>\w+)\}?"
)
_GROUPS = {WordKind.INPUT: "inputs", WordKind.OUTPUT: "outputs", WordKind.PARAMETER: "parameters"}
_INTERPRETERS = re.compile(r"^(python[\d.]*|Rscript|bash|sh|julia|perl|node)$")


def typed(arguments: Iterable[Any], inputs: Collection[str], outputs: Collection[str]) -> tuple[Word, ...]:
    """Words of the annotated arguments that the SDK keeps with a node (``_module_builder._arguments``)."""
    return tuple(_typed(item, inputs, outputs) for item in arguments)


def _typed(item: Any, inputs: Collection[str], outputs: Collection[str], in_line: bool = False) -> Word:
    kind = type(item).__name__
    if kind == "_InputArgument":
        return Word(WordKind.INPUT, item.name)
    if kind == "_OutputArgument":
        return Word(WordKind.OUTPUT, item.name)
    if kind == "_ParameterArgument":
        return Word(WordKind.PARAMETER, item.name)
    return (_first if in_line else word)(str(getattr(item, "text", item)), inputs, outputs)


def word(text: str, inputs: Collection[str], outputs: Collection[str]) -> Word:
    """A word of literal text, or the reference that it holds with the text around it."""
    found = _first(text, inputs, outputs)
    suffix = _REFERENCE.sub(lambda other: _written(_reference(other, inputs, outputs)), found.suffix)
    return replace(found, suffix=suffix)


def _first(text: str, inputs: Collection[str], outputs: Collection[str]) -> Word:
    """The first reference in a text; others in its suffix are left as v1 has them."""
    match = _REFERENCE.search(text)
    if match is None:
        return Word(WordKind.LITERAL, text)
    return replace(_reference(match, inputs, outputs), prefix=text[: match.start()], suffix=text[match.end() :])


def _reference(match: re.Match[str], inputs: Collection[str], outputs: Collection[str]) -> Word:
    if match["parameter"]:
        return Word(WordKind.PARAMETER, match["parameter"])
    name = match["input"] or match["output"] or match["data"]
    is_output = bool(match["output"]) or (not match["input"] and name in outputs and name not in inputs)
    return Word(WordKind.OUTPUT if is_output else WordKind.INPUT, name)


def _written(word: Word) -> str:
    """A reference as a component has it: of several in a word, all but the first stay text."""
    return f"${{{{{'outputs' if word.kind is WordKind.OUTPUT else 'inputs'}.{word.text}}}}}"


@dataclass(frozen=True)
class Line:
    """A line that a shell reads, with its references typed.

    Args:
        shell: what the shell acts on instead of passing it to the program.
        exposed: parameters and the quotes around them, with whether each is a word by itself.
        text: the line, with ``${{inputs.x}}``, ``${{outputs.x}}`` and ``${{parameters.x}}`` for its references.
    """

    words: tuple[Word, ...]
    text: str = ""
    shell: tuple[str, ...] = ()
    exposed: tuple[tuple[str, str, bool], ...] = ()


def line(parts: Iterable[Any], inputs: Collection[str], outputs: Collection[str]) -> Line:
    """Read the parts of a shell line, between which v1 puts blanks: text, or the SDK's annotated arguments."""
    slots: list[Slot] = []
    references: list[Word] = []

    def slot(found: Word) -> str:
        group = "outputs" if found.kind is WordKind.OUTPUT else "inputs"
        slots.append(Slot(group, found.text))
        references.append(replace(found, prefix="", suffix=""))
        return f"{found.prefix}{chr(Slot.FIRST + len(slots) - 1)}{found.suffix}"

    def text(part: Any) -> str:
        found = _typed(part, inputs, outputs, in_line=True)
        if found.kind is not WordKind.LITERAL:
            return slot(replace(found, suffix=text(found.suffix)) if found.suffix else found)
        return found.text

    whole = " ".join([text(part) for part in parts])
    found = tokens(whole, slots)
    kinds = {id(item): reference for item, reference in zip(slots, references)}
    exposed = [(one.name, one.quotes, one.alone) for one in slots if kinds[id(one)].kind is WordKind.PARAMETER]
    for number, reference in enumerate(references):
        name = f"${{{{{_GROUPS[reference.kind]}.{reference.text}}}}}"
        whole = whole.replace(chr(Slot.FIRST + number), name)
    read = tuple(_of_token(token, kinds) for token in joined(found))
    return Line(read, whole, acted_on(found), tuple(sorted(exposed)))


def _of_token(token: Token, kinds: Mapping[int, Word]) -> Word:
    """A token as a word; of several references in it, the first is the word's, the others stay in its suffix."""
    at = next((index for index, part in enumerate(token.parts) if isinstance(part, Slot)), None)
    if at is None:
        return Word(WordKind.LITERAL, token.text)
    prefix, suffix = ("".join(map(str, parts)) for parts in (token.parts[:at], token.parts[at + 1 :]))
    return replace(kinds[id(token.parts[at])], prefix=prefix, suffix=suffix)


def split(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Part words into the program and its arguments: an interpreter, its options and the script are the program."""
    if not words or words[0].kind is not WordKind.LITERAL or not _INTERPRETERS.match(words[0].text):
        return words[:1], words[1:]
    end = 1
    while end < len(words) and words[end].kind is WordKind.LITERAL and words[end].text.startswith("-"):
        end += 2 if words[end].text in ("-m", "-c") else 1
        if words[end - 2 : end] and words[end - 2].text in ("-m", "-c"):
            return words[:end], words[end:]
    return words[: end + 1], words[end + 1 :]
