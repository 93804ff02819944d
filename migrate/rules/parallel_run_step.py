"""``ParallelRunStep(...)`` with its ``ParallelRunConfig`` → ``score_component = parallel_run_function(...)``"""

from __future__ import annotations

from dataclasses import replace

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.outputs import own_name
from migrate.decisions.parts import part_made, part_set
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, learn, manual
from migrate.decisions.steps import component_plan, step_decision
from migrate.decisions.steps.parallel import BESIDE
from migrate.v1.parallel_step import PARALLEL_RUN_CONFIG, PARALLEL_RUN_STEP
from migrate.v1.uses import AttributeUse, ReferenceUse
from migrate.v1.values import Call, Obj, SetEvent, alternatives, constant, objects
from migrate.v2.expressions import Code, DictOf, Expr, Index, Literal, User


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "parallel_run_function(...)")


def _configuration(use: Call, context: Context) -> Decision:
    for step in context.converted_steps:
        for part, value in component_plan(step, context).parts.items() if use.result in step.parts else ():
            if part is use.result and context.handed_on(part) is not None:
                return Decision(_HANDED_ON, value, arguments=_actions(use, context), stands=True)
            if part is use.result:
                return Decision(_DICTIONARY, value, arguments=_actions(use, context))
    return replace(part_made(use, context, "parallel_run_function(...)"), arguments=_actions(use, context))


def _annotation(use: ReferenceUse, context: Context) -> Decision:
    """The class of a dictionary that a function gives."""
    made = [call for call in context.interpreter.uses.calls.values() if call.symbol == PARALLEL_RUN_CONFIG]
    if not made or any(context.decide(call).fate not in (_DICTIONARY, _HANDED_ON) for call in made):
        raise Manual("the configuration is spread over the parallel components in v2")
    return Decision(_DICTIONARY, Code("dict"))


_DICTIONARY = converted("a dictionary", "the settings that the parallel components take from it")
_HANDED_ON = manual(
    'it is a dictionary in v2: let the code that it is handed on to take it so (`config["instance_count"]`)',
    "a dictionary",
)


def _actions(use: Call, context: Context) -> dict[str, Fate]:
    """What a summary needs no remark on, nor rows that have an output of their own."""
    action = constant(use.value("output_action"))
    steps = [step for step in context.converted_steps if use.result in step.parts]
    if steps and all(step.rows_beside is not None for step in steps):
        return dict.fromkeys(("output_action", "append_row_file_name"), changed("RunFunction(append_row_to=…)", BESIDE))
    if isinstance(action, str) and action.lower() == "summary_only":
        return {"output_action": converted("no append_row_to")}
    return {}


def _set(obj: Obj, event: SetEvent, context: Context) -> Decision:
    return Decision(FATES[event.name], edits=part_set(obj, event, context))


def _attribute(use: AttributeUse, context: Context) -> Decision:
    """What the code reads of the configuration: the file of rows has the name of the output in v2."""
    steps = [step for step in context.converted_steps if set(objects(use.receiver)) & set(step.parts)]
    if use.node.attr.value == "append_row_file_name" and len(steps) == 1 and steps[0].single_file is not None:
        name = own_name(steps[0].single_file)
        if name is not None:
            return Decision(changed("the name of the output", _ROWS), Literal(name))
    item = _item(use, context)
    if item is not None:
        return Decision(_DICTIONARY, item)
    raise Manual("the configuration is spread over the parallel components in v2: name the value itself")


def _item(use: AttributeUse, context: Context) -> Expr | None:
    """What it reads of a dictionary that a function gives; None when it may be given something else, or has no such."""
    keys = _KEYS.get(use.node.attr.value)
    found = alternatives(use.receiver)
    for one in found:
        made = one.call if isinstance(one, Obj) else None
        decision = context.decide(made) if made is not None and made.symbol == PARALLEL_RUN_CONFIG else None
        if keys is None or decision is None or decision.fate not in (_DICTIONARY, _HANDED_ON):
            return None
        value = decision.expr
        for key in keys:
            value = dict(value.items).get(Literal(key)) if isinstance(value, DictOf) else None
        if value is None:
            return None
    expr: Expr = User(use.node.value)
    for key in keys or ():
        expr = Index(expr, Literal(key))
    return expr if found and keys else None


