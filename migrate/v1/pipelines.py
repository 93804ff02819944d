"""v1 pipelines: which steps they hold, in which order, and what flows between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.data import data_of, v1_name
from migrate.v1.kinds import read_step
from migrate.v1.problems import Problem, in_short, origin
from migrate.v1.scenarios import MOST_BRANCHES, Condition, Scenario, Unsettled, else_branches, scenarios
from migrate.v1.steps import StepModel
from migrate.v1.traced import Flow
from migrate.v1.values import Call, Const, ListValue, Obj, OneOf, Value, alternatives, objects

_T = TypeVar("_T")

PIPELINE = "azureml.pipeline.core.Pipeline"
PIPELINE_STEP = "azureml.pipeline.core.PipelineStep"
STEP_SEQUENCE = "azureml.pipeline.core.StepSequence"


@dataclass(eq=False)
class Variant:
    """The pipeline as it is when the program takes its branches in one way."""

    choices: Mapping[Condition, bool]
    call: Call
    steps: list[StepModel] = field(default_factory=list)
    orderings: list[tuple[StepModel, StepModel]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, message: str) -> None:
        self.problems.append(Problem(self.call.node, message))


@dataclass(eq=False)
class PipelineModel:
    """One ``Pipeline(...)``: its steps as they can run, and the orderings that data does not imply."""

    obj: Obj
    call: Call
    steps: list[StepModel] = field(default_factory=list)
    orderings: list[tuple[StepModel, StepModel]] = field(default_factory=list)
    """Pairs (earlier, later)."""
    variants: list[Variant] = field(default_factory=list)
    """What the branches of the program make of it; empty when it is the same in all."""
    problems: list[Problem] = field(default_factory=list)
    flow: Flow | None = None
    """What moves into the pipeline function as it is, when its steps are made by functions or in loops."""

    @property
    def variable(self) -> str:
        return self.obj.name

    @cached_property
    def parameters(self) -> list[Obj]:
        """Its pipeline parameters, each once, in the order of their use."""
        return _once(obj for step in self.steps for obj in step.all_parameters)

    @cached_property
    def sources(self) -> list[Obj]:
        """The data from outside that the pipeline function takes, each once."""
        if self.flow is not None:
            return []
        return _once(
            port.source
            for step in self.steps
            for port in step.inputs
            if not port.intermediate and port.source not in step.sometimes
        )

    @cached_property
    def data(self) -> list[Obj]:
        """All the data that its steps read or write, each once."""
        return _once(port.source for step in self.steps for port in (*step.inputs, *step.outputs))

    def producer(self, data: Obj) -> StepModel | None:
        return next((step for step in self.steps if step.produces(data)), None)

    def is_alike(self, obj: Obj) -> bool:
        """Whether another branch makes the same pipeline parameter."""
        alike = {v1_name(one) for step in self.steps for one in step.alike}
        return obj in self.parameters and v1_name(obj) in alike

    def is_always(self, ordering: tuple[StepModel, StepModel]) -> bool:
        """Whether the ordering holds whenever its later step is there."""
        if self.flow is not None:
            return self.flow.orderings.get(ordering, False)
        if not self.variants:
            return ordering in self.orderings
        return all(ordering in one.orderings for one in self.variants if ordering[1] in one.steps)

    @property
    def convertible(self) -> bool:
        return not self.problems and all(not step.problems for step in self.steps)

    def parts(self) -> Iterator[tuple[Obj, cst.CSTNode]]:
        """The places of the v1 code that it is made of, each with the step (or the pipeline) that it belongs to."""
        yield self.obj, self.call.node
        for step in self.steps:
            yield step.obj, step.call.node
            used = [port.source for port in (*step.inputs, *step.outputs)]
            used += [*step.all_parameters, *step.alike, *step.parts, *step.lost]
            used += [data_of(obj) for obj in used if data_of(obj) is not obj]
            used += [one for obj in used for one in obj.one_of]
            yield from ((step.obj, call.node) for port in step.uses for call in port.calls)
            for obj in (*used, *(step.run.objects() if step.run is not None else ())):
                yield from ((step.obj, node) for node in obj.sets)
                if obj.call is not None:
                    yield step.obj, obj.call.node
            for call in step.obj.calls.values():
                if call.entry.name == "run_after":
                    yield step.obj, call.node

    @property
    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for step in self.steps for problem in step.problems)]


def _once(found: Iterable[_T]) -> list[_T]:
    return list(dict.fromkeys(found))


class PipelineReader:
    """Reads the pipelines of one file. A step that several pipelines hold is read once."""

    def __init__(
        self,
        catalogue: Catalogue,
        steps: Iterable[Obj],
        modules: Iterable[cst.Module] = (),
        known: Mapping[cst.CSTNode, Value] | None = None,
        branches: Mapping[cst.CSTNode, Condition] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._branches = {**else_branches(modules), **(branches or {})}
        self._models: dict[Obj, StepModel] = {}
        for obj in steps:
            model = read_step(obj, known, self._branches)
            if model is not None:
                self._models[obj] = model

    @property
    def steps(self) -> list[StepModel]:
        return list(self._models.values())

    def read(self, obj: Obj) -> PipelineModel:
        assert obj.call is not None
        model = PipelineModel(obj, obj.call)
        argument = obj.argument("steps")
        if argument is None:
            model.problems.append(Problem(obj.call.node, "the pipeline is made without steps"))
            return model
        asked: dict[Condition, None] = {}
        while True:
            variants = []
            more: dict[Condition, None] = {}
            for choices in scenarios(asked):
                scenario = Scenario(obj.call.where, self._branches, choices)
                variants.append(self._variant(obj.call, argument.value, scenario))
                more.update(scenario.asked)
            if more.keys() <= asked.keys():
                break
            asked.update(more)
            if len(asked) > MOST_BRANCHES:
                model.problems.append(Problem(obj.call.node, "which steps it holds depends on too many conditions"))
                return model
        self._unite(model, variants)
        return model

    def _unite(self, model: PipelineModel, variants: list[Variant]) -> None:
        """One model of the pipelines that the branches make."""
        problems = [problem for variant in variants for problem in variant.problems]
        model.problems += {problem.message: problem for problem in problems}.values()
        steps = _once(step for variant in variants for step in variant.steps)
        pairs = _once(pair for variant in variants for pair in variant.orderings)
        model.steps = _in_order(steps, pairs, model)
        model.orderings = pairs
        first = variants[0]
        if any(one.steps != first.steps or one.orderings != first.orderings for one in variants):
            model.variants = variants
            outputs = [port.source for step in steps for port in step.outputs]
            if len(outputs) != len(set(outputs)):
                model.problems.append(Problem(model.call.node, "which step writes its data depends on a branch"))

    def _variant(self, call: Call, value: Value, scenario: Scenario) -> Variant:
        """The pipeline as it is when the branches are taken so."""
        variant = Variant(scenario.choices, call)
        named: list[StepModel] = []
        sequence: list[tuple[StepModel, StepModel]] = []
        try:
            given = call.expression("steps")
            self._collect(variant, value, named, sequence, scenario, given)
            included = self._closure(variant, named, scenario)
            explicit = [*self._run_after(call, included, scenario), *sequence]
            for step in included:
                # Steps of other functions are found misplaced later, with a message of their own.
                if step.call.where.function is call.where.function and not scenario.holds(step.call.where.blocks):
                    variant.problem("a step is made in another branch than the one that puts it into the pipeline")
        except Unsettled:
            variant.problem("which steps it holds is only known when the code runs")
            return variant
        variant.steps = _in_order(included, explicit, variant)
        variant.orderings = _not_implied(variant.steps, explicit)
        return variant

    def _collect(
        self,
        variant: Variant,
        value: Value,
        named: list[StepModel],
        sequence: list[tuple[StepModel, StepModel]],
        scenario: Scenario,
        node: cst.CSTNode | None = None,
    ) -> list[StepModel]:
        """The steps that an element of ``steps`` stands for: a step, what it writes, a list, or a sequence of those.

        Args:
            node: the element.
        """
        found: list[StepModel] = []
        settled = scenario.settle(value) if _has_steps(value, self._models) else value
        if isinstance(settled, ListValue):
            for item in settled.items:
                found += self._collect(variant, item.value, named, sequence, scenario, item.node)
            return found
        candidates = objects(settled)
        if len(candidates) == 1 and len(alternatives(settled)) == 1:
            obj = candidates[0]
            if obj.symbol == STEP_SEQUENCE:
                return self._sequence(variant, obj, named, sequence, scenario)
            made = [self._models[obj]] if obj in self._models else [one for one in self.steps if one.produces(obj)]
            if len(made) == 1:
                named += [step for step in made if step not in named]
                return made
        variant.problem(_unknown_step(node, settled, variant.call))
        return found

    def _sequence(
        self,
        variant: Variant,
        obj: Obj,
        named: list[StepModel],
        sequence: list[tuple[StepModel, StepModel]],
        scenario: Scenario,
    ) -> list[StepModel]:
        argument = obj.argument("steps")
        value = scenario.settle(argument.value) if argument else None
        if not isinstance(value, ListValue):
            held = f" (`{in_short(argument.node.value)}`)" if argument is not None else ""
            variant.problem(f"what its StepSequence holds{held} is not known{origin(value)}")
            return []
        groups = [self._collect(variant, item.value, named, sequence, scenario, item.node) for item in value.items]
        for earlier, later in itertools.pairwise(groups):
            sequence += [(one, other) for one in earlier for other in later]
        return [step for group in groups for step in group]

    def _closure(self, variant: Variant, named: list[StepModel], scenario: Scenario) -> list[StepModel]:
        """v1 pulls in the steps that the named ones depend on (``resolve_closure``)."""
        argument = variant.call.arguments.get("resolve_closure")
        if argument is not None and argument.value == Const(False):
            return named
        included = list(named)
        for step in included:
            read = [port for port in step.inputs if scenario.met(step.sometimes.get(port.source, ()))]
            needed = [one for one in self.steps for port in read if one.produces(port.source)]
            needed = [one for one in needed if _may_hold(one, scenario)]
            needed += [earlier for earlier, _ in self._run_after(variant.call, [step], scenario)]
            included += [one for one in dict.fromkeys(needed) if one not in included]
        return included

    def _run_after(self, made: Call, steps: list[StepModel], scenario: Scenario) -> list[tuple[StepModel, StepModel]]:
        """The orderings that were set before the pipeline was made; v1 builds its graph there and then."""
        pairs = []
        for step in steps:
            for call in sorted(step.obj.calls.values(), key=lambda one: one.where.order):
                if call.entry.name != "run_after":
                    continue
                here = call.where.function is made.where.function
                if here and (call.where.order > made.where.order or not scenario.holds(call.where.blocks)):
                    continue
                if not here and call.where.blocks:
                    raise Unsettled
                given = call.value("step")
                several = len(alternatives(given)) > 1
                for obj in objects(scenario.settle(given)) if given is not None and several else objects(given):
                    if obj in self._models:
                        pairs.append((self._models[obj], step))
        return pairs


def _may_hold(step: StepModel, scenario: Scenario) -> bool:
    """Whether the step is made when the branches are taken so."""
    where = step.call.where
    return where.function is not scenario.home.function or scenario.holds(where.blocks)


def _has_steps(value: Value, known: Mapping[Obj, StepModel]) -> bool:
    """Whether the value is a list, or one of several steps, rather than something that is no step at all."""
    return any(isinstance(one, ListValue) or one in known for one in alternatives(value) if not isinstance(one, OneOf))


def _data_edges(steps: list[StepModel], sure: bool = False) -> list[tuple[StepModel, StepModel]]:
    """The pairs of which the later step reads what the earlier one writes.

    Args:
        sure: without those that do so on a condition.
    """
    return [
        (earlier, later)
        for later in steps
        for earlier in steps
        if earlier is not later
        and any(
            earlier.produces(port.source) and not (sure and port.source in later.sometimes) for port in later.inputs
        )
    ]


def _in_order(
    steps: list[StepModel], orderings: list[tuple[StepModel, StepModel]], model: PipelineModel | Variant
) -> list[StepModel]:
    """The steps so that each stands after those it needs, otherwise as they stand in the source."""
    edges = [*_data_edges(steps), *orderings]
    waiting = sorted(steps, key=lambda step: step.call.where.order)
    ordered: list[StepModel] = []
    while waiting:
        ready = [one for one in waiting if all(earlier in ordered for earlier, later in edges if later is one)]
        if not ready:
            model.problems.append(Problem(model.call.node, "its steps depend on each other in a circle"))
            return [*ordered, *waiting]
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return ordered


def _not_implied(
    steps: list[StepModel], orderings: list[tuple[StepModel, StepModel]]
) -> list[tuple[StepModel, StepModel]]:
    """The orderings that neither data nor another ordering implies."""
    needed: list[tuple[StepModel, StepModel]] = []
    unique = [pair for index, pair in enumerate(orderings) if pair not in orderings[:index]]
    for index, pair in enumerate(unique):
        others = [*_data_edges(steps, sure=True), *needed, *unique[index + 1 :]]
        if not _reachable(pair[0], pair[1], others):
            needed.append(pair)
    return needed


def _reachable(start: StepModel, end: StepModel, edges: list[tuple[StepModel, StepModel]]) -> bool:
    seen: list[StepModel] = []
    todo = [start]
    while todo:
        step = todo.pop()
        for earlier, later in edges:
            if earlier is step and later is end:
                return True
            if earlier is step and later not in seen:
                seen.append(later)
                todo.append(later)
    return False


__all__ = ["PIPELINE", "PIPELINE_STEP", "PipelineModel", "PipelineReader", "v1_name"]


def _unknown_step(node: cst.CSTNode | None, value: Value, call: Call) -> str:
    """Of which of its steps is not known where it comes from, and what to do where nothing more can be said."""
    shown = (
        in_short(node) if isinstance(node, cst.BaseExpression) and not isinstance(node, (cst.List, cst.Tuple)) else ""
    )
    what = "one of its steps comes" if shown in ("", "_") else f"its step `{shown}` comes"
    if shown and node is call.expression("steps"):
        what = f"its steps `{shown}` come"
    why = origin(value) or ": make each step in a statement of its own, and name it in `steps`"
    return f"where {what} from is not known{why}"
