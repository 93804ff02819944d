"""The argument vector of a v1 step, with its references typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable
from typing import Any

from migrate.verify.graph import Word, WordKind

# Datasets and PipelineData hide in literal text: the SDK itself puts these forms into the argument list
_REFERENCE = re.compile(
    r"DatasetConsumptionConfig:(?P<input>\w+)"
    r"|DatasetOutputConfig:(?P<output>\w+)"
    r"|\$\{?AZUREML_DATAREFERENCE_(?P<data>\w+)\}?"
    r"|\$\{?AML_PARAMETER_(?P<parameter>\w+)\}?"
)
_INTERPRETERS = re.compile(r"^(python[\d.]*|Rscript|bash|sh|julia|perl|node)$")


def typed(arguments: Iterable[Any], inputs: Collection[str], outputs: Collection[str]) -> tuple[Word, ...]:
    """Words of the annotated arguments that the SDK keeps with a node (``_module_builder._arguments``)."""
    return tuple(_typed(item, inputs, outputs) for item in arguments)


def _typed(item: Any, inputs: Collection[str], outputs: Collection[str]) -> Word:
    kind = type(item).__name__
    if kind == "_InputArgument":
        return Word(WordKind.INPUT, item.name)
    if kind == "_OutputArgument":
        return Word(WordKind.OUTPUT, item.name)
    if kind == "_ParameterArgument":
        return Word(WordKind.PARAMETER, item.name)
    return word(str(getattr(item, "text", item)), inputs, outputs)


def word(text: str, inputs: Collection[str], outputs: Collection[str]) -> Word:
    """A word of literal text, or the reference that it holds with the text around it."""
    match = _REFERENCE.search(text)
    if match is None:
        return Word(WordKind.LITERAL, text)
    prefix, suffix = text[: match.start()], text[match.end() :]
    if match["parameter"]:
        return Word(WordKind.PARAMETER, match["parameter"], prefix, suffix)
    name = match["input"] or match["output"] or match["data"]
    is_output = bool(match["output"]) or (not match["input"] and name in outputs and name not in inputs)
    return Word(WordKind.OUTPUT if is_output else WordKind.INPUT, name, prefix, suffix)


def command(text: str, inputs: Collection[str], outputs: Collection[str]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Program and arguments of a shell command."""
    try:
        parts = shlex.split(text)
    except ValueError:  # quotes that do not match: the shell of the job will say so, too
        parts = text.split()
    return split(tuple(word(part, inputs, outputs) for part in parts))


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