_KEYS: dict[str, tuple[str, ...]] = {
    "node_count": ("instance_count",),
    "process_count_per_node": ("max_concurrency_per_instance",),
    "error_threshold": ("error_threshold",),
    "entry_script": ("entry_script",),
    "source_directory": ("code",),
    "run_invocation_timeout": ("retry_settings", "timeout"),
    "environment": ("environment",),
}
"""Where the dictionary of a configuration has what v1 reads of it by this name, if it is the same value."""

_ROWS = "v2 writes the rows to the output itself: where it is downloaded, the file has the name of the output"

FATES: dict[str, Fate] = {
    "environment": converted("RunFunction(environment=…)"),
    "entry_script": converted("RunFunction(entry_script=…)"),
    "source_directory": converted("RunFunction(code=…)"),
    "error_threshold": converted("error_threshold"),
    "output_action": changed(
        "RunFunction(append_row_to=…)",
        "v2 writes the rows to the output itself, a file without ending; v1 wrote parallel_run_step.txt into a folder",
    ),
    "append_row_file_name": changed(
        "RunFunction(append_row_to=…)", "v2 writes the rows to the output itself: its name cannot be chosen"
    ),
    "compute_target": converted("compute"),
    "node_count": converted("instance_count"),
    "process_count_per_node": converted("max_concurrency_per_instance"),
    "mini_batch_size": converted("mini_batch_size"),
    "description": converted("description"),
    "logging_level": converted("logging_level"),
    "run_invocation_timeout": converted("retry_settings: timeout"),
    "run_max_try": converted("retry_settings: max_retries", "v1 counts all tries, v2 those after the first"),
    "allowed_failed_count": converted("mini_batch_error_threshold"),
    "allowed_failed_percent": converted("RunFunction(program_arguments=…)"),
    "partition_keys": converted("partition_keys"),
    "environment_variables": converted("environment_variables"),
}

