"""Functions that give the steps that they make one by one, as functions that return a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

import libcst as cst

from migrate.v1.nodes import code_of, walk
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Short, SurveyWriter

_ALL = ("list", "tuple")


class Generators(SurveyWriter):
    """Writes ``yield step`` as ``steps.append(step)`` where all that a generator gives is taken at once."""

    def __init__(self, survey: Survey, places: Mapping[cst.CSTNode, Short], but: Set[Short]) -> None:
        super().__init__(survey, places, but)
        self.unasked = True
        yielding = {scope for one in survey.of(cst.Yield) if isinstance(scope := survey.scopes[one], cst.FunctionDef)}
        self.whole = {
            one: calls
            for one in yielding
            if places.get(one) not in but
            and survey.functions.get(one.name.value) is one
            and (calls := survey.makers(one.body))
            and self._is_plain(one)
            and self._is_taken_whole(one.name.value)
        }
        self.lists = {one: free("steps", self.names) for one in self.whole}
        self.is_idle = not self.whole

    def _is_plain(self, function: cst.FunctionDef) -> bool:
        """Whether it only gives steps, each in a statement of its own."""
        inside = [one for one in walk(function.body) if self.survey.scopes[one] is function]
        yields = [one for one in inside if isinstance(one, cst.Yield)]
        alone = {one.value for one in inside if isinstance(one, cst.Expr)}
        returns = any(isinstance(one, cst.Return) for one in inside)
        annotation = function.returns.annotation if function.returns is not None else None
        known = annotation is None or code_of(annotation).split("[")[0] in ("Iterable", "typing.Iterable")
        given = all(one.value is not None for one in yields)
        block = isinstance(function.body, cst.IndentedBlock) and function.asynchronous is None
        return block and known and given and not returns and all(one in alone for one in yields)

    def _is_taken_whole(self, name: str) -> bool:
        """Whether every call of the function is made for all that it gives."""
        calls = [one for one in self.survey.of(cst.Call) if isinstance(one.func, cst.Name) and one.func.value == name]
        taken = {inner for one in self.survey.nodes for inner in _taken_by(one)}
        return (
            self.survey.bound[name] == 1 and len(self.survey.reads(name)) == len(calls) + 1 and taken.issuperset(calls)
        )

    # What is written

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:
        name = self._list_of(original_node.value)
        given = updated_node.value
        if name is None or not isinstance(given, cst.Yield) or given.value is None:
            return updated_node
        several = isinstance(given.value, cst.From)
        value = given.value.item if isinstance(given.value, cst.From) else given.value
        method = cst.Attribute(cst.Name(name), cst.Name("extend" if several else "append"))
        return updated_node.with_changes(value=cst.Call(method, [cst.Arg(value)]))

    def _list_of(self, node: cst.CSTNode) -> str | None:
        scope = self.survey.scopes[node] if isinstance(node, cst.Yield) else None
        return self.lists.get(scope) if isinstance(scope, cst.FunctionDef) else None

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        if original_node not in self.whole:
            return updated_node
        self.written = True
        makers = self.whole[original_node]
        self.made.setdefault(self.places[original_node], set()).update(self.places[one] for one in makers)
        name = self.lists[original_node]
        body = list(cst.ensure_type(updated_node.body, cst.IndentedBlock).body)
        documented = original_node.get_docstring(clean=False) is not None
        body.insert(1 if documented else 0, write.assign(name, cst.List([])))
        body.append(write.line(cst.Return(cst.Name(name))))
        return updated_node.with_changes(body=updated_node.body.with_changes(body=body))


def _taken_by(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The expressions of which a node takes all elements, one after the other and at once."""
    if isinstance(node, (cst.For, cst.CompFor)):
        yield node.iter
    elif isinstance(node, cst.StarredElement):
        yield node.value
    elif isinstance(node, cst.From):
        yield node.item
    elif isinstance(node, cst.AugAssign) and isinstance(node.operator, cst.AddAssign):
        yield node.value
    elif isinstance(node, cst.Call) and len(node.args) == 1:
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if method == "extend" or (isinstance(node.func, cst.Name) and node.func.value in _ALL):
            yield node.args[0].value


__all__ = ["Generators"]
