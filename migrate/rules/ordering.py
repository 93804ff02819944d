"""``later.run_after(earlier)`` → an output ``done`` of the earlier step, bound to an input of the later one"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import libcst as cst

from migrate.decisions.context import Context, elements, receiver_of, single
from migrate.decisions.removal import removal, sole_value
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, learn
from migrate.decisions.steps import component_plan
from migrate.v1.nodes import code_of
from migrate.v1.pipelines import PIPELINE_STEP, STEP_SEQUENCE
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import Code
from migrate.v2.statements import Assign

Pair: TypeAlias = tuple[StepModel, StepModel]

_NO_ORDER = "v2 orders by data alone, so the earlier step writes a marker that the later one takes as input"


def _run_after(use: Call, context: Context) -> Decision:
    followed = _followed(use, context)
    later, earlier = single(use.receiver), single(use.value("step"))
    steps = [step for obj in (earlier, later) if obj is not None and (step := context.step(obj)) is not None]
    pairs = followed if followed is not None else [(steps[0], steps[1])] if len(steps) == 2 else []
    known = all(step in context.converted_steps for pair in pairs for step in pair)
    if not known or (not pairs and followed is None):
        raise Manual("these steps are not in a pipeline that could be converted")
    if sole_value(use.where.statement) is not use.node:
        raise Manual("v2 has no run_after: the ordering has to follow from data")
    if followed and _is_gathered(use, context):
        return Decision(changed("outputs.done → inputs.after_…", _NO_ORDER))
    if followed:
        edit = Edit(use.where.statement, instead=(_bound(use, followed, context),))
        return Decision(changed("outputs.done → inputs.after_…", _NO_ORDER), edits=(edit,))
    edit = Edit(use.where.statement, instead=())
    if followed is None and _is_marked(pairs[0], context):
        return Decision(changed("outputs.done → inputs.after_…", _NO_ORDER), edits=(edit,))
    return Decision(converted("inputs", "the data that flows between the steps implies this order"), edits=(edit,))


def _followed(use: Call, context: Context) -> list[Pair] | None:
    """The orderings that the call sets between steps of functions and loops; None when it stands in none of these."""
    flows = [model.flow for model in context.pipelines.values() if model.flow is not None and model.convertible]
    found = [flow.ordered[use.node] for flow in flows if use.node in flow.ordered]
    return list(dict.fromkeys(pair for pairs in found for pair in pairs)) if found else None


def _is_gathered(use: Call, context: Context) -> bool:
    """Whether the step gets an input for each step of a list where it is made."""
    flows = [model.flow for model in context.pipelines.values() if model.flow is not None and model.convertible]
    return any(one.call is use.node for flow in flows for one in flow.gathered)


_HOLDING = (cst.Name, cst.Subscript, cst.Attribute)
"""What a step may be in."""


def _bound(use: Call, pairs: Sequence[Pair], context: Context) -> Assign:
    """The input that is bound to what the earlier step writes."""
    node, receiver = use.expression("step"), receiver_of(use)
    if not isinstance(node, _HOLDING) or not isinstance(receiver, _HOLDING):
        raise Manual("the steps of this ordering are in no variables")
    names = {component_plan(later, context).waits[earlier] for earlier, later in pairs}
    markers = {component_plan(earlier, context).marker for earlier, _ in pairs}
    if len(names) > 1 or len(markers) > 1:
        raise Manual("the steps that this orders have different inputs and outputs for it")
    return Assign(f"{code_of(receiver)}.inputs.{names.pop()}", Code(f"{code_of(node)}.outputs.{markers.pop()}"))


def _is_marked(pair: tuple[StepModel | None, StepModel | None], context: Context) -> bool:
    return any(pair in model.orderings for model in context.pipelines.values() if model.convertible)


def _in_sequence(sequence: Obj) -> Iterator[Obj]:
    """Its steps, also those of the sequences in it."""
    argument = sequence.argument("steps")
    for one in elements(argument.value) if argument is not None else ():
        yield from _in_sequence(one) if one.symbol == STEP_SEQUENCE and one is not sequence else (one,)


def _sequence(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    steps = [context.step(step) for step in _in_sequence(obj)]
    if not steps or any(step not in context.converted_steps for step in steps):
        raise Manual("the steps of this sequence are not in a pipeline that could be converted")
    context.vanished[obj] = "the order of the steps is part of the pipeline function in v2"
    edit = removal(use.where.statement, use.node)
    return Decision(changed("outputs.done → inputs.after_…", _NO_ORDER), edits=(edit,) if edit is not None else ())


RULE = Rule(
    code="AML603",
    name="ordering",
    summary="An ordering that data does not imply becomes a marker: written by one step, read by the next.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        f"{PIPELINE_STEP}.run_after": _run_after,
        STEP_SEQUENCE: _sequence,
    },
    parameters={
        f"{PIPELINE_STEP}.run_after": {"step": converted("inputs.after_…")},
        STEP_SEQUENCE: {"steps": converted("the order of the nodes")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
load = PythonScriptStep(script_name="load.py", source_directory="src", compute_target="cpu")
check = PythonScriptStep(script_name="check.py", source_directory="src", compute_target="cpu")
check.run_after(load)
pipeline = Pipeline(ws, steps=[load, check])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
load_component = command(
    display_name="load.py",
    code="src",
    command="python load.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment=environment,
)
check_component = command(
    display_name="check.py",
    code="src",
    command="python check.py",
    inputs={"after_load": Input(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load = load_component()
    check = check_component(after_load=load.outputs.done)


pipeline = pipeline_definition()
""",
        ),
    ),
)
