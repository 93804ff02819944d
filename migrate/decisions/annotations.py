"""Annotations that name classes of v1: ``experiment: Experiment`` becomes ``str``, ``-> Run`` becomes ``Job``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.data import parameter_python
from migrate.decisions.jobs import PIPELINE_RUN, RUN, RUN_CLASSES, STEP_RUN, gives_job
from migrate.decisions.rule import Decision, Manual, converted
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.kinds import kind_of
from migrate.v1.nodes import walk
from migrate.v1.parallel_step import PARALLEL_RUN_STEP
from migrate.v1.pipelines import PIPELINE_STEP
from migrate.v1.spark_step import SYNAPSE_SPARK_STEP
from migrate.v1.sweep_step import HYPERDRIVE_STEP
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, ListValue, Obj, Value, alternatives, objects
from migrate.v2.expressions import V2, Code, Expr

_ENTITIES = "azure.ai.ml.entities"
_EXPERIMENT = "azureml.core.Experiment"
_JOBS = {*RUN_CLASSES, STEP_RUN}
_CLASSES: dict[str, Expr] = {
    _EXPERIMENT: Code("str"),
    **dict.fromkeys(_JOBS, V2(_ENTITIES, "Job")),
    "azureml.pipeline.core.PublishedPipeline": V2(_ENTITIES, "BatchEndpoint"),
    "azureml.pipeline.core.PipelineEndpoint": V2(_ENTITIES, "BatchEndpoint"),
    SCRIPT_RUN_CONFIG: V2(_ENTITIES, "Command"),
}
_NODES = {PARALLEL_RUN_STEP: "Parallel", HYPERDRIVE_STEP: "Sweep", SYNAPSE_SPARK_STEP: "Spark"}
"""By class of the step that of the node; others are commands."""
_STAYS = "what is a {} here could not be converted"


def annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class in place of the one that an annotation names.

    Raises:
        Manual: it is no annotation, or something of that class stays v1.
    """
    kind = _kind(use, context)
    calls = list(calls_of_class(use.symbol, context))
    if not calls and use.symbol in (PIPELINE_RUN, STEP_RUN):
        calls = list(calls_of_class(RUN, context))  # what submits a pipeline says only that it gives a run
    if use.symbol in _JOBS:
        calls = _starting(calls, context) or calls
    decided = [context.decide(call) for call in calls]
    if not decided:
        nodes = _attributes(use.symbol, context)
        decided = [context.decisions[node] for node in nodes if node in context.decisions]
    if not (decided or use.symbol == _EXPERIMENT) or any(decision.stays_v1 for decision in decided):
        raise Manual(_STAYS.format(kind))
    if use.symbol == SCRIPT_RUN_CONFIG and {call.result for call in calls} != {job.obj for job in context.script_jobs}:
        raise Manual(_STAYS.format(kind))
    named = _CLASSES[use.symbol]
    if not isinstance(named, V2):
        return Decision(converted("str", "an experiment of v2 is its name"), named)
    return Decision(converted(f"{named.module}.{named.name}"), named)


def _starting(calls: Sequence[Call], context: Context) -> list[Call]:
    """What makes the runs, when each of them is a job: it is one in v2 whatever v2 cannot be asked of it."""
    making = [call for call in calls if any(_is(RUN, obj.symbol, context) for obj in objects(call.result))]
    return making if all(gives_job(call) for call in making) else []


