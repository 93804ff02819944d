"""v1 pipelines: which steps they hold, in which order, and what flows between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from migrate.v1.catalogue import Catalogue
from migrate.v1.data import data_of, v1_name
from migrate.v1.kinds import read_step
from migrate.v1.problems import Problem
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Const, ListValue, Obj, Value, alternatives, objects

PIPELINE = "azureml.pipeline.core.Pipeline"
PIPELINE_STEP = "azureml.pipeline.core.PipelineStep"
STEP_SEQUENCE = "azureml.pipeline.core.StepSequence"


@dataclass(eq=False)
class PipelineModel:
    """One ``Pipeline(...)``: its steps as they can run, and the orderings that data does not imply."""

    obj: Obj
    call: Call
    steps: list[StepModel] = field(default_factory=list)
    orderings: list[tuple[StepModel, StepModel]] = field(default_factory=list)
    """Pairs (earlier, later)."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def variable(self) -> str:
        return self.obj.name

    @cached_property
    def parameters(self) -> list[Obj]:
        """Its pipeline parameters, each once, in the order of their use."""
        return _once(obj for step in self.steps for obj in step.all_parameters)

    @cached_property
    def sources(self) -> list[Obj]:
        """The data from outside that its steps read, each once."""
        return _once(port.source for step in self.steps for port in step.inputs if not port.intermediate)

    @cached_property
    def data(self) -> list[Obj]:
        """All the data that its steps read or write, each once."""
        return _once(port.source for step in self.steps for port in (*step.inputs, *step.outputs))

    def producer(self, data: Obj) -> StepModel | None:
        return next((step for step in self.steps if step.produces(data)), None)

    @property
    def convertible(self) -> bool:
        return not self.problems and all(not step.problems for step in self.steps)

    def parts(self) -> Iterator[tuple[Obj, cst.CSTNode]]:
        """The places of the v1 code that it is made of, each with the step (or the pipeline) that it belongs to."""
        yield self.obj, self.call.node
        for step in self.steps:
            yield step.obj, step.call.node
            used = [port.source for port in (*step.inputs, *step.outputs)] + step.all_parameters
            if step.configuration is not None:
                used.append(step.configuration.obj)
            used += [data_of(obj) for obj in used if data_of(obj) is not obj]
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


def _once(found: Iterable[Obj]) -> list[Obj]:
    return list(dict.fromkeys(found))


class PipelineReader:
    """Reads the pipelines of one file. A step that several pipelines hold is read once."""

    def __init__(self, catalogue: Catalogue, steps: Iterable[Obj]) -> None:
        self._catalogue = catalogue
        self._models: dict[Obj, StepModel] = {}
        for obj in steps:
            model = read_step(obj)
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
        named: list[StepModel] = []
        sequence: list[tuple[StepModel, StepModel]] = []
        self._collect(model, argument.value, named, sequence)
        included = self._closure(model, named)
        model.problems += _branched(model, included)
        explicit = [*self._run_after(model, included), *sequence]
        model.steps = _in_order(included, explicit, model)
        model.orderings = _not_implied(model.steps, explicit)
        return model

    def _collect(
        self, model: PipelineModel, value: Value, named: list[StepModel], sequence: list[tuple[StepModel, StepModel]]
    ) -> list[StepModel]:
        """The steps that an element of ``steps`` stands for: a step, a list, or a sequence of those."""
        found: list[StepModel] = []
        if isinstance(value, ListValue):
            if not value.known:
                model.problems.append(Problem(model.call.node, "which steps it holds is only known when the code runs"))
            for item in value.items:
                found += self._collect(model, item.value, named, sequence)
            return found
        candidates = objects(value)
        if len(candidates) == 1 and len(alternatives(value)) == 1:
            obj = candidates[0]
            if obj.symbol == STEP_SEQUENCE:
                return self._sequence(model, obj, named, sequence)
            if obj in self._models:
                step = self._models[obj]
                if step not in named:
                    named.append(step)
                return [step]
        model.problems.append(Problem(model.call.node, "where one of its steps comes from is not known"))
        return found

    def _sequence(
        self, model: PipelineModel, obj: Obj, named: list[StepModel], sequence: list[tuple[StepModel, StepModel]]
    ) -> list[StepModel]:
        argument = obj.argument("steps")
        value = argument.value if argument else None
        if not isinstance(value, ListValue) or not value.known:
            model.problems.append(Problem(model.call.node, "what its StepSequence holds is not known"))
            return []
        groups = [self._collect(model, item.value, named, sequence) for item in value.items]
        for earlier, later in itertools.pairwise(groups):
            sequence += [(one, other) for one in earlier for other in later]
        return [step for group in groups for step in group]

    def _closure(self, model: PipelineModel, named: list[StepModel]) -> list[StepModel]:
        """v1 pulls in the steps that the named ones depend on (``resolve_closure``)."""
        argument = model.obj.argument("resolve_closure")
        if argument is not None and argument.value == Const(False):
            return named
        included = list(named)
        for step in included:
            needed = [one for one in self.steps for port in step.inputs if one.produces(port.source)]
            needed += [earlier for earlier, _ in self._run_after(model, [step])]
            included += [one for one in dict.fromkeys(needed) if one not in included]
        return included

    def _run_after(self, model: PipelineModel, steps: list[StepModel]) -> list[tuple[StepModel, StepModel]]:
        """The orderings that were set before the pipeline was made; v1 builds its graph there and then."""
        made = model.call.where
        pairs = []
        for step in steps:
            for call in sorted(step.obj.calls.values(), key=lambda one: one.where.order):
                later = call.where.function is made.function and call.where.order > made.order
                if call.entry.name != "run_after" or later:
                    continue
                for obj in objects(call.value("step")):
                    if obj in self._models:
                        pairs.append((self._models[obj], step))
        return pairs


def _branched(model: PipelineModel, steps: list[StepModel]) -> list[Problem]:
    """Orderings that hold only sometimes."""
    around = model.call.where.blocks
    calls = [call for step in steps for call in step.obj.calls.values() if call.entry.name == "run_after"]
    return [
        Problem(call.node, "an ordering of its steps holds in a branch only")
        for call in calls
        if call.where.blocks != around[: len(call.where.blocks)]
    ]


def _data_edges(steps: list[StepModel]) -> list[tuple[StepModel, StepModel]]:
    return [
        (earlier, later)
        for later in steps
        for earlier in steps
        if earlier is not later and any(earlier.produces(port.source) for port in later.inputs)
    ]


def _in_order(
    steps: list[StepModel], orderings: list[tuple[StepModel, StepModel]], model: PipelineModel
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
        others = [*_data_edges(steps), *needed, *unique[index + 1 :]]
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
