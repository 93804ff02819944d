"""Loops over constants, written out round by round, where what they make is not known otherwise.

``outs = {name: PipelineData(name) for name in ("clean", "scores")}`` is two outputs, each of which a step writes and
others read by its key. A loop of v2 could not tell them apart, so what it says for each element stands on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from migrate.v1.data import ACCESS
from migrate.v1.nodes import bound_names, children, names_read, walk
from migrate.v1.spelling.attempt import Attempt
from migrate.v1.spelling.constants import Constants, is_v1, label
from migrate.v1.spelling.folded import Folder
from migrate.v1.spelling.survey import Survey, read_outside
from migrate.v1.spelling.writer import Lines, Short

_MOST_ROUNDS = 6
"""A loop that runs more often is better kept."""
_MOST_STATEMENTS = 40
_REFUSED = (
    cst.Break, cst.Continue, cst.Return, cst.Yield, cst.Await, cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef,
    cst.Lambda, cst.NamedExpr, cst.Try, cst.With, cst.While, cst.Del, cst.Import, cst.ImportFrom,
)  # fmt: skip
Round = Mapping[str, cst.BaseExpression]
_Comp = cst.ListComp | cst.DictComp | cst.GeneratorExp


class Unroller(Attempt):
    """Writes out what loops over constants do."""

    def plan(self) -> None:
        self.rounds = {node: rounds for node in self._outermost() if (rounds := self._rounds(node))}
        self.is_idle = not self.rounds
        self.spent = dict(self._spent())
        """By statement that makes a list only for a loop that is written out the loop."""

    # What is written out

    def _outermost(self) -> Iterator[cst.For | _Comp]:
        """The loops and comprehensions with uses of v1 that stand in no other such."""
        todo: list[cst.CSTNode] = list(self.survey.modules)
        while todo:
            node = todo.pop()
            if isinstance(node, (cst.For, cst.ListComp, cst.DictComp, cst.GeneratorExp)) and self._makes(node):
                yield node
            else:
                todo += children(node)

    def _makes(self, node: cst.CSTNode) -> list[Short]:
        """Where the uses of v1 in a loop stand; empty when all of them become v2 anyway."""
        if node not in self.places or self.places[node] in self.but:
            return []
        found: list[Short] = []
        for one in walk(node):
            if isinstance(one, cst.Call):
                makers = [one] if is_use(one, self.survey) else self.survey.makers(one)
                found += [self.places[maker] for maker in makers if maker in self.places]
        return found if found and (not set(found) <= self.done or self._is_read(node)) else []

    def _is_read(self, node: cst.CSTNode) -> bool:
        """Whether what stays v1 otherwise reads the list or dictionary that a comprehension makes."""
        small = self.constants.parents.get(node)
        if not isinstance(small, cst.Assign) or isinstance(node, cst.For):
            return False
        names = [name for target in small.targets for name in bound_names(target.target)]
        reads = (read for name in names for read in self.constants.reads(name))
        return any(self.places.get(use) not in self.done for read in reads for use in uses_around(read, self.constants))

    def _rounds(self, node: cst.For | _Comp) -> list[Round]:
        """What the variables of the loop are in each round; empty when the loop stays."""
        loop = node if isinstance(node, cst.For) else node.for_in
        if loop.asynchronous is not None or not self._is_plain(node):
            return []
        found = self.constants.elements(loop.iter)
        if found is None or not 0 < len(found) <= _MOST_ROUNDS:
            return []
        rounds = [self._bound(loop.target, element) for element in found]
        known = [one for one in rounds if one is not None]
        size = sum(isinstance(one, cst.BaseStatement) for one in walk(node)) * len(found)
        return known if len(known) == len(rounds) and size <= _MOST_STATEMENTS else []

    def _bound(self, target: cst.BaseExpression, element: cst.BaseExpression) -> Round | None:
        if isinstance(target, cst.Name):
            return {target.value: element} if self.constants.is_steady(element) else None
        if not isinstance(target, (cst.Tuple, cst.List)):
            return None
        parts = element.elements if isinstance(element, (cst.Tuple, cst.List)) else ()
        if len(parts) != len(target.elements):
            return None
        found: dict[str, cst.BaseExpression] = {}
        for place, part in zip(target.elements, parts, strict=True):
            inner = self._bound(place.value, part.value)
            if inner is None or isinstance(place, cst.StarredElement) or isinstance(part, cst.StarredElement):
                return None
            found |= inner
        return found

    def _is_plain(self, node: cst.For | _Comp) -> bool:
        if any(isinstance(one, _REFUSED) for one in walk(node)):
            return False
        if isinstance(node, cst.For):
            body = node.body
            names = bound_names(node.target)
            inside = [name for one in walk(body) for name in _targets(one)]
            if node.orelse is not None or not isinstance(body, cst.IndentedBlock) or set(names) & set(inside):
                return False
            if any(isinstance(one, cst.Assign) and isinstance(one.value, cst.Name) for one in walk(body)):
                return False  # What a round leaves for the next one has no other name in v2.
            if any(self.constants.is_told(read) for name in _filled(body) for read in self.constants.reads(name)):
                return False
            return not any(self._read_outside(node, name) for name in names) and not comments(*body.footer)
        made = (node.key, node.value) if isinstance(node, cst.DictComp) else (node.elt,)
        own = sum(len(comments(one)) for one in made)
        plain = node.for_in.inner_for_in is None and not node.for_in.ifs and len(comments(node)) == own
        return plain and not self._is_told(node)

    def _is_told(self, node: _Comp) -> bool:
        """Whether something else than the pipeline asks for the list: v2 has none."""
        small = self.constants.parents[node]
        targets = small.targets if isinstance(small, cst.Assign) else ()
        names = [name for target in targets for name in bound_names(target.target)]
        return any(self.constants.is_told(read) for name in names for read in self.constants.reads(name))

    def _read_outside(self, node: cst.CSTNode, name: str) -> bool:
        home = self.survey.scopes[node]
        roots = [home] if home is not None else [*self.survey.modules]
        return any(next(read_outside(child, name, node), None) for root in roots for child in children(root))

    def _note(self, node: cst.CSTNode) -> None:
        self.written = True
        self.made.setdefault(self.places[node], set()).update(self._makes(node))

    # Constants that nothing reads any more

    def _spent(self) -> Iterator[tuple[cst.SimpleStatementLine, cst.CSTNode]]:
        loops = {node: node if isinstance(node, cst.For) else node.for_in for node in self.rounds}
        inside = {name: node for node, loop in loops.items() for name in names_read(loop.iter)}
        for name in sorted({one.value for one in inside}):
            made = self.constants.made(name)
            reads = self.constants.reads(name)
            if made is None or not set(reads) <= inside.keys() or comments(*made[0].body, made[0].trailing_whitespace):
                continue
            user = inside[reads[0]]
            told = bool(comments(*made[0].leading_lines))
            if (self.survey.scopes[made[0]] is None and self.is_taken(name)) or (
                told and not isinstance(user, cst.For)
            ):
                continue
            yield made[0], user

    # Loops

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> Lines:
        rounds = self.rounds.get(original_node)
        if rounds is None:
            return updated_node
        self._note(original_node)
        lines: list[cst.BaseStatement] = []
        names: dict[str, str] = {}
        header = cst.ensure_type(original_node.body, cst.IndentedBlock).header
        for number, values in enumerate(rounds, 1):
            lines += self._round(original_node, values, number, names, number == len(rounds))
        lists = [line for line, user in self.spent.items() if user is original_node]
        above = [one for line in lists for one in line.leading_lines if one.comment is not None]
        above = [*updated_node.leading_lines, *above]
        if header.comment is not None:
            above.append(cst.EmptyLine(comment=header.comment))
        if not lines:
            return cst.RemoveFromParent() if not comments(*above) else updated_node
        first = lines[0].with_changes(leading_lines=[*above, *_leading(lines[0])])
        self.before[first] = self.before[lines[0]]
        return cst.FlattenSentinel([first, *lines[1:]])

    def _round(
        self, loop: cst.For, values: Round, number: int, names: dict[str, str], last: bool
    ) -> list[cst.BaseStatement]:
        """The statements of one round.

        Args:
            names: what the variables of the loop are called that the round before has bound; changed to those of this.
        """
        body = cst.ensure_type(loop.body, cst.IndentedBlock).body
        lines: list[cst.BaseStatement] = []
        for statement in body:
            for name in self._renamed(loop, statement):
                kept = last and self._read_outside(loop, name)
                names[name] = name if kept else self.free(f"{name}_{_label(values) or number}")
            folder = Folder(dict(values), dict(names))
            written = statement.visit(folder)
            self.before |= folder.before
            new: list[cst.CSTNode] = [*written] if isinstance(written, cst.FlattenSentinel) else []
            for one in new or [one for one in (written,) if isinstance(one, cst.BaseStatement)]:
                assert isinstance(one, cst.BaseStatement)
                above = _leading(one) if number == 1 else []
                line = one.with_changes(leading_lines=above) if hasattr(one, "leading_lines") else one
                self.before[line] = self.before.get(one, statement)
                lines.append(line)
        return lines

    def _renamed(self, loop: cst.For, statement: cst.CSTNode) -> list[str]:
        """The variables that the statement binds anew in each round, so that each round may have its own."""
        alone = isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1
        small = statement.body[0] if alone and isinstance(statement, cst.SimpleStatementLine) else None
        if not isinstance(small, (cst.Assign, cst.AnnAssign)):
            return []
        found = [name for one in _assigned(small) for name in bound_names(one)]
        read = {one.value for one in names_read(small.value)} if small.value is not None else set()
        body = cst.ensure_type(loop.body, cst.IndentedBlock).body
        return [name for name in found if name not in read and self._is_own(name, statement, body)]

    def _is_own(self, name: str, statement: cst.CSTNode, body: Sequence[cst.CSTNode]) -> bool:
        """Whether the statement is the first to name it, and the only one to bind it."""
        first = next(one for one in body if any(read.value == name for read in names_read(one)))
        others = (one for one in body if one is not statement)
        return first is statement and not any(name in _targets(inner) for one in others for inner in walk(one))

    # Comprehensions

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        return cst.RemoveFromParent() if original_node in self.spent else updated_node

    def leave_ListComp(self, original_node: cst.ListComp, updated_node: cst.ListComp) -> cst.BaseExpression:
        return self._display(original_node, updated_node)

    def leave_DictComp(self, original_node: cst.DictComp, updated_node: cst.DictComp) -> cst.BaseExpression:
        return self._display(original_node, updated_node)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        """``list(… for …)``"""
        func, given = original_node.func, [one.value for one in original_node.args]
        if isinstance(func, cst.Name) and func.value in ("list", "tuple") and given and given[0] in self.rounds:
            return updated_node.args[0].value
        return updated_node

    def leave_GeneratorExp(self, original_node: cst.GeneratorExp, updated_node: cst.GeneratorExp) -> cst.BaseExpression:
        return self._display(original_node, updated_node)

    def _display(self, original: _Comp, updated: cst.BaseExpression) -> cst.BaseExpression:
        rounds = self.rounds.get(original)
        if rounds is None:
            return updated
        self._note(original)
        elements: list[cst.BaseElement] = []
        entries: list[cst.BaseDictElement] = []
        for values in rounds:
            folder = Folder(dict(values), {})
            made = (original.key, original.value) if isinstance(original, cst.DictComp) else (original.elt,)
            found = [_as_expression(one.visit(folder)) for one in made]
            self.before |= folder.before
            if len(found) == 2:
                entries.append(cst.DictElement(found[0], found[1]))
            else:
                elements.append(cst.Element(found[0]))
        return cst.Dict(entries) if entries else cst.List(elements)


def is_use(node: cst.Call, survey: Survey) -> bool:
    """Whether it is a call of v1, as far as its text says."""
    method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    return method == "run_after" or method in ACCESS or is_v1(node.func, survey)


def uses_around(node: cst.CSTNode, constants: Constants) -> Iterator[cst.Call]:
    """The calls of v1 that the node stands in, in its statement."""
    while node in constants.parents and not isinstance(node, cst.SimpleStatementLine):
        node = constants.parents[node]
        if isinstance(node, cst.Call) and is_use(node, constants.survey):
            yield node


def label_of(node: cst.BaseExpression) -> str:
    """What a call says that it makes: ``scores`` for ``PipelineData("scores")``."""
    given = node.args if isinstance(node, cst.Call) else ()
    named = [one for one in given if one.keyword is not None and one.keyword.value == "name"]
    return next((said for one in (*named, *given) if (said := label(one.value))), "")


def comments(*nodes: cst.CSTNode) -> list[cst.Comment]:
    return [inner for node in nodes for inner in walk(node) if isinstance(inner, cst.Comment)]


def _as_expression(node: object) -> cst.BaseExpression:
    assert isinstance(node, cst.BaseExpression)
    return node


def _filled(body: cst.CSTNode) -> set[str]:
    """The variables of lists and dictionaries that statements add to."""
    owners = [one.func.value for one in walk(body) if isinstance(one, cst.Call) and isinstance(one.func, cst.Attribute)]
    targets = [one.target for one in walk(body) if isinstance(one, cst.AssignTarget)]
    owners += [one.value for one in targets if isinstance(one, cst.Subscript)]
    return {one.value for one in owners if isinstance(one, cst.Name)}


def _label(values: Round) -> str:
    return next((said for one in values.values() if (said := label(one))), "")


def _assigned(small: cst.Assign | cst.AnnAssign) -> list[cst.BaseExpression]:
    return [one.target for one in small.targets] if isinstance(small, cst.Assign) else [small.target]


def _targets(node: cst.CSTNode) -> list[str]:
    """The variables that the node binds."""
    if isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.For, cst.CompFor, cst.NamedExpr)):
        return bound_names(node.target)
    return []


def _leading(statement: cst.BaseStatement) -> list[cst.EmptyLine]:
    return list(getattr(statement, "leading_lines", ()))


__all__ = ["Unroller", "comments", "is_use", "label_of", "uses_around"]
