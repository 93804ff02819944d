"""The body of a pipeline function: a node for each step, wired to the nodes that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import libcst as cst
import libcst.matchers as m

from migrate.decisions.arrangement import Arrangement, Fork, World
from migrate.decisions.branches import conditions, names_in
from migrate.decisions.outputs import pipeline_output
from migrate.decisions.rule import Manual
from migrate.decisions.steps import MARKER, Bound, ComponentPlan
from migrate.v1.data import v1_name
from migrate.v1.pipelines import PipelineModel, Variant
from migrate.v1.scenarios import Condition
from migrate.v1.steps import StepModel
from migrate.v1.values import Obj
from migrate.v2 import names
from migrate.v2.expressions import Code, DictOf, Expr, Literal, User, method, walk
from migrate.v2.statements import Assign, Branch, Do, Return, Statement

_Part: TypeAlias = StepModel | tuple[StepModel, StepModel]
"""A node, or an ordering that holds only sometimes."""


class PipelineBody:
    """Writes the body of a pipeline function.

    Args:
        params: by the data or parameter that it stands for the name of each parameter of the function.
    """

    def __init__(self, model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], params: Mapping[Obj, str]):
        self.model = model
        self.plans = plans
        self.params = params
        taken = {*params.values(), *(plan.variable for plan in plans.values())}
        values = [value for plan in plans.values() for _, value in plan.on_node]
        values += [value for plan in plans.values() for _, keywords in plan.calls for value in keywords.values()]
        values += [plan.made([]) for plan in plans.values()]
        taken |= {name for value in values if not isinstance(value, Bound) for name in _names(value)}
        taken |= {name for condition in conditions(model) for name in names_in(condition.test)}
        self.nodes = {step: names.unique(plans[step].node, taken) for step in model.steps}

    def write(self) -> list[Statement]:
        """The statements.

        Raises:
            Manual: data that no step writes, or an output of the pipeline that only sometimes exists.
        """
        model = self.model
        variants = model.variants or [Variant({}, model.call, model.steps, model.orderings)]
        sometimes = [pair for pair in model.orderings if not model.is_always(pair)]
        body = list(self._arranged(variants, [*model.steps, *sometimes]))
        returned = tuple(self._returned(variants))
        return [*body, Return(DictOf(returned))] if returned else body

    def _arranged(self, variants: list[Variant], parts: list[_Part]) -> Iterator[Statement]:
        """The nodes and orderings, with the conditions that tell the variants apart."""
        by_choices = {tuple(variant.choices.items()): variant for variant in variants}

        def holds(part: _Part, world: World[Condition]) -> bool:
            variant = by_choices[tuple(world.items())]
            return part in variant.steps if isinstance(part, StepModel) else part in variant.orderings

        arrangement = Arrangement(holds, {part: set(self._needs(part)) for part in parts})
        for one in arrangement.arrange(parts, [variant.choices for variant in variants]):
            yield from self._placed(one)

    def _needs(self, part: _Part) -> Iterator[_Part]:
        """The nodes that have to be made before."""
        if not isinstance(part, StepModel):
            yield from part
            return
        producers = (self.model.producer(data) for data in self.plans[part].inputs)
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
        else:
            earlier, later = part
            yield Assign(f"{self.nodes[later]}.inputs.{self.plans[later].waits[earlier]}", self._marker(earlier))

    def _node(self, step: StepModel) -> Iterator[Statement]:
        plan, model = self.plans[step], self.model
        arguments: list[tuple[str, Expr]] = []
        for data, name in plan.inputs.items():
            producer = model.producer(data)
            if producer is not None:
                arguments.append((name, _output(self.nodes[producer], self.plans[producer].outputs[data])))
            elif data in self.params:
                arguments.append((name, Code(self.params[data])))
            else:
                raise Manual(f"no step writes `{v1_name(data)}`")
        arguments += [(name, Code(self.params[obj])) for obj, name in plan.parameters.items()]
        arguments += [(plan.waits[earlier], self._marker(earlier)) for earlier in self._awaited(step)]
        yield Assign(self.nodes[step], plan.made(arguments))
        for attribute, value in plan.on_node:
            bound = value.around(Code(self.params[value.parameter])) if isinstance(value, Bound) else value
            yield Assign(f"{self.nodes[step]}.{attribute}", bound)
        for name, keywords in plan.calls:
            yield Do(method(Code(self.nodes[step]), name, **keywords))

    def _marker(self, earlier: StepModel) -> Expr:
        return _output(self.nodes[earlier], self.plans[earlier].marker or MARKER)

    def _returned(self, variants: list[Variant]) -> Iterator[tuple[Expr, Expr]]:
        """The outputs that v1 gives a name in the whole pipeline."""
        for step in self.model.steps:
            for given_name, name in self.plans[step].named.items():
                yield Literal(given_name), _output(self.nodes[step], name)
            for data, name in self.plans[step].outputs.items():
                given = pipeline_output(data)
                if given is None:
                    continue
                if not all(step in variant.steps for variant in variants):
                    raise Manual(f"the pipeline's output `{v1_name(data)}` exists in a branch only")
                yield given, _output(self.nodes[step], name)


def _names(expr: Expr) -> Iterator[str]:
    """The variables of the user's in an expression."""
    for part in walk(expr):
        if isinstance(part, User):
            yield from (name.value for name in m.findall(part.node, m.Name()) if isinstance(name, cst.Name))


def _output(node: str, name: str) -> Expr:
    return Code(f"{node}.outputs.{name}")
