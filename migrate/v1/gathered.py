"""Steps that wait for every step of a list: ``for step in steps: last.run_after(step)``.

An input of v2 takes one output, so the step that waits gets an input for each element of the list, and all of them are
bound where it is made. The list has to be whole there: if it is not, the step is made where the loop stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from migrate.v1.data import INTERMEDIATE
from migrate.v1.followed_orderings import Ordering
from migrate.v1.interpreter import Interpreter
from migrate.v1.nodes import names_read, walk
from migrate.v1.statement_names import names_changed
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import LOOPS, Blocks, Element, Handle, Site, Symbolic, all_handles, holds_steps, spread
from migrate.v1.tracing import Region, Untraceable, siblings
from migrate.v1.values import objects

_NOT_WHOLE = "a step waits for the steps of a list that is filled later: make it behind that"


@dataclass(frozen=True, eq=False)
class Gathered:
    """A loop that only says that steps wait for each step of a list."""

    call: cst.Call
    loop: cst.For
    """The statement, with the loop over the steps that wait if there is one."""
    source: cst.BaseExpression
    element: str
    later: tuple[StepModel, ...]
    earlier: tuple[StepModel, ...]
    moved: bool
    """Whether the step is made where the loop stands."""
    sites: tuple[Site, ...]
    """What makes the steps that wait."""
    reads: tuple[tuple[Handle, Blocks], ...]
    """The steps of the list, each with the blocks around what put it there."""

    @property
    def name(self) -> str:
        """What to call the list."""
        written_out = isinstance(self.source, (cst.List, cst.Tuple))
        return "steps" if written_out else next((name.value for name in names_read(self.source)), "steps")

    def sets(self, pair: tuple[StepModel, StepModel]) -> bool:
        return pair[0] in self.earlier and pair[1] in self.later


class Gatherer:
    """Recognizes such loops."""

    def __init__(self, region: Region, interpreter: Interpreter) -> None:
        self.region = region
        self.interpreter = interpreter

    def gathered(self, ordering: Ordering) -> Gathered | None:
        """The loop around the call; None when it is no such loop.

        Raises:
            Untraceable: it is one, and the list is not whole where the steps are made.
        """
        inner = ordering.blocks[-1] if ordering.blocks else None
        if not isinstance(inner, cst.For) or not _is_all_of(inner, ordering.node) or not self._is_listed(inner.iter):
            return None
        target, given, receiver = inner.target, ordering.given, ordering.receiver
        if not isinstance(target, cst.Name) or not isinstance(given, cst.Name) or given.value != target.value:
            return None
        if not isinstance(receiver, cst.Name) or receiver.value == target.value:
            return None
        loop, around = inner, ordering.blocks[:-1]
        if isinstance(ordering.later, Element):
            outer = around[-1] if around else None
            if not isinstance(outer, cst.For) or not _is_all_of(outer, inner):
                return None
            if not isinstance(outer.target, cst.Name) or outer.target.value != receiver.value:
                return None
            loop, around = outer, around[:-1]
        held = self._held(ordering, around)
        earlier, later = all_handles(held), all_handles(ordering.later)
        if not holds_steps(held) or not holds_steps(ordering.later) or not earlier or not later:
            return None
        sites = [one.site for one in later if one.site is not None]
        if len(set(sites)) < len(later) or any(one.site is None or one.site in sites for one in earlier):
            return None
        moved = self._is_moved(ordering, loop, inner, around, sites)
        steps = tuple(dict.fromkeys(one.site.step for one in earlier if one.site is not None))
        waiting = tuple(dict.fromkeys(site.step for site in sites))
        reads = tuple(spread(held, ordering.blocks))
        return Gathered(ordering.node, loop, inner.iter, target.value, waiting, steps, moved, tuple(sites), reads)

    def _held(self, ordering: Ordering, around: Blocks) -> Symbolic:
        """What the list holds when the loop begins."""
        if not isinstance(ordering.earlier, Element):
            return None
        if any(isinstance(block, LOOPS) for block in around) and len(ordering.earlier.items) > ordering.known:
            raise Untraceable(ordering.node, _NOT_WHOLE)
        return Element(ordering.earlier.items[: ordering.known])

    def _is_listed(self, node: cst.BaseExpression) -> bool:
        """``steps``, ``steps[1:]``, ``steps.values()``, ``first + second``, ``[*first, second]``"""
        kinds = (cst.Name, cst.Subscript, cst.BinaryOperation, cst.List, cst.Tuple)
        if isinstance(node, cst.Call):
            plain = isinstance(node.func, cst.Attribute) and node.func.attr.value == "values" and not node.args
            return plain and isinstance(node.func, cst.Attribute) and self._is_listed(node.func.value)
        inner = (one for one in walk(node) if isinstance(one, (cst.Call, cst.NamedExpr)))
        return isinstance(node, kinds) and next(inner, None) is None

    def _is_moved(
        self, ordering: Ordering, loop: cst.For, inner: cst.For, around: Blocks, sites: Sequence[Site]
    ) -> bool:
        scope = self.interpreter.reference_functions.get(cst.ensure_type(ordering.receiver, cst.Name))
        body = siblings(loop, scope or self.region.scope, self.interpreter.source)
        if loop not in body:
            raise Untraceable(ordering.node, _NOT_WHOLE)
        listed = {name.value for name in names_read(inner.iter)}
        place = body.index(loop)
        for site in sites:
            made = next((one for one in body[:place] if any(node is site.call for node in walk(one))), None)
            if made is None or site.blocks[: len(around)] != around:
                raise Untraceable(ordering.node, _NOT_WHOLE)
            between = [made, *body[body.index(made) + 1 : place]]
            if not any(listed & self._bound(one) for one in between):
                continue
            if len(sites) > 1 or site.blocks != around or not self._may_wait(made, between[1:], ordering, site):
                raise Untraceable(ordering.node, _NOT_WHOLE)
            return True
        return False

    def _bound(self, statement: cst.CSTNode) -> set[str]:
        """The variables that the statement binds or adds to."""
        return self.region.binds(statement) | names_changed(statement) | set(self._handed(statement))

    def _handed(self, statement: cst.CSTNode) -> Iterator[str]:
        """The variables that the statement hands to functions of the project, which may add to them."""
        for node in walk(statement):
            if isinstance(node, cst.Call) and node not in self.interpreter.uses.calls:
                yield from (one.value.value for one in node.args if isinstance(one.value, cst.Name))

    def _may_wait(self, made: cst.CSTNode, between: Sequence[cst.CSTNode], ordering: Ordering, site: Site) -> bool:
        """Whether nothing needs the step, or changes what it is made with, before the loop."""
        small = made.body[0] if isinstance(made, cst.SimpleStatementLine) and len(made.body) == 1 else None
        if not isinstance(small, cst.Assign) or small.value is not site.call:
            return False
        read = {name.value for name in names_read(made)}
        own = self._written(site) | {cst.ensure_type(ordering.receiver, cst.Name).value}
        return not any(
            read & self._bound(one) or own & {name.value for name in names_read(one)}
            for one in between
            if not _only_orders(one, ordering)
        )

    def _written(self, site: Site) -> set[str]:
        """The variables of the data that the step may write."""
        inputs = site.step.argument("inputs")
        read = {name.value for name in names_read(inputs.node.value)} if inputs is not None else set()
        return {
            name.value
            for name in names_read(site.call)
            if any(one.symbol in INTERMEDIATE for one in objects(self.interpreter.values.get(name)))
        } - read


def _is_all_of(loop: cst.For, node: cst.CSTNode) -> bool:
    """Whether the loop does nothing else."""
    body = loop.body.body
    if loop.orelse is not None or len(body) != 1:
        return False
    only = body[0]
    small = only.body[0] if isinstance(only, cst.SimpleStatementLine) and len(only.body) == 1 else only
    return small is node or (isinstance(small, cst.Expr) and small.value is node)


def _only_orders(statement: cst.CSTNode, ordering: Ordering) -> bool:
    """Whether it is a loop like this one, of the same step."""
    while isinstance(statement, cst.For) and len(statement.body.body) == 1:
        statement = statement.body.body[0]
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    call = small.value if isinstance(small, cst.Expr) else None
    func = call.func if isinstance(call, cst.Call) else None
    return (
        isinstance(func, cst.Attribute) and func.attr.value == "run_after" and func.value.deep_equals(ordering.receiver)
    )


__all__ = ["Gathered", "Gatherer"]