def node_annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of the nodes in place of that of the steps.

    Raises:
        Manual: it is no annotation, or some steps stay v1.
    """
    kind = _kind(use, context)
    steps = [step for model in context.pipelines.values() for step in model.steps]
    if not steps or not all(model.convertible for model in context.pipelines.values()):
        raise Manual(_STAYS.format(kind))
    found = {_NODES.get(kind_of(step.obj), "Command") for step in steps}
    name = _NODES.get(use.symbol, "Command")
    if use.symbol == PIPELINE_STEP:
        if len(found) != 1:
            raise Manual("name the classes of its nodes: Command, Parallel, …")
        (name,) = found
    return Decision(converted(f"{_ENTITIES}.{name}"), V2(_ENTITIES, name))


def parameter_annotation(use: ReferenceUse, context: Context) -> Decision:
    """The type of a pipeline parameter's value, as in the pipeline function.

    Raises:
        Manual: it is no annotation, or one for parameters of several types.
    """
    _kind(use, context)
    held = [obj for value in annotated(use.node, context) for obj in held_by(value) if obj.symbol == PIPELINE_PARAMETER]
    if any(obj.call is None or context.decide(obj.call).stays_v1 for obj in held):
        raise Manual(_STAYS.format("PipelineParameter"))
    found = {parameter_python(obj) for obj in held}
    if len(found) != 1:
        raise Manual("name the type that the parameter of the pipeline function has")
    (name,) = found
    return Decision(converted(name), Code(name))


def _kind(use: ReferenceUse, context: Context) -> str:
    """The name of the class.

    Raises:
        Manual: the code asks for it rather than naming it in an annotation.
    """
    kind = use.symbol.rpartition(".")[2]
    if not is_annotation(use.node, context):
        raise Manual(f"v2 has no class for what `{kind}` was: ask for something else")
    return kind


def is_annotation(node: cst.CSTNode, context: Context) -> bool:
    """Whether it stands in an annotation."""
    key = ("annotations", None)
    if key not in context.plans:
        modules = context.interpreter.source.modules.values()
        found = (one for module in modules for one in walk(module) if isinstance(one, cst.Annotation))
        context.plans[key] = {inner for one in found for inner in walk(one)}
    known = context.plans[key]
    assert isinstance(known, set)
    return node in known


def annotated(node: cst.CSTNode, context: Context) -> Iterator[Value]:
    """What the variable, parameter or field holds that the annotation is for, or what the function returns."""
    for function, scope in context.interpreter.functions.items():
        params = function.params if isinstance(function, cst.FunctionDef) else cst.Parameters()
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            if param.annotation is not None and node in walk(param.annotation):
                yield from alternatives(context.interpreter.bindings.get(param.name))
        returned = function.returns if isinstance(function, cst.FunctionDef) else None
        if returned is not None and node in walk(returned):
            yield scope.result
    for module in context.interpreter.source.modules.values():
        for one in walk(module):
            if isinstance(one, cst.AnnAssign) and one.value is not None and node in walk(one.annotation):
                yield from alternatives(context.value(one.value))
    yield from _fields(node, context)


def _fields(node: cst.CSTNode, context: Context) -> Iterator[Value]:
    """What a field of a data class holds, when the annotation is for it."""
    for made, cls in context.interpreter.classes.items():
        for line in made.body.body:
            for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name) and cls.made:
                    held = cls.attributes.get(small.target.value) if node in walk(small.annotation) else None
                    yield from alternatives(held)


def held_by(value: Value) -> Iterator[Obj]:
    """The objects in a value, also those in lists."""
    for one in alternatives(value):
        if isinstance(one, Obj):
            yield one
        elif isinstance(one, ListValue):
            yield from (obj for item in one.flat() for obj in held_by(item.value))


def calls_of_class(symbol: str, context: Context) -> Iterator[Call]:
    """What makes such objects, and what is called on them."""
    for call in context.interpreter.uses.calls.values():
        made = [obj.symbol for obj in objects(call.result)]
        asked = [obj.symbol for obj in objects(call.receiver)]
        if any(_is(symbol, one, context) for one in (*made, *asked)):
            yield call


def _attributes(symbol: str, context: Context) -> Iterator[cst.CSTNode]:
    """What is read of such objects."""
    for use in context.interpreter.uses.attributes.values():
        if any(_is(symbol, obj.symbol, context) for obj in objects(use.receiver)):
            yield use.node


def _is(symbol: str, found: str, context: Context) -> bool:
    return found == symbol or context.catalogue.is_subclass(found, symbol)
