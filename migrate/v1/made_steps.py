"""The steps that a pipeline's code makes, each place that makes one told apart: what each reads and writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrate.v1.data import ACCESS, OUTPUT_CONFIGS
from migrate.v1.followed_orderings import Ordering, single_input
from migrate.v1.gathered import Gathered, Gatherer
from migrate.v1.interpreter import Interpreter
from migrate.v1.kept_lists import KeptData, KeptLists, own_name
from migrate.v1.makers import Makers
from migrate.v1.nodes import code_of, names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.symbolic import (
    Blocks,
    Carried,
    Element,
    Handle,
    Instance,
    Last,
    Several,
    Site,
    Symbolic,
    handles,
    spread,
)
from migrate.v1.tracing import Region, Untraceable
from migrate.v1.values import Call, Obj

ARGUMENTS = ("arguments", "estimator_entry_script_arguments", "command")
"""The arguments of all kinds of steps that are words for the script."""
_READ = ("inputs", "side_inputs")
WRITTEN = ("outputs", "output", "metrics_output")


class MadeSteps:
    """What is known of the steps of a pipeline while its code is followed."""

    def __init__(
        self,
        call: Call,
        steps: Mapping[Obj, StepModel],
        interpreter: Interpreter,
        homes: Iterable[FunctionScope] = (),
    ) -> None:
        self.call = call
        self.steps = steps
        self.interpreter = interpreter
        self.makers = Makers(steps, interpreter, call.where.function, homes)
        self.region = Region(call, interpreter, self.makers.makes, self.makers.movable, self.makers.constructs)
        self.parts = {part for step in steps.values() for part in step.parts}
        """The objects that hold what the steps' own arguments do not."""
        self.sites: list[Site] = []
        self.helpers: dict[FunctionScope, list[StepModel]] = {}
        self.running: list[FunctionScope] = []
        """The functions that are followed just now, the innermost last."""
        self.absent: set[str] = set()
        """The parameters of the function that is followed which its call leaves out, and that are None then."""
        self.returned: list[Symbolic] = []
        self.inline: list[cst.Call] = []
        self.kept = KeptLists(call, interpreter)
        self.variables: dict[str, Symbolic] = {f".{name}": Several() for name in self.kept.names}
        """By name; the lists that the instance keeps with a dot."""
        self.instances = KeptData(steps, interpreter)
        if self.instance is not None:
            self.variables[self.instance] = Instance()
        self.blocks: Blocks = ()
        self.orderings: dict[tuple[StepModel, StepModel], dict[Site, bool]] = {}
        """By the pair the later steps that are ordered so, and whether they always are."""
        self.ordered: dict[cst.Call, dict[tuple[StepModel, StepModel], None]] = {}
        """By call of ``run_after`` the orderings that it sets, as far as data does not imply them."""
        self.values: dict[tuple[StepModel, Obj], cst.BaseExpression] = {}
        self.early: list[tuple[cst.SimpleStatementLine, list[Handle]]] = []
        """The statements that put data into lists and dictionaries before the step is made that writes it."""
        self.calls_of_order: list[Ordering] = []
        self.gathered: list[Gathered] = []
        """The loops by which steps wait for each step of a list."""
        self.follows: set[cst.CSTNode] = set()
        """Where a variable is read as an earlier round of a loop may have left it, and that is followed."""
        self.unfollowed: dict[cst.Name, None] = {}
        """Where else it is read so."""

    def note(self, node: cst.CSTNode) -> None:
        """Remember where variables are read as a round of a loop finds them."""
        for name in names_read(node):
            held = self.variables.get(name.value)
            while isinstance(held, Carried):
                held.reads[name] = None
                held = held.items[0][0]

    def order(self, node: cst.Call, receiver: cst.BaseExpression) -> None:
        """``later.run_after(earlier)``: a step in a variable or a list, and another one."""
        given = node.args[0].value if len(node.args) == 1 else node
        later, earlier = self._step_in(receiver), self._step_in(given)
        known = len(earlier.items) if isinstance(earlier, Several) else 0
        self.calls_of_order.append(Ordering(node, receiver, given, later, earlier, self.blocks, known))
        self.ordered.setdefault(node, {})

    def _step_in(self, node: cst.BaseExpression) -> Symbolic:
        """What may be a single step: a variable, or an element of a list in one."""
        held = self.variables.get(node.value) if isinstance(node, cst.Name) else None
        if isinstance(held, Carried):
            self.follows.add(node)
        value = self.value(node) if isinstance(node, (cst.Name, cst.Subscript, cst.Attribute)) else None
        source = self.value(node.value) if isinstance(node, cst.Subscript) and value is None else None
        single = isinstance(source, (Handle, Last, Carried, Element))
        return Element(source.items) if isinstance(source, Several) and not single else value

    def resolve_orderings(self) -> None:
        """Find out which steps wait for which, once all of them are known."""
        gatherer = Gatherer(self.region, self.interpreter)
        for one in self.calls_of_order:
            gathered = gatherer.gathered(one)
            if gathered is not None:
                self._gather(gathered)
                continue
            pairs = list(one.pairs())
            plain = all(isinstance(value, (Handle, Last)) for value in (one.earlier, one.later))
            implied = [any(handle.site is earlier.site for handle, _ in self._reads(later)) for earlier, later in pairs]
            known = self.ordered[one.node]
            for earlier, later in pairs:
                assert earlier.site is not None
                assert later.site is not None
                if plain:
                    later.site.reads.append((earlier, one.blocks))
                pair = (earlier.site.step, later.site.step)
                if later.site in self.orderings.get(pair, {}) and (plain or one.node not in self._setting(pair)):
                    raise Untraceable(one.node, "the same ordering is set twice")
                if not (plain and all(implied)):
                    always = isinstance(one.later, Handle) and plain and one.blocks == later.site.blocks
                    self.orderings[pair] = {**self.orderings.get(pair, {}), later.site: always}
                    known[pair] = None
        gathering = {one.call for one in self.gathered}
        if not single_input({call: pairs for call, pairs in self.ordered.items() if call not in gathering}):
            raise Untraceable(self.call.node, "a step waits for one of several others, and then for another one")

    def _gather(self, gathered: Gathered) -> None:
        """Note that steps wait for each step of a list."""
        self.gathered.append(gathered)
        for site in gathered.sites:
            site.reads += gathered.reads
        for earlier in gathered.earlier:
            for site in gathered.sites:
                pair = (earlier, site.step)
                if site in self.orderings.get(pair, {}):
                    raise Untraceable(gathered.call, "the same ordering is set twice")
                self.orderings[pair] = {**self.orderings.get(pair, {}), site: False}
                self.ordered[gathered.call][pair] = None

    def _reads(self, later: Handle) -> list[tuple[Handle, Blocks]]:
        return later.site.reads if later.site is not None else []

    def _setting(self, pair: tuple[StepModel, StepModel]) -> set[cst.Call]:
        """The calls that set the ordering."""
        return {call for call, pairs in self.ordered.items() if pair in pairs}

    @property
    def instance(self) -> str | None:
        """What the function that is followed calls the instance with the pipeline."""
        return own_name(self.running[-1] if self.running else self.call.where.function)

    def pairs(self) -> dict[tuple[StepModel, StepModel], bool]:
        """The orderings, and whether each holds whenever the later step is there."""
        return {
            pair: all(known.get(site, False) for site in self.sites if site.step is pair[1])
            for pair, known in self.orderings.items()
        }

    def born(self, value: Symbolic, node: cst.CSTNode) -> None:
        if any(handle.data is not None and handle.site is None for handle in handles(value)):
            raise Untraceable(node, "data is used before the step that writes it is made")

    def add(self, receiver: Symbolic, value: Symbolic, node: cst.CSTNode) -> None:
        self.put(receiver, value, node, False)

    def put(self, receiver: Symbolic, value: Symbolic, node: cst.CSTNode, whole: bool) -> None:
        self.born(value, node)
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

    def step_at(self, node: cst.Call, step: StepModel) -> Symbolic:
        site = Site(node, step, self.blocks, self.running[-1] if self.running else None)
        lists = [given for name in WRITTEN if (given := step.argument(name)) is not None]
        written = {name: held for given in lists for name, held in self._held(given.node.value)}
        written |= self._written(step)
        for parameter in (*ARGUMENTS, *_READ, *WRITTEN):
            argument = step.argument(parameter)
            if argument is None:
                continue
            whole = set(self._whole(argument.node.value))
            for node_read in names_read(argument.node.value):
                self.note(node_read)
                if isinstance(self.variables.get(node_read.value), Carried):
                    self.follows.add(node_read)
            for name, held in self._held(argument.node.value):
                for handle, blocks in spread(held, self.blocks):
                    if handle.data is None or handle.site is not None:
                        site.reads += [(handle, blocks)] if name in whole else []
                    elif name not in written and (parameter not in ARGUMENTS or "." in name):
                        raise Untraceable(node, f"no step before this one writes `{name}`")
        for argument in step.call.arguments.values():
            self._value_inside(argument.node.value)
        for held in written.values():
            for handle, _ in spread(held, self.blocks):
                self._birth(handle, site)
        for handle, _ in site.reads:
            if handle.data is not None and handle.site is None:
                raise Untraceable(node, "data is used before the step that writes it is made")
        self.sites.append(site)
        return Handle(site, None, self.blocks)

    def _held(self, node: cst.BaseExpression) -> Iterator[tuple[str, Symbolic]]:
        """The variables in an expression, and the attributes that hold data, with what they hold."""
        for name in names_read(node):
            yield name.value, self.variables.get(name.value)
        for one in walk(node):
            if isinstance(one, cst.Attribute) and self.instances.is_data(one):
                yield code_of(one), self.value(one)

    def _written(self, step: StepModel) -> dict[str, Symbolic]:
        """The output configurations among the arguments: v1 writes to them unless they are inputs, too."""
        read, found = (
            {
                name: held
                for one in names
                if (given := step.argument(one))
                for name, held in self._held(given.node.value)
            }
            for names in (_READ, ARGUMENTS)
        )
        return {
            name: held
            for name, held in found.items()
            for handle in handles(held)
            if name not in read
            and handle.site is None
            and handle.data is not None
            and handle.data.symbol in OUTPUT_CONFIGS
        }

    def _whole(self, node: cst.BaseExpression) -> Iterator[str]:
        """The variables and attributes all of whose elements are in the list."""
        if isinstance(node, (cst.Name, cst.Attribute)):
            yield code_of(node)
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

    def value(self, node: cst.BaseExpression) -> Symbolic:
        raise AssertionError("what follows expressions knows their values")
