"""Environment variables that a function sets by what it is given, set by its callers.

In v2 they belong to the job and not to the environment, and only the callers make jobs. What a caller gives as a
literal is decided: ``get_environment("train", debug=True)`` sets them, ``get_environment("train")`` does not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

import libcst as cst

from migrate.conversion import Document
from migrate.ledger import Location
from migrate.linking.borrowing import PlaceOf
from migrate.linking.origins import origins
from migrate.linking.variable_setters import Setter, Taken, find_calls, is_plain, setters_in, wrappers_in
from migrate.v1.folding import RUN_CONFIGURATION, VARIABLES
from migrate.v1.nodes import code_of, names_read, walk
from migrate.v1.source import FAR, Place, Source, parse
from migrate.v1.spelling import Short, Writer, reading, written_anew
from migrate.v1.spelling.updates import as_items, updated_in
from migrate.v1.spelling.writer import Lines, Remembering

_RUN_CONFIGURATION = RUN_CONFIGURATION.rpartition(".")[2]


def variables_moved(
    documents: Sequence[Document],
    place_of: PlaceOf,
    converted: Callable[[Mapping[str, Source]], Set[Location]],
) -> dict[str, Source]:
    """By path the documents with the variables set by the callers, where more pipelines convert then.

    Args:
        converted: the pipelines that convert with some documents in another form.

    Raises:
        ReadError: a document cannot be parsed.
    """
    written, updates = _written(documents, place_of)
    if not written:
        return {}
    before, after = converted({}), converted(written)
    # A pipeline converts without the variables that are set together, which are left to a person then.
    return written if before < after or (updates and before == after) else {}


def _written(documents: Sequence[Document], place_of: PlaceOf) -> tuple[dict[str, Source], bool]:
    """The documents written so, and whether variables are set together in them."""
    homes = [parse(one) for one in documents if one.path.endswith(".py") and VARIABLES[0].encode() in one.data]
    surveys = {one.path: reading(one).survey for one in homes}
    candidates = [setter for one in homes for setter in setters_in(one, surveys[one.path])]
    if not candidates:
        return {}, False
    # To read and survey what has nothing to do with them would cost more than all the rest.
    words = {_RUN_CONFIGURATION, *(one.function.name.value for one in candidates)}
    sources = [parse(one) for one in documents if any(word.encode() in one.data for word in words)]
    surveys |= {one.path: reading(one).survey for one in sources if one.path not in surveys}
    wrappers = [found for one in sources for found in wrappers_in(one, surveys[one.path])]
    known = origins(sources, place_of)
    setters = [one for one in candidates if find_calls(one, sources, surveys, wrappers, known)]
    found: dict[str, Source] = {}
    for setter in setters:
        for path in {setter.path, *setter.calls}:
            found |= {one.path: one for one in sources if one.path == path}
    said: set[cst.BaseStatement] = set()
    again = {path: _rewritten(one, setters, sources, said) for path, one in found.items()}
    # What no caller asks for would be lost.
    whole = all(again.values()) and said.issuperset(line for one in setters for line in one.statements)
    updates = any(updated_in(node) is not None for one in setters for line in one.statements for node in walk(line))
    return {path: one for path, one in again.items() if one is not None} if whole else {}, updates


def _rewritten(
    source: Source, setters: Sequence[Setter], sources: Sequence[Source], said: set[cst.BaseStatement]
) -> Source | None:
    far: dict[cst.CSTNode, Place] = {}
    elsewhere: dict[Place, Location] = {}
    for number, home in enumerate(sources):
        if home is not source and any(one.path == home.path and source.path in one.calls for one in setters):
            for cell, positions in home.positions.items():
                for node in positions:
                    place = home.location(cell, node)
                    far[node] = (FAR * (1 + number) + place.line, place.column)
                    elsewhere[far[node]] = place
    movers: list[_Mover] = []

    def mover(_: Mapping[cst.CSTNode, Short]) -> _Mover:
        movers.append(_Mover(source.path, setters))
        return movers[-1]

    written = written_anew(source, mover, far)
    if written is None or movers[0].lost:
        return None
    said |= movers[0].said
    cells = {cell: {**source.elsewhere.get(cell, {}), **elsewhere} for cell in source.modules} if far else {}
    return replace(written.source, elsewhere={**source.elsewhere, **cells})


class _Mover(Writer):
    """Takes the statements out of the functions, and writes them behind the calls."""

    def __init__(self, path: str, setters: Sequence[Setter]) -> None:
        super().__init__()
        self.lost = False
        """Whether a caller cannot say what a statement needs."""
        self.said: set[cst.BaseStatement] = set()
        """The statements that come to something for some caller."""
        self._gone = {line for one in setters if one.path == path for line in one.statements}
        self._calls = {line: (one, taken) for one in setters for line, taken in one.calls.get(path, {}).items()}

    def leave_If(
        self, original_node: cst.If, updated_node: cst.If
    ) -> cst.If | cst.RemovalSentinel | cst.FlattenSentinel[cst.If]:
        if original_node not in self._gone:
            return updated_node
        self.written = True
        return cst.RemoveFromParent()

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if original_node in self._gone:
            self.written = True
            return cst.RemoveFromParent()
        if original_node not in self._calls:
            return updated_node
        setter, taken = self._calls[original_node]
        said = {one: list(self._said(one, setter, taken)) for one in setter.statements}
        self.said |= {one for one, lines in said.items() if lines}
        lines = [line for found in said.values() for line in found]
        self.written = True
        self.before[updated_node] = original_node
        return cst.FlattenSentinel([updated_node, *lines])

    def _said(self, statement: cst.BaseStatement, setter: Setter, taken: Taken) -> Iterator[cst.BaseStatement]:
        """A statement as the caller says it; none when it comes to nothing there."""
        clone = statement.deep_clone()
        origin = dict(zip(walk(clone), walk(statement), strict=True))
        substitution = _Substitution(setter.variable, taken)
        written = clone.visit(substitution)
        assert isinstance(written, cst.BaseStatement)
        self.lost = self.lost or substitution.lost
        for node, earlier in substitution.before.items():
            self.before[node] = origin.get(earlier, earlier)
        yield from _decided(written)


class _Substitution(Remembering):
    """Puts what a caller gives in place of the parameters."""

    def __init__(self, variable: str, taken: Taken) -> None:
        super().__init__()
        self.lost = False
        self._variable = variable
        self._taken = taken
        self._members: set[cst.Name] = set()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._members.add(node.attr)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = original_node.value
        if name == self._variable and original_node not in self._members:
            return cst.parse_expression(self._taken.owner)
        given = self._taken.given.get(name) if original_node not in self._members else None
        if given is None:
            return updated_node
        self.lost = self.lost or not is_plain(given)
        cloned = given.deep_clone()
        self.before |= dict(zip(walk(cloned), walk(given), strict=True))
        return cloned


def _decided(statement: cst.BaseStatement, above: Sequence[cst.EmptyLine] = ()) -> Iterator[cst.BaseStatement]:
    """The statement without the conditions that its literals decide, below the comments of these."""
    if not isinstance(statement, (cst.If, cst.SimpleStatementLine)):
        return
    comments = [*above, *(one for one in statement.leading_lines if one.comment is not None)]
    if isinstance(statement, cst.SimpleStatementLine):
        small = statement.body[0]
        if not (isinstance(small, cst.Assign) and code_of(small.value) == "None"):
            told = statement.with_changes(leading_lines=comments)
            yield from as_items(told) or [told]
        return
    truth = decided(statement.test)
    if truth is None:
        yield statement.with_changes(leading_lines=comments)
        return
    other = statement.orelse
    rest = other.body.body if isinstance(other, cst.Else) else [other] if other is not None else []
    for one in statement.body.body if truth else rest:
        if isinstance(one, cst.BaseStatement):
            yield from _decided(one, comments)
            comments = []


def decided(test: cst.BaseExpression) -> bool | None:
    """Whether a condition of literals holds; None when something else decides that."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = decided(test.expression)
        return None if inner is None else not inner
    if isinstance(test, cst.BooleanOperation):
        left, right = decided(test.left), decided(test.right)
        ends = isinstance(test.operator, cst.Or)
        return ends if ends in (left, right) else None if None in (left, right) else not ends
    if isinstance(test, (cst.Dict, cst.List, cst.Tuple)) and not any(names_read(test)):
        return bool(test.elements)
    if isinstance(test, cst.Dict) and test.elements and isinstance(test.elements[0], cst.DictElement):
        return True
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        return _compared(test.left, test.comparisons[0])
    found = _literal(test)
    return bool(found[0]) if found else None


def _compared(left: cst.BaseExpression, target: cst.ComparisonTarget) -> bool | None:
    first, second = _literal(left), _literal(target.comparator)
    is_none = bool(second) and second[0] is None
    if is_none and isinstance(target.operator, (cst.Is, cst.IsNot)):
        known = bool(first) or isinstance(left, (cst.Dict, cst.List, cst.Tuple))
        same = bool(first) and first[0] is None
        return None if not known else same is isinstance(target.operator, cst.Is)
    if first and second and isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        return (first == second) is isinstance(target.operator, cst.Equal)
    return None


def _literal(node: cst.BaseExpression) -> tuple[object, ...]:
    """A literal, by itself; nothing for anything else."""
    try:
        return (ast.literal_eval(code_of(node)),)
    except (ValueError, SyntaxError, TypeError):
        return ()
