"""The transformer that writes out what a document says in short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

import libcst as cst

from migrate.v1.nodes import children, walk
from migrate.v1.purity import is_pure
from migrate.v1.spelling import statements as write
from migrate.v1.spelling.keywords import Common, commons, spelled
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import COMPREHENSIONS, Survey, always_run, read_outside, targets
from migrate.v1.spelling.writer import Lines, Short, SurveyWriter

_HOLDERS = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Expr, cst.Return)
_LISTS = ("list", "tuple")


class Speller(SurveyWriter):
    """Writes out comprehensions, conditional expressions, lambdas and common keywords that steps are made with.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
        names_conditions: whether conditions that must not be evaluated twice get variables, too.
    """

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, Short],
        but: Set[Short],
        names_conditions: bool = False,
    ) -> None:
        super().__init__(survey, places, but)
        self.names_conditions = names_conditions
        self.unasked = True
        found = [one for one in commons(survey) if self._may(one.statement)]
        inline = {one.calls[0] for one in found if not one.name}
        self.commons = {one.statement: one for one in found}
        self.calls: dict[cst.Call, list[Common]] = {}
        for one in found:
            for call in one.calls:
                self.calls.setdefault(call, []).append(one)
        shorts = (*COMPREHENSIONS, cst.IfExp, cst.Lambda, *((cst.If,) if names_conditions else ()))
        self.is_idle = not found and not any(survey.of(kind) for kind in shorts)
        for one in reversed(found):
            whole = all(other in found and not self._is_kept(other) for other in one.within)
            one.stays = one.stays or not whole or not inline.issuperset(one.through)

    def _may(self, node: cst.CSTNode) -> bool:
        return self.places.get(node) not in self.but and node in self.places

    def _note(self, short: cst.CSTNode, makers: list[cst.Call]) -> None:
        self.written = True
        self.made.setdefault(self.places[short], set()).update(self.places[one] for one in makers)

    # Calls

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        found = updated_node
        for common in self.calls.get(original_node, ()):
            if len(self.calls[original_node]) > 1:
                continue
            new = spelled(original_node, found, common)
            if new is None:
                common.stays = True
                continue
            for before, after in zip(self._sources(common), self._copies(new, common, found), strict=False):
                self.before[after] = before
            self.before[new] = original_node
            used = common.called if common.called is not None else original_node
            makers = self.survey.makers(used)
            if self.survey.is_maker(original_node) or (common.called and self.survey.is_maker(cst.Call(common.called))):
                makers = [original_node]
            self._note(common.statement, makers)
            found = new
        return found

    def _sources(self, common: Common) -> list[cst.CSTNode]:
        return list(common.keywords.values())

    def _copies(self, new: cst.Call, common: Common, old: cst.Call) -> list[cst.CSTNode]:
        """The values that were written out, in the order of the keywords."""
        own = set(old.args)
        by_name = {one.keyword.value: one.value for one in new.args if one.keyword is not None and one not in own}
        return [by_name[name] for name in common.keywords if name in by_name]

    # Statements

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Lines:
        if not updated_node.body:
            return cst.RemoveFromParent()
        if len(original_node.body) != 1:
            return updated_node
        common = self.commons.get(original_node)
        if common is not None:
            return self._without(common, original_node, updated_node)
        lines = self._lambda(original_node, updated_node)
        lines = lines or self._choice(original_node, updated_node)
        lines = lines or self._comprehension(original_node, updated_node)
        if lines is None:
            return updated_node
        return self._in_place(lines, original_node, updated_node)

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If | cst.FlattenSentinel[cst.BaseStatement]:
        """``if strtobool(wanted):`` before steps that it decides on."""
        test = original_node.test
        if not self.names_conditions or original_node in self.survey.elifs or is_pure(test) or not self._may(test):
            return updated_node
        makers = self.survey.makers_in(original_node)
        if not makers:
            return updated_node
        self._note(test, makers)
        self.unasked = False
        wanted = _called(test)
        name = free("condition" if wanted in self.names else wanted, self.names)
        before = write.assign(name, write.on_one_line(updated_node.test))
        before = before.with_changes(leading_lines=updated_node.leading_lines)
        after = updated_node.with_changes(test=cst.Name(name), leading_lines=[])
        self.before |= {before: original_node, after: original_node, after.test: test}
        return cst.FlattenSentinel([before, after])

    def _in_place(
        self, lines: list[cst.BaseStatement], original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> Lines:
        """The statements, with the comments above the one that they are written for."""
        first, *rest = lines
        leading = _above(first, updated, self.survey.scopes[original] is None)
        if rest and isinstance(rest[0], cst.For) and len(rest) == 1:
            # An empty list may go: what is said of the list is said of the loop.
            comments = [one for one in leading if one.comment is not None]
            rest[0] = rest[0].with_changes(leading_lines=comments)
            leading = [one for one in leading if one.comment is None]
        above = first.with_changes(leading_lines=leading)
        self.before |= dict.fromkeys((above, *rest), original)
        return cst.FlattenSentinel([above, *rest])

    def _without(self, common: Common, original: cst.CSTNode, updated: cst.SimpleStatementLine) -> Lines:
        """The statement that makes the dictionary goes when no call needs it any more."""
        if self._is_kept(common):
            return updated
        self._note(original, [*common.through, *(call for one in common.within for call in one.calls)])
        return cst.RemoveFromParent()

    def _is_kept(self, common: Common) -> bool:
        kept = common.stays or any(len(self.calls[call]) > 1 for call in common.calls)
        return kept or any(spelled(call, call, common) is None for call in common.calls)

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        """``from functools import partial`` goes with the last use of it."""
        names = original_node.names
        if isinstance(names, cst.ImportStar) or [one.evaluated_name for one in names] != ["partial"]:
            return updated_node
        gone = [one for one in self.commons.values() if one.called is not None and not self._is_kept(one)]
        inside = {node for one in gone for node in walk(one.statement)} | set(walk(original_node))
        left = [name for name in self.survey.reads("partial") if name not in inside]
        return cst.RemoveFromParent() if gone and not left else updated_node

    def _lambda(
        self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> list[cst.BaseStatement] | None:
        """``make = lambda name: PythonScriptStep(name, …)``."""
        before, after = original.body[0], updated.body[0]
        if not isinstance(before, cst.Assign) or not isinstance(after, cst.Assign) or len(before.targets) != 1:
            return None
        target = before.targets[0].target
        if not isinstance(before.value, cst.Lambda) or not isinstance(target, cst.Name):
            return None
        makers = self.survey.makers(before.value.body)
        if not makers or not self._may(before.value) or self.survey.bound[target.value] != 1:
            return None
        assert isinstance(after.value, cst.Lambda)
        self._note(before.value, makers)
        return [write.function(target.value, after.value)]

    def _choice(
        self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> list[cst.BaseStatement] | None:
        """``step = PythonScriptStep(…) if short else None``."""
        before, after = original.body[0], updated.body[0]
        chosen = _valued(before)
        value = _valued(after)
        orders: list[cst.Call] = []
        if isinstance(chosen, cst.IfExp) and isinstance(value, cst.IfExp):
            put: Callable[[cst.BaseExpression], cst.BaseSmallStatement] = lambda one: after.with_changes(value=one)  # noqa: E731
        else:
            call = before.value if isinstance(before, cst.Expr) else None
            new = after.value if isinstance(after, cst.Expr) else None
            if not isinstance(call, cst.Call) or not isinstance(new, cst.Call):
                return None
            if not _appends(call) and not _appends(call, "run_after"):
                return None
            chosen, value = call.args[0].value, new.args[0].value
            orders = [call] if _appends(call, "run_after") else []

            def put(one: cst.BaseExpression) -> cst.BaseSmallStatement:
                assert isinstance(new, cst.Call)
                again = new.with_changes(args=[cst.Arg(one)])
                self.before[again] = call
                return cst.Expr(again)

        if not isinstance(chosen, cst.IfExp) or not isinstance(value, cst.IfExp) or not self._may(chosen):
            return None
        branches = (chosen.body, chosen.orelse)
        makers = [one for branch in branches for one in walk(branch) if self.survey.is_maker(one)]
        if not makers and not orders:
            return None
        self._note(chosen, [*orders, *(one for one in makers if isinstance(one, cst.Call))])
        return write.either(value, put)

    def _comprehension(
        self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> list[cst.BaseStatement] | None:
        """The first comprehension of the statement that makes steps."""
        found = self._found(original.body[0])
        if found is None or isinstance(self.survey.scopes[original], cst.ClassDef):
            return None
        comp, whole = found
        new = next((node for node in walk(updated) if self.before.get(node) is whole), None)
        inner = next((node for node in walk(updated) if self.before.get(node) is comp), None)
        if new is None or not isinstance(inner, (cst.ListComp, cst.GeneratorExp, cst.DictComp)):
            return None
        after = updated.body[0]
        calls = [one for one in walk(comp) if isinstance(one, cst.Call)]
        self._note(comp, [maker for one in calls for maker in self.survey.makers(one)])
        target = _single_target(after)
        if target is not None and isinstance(after, (cst.Assign, cst.AnnAssign)) and after.value is new:
            return write.filled(target, inner, True)
        added = _added_to(after, new)
        if added is not None and not isinstance(inner, cst.DictComp):
            return write.filled(added, inner, False)
        name = free("steps", self.names)
        rest = updated.deep_replace(new, cst.Name(name))
        assert isinstance(rest, cst.SimpleStatementLine)
        return [*write.filled(name, inner, True), rest.with_changes(leading_lines=[])]

    def _found(self, small: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode] | None:
        """A comprehension that makes steps, and the call of ``list`` around a generator."""
        if not isinstance(small, _HOLDERS):
            return None
        calls = {
            node.args[0].value: node for node in always_run(small) if isinstance(node, cst.Call) and _is_list_of(node)
        }
        pipelines = [one for one in walk(small) if isinstance(one, cst.Call) and self.survey.is_pipeline(one)]
        for node in always_run(small):
            if not isinstance(node, (cst.ListComp, cst.GeneratorExp, cst.DictComp)) or not self._may(node):
                continue
            if isinstance(node, cst.GeneratorExp) and node not in calls and not _is_extended(small, node):
                continue
            if not self._is_plain(node, inside={one for call in pipelines for one in walk(call)}):
                continue
            return node, calls.get(node, node)
        return None

    def _is_plain(self, node: cst.ListComp | cst.GeneratorExp | cst.DictComp, inside: Set[cst.CSTNode]) -> bool:
        """Whether it makes steps, and a loop in its place changes nothing else.

        Args:
            inside: what stands in the call that makes a pipeline: there it may also call what makes steps.
        """
        made = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]
        inner = [one for value in made for one in walk(value)]
        makes = self._makes if node not in inside else self._calls_maker
        if not any(makes(value) for value in made):
            return False
        if any(isinstance(one, (*COMPREHENSIONS, cst.Lambda)) and self._makes(one) for one in inner):
            return False
        if any(isinstance(one, cst.CompFor) and one.asynchronous is not None for one in walk(node)):
            return False
        home = self.survey.scopes[node]
        roots = [home] if home is not None else [*self.survey.modules]
        return not any(
            next(read_outside(child, name, node), None)
            for root in roots
            for child in children(root)
            for name in targets(node.for_in)
        )

    def _makes(self, node: cst.CSTNode) -> bool:
        return any(self.survey.is_maker(one) for one in walk(node))

    def _calls_maker(self, node: cst.CSTNode) -> bool:
        return any(self.survey.makers(one) for one in walk(node) if isinstance(one, cst.Call))


def _above(first: cst.BaseStatement, line: cst.SimpleStatementLine, top: bool) -> list[cst.EmptyLine]:
    """The lines above a statement, two of them empty before a function at the top level."""
    empty = 0
    for one in line.leading_lines:
        empty += one.comment is None
    more = 2 - empty if top and isinstance(first, cst.FunctionDef) else 0
    return [*([cst.EmptyLine(indent=False)] * more), *line.leading_lines]


def _called(test: cst.BaseExpression) -> str:
    """What to call a condition: ``run_evaluation`` for ``strtobool(e.run_evaluation)``."""
    given = test.args[0].value if isinstance(test, cst.Call) and len(test.args) == 1 else None
    return given.attr.value if isinstance(given, cst.Attribute) else "condition"


def _valued(small: cst.CSTNode) -> cst.BaseExpression | None:
    """What is bound to one variable, or returned."""
    if isinstance(small, cst.Assign):
        return small.value if len(small.targets) == 1 and isinstance(small.targets[0].target, cst.Name) else None
    return small.value if isinstance(small, cst.Return) else None


def _single_target(small: cst.CSTNode) -> str | None:
    target: cst.BaseExpression | None = None
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        target = small.targets[0].target
    elif isinstance(small, cst.AnnAssign):
        target = small.target
    return target.value if isinstance(target, cst.Name) else None


def _appends(call: cst.Call, method: str = "append") -> bool:
    return (
        isinstance(call.func, cst.Attribute)
        and isinstance(call.func.value, cst.Name)
        and call.func.attr.value == method
        and len(call.args) == 1
        and not call.args[0].star
    )


def _added_to(small: cst.CSTNode, value: cst.CSTNode) -> str | None:
    """The list that ``steps += […]`` or ``steps.extend(…)`` adds the value to."""
    if isinstance(small, cst.AugAssign) and small.value is value and isinstance(small.operator, cst.AddAssign):
        return small.target.value if isinstance(small.target, cst.Name) else None
    call = small.value if isinstance(small, cst.Expr) else None
    if isinstance(call, cst.Call) and _appends(call, "extend") and call.args[0].value is value:
        assert isinstance(call.func, cst.Attribute)
        return cst.ensure_type(call.func.value, cst.Name).value
    return None


def _is_extended(small: cst.CSTNode, node: cst.CSTNode) -> bool:
    return _added_to(small, node) is not None


def _is_list_of(node: cst.Call) -> bool:
    """``list(… for …)``."""
    return (
        isinstance(node.func, cst.Name)
        and node.func.value in _LISTS
        and len(node.args) == 1
        and isinstance(node.args[0].value, cst.GeneratorExp)
    )


__all__ = ["Speller"]
