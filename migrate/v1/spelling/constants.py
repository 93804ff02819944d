"""Lists and dictionaries whose elements the text of a document says, and what is chosen from them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cached_property

import libcst as cst

from migrate.v1.nodes import children, code_of
from migrate.v1.spelling.survey import Survey

_CHANGING = frozenset(
    {"append", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "clear", "sort", "reverse"}
)
_READING = frozenset({"items", "keys", "values", "get", "index", "count", "copy", "join", "format"})
_FREE = frozenset(
    {"len", "list", "tuple", "dict", "enumerate", "zip", "sorted", "reversed", "range", "print", "str", "set", "max"}
    | {"min", "any", "all", "chain", "map", "sum"}
)
_TELLING = frozenset({"len", "print", "str", "repr", "max", "min", "any", "all"})
_CONSTANTS = (cst.SimpleString, cst.Integer, cst.Float, cst.ConcatenatedString)
Entry = tuple[cst.BaseExpression, cst.BaseExpression]


class Constants:
    """What lists and dictionaries of a document hold, where its text says that."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    @cached_property
    def parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        return {child: node for node in self.survey.nodes for child in children(node)}

    def reads(self, name: str) -> list[cst.Name]:
        """Where a variable is read."""
        return [one for one in self.survey.reads(name) if not isinstance(self.parents[one], cst.AssignTarget)]

    # What is known

    def elements(self, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
        """The elements of a list, or what a loop over it gets; None when they are not known."""
        if isinstance(node, (cst.List, cst.Tuple)):
            parts = [
                self.elements(one.value) if isinstance(one, cst.StarredElement) else [one.value]
                for one in node.elements
            ]
            return _joined(parts)
        if isinstance(node, cst.Dict):
            entries = self.entries(node)
            return [key for key, _ in entries] if entries is not None else None
        if isinstance(node, cst.Name):
            held = self.display(node)
            return self.elements(held) if held is not None else None
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            return _joined([self.elements(node.left), self.elements(node.right)])
        if isinstance(node, cst.Subscript):
            return self._sliced(node)
        return self._called(node) if isinstance(node, cst.Call) else None

    def entries(self, node: cst.BaseExpression) -> list[Entry] | None:
        """The keys and values of a dictionary; None when they are not known."""
        if isinstance(node, cst.Name):
            held = self.display(node)
            return self.entries(held) if held is not None else None
        if isinstance(node, cst.Dict):
            found = [(one.key, one.value) for one in node.elements if isinstance(one, cst.DictElement)]
            keys = [literal(key) for key, _ in found]
            plain = len(found) == len(node.elements) and None not in keys
            return found if plain and len(set(map(repr, keys))) == len(keys) else None
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "dict":
            named = [one for one in node.args if one.keyword is not None]
            if len(named) == len(node.args):
                return [(_string(one.keyword.value), one.value) for one in named if one.keyword is not None]
        return None

    def _sliced(self, node: cst.Subscript) -> list[cst.BaseExpression] | None:
        part = node.slice[0].slice if len(node.slice) == 1 else None
        whole = self.elements(node.value) if isinstance(part, cst.Slice) else None
        if whole is None or not isinstance(part, cst.Slice) or part.step is not None:
            return None
        bounds = [literal(one) if one is not None else None for one in (part.lower, part.upper)]
        if any(one is not None and not isinstance(one, int) for one in bounds):
            return None
        known = all(
            (one is None) == (bound is None) for one, bound in zip((part.lower, part.upper), bounds, strict=True)
        )
        return whole[bounds[0] : bounds[1]] if known else None  # type: ignore[misc]

    def _called(self, node: cst.Call) -> list[cst.BaseExpression] | None:
        given = [one.value for one in node.args]
        if any(one.keyword is not None or one.star for one in node.args):
            return None
        if isinstance(node.func, cst.Attribute):
            entries = self.entries(node.func.value) if not given else None
            if entries is None:
                return None
            parts = {"keys": [key for key, _ in entries], "values": [value for _, value in entries]}
            parts["items"] = [_pair(entry) for entry in entries]
            return parts.get(node.func.attr.value)
        name = node.func.value if isinstance(node.func, cst.Name) else ""
        if self.survey.bound[name] or not given:
            return None
        if name == "range":
            if not all(isinstance(literal(one), int) for one in given) or len(given) > 2:
                return None
            bounds = [_whole(one) for one in given]
            return [_number(one) for one in (range(bounds[0]) if len(bounds) == 1 else range(bounds[0], bounds[1]))]
        lists = [self.elements(one) for one in given]
        known = [one for one in lists if one is not None]
        if len(known) < len(lists):
            return None
        if name in ("list", "tuple") and len(known) == 1:
            return known[0]
        if name == "reversed" and len(known) == 1:
            return known[0][::-1]
        if name == "enumerate" and len(known) == 1:
            return [_pair((_number(place), one)) for place, one in enumerate(known[0])]
        return [_row(row) for row in zip(*known, strict=False)] if name == "zip" else None

    # What variables hold

    def display(self, name: cst.Name) -> cst.BaseExpression | None:
        """The list or dictionary that a variable holds where it is read."""
        made = self.made(name.value)
        if made is None or not self._is_seen(made, name):
            return None
        statement, value = made
        changes = [read for read in self.reads(name.value) if self._changes(read)]
        if not changes:
            return value if all(self._is_harmless(read) for read in self.reads(name.value)) else None
        return self._changed(statement, value, changes, name)

    def made(self, name: str) -> tuple[cst.SimpleStatementLine, cst.BaseExpression] | None:
        """The only statement that binds the variable, and the display that it binds it to."""
        if self.survey.bound[name] != 1 or name in self.survey.looped:
            return None
        for one in self.survey.reads(name):
            target = self.parents[one]
            small = self.parents[target] if isinstance(target, cst.AssignTarget) else None
            if isinstance(small, cst.Assign) and len(small.targets) == 1:
                line = self.parents[small]
                value = small.value
                known = isinstance(value, (cst.List, cst.Tuple, cst.Dict)) and isinstance(line, cst.SimpleStatementLine)
                return (line, value) if known and isinstance(line, cst.SimpleStatementLine) else None
        return None

    def _is_seen(self, made: tuple[cst.SimpleStatementLine, cst.BaseExpression], name: cst.Name) -> bool:
        """Whether the variable that is read is the one that is bound there, in every case."""
        home = self.survey.scopes[made[0]]
        block = self.parents[made[0]]
        plain = isinstance(block, cst.Module) or isinstance(self.parents[block], cst.FunctionDef)
        return plain and (home is None or self.survey.scopes[name] is home)

    def _changes(self, read: cst.Name) -> bool:
        """Whether the list or dictionary is changed there."""
        node = self.parents[read]
        if isinstance(node, cst.Subscript):
            return isinstance(self.parents[node], (cst.AssignTarget, cst.Del, cst.AugAssign))
        return isinstance(node, cst.Attribute) and node.attr.value in _CHANGING

    def _is_harmless(self, read: cst.Name) -> bool:
        """Whether nothing can change it by what is done with it there."""
        node = self.parents[read]
        if isinstance(node, (cst.Attribute, cst.Subscript)):
            return not isinstance(node, cst.Attribute) or node.attr.value in _READING | _CHANGING
        if isinstance(node, cst.Arg):
            call = self.parents[node]
            called = call.func if isinstance(call, cst.Call) else None
            if isinstance(called, cst.Attribute):
                return called.attr.value in _READING | {"extend", "from_iterable"} or is_v1(called, self.survey)
            return isinstance(called, cst.Name) and (called.value in _FREE or is_v1(called, self.survey))
        if isinstance(node, cst.Assign):
            return all(isinstance(one.target, (cst.Tuple, cst.List)) for one in node.targets)
        return not isinstance(node, (cst.AnnAssign, cst.NamedExpr, cst.Return, cst.Yield, cst.Lambda))

    def is_changed(self, name: str) -> bool:
        return any(self._changes(read) for read in self.reads(name))

    def is_told(self, read: cst.Name) -> bool:
        """Whether only its length or its text is asked for: ``print(len(steps))``."""
        node = self.parents[read]
        call = self.parents[node]
        called = call.func if isinstance(node, cst.Arg) and isinstance(call, cst.Call) else None
        return isinstance(node, cst.FormattedStringExpression) or (
            isinstance(called, cst.Name) and called.value in _TELLING
        )

    def _changed(
        self, statement: cst.SimpleStatementLine, value: cst.BaseExpression, changes: Sequence[cst.Name], name: cst.Name
    ) -> cst.BaseExpression | None:
        """What a list or dictionary holds that the statements of one block add to, before it is read."""
        block = self.parents[statement]
        body: Sequence[cst.CSTNode] = block.body if isinstance(block, (cst.Module, cst.IndentedBlock)) else ()
        place = self._within(name, body)
        if place is None or not all(self._is_harmless(read) for read in self.reads(name.value)):
            return None
        found = value
        for read in changes:
            where = self._within(read, body)
            if where is None:
                return None
            if body.index(where) >= body.index(place):
                continue
            added = self._added(where, read, found)
            if added is None:
                return None
            found = added
        return found

    def _within(self, node: cst.CSTNode, body: Sequence[cst.CSTNode]) -> cst.CSTNode | None:
        """The statement of the block that the node stands in."""
        while node in self.parents and node not in body:
            node = self.parents[node]
        return node if node in body else None

    def _added(self, where: cst.CSTNode, read: cst.Name, held: cst.BaseExpression) -> cst.BaseExpression | None:
        small = where.body[0] if isinstance(where, cst.SimpleStatementLine) and len(where.body) == 1 else None
        if isinstance(small, cst.Assign) and isinstance(held, cst.Dict):
            target = small.targets[0].target
            if isinstance(target, cst.Subscript) and target.value is read and len(small.targets) == 1:
                index = target.slice[0].slice
                key = index.value if isinstance(index, cst.Index) else None
                if key is not None and literal(key) is not None:
                    return held.with_changes(elements=[*held.elements, cst.DictElement(key, small.value)])
        call = small.value if isinstance(small, cst.Expr) else None
        if isinstance(call, cst.Call) and isinstance(held, cst.List) and len(call.args) == 1:
            method = call.func.attr.value if isinstance(call.func, cst.Attribute) and call.func.value is read else ""
            if method == "append":
                return held.with_changes(elements=[*held.elements, cst.Element(call.args[0].value)])
            if method == "extend":
                return held.with_changes(elements=[*held.elements, cst.StarredElement(call.args[0].value)])
        return None

    # What may be written again

    def is_steady(self, node: cst.BaseExpression) -> bool:
        """Whether the expression gives the same wherever it is written in the document."""
        if isinstance(node, (cst.List, cst.Tuple)):
            return all(self.is_steady(one.value) for one in node.elements)
        if isinstance(node, cst.Dict):
            elements = [one for one in node.elements if isinstance(one, cst.DictElement)]
            return len(elements) == len(node.elements) and all(
                self.is_steady(one.key) and self.is_steady(one.value) for one in elements
            )
        return self.survey.is_stable(node)


def is_v1(node: cst.BaseExpression, survey: Survey) -> bool:
    """Whether the name is one of v1: ``Dataset``, ``Dataset.File.from_files``."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, cst.Name) and node.value in survey.imported and survey.bound[node.value] == 1


def literal(node: cst.BaseExpression) -> object:
    """What a string or a number says; None for anything else."""
    constant = node.expression if isinstance(node, cst.UnaryOperation) else node
    plain = isinstance(constant, _CONSTANTS)
    try:
        return ast.literal_eval(code_of(node)) if plain else None
    except (ValueError, SyntaxError):
        return None


def label(node: cst.BaseExpression) -> str:
    """What to call what is made for an element: ``north`` for ``"north"``; empty when its text says nothing."""
    if isinstance(node, (cst.Tuple, cst.List)):
        return next((found for one in node.elements if (found := label(one.value))), "")
    value = literal(node)
    if isinstance(value, str):
        return re.sub(r"\W+", "_", value).strip("_").lower()[:30]
    return ""


def _joined(parts: Sequence[list[cst.BaseExpression] | None]) -> list[cst.BaseExpression] | None:
    known = [one for one in parts if one is not None]
    return [element for part in known for element in part] if len(known) == len(parts) else None


def _pair(entry: Entry) -> cst.BaseExpression:
    return _row(entry)


def _row(row: Sequence[cst.BaseExpression]) -> cst.BaseExpression:
    return cst.Tuple([cst.Element(one) for one in row])


def _number(value: int) -> cst.BaseExpression:
    return cst.parse_expression(str(value))


def _whole(node: cst.BaseExpression) -> int:
    found = literal(node)
    assert isinstance(found, int)
    return found


def _string(text: str) -> cst.BaseExpression:
    return cst.SimpleString(f'"{text}"')
