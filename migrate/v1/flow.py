"""How steps travel from where they are made to their pipeline, through variables, lists, loops and functions.

The interpreter has one object for all that an expression of the source makes. Here each place that makes a step is
told apart from the others, and it is asked of each whether every step that it makes gets into the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from migrate.v1.data import ACCESS, INTERMEDIATE, OUTPUT_CONFIGS
from migrate.v1.interpreter import Interpreter
from migrate.v1.kinds import READERS
from migrate.v1.makers import Makers, passed
from migrate.v1.membership import check_included
from migrate.v1.scopes import FunctionScope
from migrate.v1.script_step import read_python_step
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import LOOPS, Blocks, Handle, Several, Site, Symbolic, handles, joined, spread
from migrate.v1.traced_steps import read_traced
from migrate.v1.tracing import FREE, HARMLESS, Flow, Region, Untraceable, names_read, walk
from migrate.v1.values import Call, Const, DictValue, Obj, alternatives

NOT_MADE = "where its steps are made is not known"


def trace(call: Call, steps: Mapping[Obj, StepModel], interpreter: Interpreter) -> Flow:
    """Follow the steps of a pipeline.

    Raises:
        Untraceable: that is not possible.
    """
    known = {step: dict(vars(step)) for step in steps.values()}
    for step in known:
        step.problems = list(step.problems)
    try:
        return _Tracer(call, steps, interpreter).trace()
    except Untraceable:
        for step, fields in known.items():
            vars(step).update(fields)
        raise


class _Tracer:
    def __init__(self, call: Call, steps: Mapping[Obj, StepModel], interpreter: Interpreter) -> None:
        self.call = call
        self.steps = steps
        self.interpreter = interpreter
        self.makers = Makers(steps, interpreter, call.where.function)
        self.region = Region(call, interpreter, self.makers.makes, self.makers.movable, self.makers.constructs)
        self.sites: list[Site] = []
        self.helpers: dict[FunctionScope, list[StepModel]] = {}
        self.running: list[FunctionScope] = []
        """The functions that are followed just now, the innermost last."""
        self.returned: list[Symbolic] = []
        self.inline: list[cst.Call] = []
        self.variables: dict[str, Symbolic] = {}
        self.blocks: Blocks = ()
        self.orderings: dict[tuple[StepModel, StepModel], dict[Site, bool]] = {}
        """By the pair the later steps that are ordered so, and whether they always are."""
        self.ordered: set[cst.Call] = set()
        self.values: dict[tuple[StepModel, Obj], cst.BaseExpression] = {}
        self.loop_reads: list[tuple[dict[str, None], dict[str, Symbolic]]] = []
        """For each loop around the variables that it reads before it binds them, and what they held before the loop."""

    def trace(self) -> Flow:
        region = self.region
        for statement in region.statements:
            self._statement(statement)
        given = self._given()
        if not self.sites:
            raise Untraceable(self.call.node, NOT_MADE)
        check_included(self.call, self.sites, given)
        flow = Flow(region, self.sites, self.helpers, self._pairs(), self.inline, self.values)
        for step in flow.steps:
            if READERS.get(step.obj.symbol) is not read_python_step:
                raise Untraceable(step.call.node, "this kind of step is followed in the pipeline's own block only")
            if step.parts:
                raise Untraceable(step.call.node, "a ScriptRunConfig is followed in the pipeline's own block only")
            if any(one.entry.name == "run_after" and one.node not in self.ordered for one in step.obj.calls.values()):
                raise Untraceable(step.call.node, "an ordering without data is set elsewhere")
            self.values |= {(step, obj): node for obj, node in read_traced(step, self.interpreter).items()}
            for port in step.outputs:
                if port.source.argument("pipeline_output_name") is not None:
                    raise Untraceable(step.call.node, "a named output of the pipeline is written by a step like this")
        return flow

    # Statements

    def _statement(self, statement: cst.CSTNode) -> None:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                self._small(small)
        elif isinstance(statement, cst.If):
            self._if(statement)
        elif isinstance(statement, cst.For):
            self._for(statement)
        elif self.running:
            self._stays(statement)
        else:
            raise Untraceable(statement, "its steps are made inside of a statement that cannot become part of it")

    def _block(self, node: cst.CSTNode, body: cst.BaseSuite) -> None:
        self.blocks = (*self.blocks, node)
        if not isinstance(body, cst.IndentedBlock):
            raise Untraceable(node, "its steps are made in a block on one line")
        for statement in body.body:
            self._statement(statement)
        self.blocks = self.blocks[:-1]

    def _if(self, node: cst.If) -> None:
        self._note(node.test)
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

    def _for(self, node: cst.For) -> None:
        if node.orelse is not None or any(isinstance(one, (cst.Break, cst.Continue)) for one in walk(node)):
            raise Untraceable(node, "a loop that makes steps may end early")
        source = self._value(node.iter)
        self._bind(node.target, source if isinstance(source, Several) else None)
        before = dict(self.variables)
        read: dict[str, None] = {}
        self.loop_reads.append((read, before))
        self._block(node, node.body)
        self.loop_reads.pop()
        for name in read:
            known = before.get(name)
            if known is not self.variables.get(name) and (handles(known) or handles(self.variables.get(name))):
                raise Untraceable(node, f"`{name}` goes from one round of a loop to the next")

    def _small(self, node: cst.BaseSmallStatement) -> None:
        if isinstance(node, cst.Expr):
            self._value(node.value)
        elif isinstance(node, cst.Assign):
            value = self._value(node.value)
            for target in node.targets:
                self._bind(target.target, value)
        elif isinstance(node, cst.AnnAssign):
            self._bind(node.target, self._value(node.value) if node.value is not None else None)
        elif isinstance(node, cst.AugAssign):
            self._add(self._value(node.target), self._value(node.value), node)
        elif isinstance(node, cst.Return) and self.running:
            self.returned.append(self._value(node.value) if node.value is not None else None)
        elif self.running:
            self._stays(node)
        elif not isinstance(node, cst.Pass):
            raise Untraceable(node, "what makes its steps does more than that")

    def _bind(self, target: cst.BaseExpression, value: Symbolic) -> None:
        if isinstance(target, cst.Name):
            self.variables[target.value] = value
            step = isinstance(value, Handle) and value.data is None and not self.running
            if step and isinstance(value, Handle) and value.site is not None and not value.site.target:
                value.site.target = target.value
        elif isinstance(target, (cst.Tuple, cst.List)):
            parts = [one for one, _ in value.items] if isinstance(value, Several) else []
            for index, element in enumerate(target.elements):
                same = len(parts) == len(target.elements)
                self._bind(element.value, parts[index] if same else None)
        elif self._is_entry(target):
            assert isinstance(target, cst.Subscript)
            self._set(target, value)
        elif handles(value) or (isinstance(target, cst.Subscript) and handles(self._value(target.value))):
            raise Untraceable(target, "its steps are kept in something else than a variable or a list")

    def _is_entry(self, target: cst.BaseExpression) -> bool:
        """``steps["a"]``, where the variable holds a dictionary."""
        owner = target.value if isinstance(target, cst.Subscript) else None
        found = alternatives(self.interpreter.values.get(owner)) if isinstance(owner, cst.Name) else ()
        return bool(found) and all(isinstance(one, DictValue) for one in found)

    def _set(self, target: cst.Subscript, value: Symbolic) -> None:
        """``steps["a"] = ...``"""
        held = self._value(target.value)
        self._put(held, value, target, True)
        index = target.slice[0].slice if len(target.slice) == 1 else None
        key = self.interpreter.values.get(index.value) if isinstance(index, cst.Index) else None
        if isinstance(key, Const) and isinstance(held, Several) and handles(held):
            if key.value in held.keys or any(isinstance(block, LOOPS) for block in self.blocks):
                raise Untraceable(target, "a step may take the place of another one")
            held.keys[key.value] = value

    # Expressions

    def _note(self, node: cst.CSTNode) -> None:
        for name in names_read(node):
            for reads, before in self.loop_reads:
                if self.variables.get(name.value) is before.get(name.value):
                    reads[name.value] = None

    def _value(self, node: cst.BaseExpression) -> Symbolic:
        if isinstance(node, cst.Name):
            self._note(node)
            return self.variables.get(node.value)
        if isinstance(node, cst.Call):
            return self._call(node)
        if isinstance(node, (cst.List, cst.Tuple)):
            items: list[tuple[Symbolic, Blocks]] = []
            for element in node.elements:
                value = self._value(element.value)
                if isinstance(element, cst.StarredElement):
                    items += value.items if isinstance(value, Several) else [(None, self.blocks)]
                else:
                    items.append((value, self.blocks))
            return Several(items)
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            left, right = self._value(node.left), self._value(node.right)
            if not isinstance(left, Several) and not isinstance(right, Several):
                return None
            both = [one if isinstance(one, Several) else Several([(None, self.blocks)]) for one in (left, right)]
            return Several([item for one in both for item in one.items])
        if isinstance(node, cst.ListComp):
            return self._comprehension(node)
        if isinstance(node, cst.Dict):
            return self._dictionary(node)
        if isinstance(node, cst.Subscript) and isinstance(held := self._value(node.value), Several):
            index = node.slice[0].slice if len(node.slice) == 1 else None
            key = self.interpreter.values.get(index.value) if isinstance(index, cst.Index) else None
            if isinstance(key, Const) and key.value in held.keys:
                return held.keys[key.value]
        for inner in walk(node):
            if isinstance(inner, cst.Call) and self.makers.makes(inner):
                raise Untraceable(inner, "a step is made inside of another expression")
        self._note(node)
        found = [handle for name in names_read(node) for handle in handles(self.variables.get(name.value))]
        if any(handle.data is not None and handle.site is None for handle in found):
            raise Untraceable(node, "data is used before the step that writes it is made")
        return None

    def _dictionary(self, node: cst.Dict) -> Symbolic:
        found = Several()
        for element in node.elements:
            value = self._value(element.value)
            found.items.append((value, self.blocks))
            key = self.interpreter.values.get(element.key) if isinstance(element, cst.DictElement) else None
            if isinstance(key, Const):
                found.keys[key.value] = value
        return found

    def _comprehension(self, node: cst.ListComp) -> Symbolic:
        saved = dict(self.variables)
        source = self._value(node.for_in.iter)
        self._bind(node.for_in.target, source if isinstance(source, Several) else None)
        outer = self.blocks
        self.blocks = (*outer, node.for_in)
        if node.for_in.ifs or node.for_in.inner_for_in is not None:
            if any(isinstance(inner, cst.Call) and self.makers.makes(inner) for inner in walk(node)):
                raise Untraceable(node, "steps are made in a comprehension with a condition")
            self.blocks, self.variables = outer, saved
            self._note(node)
            return None
        made = len(self.sites)
        value = self._value(node.elt)
        if any(site.call in set(walk(node)) for site in self.sites[made:]):
            raise Untraceable(node, "a comprehension makes steps without a function")
        result = Several([(value, self.blocks)])
        self.blocks, self.variables = outer, saved
        return result

    def _call(self, node: cst.Call) -> Symbolic:
        made = self.makers.made(node)
        if made is not None and made in self.steps:
            return self._step(node, self.steps[made])
        if made is not None and made.symbol in INTERMEDIATE:
            return Handle(None, made, self.blocks)
        helper = self.makers.helper_of(node)
        if helper is not None:
            return self._helped(node, helper)
        use = self.interpreter.uses.calls.get(node)
        if use is not None and use.entry.name == "run_after" and isinstance(node.func, cst.Attribute):
            self._order(node, node.func.value)
            return None
        if use is not None and use.entry.name in ACCESS and isinstance(node.func, cst.Attribute):
            return self._value(node.func.value)
        if isinstance(node.func, cst.Attribute):
            receiver = self._value(node.func.value)
            values = [self._value(argument.value) for argument in node.args]
            if node.func.attr.value in ("append", "extend") and len(values) == 1:
                if node.func.attr.value == "append":
                    self._born(values[0], node)
                self._put(receiver, values[0], node, node.func.attr.value == "append")
                return None
            if node.func.attr.value == "values" and not values and isinstance(receiver, Several):
                return Several(list(receiver.items))
            if node.func.attr.value not in HARMLESS and any(map(_holds_step, (receiver, *values))):
                text = cst.Module([]).code_for_node(node.func)
                raise Untraceable(node, f"its steps are given to `{text}`, which may do more")
        else:
            values = [self._value(argument.value) for argument in node.args]
            name = node.func.value if isinstance(node.func, cst.Name) else ""
            if name in ("list", "tuple") and len(values) == 1:
                return Several(list(values[0].items)) if isinstance(values[0], Several) else values[0]
            if name not in FREE and any(map(_holds_step, values)):
                raise Untraceable(node, f"its steps are given to `{name}`, which may do more")
        if any(handle.site is None for value in values for handle in handles(value)):
            raise Untraceable(node, "data is used before the step that writes it is made")
        return None

    def _order(self, node: cst.Call, receiver: cst.BaseExpression) -> None:
        """``later.run_after(earlier)``, both of them in variables."""
        given = node.args[0].value if len(node.args) == 1 else node
        found = [self._value(one) if isinstance(one, cst.Name) else None for one in (given, receiver)]
        sites = [one.site for one in found if isinstance(one, Handle) and one.data is None and one.site is not None]
        if len(sites) != 2:
            raise Untraceable(node, "an ordering without data is followed between steps in variables only")
        earlier, later = sites
        implied = any(handle.site is earlier for handle, _ in later.reads)
        assert isinstance(found[0], Handle)
        later.reads.append((found[0], self.blocks))
        self.ordered.add(node)
        pair = (earlier.step, later.step)
        if earlier.step is later.step:
            raise Untraceable(node, "an ordering is set between steps that one place makes")
        known = self.orderings.get(pair, {})
        if later in known:
            raise Untraceable(node, "the same ordering is set twice")
        if not implied:
            self.orderings[pair] = {**known, later: self.blocks == later.blocks}

    def _pairs(self) -> dict[tuple[StepModel, StepModel], bool]:
        """The orderings, and whether each holds whenever the later step is there."""
        return {
            pair: all(known.get(site, False) for site in self.sites if site.step is pair[1])
            for pair, known in self.orderings.items()
        }

    def _born(self, value: Symbolic, node: cst.CSTNode) -> None:
        if any(handle.data is not None and handle.site is None for handle in handles(value)):
            raise Untraceable(node, "data is used before the step that writes it is made")

    def _add(self, receiver: Symbolic, value: Symbolic, node: cst.CSTNode) -> None:
        self._put(receiver, value, node, False)

    def _put(self, receiver: Symbolic, value: Symbolic, node: cst.CSTNode, whole: bool) -> None:
        self._born(value, node)
        if not isinstance(receiver, Several):
            if handles(value):
                raise Untraceable(node, "its steps are put into something that is not known")
            return
        if whole:
            receiver.items.append((value, self.blocks))
        elif isinstance(value, Several):
            receiver.items += [(one, (*blocks, *self.blocks)) for one, blocks in value.items]
        else:
            receiver.items.append((None, self.blocks))

    # Steps

    def _step(self, node: cst.Call, step: StepModel) -> Symbolic:
        site = Site(node, step, self.blocks, self.running[-1] if self.running else None)
        outputs = step.call.arguments.get("outputs")
        written = set() if outputs is None else {name.value for name in names_read(outputs.node.value)}
        written |= self._written(step)
        for parameter in ("arguments", "inputs", "outputs"):
            argument = step.call.arguments.get(parameter)
            whole = set(self._whole(argument.node.value)) if argument is not None else set()
            for name in names_read(argument.node.value) if argument is not None else ():
                self._note(name)
                for handle, blocks in spread(self.variables.get(name.value), self.blocks):
                    if handle.data is None or handle.site is not None:
                        site.reads += [(handle, blocks)] if name in whole else []
                    elif name.value not in written and parameter != "arguments":
                        raise Untraceable(node, f"no step before this one writes `{name.value}`")
        for argument in step.call.arguments.values():
            self._value_inside(argument.node.value)
        for output in written:
            for handle, _ in spread(self.variables.get(output), self.blocks):
                self._birth(handle, site)
        for handle, _ in site.reads:
            if handle.data is not None and handle.site is None:
                raise Untraceable(node, "data is used before the step that writes it is made")
        self.sites.append(site)
        return Handle(site, None, self.blocks)

    def _written(self, step: StepModel) -> set[str]:
        """The output configurations among the arguments: v1 writes to them unless they are inputs, too."""
        arguments, inputs = step.call.arguments.get("arguments"), step.call.arguments.get("inputs")
        read = {name.value for name in names_read(inputs.node.value)} if inputs is not None else set()
        found = {name.value for name in names_read(arguments.node.value)} if arguments is not None else set()
        return {
            name
            for name in found - read
            for handle in handles(self.variables.get(name))
            if handle.site is None and handle.data is not None and handle.data.symbol in OUTPUT_CONFIGS
        }

    def _whole(self, node: cst.BaseExpression) -> Iterator[cst.Name]:
        """The variables all of whose elements are in the list."""
        if isinstance(node, cst.Name):
            yield node
        elif isinstance(node, (cst.List, cst.Tuple)):
            for element in node.elements:
                yield from self._whole(element.value)
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            yield from self._whole(node.left)
            yield from self._whole(node.right)
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            use = self.interpreter.uses.calls.get(node)
            if use is not None and use.entry.name in ACCESS:
                yield from self._whole(node.func.value)

    def _value_inside(self, node: cst.CSTNode) -> None:
        for inner in walk(node):
            if isinstance(inner, cst.Call) and self.makers.makes(inner):
                raise Untraceable(inner, "data or a step is made inside of a step")

    def _birth(self, handle: Handle, site: Site) -> None:
        """The data is written by this step."""
        if handle.site is not None or handle.data is None:
            raise Untraceable(site.call, "two steps write the same data")
        if handle.blocks != site.blocks:
            raise Untraceable(site.call, "data is made in another branch or loop than the step that writes it")
        handle.site = site

    # Functions

    def _helped(self, node: cst.Call, helper: FunctionScope) -> Symbolic:
        """Follow a call: each makes steps of its own."""
        if helper in self.running:
            raise Untraceable(node, f"`{helper.name}` calls itself")
        if helper not in self.helpers:
            self.makers.check(helper, self.region)
        given = {parameter: self._value(argument.value) for argument, parameter in passed(node, helper)}
        if any(argument.star and handles(self._value(argument.value)) for argument in node.args):
            raise Untraceable(node, f"which steps or data `{helper.name}` takes is not known")
        if any(handle.data is not None and handle.site is None for one in given.values() for handle in handles(one)):
            raise Untraceable(node, f"`{helper.name}` takes data that it writes")
        saved = self.variables, self.loop_reads, self.returned
        self.variables, self.loop_reads, self.returned = given, [], []
        self.running.append(helper)
        assert isinstance(helper.node, cst.FunctionDef)
        for statement in helper.node.body.body:
            self._statement(statement)
        self.running.pop()
        self.helpers.setdefault(helper, self.makers.helpers[helper])
        results = self.returned
        self.variables, self.loop_reads, self.returned = saved
        found = [one for one in results if one is not None]
        return results[0] if len(results) == 1 else Several([(one, ()) for one in found]) if found else None

    def _stays(self, statement: cst.CSTNode) -> None:
        """A statement of a function that makes no steps and does nothing with them."""
        for inner in walk(statement):
            if isinstance(inner, cst.Call) and self.makers.makes(inner):
                raise Untraceable(inner, "its steps are made inside of a statement that is not followed")
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
        return self._value(given)

    def _is_made(self, node: cst.Call) -> bool:
        return self.makers.makes(node) and self.makers.helper_of(node) is None

    def _outermost(self, node: cst.CSTNode) -> Iterator[cst.Call]:
        """The calls of functions that make steps, without those in the arguments of others."""
        if isinstance(node, cst.Call) and self.makers.helper_of(node) is not None:
            yield node
            return
        for child in node.children:
            yield from self._outermost(child)


def _holds_step(value: Symbolic) -> bool:
    return any(handle.data is None for handle in handles(value))
