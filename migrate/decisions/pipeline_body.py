"""The body of a pipeline function: a node for each step, wired to the nodes that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst
import libcst.matchers as m

from migrate.decisions.arrangement import Arrangement, Fork, World
from migrate.decisions.branches import all_of, conditions, names_in
from migrate.decisions.outputs import pipeline_output
from migrate.decisions.rule import Manual
from migrate.decisions.steps import MARKER, Bound, ComponentPlan
from migrate.v1.data import v1_name
from migrate.v1.pipelines import PipelineModel, Variant
from migrate.v1.scenarios import Condition
from migrate.v1.steps import StepModel, When
from migrate.v1.values import Obj
from migrate.v2 import names
from migrate.v2.expressions import Code, DictOf, Expr, Literal, User, method, walk
from migrate.v2.statements import Assign, Branch, Do, Return, Statement


@dataclass(frozen=True)
class _Binding:
    """Inputs that are bound on a condition."""

    step: StepModel
    when: When


_Part: TypeAlias = StepModel | tuple[StepModel, StepModel] | _Binding
"""A node, or an ordering or inputs that are there only sometimes."""


class PipelineBody:
    """Writes the body of a pipeline function.

    Args:
        params: by the data or parameter that it stands for the name of each parameter of the function.
        outside: the data from outside that steps read on a condition only.
    """

    def __init__(
        self,
        model: PipelineModel,
        plans: Mapping[StepModel, ComponentPlan],
        params: Mapping[Obj, str],
        outside: Mapping[Obj, Expr],
    ):
        self.model = model
        self.outside = outside
        self.told = set(model.variants[0].choices) if model.variants else set()
        """The conditions that tell the variants apart."""
        self.plans = plans
        self.params = params
        taken = {*params.values(), *(plan.variable for plan in plans.values())}
        taken |= {plan.beside.variable for plan in plans.values() if plan.beside is not None}
        values = [value for plan in plans.values() for _, value in plan.on_node]
        values += [value for plan in plans.values() for _, keywords in plan.calls for value in keywords.values()]
        values += [plan.made([]) for plan in plans.values()]
        taken |= {name for value in values if not isinstance(value, Bound) for name in _names(value)}
        taken |= {name for condition in conditions(model) for name in names_in(condition.test)}
        self.nodes = {step: names.unique(plans[step].node, taken) for step in model.steps}
        self.beside = {
            step: (one, names.unique(one.node, taken))
            for step in model.steps
            if (one := plans[step].beside) is not None
        }

    def write(self) -> list[Statement]:
        """The statements.

        Raises:
            Manual: data that no step writes, or an output of the pipeline that only sometimes exists.
        """
        model = self.model
        variants = model.variants or [Variant({}, model.call, model.steps, model.orderings)]
        sometimes = [pair for pair in model.orderings if not model.is_always(pair)]
        optional = [_Binding(step, when) for step in model.steps for when in self._apart(step)]
        body = list(self._arranged(variants, [*model.steps, *sometimes, *optional]))
        returned = tuple(self._returned(variants))
        return [*body, Return(DictOf(returned))] if returned else body

    def _arranged(self, variants: list[Variant], parts: list[_Part]) -> Iterator[Statement]:
        """The nodes and orderings, with the conditions that tell the variants apart."""
        by_choices = {tuple(variant.choices.items()): variant for variant in variants}

        def holds(part: _Part, world: World[Condition]) -> bool:
            variant = by_choices[tuple(world.items())]
            if isinstance(part, _Binding):
                return part.step in variant.steps and all(world.get(one, way) is way for one, way in part.when)
            return part in variant.steps if isinstance(part, StepModel) else part in variant.orderings

        arrangement = Arrangement(holds, {part: set(self._needs(part)) for part in parts})
        for one in arrangement.arrange(parts, [variant.choices for variant in variants]):
            yield from self._placed(one)

    def _needs(self, part: _Part) -> Iterator[_Part]:
        """The nodes that have to be made before."""
        if isinstance(part, _Binding):
            yield part.step
            read = [data for data, when in part.step.sometimes.items() if when == part.when]
            yield from (one for one in map(self.model.producer, read) if one is not None)
            return
        if not isinstance(part, StepModel):
            yield from part
            return
        later = {data for when in self._apart(part) for data, one in part.sometimes.items() if one == when}
        producers = (self.model.producer(data) for data in self.plans[part].inputs if data not in later)
        yield from (producer for producer in producers if producer is not None and producer is not part)
        yield from self._awaited(part)

    def _awaited(self, step: StepModel) -> Iterator[StepModel]:
        """The nodes that this one always runs after."""
        for earlier in self.plans[step].waits:
            if (earlier, step) in self.model.orderings and self.model.is_always((earlier, step)):
                yield earlier

    def _placed(self, part: _Part | Fork[_Part, Condition]) -> Iterator[Statement]:
        if isinstance(part, Fork):
            yes, no = (tuple(one for inner in way for one in self._placed(inner)) for way in (part.yes, part.no))
            yield Branch(User(part.condition.test), yes, no)
        else:
            yield from self._statements(part)

    def _statements(self, part: _Part) -> Iterator[Statement]:
        if isinstance(part, StepModel):
            yield from self._node(part)
        elif isinstance(part, _Binding):
            left = tuple((one, way) for one, way in part.when if one not in self.told)
            bound = tuple(self._optional(part.step, part.when))
            yield from (Branch(User(all_of(left)), bound),) if left else bound
        else:
            earlier, later = part
            yield Assign(f"{self.nodes[later]}.inputs.{self.plans[later].waits[earlier]}", self._marker(earlier))

    def _node(self, step: StepModel) -> Iterator[Statement]:
        plan = self.plans[step]
        arguments = [(name, self._value(data)) for data, name in plan.inputs.items() if data not in step.sometimes]
        arguments += [(name, Code(self.params[obj])) for obj, name in plan.parameters.items()]
        arguments += [(plan.waits[earlier], self._marker(earlier)) for earlier in self._awaited(step)]
        yield Assign(self.nodes[step], plan.made(arguments))
        yield from self._bound_sometimes(step)
        optional = {f"inputs.{plan.inputs[data]}.mode" for data in step.sometimes}
        for attribute, value in plan.on_node:
            if attribute in optional:
                continue
            bound = value.around(Code(self.params[value.parameter])) if isinstance(value, Bound) else value
            yield Assign(f"{self.nodes[step]}.{attribute}", bound)
        for name, keywords in plan.calls:
            yield Do(method(Code(self.nodes[step]), name, **keywords))
        if step in self.beside:
            beside, node = self.beside[step]
            yield from beside.placed(self.nodes[step], node)

    def _value(self, data: Obj) -> Expr:
        """What an input is bound to."""
        producer = self.model.producer(data)
        if producer is not None:
            return self._output(producer, data)
        if data in self.params:
            return Code(self.params[data])
        if data in self.outside:
            return self.outside[data]
        raise Manual(f"no step writes `{v1_name(data)}`")

    def _apart(self, step: StepModel) -> list[When]:
        """The conditions on inputs that tell the variants of the pipeline apart, too."""
        return [when for when in dict.fromkeys(step.sometimes.values()) if any(one in self.told for one, _ in when)]

    def _bound_sometimes(self, step: StepModel) -> Iterator[Statement]:
        """The branches in which inputs are bound."""
        apart = self._apart(step)
        waiting = [when for when in dict.fromkeys(step.sometimes.values()) if when not in apart]
        while waiting:
            when = waiting.pop(0)
            opposite = (*when[:-1], (when[-1][0], not when[-1][1]))
            both = len(when) == 1 and opposite in waiting
            if both:
                waiting.remove(opposite)
            yes, no = (when, opposite) if when[-1][1] or not both else (opposite, when)
            orelse = tuple(self._optional(step, no)) if both else ()
            yield Branch(User(all_of(yes)), tuple(self._optional(step, yes)), orelse)

    def _optional(self, step: StepModel, when: When) -> Iterator[Statement]:
        """The inputs that are bound on a condition."""
        plan, node = self.plans[step], self.nodes[step]
        for data, name in plan.inputs.items():
            if step.sometimes.get(data) == when:
                yield Assign(f"{node}.inputs.{name}", self._value(data))
                modes = (value for attribute, value in plan.on_node if attribute == f"inputs.{name}.mode")
                yield from (Assign(f"{node}.inputs.{name}.mode", mode) for mode in modes if not isinstance(mode, Bound))

    def _marker(self, earlier: StepModel) -> Expr:
        return _output(self.nodes[earlier], self.plans[earlier].marker or MARKER)

    def _returned(self, variants: list[Variant]) -> Iterator[tuple[Expr, Expr]]:
        """The outputs that v1 gives a name in the whole pipeline."""
        for step in self.model.steps:
            for given_name, name in self.plans[step].named.items():
                yield Literal(given_name), _output(self.nodes[step], name)
            for data in self._written(step):
                given = pipeline_output(data)
                if given is None:
                    continue
                if not all(step in variant.steps for variant in variants):
                    raise Manual(f"the pipeline's output `{v1_name(data)}` exists in a branch only")
                yield given, self._output(step, data)

    def _written(self, step: StepModel) -> Iterator[Obj]:
        """What its node writes, and the one beside it."""
        yield from self.plans[step].outputs
        if step in self.beside:
            yield from self.beside[step][0].outputs

    def _output(self, step: StepModel, data: Obj) -> Expr:
        """The output that has the data."""
        if step in self.beside:
            beside, node = self.beside[step]
            if data in beside.outputs:
                return _output(node, beside.outputs[data])
        return _output(self.nodes[step], self.plans[step].outputs[data])


def _names(expr: Expr) -> Iterator[str]:
    """The variables of the user's in an expression."""
    for part in walk(expr):
        if isinstance(part, User):
            yield from (name.value for name in m.findall(part.node, m.Name()) if isinstance(name, cst.Name))


def _output(node: str, name: str) -> Expr:
    return Code(f"{node}.outputs.{name}")
