"""``Pipeline(ws, steps=[...])`` → a ``@dsl.pipeline`` function, defined and called where the pipeline was made"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst
import libcst.matchers as m

from migrate.conversion import PipelineFound
from migrate.decisions.compute import same_compute
from migrate.decisions.context import Context, plain_name, sees
from migrate.decisions.data import function_parameter, parameter_name, store_name
from migrate.decisions.inputs import holder, input_of, input_type
from migrate.decisions.naming import function_name
from migrate.decisions.outputs import pipeline_output
from migrate.decisions.plumbing import plumbing
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.decisions.steps import MARKER, Bound, ComponentPlan, component_plan
from migrate.ledger import Location
from migrate.v1.data import PIPELINE_PARAMETER, data_of, port_name, v1_name
from migrate.v1.pipelines import PIPELINE, PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Const, Obj
from migrate.v2 import names
from migrate.v2.expressions import V2, Attr, CallTo, Code, DictOf, Expr, Literal, User, call, walk
from migrate.v2.statements import Assign, Define, Param, Return, Statement

_DSL = V2("azure.ai.ml", "dsl")


def _pipeline(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    model = context.pipelines[obj]
    if not model.convertible:
        raise Manual(f"the pipeline is not converted: {model.all_problems[0].message}")
    for parameter in ("_workflow_provider", "_service_endpoint"):
        if use.value(parameter) not in (None, Const(None)):
            raise Manual(f"`{parameter}` has no counterpart")
    plans = {step: component_plan(step, context) for step in model.steps}
    name = context.new_name(function_name(model, context))
    taken: set[str] = set()
    # Parameters first: they are set by name where the pipeline is submitted.
    params = {obj: names.unique(parameter_name(obj), taken) for obj in model.parameters}
    params |= {obj: names.unique(names.port(_source_name(obj, model)), taken) for obj in model.sources}
    sources = {params[obj]: _source(data_of(obj), model, context) for obj in model.sources}
    function = Define(
        decorator=_decorator(model, context),
        name=name,
        params=tuple(_parameters(model, params, context)),
        body=tuple(_body(model, plans, params)),
    )
    expr = CallTo(Code(name), tuple(sources.items()))
    _record(model, name, context)
    edits = (Edit(use.where.statement, before=(function,)), *plumbing(model, context))
    return Decision(converted("@dsl.pipeline"), expr, edits)


def _record(model: PipelineModel, name: str, context: Context) -> None:
    where = model.call.where
    path = str(context.path)
    cell = where.cell if context.interpreter.source.notebook else None
    context.pipelines_found.append(PipelineFound(name, Location(path, where.line, where.column, cell)))


# The function


def _decorator(model: PipelineModel, context: Context) -> CallTo:
    compute = same_compute(model, context)
    store = model.obj.argument("default_datastore")
    if store is not None and store.value == Const(None):
        store = None
    keywords: dict[str, Expr | None] = {
        "description": _given(model, "description"),
        "default_compute": compute,
        "default_datastore": store_name(store.node.value, store.value, context) if store else None,
        "continue_on_step_failure": Literal(False),
    }
    return call(Attr(_DSL, "pipeline"), **keywords)


def _given(model: PipelineModel, name: str) -> Expr | None:
    argument = model.obj.argument(name)
    return User(argument.node.value) if argument is not None and argument.value != Const(None) else None


def _source_name(obj: Obj, model: PipelineModel) -> str:
    """The name of the pipeline's input: as its parameter, else its variable, else as a step calls it."""
    if obj.symbol == PIPELINE_PARAMETER:
        return parameter_name(obj)
    uses = (port for step in model.steps for port in step.inputs if port.source is obj)
    return v1_name(obj) or next(map(port_name, uses), "data")


def _source(obj: Obj, model: PipelineModel, context: Context) -> Expr:
    """The variable that holds the data where the pipeline is made, or the data itself when none does."""
    held = holder(obj, context)
    if held is not None and sees(model.call.where, held.where):
        return Code(held.name)
    # ``self.raw``, as the steps call it
    uses = [word for step in model.steps for word in step.words if word.port is not None and word.port.via is obj]
    found = next((name for word in uses if (name := plain_name(word.node)) is not None), None)
    if found is not None:
        return Code(found)
    if obj.bound_to:
        raise Manual(f"the data `{v1_name(obj)}` has no variable that the pipeline could take it from")
    return input_of(obj, context)


def _parameters(model: PipelineModel, params: Mapping[Obj, str], context: Context) -> Iterator[Param]:
    for obj in model.sources:
        yield Param(params[obj], call(V2("azure.ai.ml", "Input"), type=Literal(input_type(obj, context))))
    for obj in model.parameters:
        yield function_parameter(obj, params[obj])


