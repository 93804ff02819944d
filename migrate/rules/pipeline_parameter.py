"""``PipelineParameter("rounds", 100)`` → a parameter of the pipeline function, ``rounds: int = 100``"""

from __future__ import annotations

from migrate.decisions.annotations import parameter_annotation
from migrate.decisions.context import Context, single
from migrate.decisions.data import default_constant, parameter_name
from migrate.decisions.removal import removal
from migrate.decisions.rule import (
    Decision,
    Edit,
    Example,
    Fate,
    Manual,
    Rule,
    changed,
    converted,
    dropped,
    learn,
    manual,
)
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Obj, constant, type_name
from migrate.v2.expressions import User


def _parameter(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    edit = removal(use.where.statement, use.node)
    if edit is not None and obj.bound_to and not context.references_to(obj):
        return Decision(dropped("nothing uses this parameter"), edits=(edit,))
    data = any(port.source is obj for step in context.converted_steps for port in step.inputs)
    if not data and not any(obj in (*step.all_parameters, *step.alike) for step in context.converted_steps):
        raise Manual("no pipeline that could be converted uses this parameter")
    context.vanished[obj] = f"`{obj.name}` is now a parameter of the pipeline function"
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    v2 = f"{parameter_name(obj)}: parameter of the pipeline function"
    if data:
        message = "v2 takes no data as a default: it is given where the pipeline function is called"
        return Decision(changed(v2, message), edits=edits)
    if not type_name(use.value("default_value")):
        message = "the type of the default is not known, so the parameter is a string: the command gets the same text"
        return Decision(changed(v2, message), edits=edits)
    if constant(use.value("default_value")) == "":
        return Decision(converted(v2), edits=edits, arguments={"default_value": _empty(parameter_name(obj))})
    if _is_sometimes(obj, context):
        message = "the pipeline has it, and the step is given it, also where v1 leaves the argument out"
        return Decision(changed(v2, message), edits=edits)
    return Decision(converted(v2), edits=edits)


def _empty(name: str) -> Fate:
    return manual(
        f"v2 leaves an empty text out of what it sends, and the steps that take `{name}` fail without it: use a word "
        f"that their scripts know for none, or make the input optional, with $[[…]] around it in the command"
    )


def _is_sometimes(parameter: Obj, context: Context) -> bool:
    """Whether it is an argument on a condition only."""
    if any(parameter in step.bound.values() for step in context.converted_steps):
        return False
    whole = [(part, one.when) for step in context.converted_steps for one in step.words for part in one.parts or (one,)]
    found = [when for part, when in whole if part.parameter is parameter]
    return bool(found) and all(found)


def _default(use: AttributeUse, context: Context) -> Decision:
    """``rounds.default_value``, where it says the same once more: the parameter itself is nowhere else in v2."""
    parameter = single(use.receiver)
    default = default_constant(parameter) if parameter is not None else None
    if default is None:
        raise Manual("write what the parameter has as its default: in v2 only its function knows it")
    return Decision(converted("the default itself"), User(default))


RULE = Rule(
    code="AML602",
    name="pipeline-parameter",
    summary="A PipelineParameter becomes a parameter of the pipeline function and a typed input of each component.",
    url=learn("how-to-create-component-pipeline-python"),
    calls={PIPELINE_PARAMETER: _parameter},
    references={PIPELINE_PARAMETER: parameter_annotation},
    attributes={f"{PIPELINE_PARAMETER}.default_value": _default},
    parameters={
        PIPELINE_PARAMETER: {
            "name": converted("the parameter's name"),
            "default_value": converted("the parameter's default"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rounds = PipelineParameter("rounds", default_value=100)
title = PipelineParameter("title", default_value="all regions")
train_step = PythonScriptStep(
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", rounds, "--title", title],
    compute_target="cpu",
)
pipeline = Pipeline(ws, steps=[train_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
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
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}} --title '${{inputs.title}}'",
    inputs={"rounds": Input(type="integer"), "title": Input(type="string")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100, title: str = "all regions"):
    train_step = train_component(rounds=rounds, title=title)


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
rounds = PipelineParameter("rounds", default_value=100)
train_step = PythonScriptStep(
    name="train",
    script_name="train.py",
    source_directory="src",
    arguments=["--rounds", rounds],
    compute_target="cpu",
    runconfig=run_config,
)
check_step = PythonScriptStep(
    name="check",
    script_name="check.py",
    source_directory="src",
    arguments=["--usual-rounds", rounds.default_value, "--title", f"usually {rounds.default_value}"],
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[train_step, check_step])
""",
            after="""\
from shlex import quote

from azure.ai.ml import Input, MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train",
    code="src",
    command="python train.py --rounds ${{inputs.rounds}}",
    inputs={"rounds": Input(type="integer")},
    environment="azureml:sales:4",
)
check_component = command(
    display_name="check",
    code="src",
    command=f"python check.py --usual-rounds 100 --title {quote(f'usually {100}')}",
    environment="azureml:sales:4",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    train_step = train_component(rounds=rounds)
    check_step = check_component()


pipeline = pipeline_definition()
""",
        ),
    ),
)