RULE = Rule(
    code="AML504",
    name="parallel-run-step",
    summary="A ParallelRunStep and its ParallelRunConfig become one parallel component.",
    url=learn("migrate-to-v2-execution-parallel-run-step"),
    calls={PARALLEL_RUN_STEP: _step, PARALLEL_RUN_CONFIG: _configuration},
    references={PARALLEL_RUN_CONFIG: _annotation, PARALLEL_RUN_STEP: node_annotation},
    sets={f"{PARALLEL_RUN_CONFIG}.{name}": _set for name in FATES},
    attributes={f"{PARALLEL_RUN_CONFIG}.{name}": _attribute for name in FATES},
    parameters={
        PARALLEL_RUN_STEP: {
            "name": converted("display_name"),
            "parallel_run_config": converted("the settings of the component"),
            "inputs": converted("input_data"),
            "output": converted("outputs"),
            "side_inputs": converted("inputs"),
            "arguments": converted("RunFunction(program_arguments=…)"),
            "allow_reuse": converted("is_deterministic"),
        },
        PARALLEL_RUN_CONFIG: FATES,
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep, PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
images = PipelineData("images", datastore=store).as_dataset()
model = DataReference(store, data_reference_name="model", path_on_datastore="models/digits")
scores = PipelineData("scores", datastore=store)
files = PipelineParameter("files", default_value=5)

environment = Environment("scoring")
environment.python.conda_dependencies = CondaDependencies.create(
    pip_packages=["azureml-core", "azureml-dataset-runtime[fuse]", "pillow"]
)
score_config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    mini_batch_size=files,
    error_threshold=10,
    output_action="append_row",
    append_row_file_name="scores.csv",
    environment=environment,
    compute_target="cpu",
    node_count=2,
    process_count_per_node=4,
    run_invocation_timeout=600,
    run_max_try=2,
)

prep_step = PythonScriptStep(
    script_name="prep.py", source_directory="src", arguments=["--to", images], outputs=[images], compute_target="cpu"
)
score_step = ParallelRunStep(
    name="score-images",
    parallel_run_config=score_config,
    inputs=[images],
    side_inputs=[model],
    output=scores,
    arguments=["--model", model],
    allow_reuse=False,
)
report_step = PythonScriptStep(
    script_name="report.py", source_directory="src", arguments=["--from", scores], inputs=[scores], compute_target="cpu"
)
pipeline = Pipeline(ws, steps=[report_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
model = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/models/digits", mode="ro_mount")

environment = Environment(
    name="scoring",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10.18", {"pip": ["azureml-core", "azureml-dataset-runtime[fuse]", "pillow"]}],
    },
)

default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
prep_component = command(
    display_name="prep.py",
    code="src",
    command="python prep.py --to ${{outputs.images}}",
    outputs={"images": Output(type="uri_folder")},
    environment=default_environment,
)
score_component = parallel_run_function(
    display_name="score-images",
    inputs={"model": Input(type="uri_folder"), "images": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.images}}",
    instance_count=2,
    max_concurrency_per_instance=4,
    error_threshold=10,
    retry_settings={"max_retries": 1, "timeout": 600},
    task=RunFunction(
        code="src",
        entry_script="score.py",
        program_arguments="--model ${{inputs.model}}",
        append_row_to="${{outputs.scores}}",
        environment=environment,
    ),
    is_deterministic=False,
)
report_component = command(
    display_name="report.py",
    code="src",
    command="python report.py --from ${{inputs.scores}}",
    inputs={"scores": Input(type="uri_file")},
    environment=default_environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(model: Input(type="uri_folder"), files: int = 5):
    prep_step = prep_component()
    score_step = score_component(model=model, images=prep_step.outputs.images)
    score_step.mini_batch_size = files
    report_step = report_component(scores=score_step.outputs.scores)


pipeline = pipeline_definition(model=model)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Environment, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
digits = Dataset.File.from_files((ws.get_default_datastore(), "digits"))
scores = OutputFileDatasetConfig("scores")
score_config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    mini_batch_size="20",
    error_threshold=-1,
    output_action="summary_only",
    environment=Environment.get(ws, "scoring", version="3"),
    compute_target="cpu",
    node_count=2,
    logging_level="DEBUG",
    allowed_failed_percent=5,
    environment_variables={"BATCHES": "many"},
)
score_step = ParallelRunStep(
    name="score-digits",
    parallel_run_config=score_config,
    inputs=[digits.as_named_input("digits")],
    output=scores,
    arguments=["--scores", scores],
)
pipeline = Pipeline(ws, steps=[score_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, dsl, load_component
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
digits = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/digits",
    mode="ro_mount",
)
score_component = load_component(source="components/score/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(digits: Input(type="uri_folder")):
    score_step = score_component(digits=digits)
    score_step.environment_variables = {"BATCHES": "many"}


pipeline = pipeline_definition(digits=digits)
""",
            style="yaml",
            files={
                "components/score/component.yaml": """\
$schema: https://azuremlschemas.azureedge.net/latest/parallelComponent.schema.json
type: parallel
name: score
display_name: score-digits
inputs:
  digits:
    type: uri_folder
outputs:
  scores:
    type: uri_folder
input_data: ${{inputs.digits}}
mini_batch_size: '20'
resources:
  instance_count: 2
error_threshold: -1
logging_level: DEBUG
task:
  type: run_function
  code: ../../src
  entry_script: score.py
  program_arguments: --scores ${{outputs.scores}} --allowed_failed_percent 5
  environment: azureml:scoring:3
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Dataset, Experiment, Run, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
best_run = Run(Experiment(ws, "training"), "images_17")
env = best_run.get_environment()
config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    environment=env.clone("scoring"),
    compute_target="cpu",
    node_count=2,
    mini_batch_size="5",
    error_threshold=1,
    output_action="summary_only",
)
images = Dataset.get_by_name(ws, "images")
score = ParallelRunStep(
    name="score",
    parallel_run_config=config,
    inputs=[images.as_named_input("images")],
    output=PipelineData("scores"),
)
pipeline = Pipeline(ws, steps=[score])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
best_run = ws.jobs.get("images_17")
# TODO(azureml-migrate AML411): ml_client.jobs.get(job.name).environment names that of a command job; v2 does not hand it out — https://learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2?view=azureml-api-2
env = best_run.get_environment()
images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")
# TODO(azureml-migrate AML504): `parallel_run_config`: make sure that its environment is an Environment of v2, or the name of a registered one: the code that gives it is not converted with this file — https://learn.microsoft.com/azure/machine-learning/migrate-to-v2-execution-parallel-run-step?view=azureml-api-2
score_component = parallel_run_function(
    display_name="score",
    inputs={"images": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_folder")},
    input_data="${{inputs.images}}",
    mini_batch_size="5",
    instance_count=2,
    error_threshold=1,
    task=RunFunction(
        code="src",
        entry_script="score.py",
        environment=env.clone("scoring"),
    ),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(images: Input(type="uri_folder")):
    score = score_component(images=images)


pipeline = pipeline_definition(images=images)
""",  # noqa: E501
        ),
    ),
)
