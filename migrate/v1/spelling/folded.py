"""What an expression says once it is known what its variables stand for."""

from __future__ import annotations

from typing import Final

import libcst as cst

from migrate.v1.nodes import code_of
from migrate.v1.spelling.bodies import Renamer
from migrate.v1.spelling.constants import literal

_METHODS: Final = frozenset({"format", "lower", "upper", "title", "capitalize", "replace", "strip"})


def text(value: str) -> cst.BaseExpression:
    """A string, in the quotes that formatters write."""
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return cst.SimpleString(f'"{value}"' if plain else repr(value))


class Folder(Renamer):
    """Writes values for variables, and what is chosen by them, compared with them and put together of them."""

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        index = updated_node.slice[0].slice if len(updated_node.slice) == 1 else None
        key = literal(index.value) if isinstance(index, cst.Index) else None
        return picked(updated_node.value, key) or updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        given = [one.value for one in updated_node.args]
        plain = not any(one.star or one.keyword is not None for one in updated_node.args)
        values = [literal(one) for one in given]
        func = updated_node.func
        listed = _listed(updated_node) if plain else None
        if listed is not None:
            return listed
        if not plain or (None in values and len(values) != 2):
            return super().leave_Call(original_node, updated_node)
        if isinstance(func, cst.Attribute) and func.attr.value == "get" and isinstance(func.value, cst.Dict) and values:
            found = picked(func.value, values[0])
            if found is None and _has_only_literals(func.value):
                found = given[1] if len(given) > 1 else cst.Name("None")
            return found or updated_node
        if isinstance(func, cst.Name) and func.value == "str" and len(values) == 1 and values[0] is not None:
            return text(str(values[0]))
        if isinstance(func, cst.Attribute) and func.attr.value in _METHODS and None not in values:
            return _told(literal(func.value), func.attr.value, values) or updated_node
        return super().leave_Call(original_node, updated_node)

    def leave_FormattedStringExpression(
        self, original_node: cst.FormattedStringExpression, updated_node: cst.FormattedStringExpression
    ) -> cst.BaseFormattedStringContent:
        value = literal(updated_node.expression)
        spec = updated_node.format_spec or ()
        formats = not updated_node.conversion and not updated_node.equal and isinstance(value, int)
        if formats and all(isinstance(one, cst.FormattedStringText) for one in spec):
            try:
                return cst.FormattedStringText(format(value, "".join(code_of(one) for one in spec)))
            except ValueError:
                return updated_node
        return super().leave_FormattedStringExpression(original_node, updated_node)

    def leave_Comparison(self, original_node: cst.Comparison, updated_node: cst.Comparison) -> cst.BaseExpression:
        if len(updated_node.comparisons) != 1:
            return updated_node
        left, other = literal(updated_node.left), updated_node.comparisons[0]
        operator, right = other.operator, other.comparator
        if left is None:
            return updated_node
        if isinstance(operator, (cst.Equal, cst.NotEqual)) and literal(right) is not None:
            return _truth((left == literal(right)) is isinstance(operator, cst.Equal))
        if isinstance(operator, (cst.In, cst.NotIn)) and isinstance(right, (cst.List, cst.Tuple, cst.Set)):
            values = [literal(one.value) for one in right.elements]
            return updated_node if None in values else _truth((left in values) is isinstance(operator, cst.In))
        return updated_node

    def leave_IfExp(self, original_node: cst.IfExp, updated_node: cst.IfExp) -> cst.BaseExpression:
        sure = truth(updated_node.test)
        return updated_node if sure is None else updated_node.body if sure else updated_node.orelse

    def leave_If(
        self, original_node: cst.If, updated_node: cst.If
    ) -> cst.If | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        sure = truth(updated_node.test)
        if sure is None or isinstance(updated_node.orelse, cst.If) or truth(original_node.test) is not None:
            return updated_node
        other = updated_node.orelse.body if updated_node.orelse is not None else None
        taken = updated_node.body if sure else other
        if taken is None:
            return cst.RemoveFromParent()
        if not isinstance(taken, cst.IndentedBlock) or not taken.body:
            return updated_node
        first = taken.body[0]
        leading = [*updated_node.leading_lines, *getattr(first, "leading_lines", ())]
        above = first.with_changes(leading_lines=leading)
        self.before[above] = self.before.get(first, original_node)
        return cst.FlattenSentinel([above, *taken.body[1:]])


def _listed(node: cst.Call) -> cst.List | None:
    """``list(("--rate", rate))`` as a list of its own."""
    of = node.args[0].value if len(node.args) == 1 else None
    if not isinstance(node.func, cst.Name) or node.func.value != "list" or not isinstance(of, (cst.List, cst.Tuple)):
        return None
    return cst.List([one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in of.elements])


def picked(held: cst.BaseExpression, key: object) -> cst.BaseExpression | None:
    """The element of a dictionary or list that is spelled out; None when it is not known."""
    if isinstance(held, cst.Dict) and key is not None and _has_only_literals(held):
        for one in held.elements:
            if isinstance(one, cst.DictElement) and literal(one.key) == key:
                return one.value
    if isinstance(held, (cst.List, cst.Tuple)) and isinstance(key, int):
        starred = any(isinstance(one, cst.StarredElement) for one in held.elements)
        if not starred and -len(held.elements) <= key < len(held.elements):
            return held.elements[key].value
    return None


def truth(node: cst.BaseExpression) -> bool | None:
    """What a condition that has been folded is."""
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        return node.value == "True"
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        inner = truth(node.expression)
        return None if inner is None else not inner
    return None


def _told(value: object, method: str, given: list[object]) -> cst.BaseExpression | None:
    """What a method of a string gives."""
    try:
        return text(getattr(value, method)(*given)) if isinstance(value, str) else None
    except (LookupError, TypeError, ValueError):
        return None


def _truth(holds: bool) -> cst.Name:
    return cst.Name("True" if holds else "False")


def _has_only_literals(held: cst.Dict) -> bool:
    """Whether all its keys are known."""
    return all(isinstance(one, cst.DictElement) and literal(one.key) is not None for one in held.elements)


__all__ = ["Folder", "picked", "text", "truth"]
