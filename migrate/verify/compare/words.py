"""The argument vectors of two nodes, and the ports that stand at the same places in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from migrate.verify.compare.difference import Text
from migrate.verify.compare.values import number, same, same_name
from migrate.verify.graph import Node, Word, WordKind

_NAMED_FREELY = (WordKind.INPUT, WordKind.OUTPUT, WordKind.SEARCH)
"""Words whose text is a name inside of the node, which each side chooses for itself."""


@dataclass
class Alignment:
    """What two argument vectors have in common and what not.

    Args:
        inputs: v1 and v2 names of inputs that stand at the same place; renamed ports are fine.
        outputs: the same for outputs.
        searched: the same for values that a sweep chooses.
        differences: field, v1 and v2 value.
    """

    inputs: list[tuple[str, str]] = field(default_factory=list)
    outputs: list[tuple[str, str]] = field(default_factory=list)
    searched: list[tuple[str, str]] = field(default_factory=list)
    differences: list[tuple[str, object, object]] = field(default_factory=list)

    def output_of(self, name: str) -> str | None:
        return next((v2 for v1, v2 in self.outputs if v1 == name), None)


def align(one: Node, other: Node) -> Alignment:
    """Compare two argument vectors word by word."""
    result = Alignment()
    left, right = _vector(one), _vector(other)
    if len(left) == len(right):
        for index, (word, counterpart) in enumerate(zip(left, right, strict=True)):
            _pair(result, index, len(one.program), word, counterpart)
        return result
    matcher = SequenceMatcher(a=[_key(word) for word in left], b=[_key(word) for word in right], autojunk=False)
    for operation, start, end, low, high in matcher.get_opcodes():
        if operation == "equal" or end - start == high - low:
            for offset in range(end - start):
                _pair(result, start + offset, len(one.program), left[start + offset], right[low + offset])
        else:
            name = _field(start, len(one.program))
            result.differences.append((name, _line(left[start:end]), _line(right[low:high])))
    return result


def _vector(node: Node) -> list[Word]:
    """Program and arguments; of a sweep, the hyperparameters at the end, where v1 puts them itself."""
    kept: list[Word] = []
    moved: list[tuple[str, list[Word]]] = []
    for word in (*node.program, *node.arguments):
        if word.kind is WordKind.SEARCH:
            flag = kept.pop() if not word.prefix and kept and _is_flag(kept[-1]) else None
            text = word.prefix or (flag.text if flag is not None else word.text)
            moved.append((text.lstrip("-"), [*([flag] if flag is not None else []), word]))
        else:
            kept.append(word)
    return kept + [word for _, group in sorted(moved, key=lambda item: item[0]) for word in group]


def ambiguous(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, object, object]]:
    """Names that stand for one thing on one side and for several on the other: the name, what v1 and v2 have."""
    found = list(pairs)
    for side, other in ((0, 1), (1, 0)):
        partners: dict[str, list[str]] = {}
        for pair in found:
            partners.setdefault(pair[side], []).append(pair[other])
        for name, several in partners.items():
            if len(several) > 1:
                both = Text(repr(name)), Text(" and ".join(map(repr, several)))
                yield (name, *both) if side == 0 else (several[0], both[1], both[0])


def _is_flag(word: Word) -> bool:
    return word.kind is WordKind.LITERAL and word.text.startswith("-")


def _pair(result: Alignment, index: int, program: int, one: Word, other: Word) -> None:
    if one.kind in _NAMED_FREELY and one.kind is other.kind:
        by_kind = {WordKind.INPUT: result.inputs, WordKind.OUTPUT: result.outputs}
        ports = by_kind.get(one.kind, result.searched)
        if (one.text, other.text) not in ports:
            ports.append((one.text, other.text))
    if not _same(one, other):
        result.differences.append((_field(index, program), _line([one]), _line([other])))


def _same(one: Word, other: Word) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is WordKind.LITERAL:
        return one.text == other.text or (_is_written_number(one.text) and same(one.text, other.text))
    if (one.prefix, one.suffix) != (other.prefix, other.suffix):
        return False
    return one.kind in _NAMED_FREELY or same_name(one.text, other.text)


def _is_written_number(text: str) -> bool:
    """Whether a v1 word can be a number that Python wrote; ``007`` and ``1.10`` were text and must stay as they are."""
    value = number(text)
    return value is not None and text in (str(value), str(int(value)) if value.is_integer() else "")


def _key(word: Word) -> str:
    """What makes words equal when vectors of different lengths are laid beside each other; names of ports do not."""
    if word.kind is WordKind.LITERAL:
        return f"={word.text}"
    name = word.text if word.kind is WordKind.PARAMETER else ""
    return f"{word.kind.value} {word.prefix} {name} {word.suffix}"


def _field(index: int, program: int) -> str:
    return "program" if index < program else f"arguments[{index - program}]"


def _line(words: list[Word]) -> object:
    """Words as a person would write them."""
    if not words:
        return None
    if len(words) == 1 and words[0].kind is WordKind.LITERAL:
        return words[0].text if words[0].text else Text("an empty word")
    return Text(" ".join(_written(word) for word in words))


def _written(word: Word) -> str:
    if word.kind is WordKind.LITERAL:
        return repr(word.text)
    return f"{word.prefix}<{word.kind.value} {word.text}>{word.suffix}"


def complete(
    found: list[tuple[str, str]], left: list[str], right: list[str], alike: Callable[[str, str], bool]
) -> Iterator[tuple[str, str]]:
    """Pairs of the ports that stand in no argument vector: by name, by what flows through them, or the last ones left.

    Args:
        found: pairs that are known already.
        alike: whether the same data flows through two ports.
    """
    one = [name for name in left if name not in {v1 for v1, _ in found}]
    other = [name for name in right if name not in {v2 for _, v2 in found}]
    for test in (same_name, alike):
        for name in list(one):
            match = next((candidate for candidate in other if test(name, candidate)), None)
            if match is not None:
                one.remove(name)
                other.remove(match)
                yield name, match
    if len(one) == 1 and len(other) == 1:
        yield one[0], other[0]
