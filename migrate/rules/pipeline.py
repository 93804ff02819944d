"""``Pipeline(ws, steps=[...])`` → a ``@dsl.pipeline`` function, defined and called where the pipeline was made"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import libcst as cst

from migrate.conversion import PipelineFound
from migrate.decisions.annotations import node_annotation
from migrate.decisions.branches import check_conditions, check_names
from migrate.decisions.compute import same_compute
from migrate.decisions.context import Context
from migrate.decisions.data import function_parameter, parameter_name, store_name
from migrate.decisions.inputs import input_type
from migrate.decisions.naming import function_name
from migrate.decisions.pipeline_body import PipelineBody
from migrate.decisions.plumbing import plumbing
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.decisions.sources import optional_source, source_at
from migrate.decisions.steps import ComponentPlan, component_plan
from migrate.decisions.steps.moved import move, returned, shared_environment
from migrate.decisions.steps.signatures import moved_parameters
from migrate.v1.data import DATASETS, PIPELINE_PARAMETER, data_of, port_name, v1_name
from migrate.v1.pipelines import PIPELINE, PIPELINE_STEP, PipelineModel
from migrate.v1.sketch import sketch_of
from migrate.v1.steps import StepModel
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Const, Obj
from migrate.v2 import names
from migrate.v2.expressions import V2, Attr, CallTo, Code, DictOf, Expr, Literal, User, call
from migrate.v2.statements import Define, Do, Param, Return

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
    check_conditions(model, context)
    name = context.new_name(function_name(model, context), use.where)
    if model.flow is not None:
        return _moved(use, model, plans, name, context)
    taken: set[str] = set()
    # Parameters first: they are set by name where the pipeline is submitted.
    params = {obj: names.unique(parameter_name(obj), taken) for obj in model.parameters}
    params |= {obj: names.unique(names.port(_source_name(obj, model, context)), taken) for obj in model.sources}
    check_names(model, taken)
    sources = {params[obj]: source_at(data_of(obj), model.call.where, model.steps, context) for obj in model.sources}
    function = Define(
        decorator=_decorator(model, context),
        name=name,
        params=_typed(
            (*_parameters(model, params, context), *(param for plan in plans.values() for param in plan.params)),
            context,
        ),
        body=tuple(PipelineBody(model, plans, params, _optional(model, params, context)).write()),
    )
    expr = CallTo(Code(name), tuple(sources.items()))
    _record(model, name, context)
    edits = (Edit(use.where.statement, before=(function,)), *plumbing(model, context))
    return Decision(converted("@dsl.pipeline"), expr, edits)


def _optional(model: PipelineModel, params: Mapping[Obj, str], context: Context) -> Mapping[Obj, Expr]:
    """The data from outside that steps read on a condition only."""
    found = [data for step in model.steps for data in step.sometimes if data not in params]
    outside = [data for data in dict.fromkeys(found) if model.producer(data) is None]
    return {data: optional_source(data_of(data), model.call.where, model.steps, context) for data in outside}


def _moved(
    use: Call, model: PipelineModel, plans: Mapping[StepModel, ComponentPlan], name: str, context: Context
) -> Decision:
    """The statements that make the steps become the body."""
    assert model.flow is not None
    outputs = tuple(returned(model, plans, context))
    calls = tuple(Do(User(one)) for one in model.flow.inline)
    function = Define(
        decorator=_decorator(model, context),
        name=name,
        params=_typed(
            {one.name: one for one in _parameters(model, moved_parameters(model, context), context)}.values(), context
        ),
        body=(*calls, Return(DictOf(outputs))) if outputs else calls,
    )
    for step in model.steps:
        context.decide(step.call)
    edits = move(model, function, context)
    edits += [*shared_environment(model, plans, context), Edit(use.where.statement)]
    _record(model, name, context)
    return Decision(converted("@dsl.pipeline"), CallTo(Code(name)), tuple(edits))


def _record(model: PipelineModel, name: str, context: Context) -> None:
    where = model.call.where
    source = context.interpreter.source
    place = source.place(where.cell, where.line, where.column)
    sketch = sketch_of(model, source)
    if context.is_own(where):
        context.pipelines_found.append(PipelineFound(name, place, v1_sketch=sketch))


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


def _source_name(obj: Obj, model: PipelineModel, context: Context) -> str:
    """The name of the pipeline's input: as its parameter, else its variable there, else as a step calls it."""
    if obj.symbol == PIPELINE_PARAMETER:
        return parameter_name(obj)
    uses = (port for step in model.steps for port in step.inputs if port.source is obj)
    here, functions = model.call.where.function, context.interpreter.binding_functions
    bound = obj.bound_to.items() if obj.symbol in DATASETS else ()
    own = (name for node, name in bound if isinstance(node, cst.Name) and functions.get(node) is here)
    return next(own, "") or v1_name(obj) or next(map(port_name, uses), "data")