def _body(model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], params: Mapping[Obj, str]) -> list[Statement]:
    taken = {*params.values(), *(plan.variable for plan in plans.values())}
    values = [value for plan in plans.values() for _, value in plan.on_node]
    taken |= {name for value in values if not isinstance(value, Bound) for name in _names(value)}
    nodes = {step: names.unique(plans[step].node, taken) for step in model.steps}
    body: list[Statement] = []
    for step in model.steps:
        plan = plans[step]
        arguments: list[tuple[str, Expr]] = []
        for data, name in plan.inputs.items():
            producer = model.producer(data)
            if producer is not None:
                arguments.append((name, _output(nodes[producer], plans[producer].outputs[data])))
            elif data in params:
                arguments.append((name, Code(params[data])))
            else:
                raise Manual(f"no step writes `{v1_name(data)}`")
        arguments += [(name, Code(params[obj])) for obj, name in plan.parameters.items()]
        for earlier, name in plan.waits.items():
            if (earlier, step) in model.orderings:
                arguments.append((name, _output(nodes[earlier], plans[earlier].marker or MARKER)))
        body.append(Assign(nodes[step], plan.made(arguments)))
        for attribute, value in plan.on_node:
            bound = value.around(Code(params[value.parameter])) if isinstance(value, Bound) else value
            body.append(Assign(f"{nodes[step]}.{attribute}", bound))
    returned = tuple(_returned(model, plans, nodes))
    return [*body, Return(DictOf(returned))] if returned else body


def _returned(
    model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], nodes: Mapping[StepModel, str]
) -> Iterator[tuple[Expr, Expr]]:
    """The outputs that v1 gives a name in the whole pipeline."""
    for step in model.steps:
        for data, name in plans[step].outputs.items():
            given = pipeline_output(data)
            if given is not None:
                yield given, _output(nodes[step], name)


def _names(expr: Expr) -> Iterator[str]:
    """The variables of the user's in an expression."""
    for part in walk(expr):
        if isinstance(part, User):
            yield from (name.value for name in m.findall(part.node, m.Name()) if isinstance(name, cst.Name))


def _output(node: str, name: str) -> Expr:
    return Code(f"{node}.outputs.{name}")


def _reference(use: ReferenceUse, context: Context) -> Decision:
    """``-> Pipeline`` as an annotation."""
    if not all(model.convertible for model in context.pipelines.values()):
        raise Manual("some pipelines of this file could not be converted")
    return Decision(converted("azure.ai.ml.entities.PipelineJob"), V2("azure.ai.ml.entities", "PipelineJob"))


_SAME: Fate = converted()

RULE = Rule(
    code="AML601",
    name="pipeline",
    summary="A Pipeline becomes a @dsl.pipeline function with one node a step, and a call of it.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PIPELINE: _pipeline},
    references={PIPELINE: _reference},
    parameters={
        PIPELINE: {
            "workspace": dropped("a v2 pipeline knows no workspace until it is submitted"),
            "steps": converted("the nodes of the pipeline function"),
            "description": _SAME,
            "default_datastore": _SAME,
            "default_source_directory": converted("command(code=…)"),
            "resolve_closure": converted("the nodes of the pipeline function"),
            "_workflow_provider": dropped("it was None"),
            "_service_endpoint": dropped("it was None"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="2026/raw")
clean = PipelineData("clean", datastore=store)

prep_step = PythonScriptStep(
    script_name="prep.py",
    source_directory="src",
    arguments=["--from", raw, "--to", clean],
    inputs=[raw],
    outputs=[clean],
    compute_target="cpu",
)
train_step = PythonScriptStep(
    script_name="train.py", source_directory="src", arguments=["--from", clean], inputs=[clean], compute_target="gpu"
)

# Training alone is named: v1 finds out that it needs the preparation
pipeline = Pipeline(ws, steps=[train_step], description="From raw data to a model")
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/raw", mode="ro_mount")

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --from ${{inputs.raw}} --to ${{outputs.clean}}",
    inputs={"raw": Input(type="uri_folder")},
    outputs={"clean": Output(type="uri_folder")},
    environment=environment,
    compute="cpu",
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --from ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment=environment,
    compute="gpu",
)


# Training alone is named: v1 finds out that it needs the preparation
@dsl.pipeline(description="From raw data to a model", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    prep_step = prep_component(raw=raw)
    train_step = train_component(clean=prep_step.outputs.clean)


pipeline = pipeline_definition(raw=raw)
""",
        ),
    ),
)
