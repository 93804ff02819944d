"""How steps travel from where they are made to their pipeline, through variables, lists, loops and functions.

The interpreter has one object for all that an expression of the source makes. Here each place that makes a step is
told apart from the others, and it is asked of each whether every step that it makes gets into the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrate.v1.asked import none_asked
from migrate.v1.followed_expressions import FollowedExpressions
from migrate.v1.followed_tests import asked_names, truths
from migrate.v1.interpreter import Interpreter
from migrate.v1.kinds import FOLLOWED, kind_of
from migrate.v1.late_statements import late_statements, spent_lists, variable_of
from migrate.v1.makers import left_out, passed
from migrate.v1.membership import check_included
from migrate.v1.nodes import children, code_of, names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import (
    LOOPS,
    Carried,
    Element,
    Handle,
    Instance,
    Last,
    Several,
    Symbolic,
    handles,
    is_filled,
    joined,
)
from migrate.v1.traced import Flow
from migrate.v1.traced_steps import read_traced
from migrate.v1.tracing import Untraceable
from migrate.v1.values import Call, Const, DictValue, Foreign, Obj, Unknown, alternatives
from migrate.v1.written import leaves_round

_FILLED = re.compile(r"(?P<short>\w+)|len\((?P<long>\w+)\)( (> 0|>= 1|!= 0))?")
NOT_MADE = "where its steps are made is not known"


def trace(
    call: Call, steps: Mapping[Obj, StepModel], interpreter: Interpreter, homes: Iterable[FunctionScope] = ()
) -> Flow:
    """Follow the steps of a pipeline.

    Args:
        homes: the functions in which other pipelines are made, which may call the same functions.

    Raises:
        Untraceable: that is not possible.
    """
    known = {step: dict(vars(step)) for step in steps.values()}
    for step in known:
        step.problems = list(step.problems)
    try:
        return _Tracer(call, steps, interpreter, homes).trace()
    except Untraceable:
        for step, fields in known.items():
            vars(step).update(fields)
        raise


class _Tracer(FollowedExpressions):
    def trace(self) -> Flow:
        region = self.region
        self._check_read(self.call.arguments["steps"].node, *region.statements)
        for statement in region.before:
            if statement in region.statements:
                self._statement(statement)
            else:
                self.note_instance(statement)
        given = self._given()
        functions = [one.node for one in self.helpers if one.node is not None]
        roots = (*region.statements, *functions)
        truths_of_data = [one for root in roots for one in truths(root, self.interpreter.values)]
        if not self.sites:
            raise Untraceable(self.call.node, NOT_MADE)
        self.resolve_orderings()
        check_included(self.call, self.sites, given)
        followed = [*roots, self.call.where.statement]
        unseen = self.kept.unseen(followed) or self.instances.unseen(followed)
        if unseen is not None:
            raise Untraceable(unseen, f"`{code_of(unseen)}` is used elsewhere, too")
        flow = Flow(region, self.sites, self.helpers, self.pairs(), self.inline, self.values)
        flow.ordered |= {call: tuple(pairs) for call, pairs in self.ordered.items()}
        flow.gathered += self.gathered
        flow.truths += truths_of_data
        for step in flow.steps:
            if kind_of(step.obj) not in FOLLOWED:
                raise Untraceable(step.call.node, "this kind of step is followed in the pipeline's own block only")
            if any(one.entry.name == "run_after" and one.node not in self.ordered for one in step.obj.calls.values()):
                raise Untraceable(step.call.node, "an ordering without data is set elsewhere")
            if step.expressions is None:
                step.expressions = read_traced(step, self.interpreter)
            self.values |= {(step, obj): node for obj, node in step.expressions.items()}
            self._check_followed(step)
            flow.spent += spent_lists(step, self.interpreter)
            for port in step.outputs:
                self._check_named(step, port.source)
        if self.unfollowed:
            read = next(iter(self.unfollowed))
            raise Untraceable(read, f"`{read.value}` goes from one round of a loop to the next")
        early = self.instances.early()
        if early is not None:
            raise Untraceable(early, "data is used before the step that writes it is made")
        late = [one for one in self.early if one[0] not in flow.spent]
        flow.late += late_statements(late, self.interpreter)
        return flow

    def _check_read(self, *nodes: cst.CSTNode) -> None:
        """Whether no cell that cannot be parsed makes or changes what is followed here."""
        for name in (name for node in nodes for name in names_read(node)):
            for one in alternatives(self.interpreter.references.get(name)):
                reason = one.unbound if isinstance(one, Foreign) else one.origin if isinstance(one, Unknown) else ""
                if reason in self.interpreter.unread_reasons:
                    raise Untraceable(name, reason)

    def _check_followed(self, step: StepModel) -> None:
        """A list for one step may hold what an earlier round has left: its elements are those of the step."""
        words = [item.node for value in step.lists for item in value.items]
        for name in (name for word in words for name in names_read(word)):
            self.unfollowed.pop(name, None)

    def _check_named(self, step: StepModel, data: Obj) -> None:
        """Whether the pipeline function can give back what v1 names as an output of the pipeline."""
        argument = data.argument("pipeline_output_name")
        if argument is None or argument.value == Const(None):
            return
        sites = [site for site in self.sites if site.step is step]
        targets = [site.target for site in self.sites]
        known = isinstance(argument.node.value, cst.SimpleString)
        if not known or len(sites) != 1 or sites[0].blocks or targets.count(sites[0].target or "") != 1:
            raise Untraceable(step.call.node, "a named output of the pipeline is written by a step like this")

    # Statements

    def _statement(self, statement: cst.CSTNode) -> None:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                self._small(small)
            self._note_early(statement)
        elif isinstance(statement, cst.If):
            self._if(statement)
        elif isinstance(statement, (cst.For, cst.While)):
            self._loop(statement)
        elif self.running:
            self._stays(statement)
        else:
            raise Untraceable(statement, "its steps are made inside of a statement that cannot become part of it")

    def _note_early(self, statement: cst.SimpleStatementLine) -> None:
        """``outputs = {"clean": clean}``, where the step that writes it comes only later."""
        variable = variable_of(statement)
        value = self.variables.get(variable) if variable is not None else None
        unborn = [one for one in handles(value) if one.data is not None and one.site is None]
        if isinstance(value, Several) and unborn:
            self.early.append((statement, unborn))

    def _block(self, node: cst.CSTNode, body: cst.BaseSuite) -> None:
        around = self.blocks
        self.blocks = (*around, node)
        if not isinstance(body, cst.IndentedBlock):
            raise Untraceable(node, "its steps are made in a block on one line")
        for statement in body.body:
            self._statement(statement)
            if isinstance(statement, cst.If) and leaves_round(statement):
                self.blocks = (*self.blocks, statement.test)  # What follows may not run in each round.
        self.blocks = around

    def _if(self, node: cst.If) -> None:
        self.note(node.test)
        self.follows |= set(asked_names(node.test))
        sure = self._surely(node)
        if sure is not None:
            for statement in sure.body:
                self._statement(statement)
            return
        before = dict(self.variables)
        self._block(node, node.body)
        taken, self.variables = self.variables, dict(before)
        if isinstance(node.orelse, cst.If):
            self.blocks = (*self.blocks, node.orelse)
            self._if(node.orelse)
            self.blocks = self.blocks[:-1]
        elif isinstance(node.orelse, cst.Else):
            self._block(node.orelse, node.orelse.body)
        other = self.variables
        self.variables = {
            name: joined(before.get(name), taken.get(name), other.get(name)) for name in {**taken, **other}
        }

    def _surely(self, node: cst.If) -> cst.IndentedBlock | None:
        """``if steps: …`` without ``else``, with a list that surely has elements; else None.

        A list without any leaves nothing to follow.
        """
        asked = none_asked(node.test)
        if asked is not None and asked[0] in self.absent and not self.variables.get(asked[0]):
            return self._taken(node, asked[1])
        filled = self._filled(node.test) if node.orelse is None else None
        inside = [one for one in walk(node.body) if isinstance(one, cst.Call)]
        if filled is None or not isinstance(node.body, cst.IndentedBlock) or any(map(self.makers.makes, inside)):
            return None
        if filled:
            return node.body
        self.ordered |= {one: self.ordered.get(one, {}) for one in inside}
        return cst.IndentedBlock([])

    def _taken(self, node: cst.If, holds: bool) -> cst.IndentedBlock | None:
        """The branch that runs when a step or data is asked for that the call does not give."""
        other = node.orelse.body if isinstance(node.orelse, cst.Else) else None
        if isinstance(node.orelse, cst.If) or not isinstance(node.body, cst.IndentedBlock):
            return None
        left = other if holds else node.body
        inside = [one for one in walk(left) if isinstance(one, cst.Call)] if left is not None else []
        if any(map(self.makers.makes, inside)):
            return None
        self.ordered |= {one: self.ordered.get(one, {}) for one in inside}
        kept = node.body if holds else other
        return kept if isinstance(kept, cst.IndentedBlock) else cst.IndentedBlock([])

    def _filled(self, test: cst.BaseExpression) -> bool | None:
        """What ``steps``, ``len(steps)`` or ``len(steps) > 0`` is."""
        match = _FILLED.fullmatch(code_of(test))
        held = self.variables.get(match["long"] or match["short"]) if match is not None else None
        plain = isinstance(held, Several) and not isinstance(held, (Last, Carried, Element)) and not held.keys
        return is_filled(held, self.blocks) if plain and isinstance(held, Several) else None

    def _loop(self, node: cst.For | cst.While) -> None:
        leaving = [one for one in node.body.body if isinstance(one, cst.If) and leaves_round(one)]
        early = sum(isinstance(one, (cst.Break, cst.Continue)) for one in walk(node))
        bound = any(one in self.interpreter.bindings for inner in leaving for one in names_read(inner.body))
        if node.orelse is not None or early > len(leaving) or bound:
            raise Untraceable(node, "a loop that makes steps may end early")
        if isinstance(node, cst.For):
            self._bind_elements(node)
        else:
            self.follows |= set(asked_names(node.test))
        changed = {one.value for one in names_read(node.body) if one in self.interpreter.bindings}
        around = (*self.blocks, node)
        carried = {name: Carried([(self.variables.get(name), around)]) for name in sorted(changed)}
        self.variables |= carried
        if isinstance(node, cst.While):
            self.note(node.test)
        self._block(node, node.body)
        for name, held in carried.items():
            self._end_rounds(node, name, held)

    def _bind_elements(self, node: cst.For) -> None:
        """``for step in steps``, ``for earlier, later in zip(steps, steps[1:])``"""
        source = self.value(node.iter)
        arguments = [one.value for one in node.iter.args] if isinstance(node.iter, cst.Call) else []
        function = node.iter.func if isinstance(node.iter, cst.Call) else None
        called = code_of(function).removeprefix("itertools.") if function is not None else ""
        targets = [one.value for one in node.target.elements] if isinstance(node.target, cst.Tuple) else []
        if called == "enumerate" and len(targets) == 2 and arguments:
            self.bind(targets[0], None)
            self.bind(targets[1], self._element(self._listed(arguments[0])))
        elif isinstance(function, cst.Attribute) and function.attr.value == "items" and len(targets) == 2:
            self.bind(targets[0], None)
            self.bind(targets[1], self._element(self.value(function.value)))
        elif called in ("zip", "pairwise") and targets:
            lists = arguments if called == "zip" else arguments * 2
            for index, target in enumerate(targets):
                held = self._listed(lists[index]) if len(lists) == len(targets) else None
                self.bind(target, self._element(held))
        else:
            self.bind(node.target, self._element(source))

    def _listed(self, node: cst.BaseExpression) -> Symbolic:
        """A list, also one without its first or last elements."""
        whole = isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Slice)
        return self.value(node.value if isinstance(node, cst.Subscript) and whole else node)

    def _element(self, source: Symbolic) -> Symbolic:
        return Element(source.items) if isinstance(source, Several) else None

    def _end_rounds(self, node: cst.For | cst.While, name: str, held: Carried) -> None:
        """What the variable holds behind the loop: what was there before, or what the last round left."""
        before, _ = held.items[0]
        left = self.variables.get(name)
        if left is held:
            self.variables[name] = before
            return
        held.left = left
        found = held.whole()
        if not held.reads or not found:
            return
        if any(one.site is None for one in found):
            raise Untraceable(node, f"`{name}` goes from one round of a loop to the next")
        self.unfollowed |= {read: None for read in held.reads if read not in self.follows}
        steps = all(one.data is None for one in found)
        self.variables[name] = (Last if steps else Several)([(before, (*self.blocks, node)), (left, self.blocks)])

    def _small(self, node: cst.BaseSmallStatement) -> None:
        if isinstance(node, cst.Expr):
            self.value(node.value)
        elif isinstance(node, cst.Assign):
            value = self.value(node.value)
            if isinstance(node.value, cst.Name):
                self.born(value, node)  # In v2 there is nothing yet that could have another name.
            for target in node.targets:
                self.bind(target.target, value)
        elif isinstance(node, cst.AnnAssign):
            self.bind(node.target, self.value(node.value) if node.value is not None else None)
        elif isinstance(node, cst.AugAssign):
            self.add(self.value(node.target), self.value(node.value), node)
        elif isinstance(node, cst.Return) and self.running:
            self.returned.append(self.value(node.value) if node.value is not None else None)
        elif self.running or isinstance(node, cst.Raise):
            self._stays(node)
        elif not isinstance(node, (cst.Pass, cst.Break, cst.Continue)):
            raise Untraceable(node, "what makes its steps does more than that")

    def bind(self, target: cst.BaseExpression, value: Symbolic) -> None:
        if isinstance(target, cst.Name):
            self.variables[target.value] = value
            self.absent.discard(target.value)
            step = isinstance(value, Handle) and value.data is None and not self.running
            if step and isinstance(value, Handle) and value.site is not None and not value.site.target:
                value.site.target = target.value
        elif isinstance(target, (cst.Tuple, cst.List)) and isinstance(value, Element):
            rows = [one.items if isinstance(one, Several) else [] for one, _ in value.items]
            same = bool(rows) and all(len(row) == len(target.elements) for row in rows)
            for index, element in enumerate(target.elements):
                self.bind(element.value, Element([row[index] for row in rows]) if same else None)
        elif isinstance(target, (cst.Tuple, cst.List)):
            parts = [one for one, _ in value.items] if isinstance(value, Several) else []
            for index, element in enumerate(target.elements):
                same = len(parts) == len(target.elements)
                self.bind(element.value, parts[index] if same else None)
        elif isinstance(target, cst.Attribute) and isinstance(owner := self.value(target.value), Instance):
            self.instances.keep(target.attr.value, value, owner)
        elif self._is_entry(target):
            assert isinstance(target, cst.Subscript)
            self._set(target, value)
        elif handles(value) or (isinstance(target, cst.Subscript) and handles(self.value(target.value))):
            raise Untraceable(target, "its steps are kept in something else than a variable or a list")

    def _is_entry(self, target: cst.BaseExpression) -> bool:
        """``steps["a"]``, where the variable holds a dictionary."""
        owner = target.value if isinstance(target, cst.Subscript) else None
        found = alternatives(self.interpreter.values.get(owner)) if isinstance(owner, cst.Name) else ()
        return bool(found) and all(isinstance(one, DictValue) for one in found)

    def _set(self, target: cst.Subscript, value: Symbolic) -> None:
        """``steps["a"] = ...``"""
        held = self.value(target.value)
        self.put(held, value, target, True)
        index = target.slice[0].slice if len(target.slice) == 1 else None
        key = self.interpreter.values.get(index.value) if isinstance(index, cst.Index) else None
        if isinstance(key, Const) and isinstance(held, Several) and handles(held):
            if key.value in held.keys or any(isinstance(block, LOOPS) for block in self.blocks):
                raise Untraceable(target, "a step may take the place of another one")
            held.keys[key.value] = value

    # Functions

    def helped(self, node: cst.Call, helper: FunctionScope) -> Symbolic:
        """Follow a call: each makes steps of its own."""
        if helper in self.running:
            raise Untraceable(node, f"`{helper.name}` calls itself")
        if helper not in self.helpers:
            self.makers.check(helper, self.region)
        self.follows |= {argument.value for argument in node.args if isinstance(argument.value, cst.Name)}
        given = {parameter: self.value(argument.value) for argument, parameter in passed(node, helper)}
        if any(argument.star and handles(self.value(argument.value)) for argument in node.args):
            raise Untraceable(node, f"which steps or data `{helper.name}` takes is not known")
        if any(handle.data is not None and handle.site is None for one in given.values() for handle in handles(one)):
            raise Untraceable(node, f"`{helper.name}` takes data that it writes")
        saved, absent = (self.variables, self.returned), self.absent
        self.absent = set(left_out(helper)) - set(given)
        if isinstance(node.func, cst.Attribute) and code_of(node.func.value) in (self.instance, "super()"):
            given |= {name: held for name, held in self.variables.items() if name.startswith(".")}
        own = self.own_instance(node, helper)
        given |= own
        self.variables, self.returned = given, []
        self.running.append(helper)
        assert isinstance(helper.node, cst.FunctionDef)
        for statement in helper.node.body.body:
            self._statement(statement)
        self.running.pop()
        self.helpers.setdefault(helper, self.makers.helpers[helper])
        self.absent = absent
        results = self.returned
        self.variables, self.returned = saved
        if self.makers.methods_of(node, "__init__"):
            return next(iter(own.values()), None)
        found = [one for one in results if one is not None]
        return results[0] if len(results) == 1 else Several([(one, ()) for one in found]) if found else None

    def _stays(self, statement: cst.CSTNode) -> None:
        """A statement of a function that makes no steps and does nothing with them."""
        for inner in walk(statement):
            if isinstance(inner, cst.Call) and self.makers.makes(inner):
                raise Untraceable(inner, "its steps are made inside of a statement that is not followed")
        self.note(statement)
        if any(handles(self.variables.get(name.value)) for name in names_read(statement)):
            raise Untraceable(statement, "its steps or data are used in a statement that is not followed")

    def _given(self) -> Symbolic:
        """What the pipeline is given as its steps."""
        given = self.call.arguments["steps"].node.value
        self.blocks = ()
        for inner in self.region.given:
            own = isinstance(inner, (cst.ListComp, cst.Lambda)) or (
                isinstance(inner, cst.Call) and self._is_made(inner)
            )
            if own and any(isinstance(one, cst.Call) and self.makers.makes(one) for one in walk(inner)):
                raise Untraceable(inner, "data or a step is made inside of the call that makes the pipeline")
        self.inline = list(self._outermost(given))
        return self.value(given)

    def _is_made(self, node: cst.Call) -> bool:
        return self.makers.makes(node) and self.makers.helper_of(node) is None

    def _outermost(self, node: cst.CSTNode) -> Iterator[cst.Call]:
        """The calls of functions that make steps, without those in the arguments of others."""
        if isinstance(node, cst.Call) and self.makers.helper_of(node) is not None:
            yield node
            return
        for child in children(node):
            yield from self._outermost(child)
