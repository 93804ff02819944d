"""A text in parts: what is literal in it, what the code computes, and the data that it names."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from migrate.v1.data import DATA_REFERENCE, INPUT_BINDING, OUTPUT_BINDING, PIPELINE_DATA, port_of
from migrate.v1.values import Const, Foreign, Item, Obj, Unknown, Value, objects, type_name

_NAMED_BY_TEXT = frozenset({PIPELINE_DATA, DATA_REFERENCE, INPUT_BINDING, OUTPUT_BINDING})
"""Classes whose ``str`` is the place of the data, ``$AZUREML_DATAREFERENCE_name`` (azureml-pipeline-core 1.62)."""

Known = Mapping[cst.CSTNode, Value]


def pieces(node: cst.BaseExpression, value: Value, known: Known) -> Iterator[Item]:
    """The parts of a text, in order; one that names data has the data as its value.

    Args:
        value: what the expression stands for.
        known: what each expression of the file stands for.
    """
    sides = _sides(node, value)
    filled = _filled(node, known) if not sides else None
    if sides:
        for side in sides:
            yield from pieces(side, known.get(side, Unknown("str")), known)
    elif filled is not None:
        for part in filled:
            yield from part if isinstance(part, tuple) else _shown(part, known)
    elif isinstance(node, cst.FormattedString) and "r" not in node.prefix.lower():
        yield from _formatted(node, known)
    elif isinstance(node, cst.Call) and _is_str(node, known):
        yield from _shown(node.args[0].value, known, node)
    elif isinstance(node, cst.Attribute) and (named := _named(node, known)) is not None:
        yield Item(named, node.value)
    elif isinstance(node, cst.SimpleString) and not isinstance(value, Const):
        yield Item(Const(node.evaluated_value), node)
    else:
        yield Item(value, node)


def is_split(node: cst.Call, known: Known) -> bool:
    """Whether it takes a text apart into words or lines."""
    func = node.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in ("split", "splitlines"):
        return False
    return type_name(known.get(func.value)) == "str"


def _sides(node: cst.BaseExpression, value: Value) -> tuple[cst.BaseExpression, ...]:
    """The two texts that this one is put together of."""
    if isinstance(node, cst.ConcatenatedString):
        return node.left, node.right
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add) and not objects(value):
        return node.left, node.right
    return ()


def _formatted(node: cst.FormattedString, known: Known) -> Iterator[Item]:
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            literal = cst.ensure_type(cst.parse_expression(f"{node.quote}{part.value}{node.quote}"), cst.SimpleString)
            yield _literal(str(literal.evaluated_value).replace("{{", "{").replace("}}", "}"))
        elif isinstance(part, cst.FormattedStringExpression):
            if part.conversion is None and part.format_spec is None and part.equal is None:
                yield from _shown(part.expression, known)
            else:
                yield Item(Unknown("str"), node.with_changes(parts=[part]))


def _shown(node: cst.BaseExpression, known: Known, text: cst.BaseExpression | None = None) -> Iterator[Item]:
    """What ``str`` makes of a value; ``text`` is the expression that says so, if the value itself is none."""
    value = known.get(node, Unknown())
    found = objects(value)
    if found and not (len(found) == 1 and found[0].symbol in _NAMED_BY_TEXT):
        # v1 puts the description of a Python object there, and v2 another one.
        yield Item(Unknown("str"), text or _call_str(node))
    elif found or text is None:
        yield from pieces(node, value, known)
    else:
        yield Item(Unknown("str"), text)


def _call_str(node: cst.BaseExpression) -> cst.Call:
    return cst.Call(cst.Name("str"), [cst.Arg(node)])


def _literal(text: str) -> Item:
    return Item(Const(text), cst.SimpleString(repr(text)))


def _is_str(node: cst.Call, known: Known) -> bool:
    """Whether this is ``str(x)``."""
    plain = len(node.args) == 1 and node.args[0].keyword is None and not node.args[0].star
    return plain and known.get(node.func) == Foreign("str")


_Filled = list[tuple[Item] | cst.BaseExpression]


def _filled(node: cst.BaseExpression, known: Known) -> _Filled | None:
    """The parts of ``"…%s…" % x`` and of ``"…{}…".format(x)``; None for anything else, and what has other fields."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        template = known.get(node.left)
        if isinstance(template, Const) and isinstance(template.value, str):
            given = _elements(node.right)
            return _percent(template.value, given) if given is not None else None
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "format":
        template = known.get(node.func.value)
        if isinstance(template, Const) and isinstance(template.value, str) and not any(arg.star for arg in node.args):
            return _format(template.value, node.args)
    return None


def _elements(node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    if not isinstance(node, cst.Tuple):
        return [node]
    plain = all(isinstance(element, cst.Element) for element in node.elements)
    return [element.value for element in node.elements] if plain else None


def _percent(template: str, given: list[cst.BaseExpression]) -> _Filled | None:
    texts = template.replace("%%", "\0").split("%s")
    if any("%" in text for text in texts) or "\0" in template or len(texts) != len(given) + 1:
        return None
    found: _Filled = [(_literal(texts[0].replace("\0", "%")),)]
    for node, text in zip(given, texts[1:], strict=True):
        found += [node, (_literal(text.replace("\0", "%")),)]
    return found


def _format(template: str, arguments: Sequence[cst.Arg]) -> _Filled | None:
    by_place = [arg.value for arg in arguments if arg.keyword is None]
    by_name = {arg.keyword.value: arg.value for arg in arguments if arg.keyword is not None}
    found: _Filled = []
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return None
    place = 0
    for text, name, spec, conversion in fields:
        found.append((_literal(text),))
        if name is None:
            continue
        if name == "":
            name, place = str(place), place + 1
        node = by_name.get(name)
        if node is None and name.isdecimal() and int(name) < len(by_place):
            node = by_place[int(name)]
        if node is None or spec or conversion:
            return None
        found.append(node)
    return found


def _named(node: cst.Attribute, known: Known) -> Obj | None:
    """The data whose ``arg_val`` this is."""
    if node.attr.value != "arg_val":
        return None
    value = known.get(node.value)
    found = objects(value)
    return found[0] if len(found) == 1 and port_of(value) is not None else None