def _parameters(model: PipelineModel, params: Mapping[Obj, str], context: Context) -> Iterator[Param]:
    for obj in model.sources:
        yield Param(params[obj], call(V2("azure.ai.ml", "Input"), type=Literal(input_type(obj, context))))
    for obj in model.parameters:
        yield function_parameter(obj, params[obj])


def _typed(params: Iterable[Param], context: Context) -> tuple[Param, ...]:
    """The parameters as ``dsl.pipeline`` understands their types.

    Raises:
        Manual: annotations are text in this module, and a default does not say what is data (azure-ai-ml 1.35.2).
    """
    modules = context.interpreter.source.modules.values()
    if not any(_makes_text(statement) for module in modules for statement in module.body):
        return tuple(params)
    if any(param.default is None for param in params):
        raise Manual("remove `from __future__ import annotations`: dsl.pipeline reads from annotations what is data")
    return tuple(replace(param, annotation=None) for param in params)


def _makes_text(statement: cst.BaseCompoundStatement | cst.SimpleStatementLine) -> bool:
    """Whether it is ``from __future__ import annotations``."""
    imports = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    return any(
        isinstance(one, cst.ImportFrom)
        and not isinstance(one.names, cst.ImportStar)
        and isinstance(one.module, cst.Name)
        and one.module.value == "__future__"
        and any(alias.evaluated_name == "annotations" for alias in one.names)
        for one in imports
    )


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
    references={PIPELINE: _reference, PIPELINE_STEP: node_annotation},
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
        Example(
            before="""\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
train_step = PythonScriptStep(
    script_name="train.py", source_directory="src", compute_target="cpu", runconfig=run_config
)
evaluate_step = PythonScriptStep(
    script_name="evaluate.py", source_directory="src", compute_target="cpu", runconfig=run_config
)
register_step = PythonScriptStep(
    script_name="register.py", source_directory="src", compute_target="cpu", runconfig=run_config
)
if os.environ["EVALUATE"] == "yes":
    print("The model is registered when it is better")
    evaluate_step.run_after(train_step)
    register_step.run_after(evaluate_step)
    steps = [train_step, evaluate_step, register_step]
else:
    register_step.run_after(train_step)
    steps = [train_step, register_step]
pipeline = Pipeline(ws, steps=steps)
""",
            after="""\
import os

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
evaluate_component = command(
    display_name="evaluate.py",
    code="src",
    command="python evaluate.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_train": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
register_component = command(
    display_name="register.py",
    code="src",
    command="python register.py",
    inputs={
        "after_evaluate": Input(type="uri_folder", optional=True),
        "after_train": Input(type="uri_folder", optional=True),
    },
    environment="azureml:sales:4",
)
if os.environ["EVALUATE"] == "yes":
    print("The model is registered when it is better")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()
    register_step = register_component()
    if os.environ["EVALUATE"] == "yes":
        evaluate_step = evaluate_component(after_train=train_step.outputs.done)
        register_step.inputs.after_evaluate = evaluate_step.outputs.done
    else:
        register_step.inputs.after_train = train_step.outputs.done


pipeline = pipeline_definition()
""",
        ),
    ),
)
