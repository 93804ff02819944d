"""``step_run.get_output_data("scores").download("out")`` → ``ws.jobs.download(job.name, output_name="scores", …)``"""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from migrate.decisions.context import Context, plain_name, receiver_of, single
from migrate.decisions.jobs import PIPELINE_RUN, STEP_RUN, is_job, job
from migrate.decisions.loaded_model import is_model, loading, model_read
from migrate.decisions.removal import removal, sole_value, untaken
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.steps.automl import BEST_MODEL
from migrate.decisions.trial_metrics import PATHS, metrics_asked, metrics_output, metrics_path, metrics_written
from migrate.v1.data import INTERMEDIATE, OUTPUT_CONFIG, PIPELINE_DATA, port_of, v1_name
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj, Value, constant, objects
from migrate.v2 import names
from migrate.v2.expressions import Attr, Expr, Literal, Text, User, method
from migrate.v2.statements import Do

_REFERENCE = "azureml.pipeline.core.PortDataReference"
_OUTPUT = "azureml.pipeline.core.StepRunOutput"
_OUTPUT_DATASET_NAME = "azureml.pipeline.core.pipeline_output_dataset.PipelineOutputAbstractDataset.name"
_DOWNLOAD = "ml_client.jobs.download(job.name, output_name=…, download_path=…)"
_BELOW = "the files are below named-outputs/<name of the output> in the folder that is named"
_WHERE = "where the files are is known after the download only: named-outputs/<name of the output>"
_STAYS = "download the output by the name of the child job: ml_client.jobs.download(job.name, output_name=…)"


def _get(use: Call, context: Context) -> Decision:
    """The reference to an output vanishes; where it cannot, its variable holds the job."""
    one, reference, metrics = job(use, context), use.result, metrics_output(use, context)
    assert isinstance(reference, Obj)
    if metrics is not None:
        return metrics_asked(use, metrics[0], context)
    fate = changed(_DOWNLOAD, "what is asked for is said where it is downloaded")
    edit = removal(use.where.statement, use.node)
    if edit is None:
        return Decision(fate, one)
    last = _last(reference)
    downloads = [call for call in last.calls.values() if call.entry.name == "download"]
    others = len(last.calls) - len(downloads)
    taken = any(not untaken(call.where.statement, call.node) and _is_read(call, context) for call in downloads)
    if others or taken or any(len(context.references_to(obj)) > _reads(obj, context) for obj in (reference, last)):
        return Decision(fate, one)
    return Decision(fate, one) if plain_name(_receiver(use)) is None else Decision(fate, edits=(edit,))


def _last(reference: Obj) -> Obj:
    """What is downloaded: the reference itself, or what an output of a step run gives."""
    for call in reference.calls.values():
        if call.entry.name == "get_port_data_reference" and isinstance(call.result, Obj):
            return call.result
    return reference


def _reads(obj: Obj, context: Context) -> int:
    """How often it is used in a way that this rule converts."""
    paths = [use for use in context.interpreter.uses.attributes.values() if obj in objects(use.receiver)]
    asked = obj.call
    if asked is not None and is_model(asked, context):
        paths = [use for use in paths if loading(use, context) is not None]
    return len(obj.calls) + len(paths)


def _receiver(use: Call) -> cst.BaseExpression:
    receiver = receiver_of(use)
    if receiver is None:
        raise Manual(_STAYS)
    return receiver


def _reference(use: Call, context: Context) -> Decision:
    """``step_run.get_output("scores").get_port_data_reference()``."""
    _asked(use.receiver)
    edit = removal(use.where.statement, use.node)
    fate = changed(_DOWNLOAD, "what is asked for is said where it is downloaded")
    if edit is not None and isinstance(use.result, Obj) and plain_name(_receiver(use)) is not None:
        return Decision(fate, edits=(edit,))
    return Decision(fate, User(_receiver(use)))


def _asked(value: Value | None) -> Call:
    """The call that asked for the output."""
    obj = single(value)
    made = obj.call if obj is not None else None
    if made is not None and made.entry.name == "get_port_data_reference":
        return _asked(made.receiver)
    if made is None or made.entry.name not in ("get_output_data", "get_output", "get_pipeline_output"):
        raise Manual(_STAYS)
    return made


def _download(use: Call, context: Context) -> Decision:
    asked = _asked(use.receiver)
    if not is_job(asked.receiver, context):
        raise Manual("what started this run is not v2 code yet")
    metrics = metrics_output(asked, context)
    gone = any(edit.instead == () for edit in context.decide(asked).edits)
    reference = receiver_of(use)
    if gone:
        one: Expr = User(_receiver(asked))
    elif reference is not None and plain_name(reference) is not None:
        one = User(reference)
    else:
        one = User(_receiver(asked))
    counted = not untaken(use.where.statement, use.node)
    if counted and (sole_value(use.where.statement) is not use.node or _is_read(use, context)):
        raise Manual("`jobs.download` does not say how many files there are")
    if metrics is not None:
        return metrics_written(use, asked, *metrics, context)
    path = use.expression("local_path")
    expr = method(
        context.client(use.client),
        "jobs.download",
        Attr(one, "name"),
        download_path=None if path is None or use.value("local_path") == Const(None) else User(path),
        output_name=_name_in_v2(asked, context),
    )
    if counted:
        edit = Edit(use.where.statement, instead=(Do(expr),), keep_comments=True)
        return Decision(changed(_DOWNLOAD, f"{_BELOW}; v2 does not count them"), edits=(edit,))
    return Decision(changed(_DOWNLOAD, _BELOW), expr)


def _is_read(use: Call, context: Context) -> bool:
    """Whether anything reads the variable that the number of the files is bound to."""
    statement = use.where.statement
    targets = [one.target for one in m.findall(statement, m.AssignTarget()) if isinstance(one, cst.AssignTarget)]
    if len(targets) != 1 or not isinstance(targets[0], cst.Name):
        return True
    name = m.Name(targets[0].value)
    modules = [module for _, module in context.interpreter.source]
    bound = sum(len(m.findall(module, m.AssignTarget(name))) for module in modules)
    return bound < sum(len(m.findall(module, name)) for module in modules)


def _name_in_v2(asked: Call, context: Context) -> Expr:
    argument = next(iter(asked.arguments.values()), None)
    if argument is None:
        raise Manual(_STAYS)
    if asked.entry.name != "get_pipeline_output" and is_model(asked, context):
        return Literal(BEST_MODEL)
    node, text = argument.node.value, constant(argument.value)
    if isinstance(node, cst.Attribute) and node.attr.value == "name":
        port = port_of(context.value(node.value))
        known = v1_name(port.source) if port is not None and port.source.symbol in INTERMEDIATE else None
        text = known if known else text
    if isinstance(text, str):
        return Literal(names.port(text)) if isinstance(node, (cst.SimpleString, cst.Attribute)) else User(node)
    return User(node)


# Attributes


def _path(use: AttributeUse, context: Context) -> Decision:
    """``reference.path_on_datastore`` is where v1 puts the files in the folder that is named."""
    obj = single(use.receiver)
    if obj is None or not context.calls_of(obj, "download"):
        raise Manual(_WHERE)
    asked = _asked(obj)
    if not is_job(asked.receiver, context):
        raise Manual("what started this run is not v2 code yet")
    written = metrics_path(use, context)
    if written is not None:
        return Decision(changed("the file with the metrics", "it is in the folder that is named"), written)
    if is_model(asked, context):
        return model_read(use, asked, _name_in_v2(asked, context), context)
    name = _name_in_v2(asked, context)
    text: Expr = Literal(f"named-outputs/{name.value}") if isinstance(name, Literal) else Text(("named-outputs/", name))
    return Decision(changed("named-outputs/<name>", "where v2 puts the files of an output"), text)


def _data_name(use: AttributeUse, context: Context) -> Decision:
    """``scores.name`` outside of the pipeline: a text, since v2 has no such object there."""
    port = port_of(use.receiver)
    data = port.source if port is not None else None
    name = v1_name(data) if data is not None else None
    if data is None or data.call is None or not name or not context.is_converted(data):
        raise Manual("the name of the output, which is only known inside of the pipeline function")
    given = data.argument("name")
    if given is None or not isinstance(given.value, Const):
        raise Manual("the name of the output, which is only known inside of the pipeline function")
    return Decision(converted("the name of the output"), Literal(name))


_NAMED = {"name": converted("jobs.download(output_name=…)")}

RULE = Rule(
    code="AML614",
    name="output_data",
    summary="The output of a step is downloaded by the names of its job and of the output.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={
        f"{STEP_RUN}.get_output_data": _get,
        f"{STEP_RUN}.get_output": _get,
        f"{PIPELINE_RUN}.get_pipeline_output": _get,
        f"{_OUTPUT}.get_port_data_reference": _reference,
        f"{_REFERENCE}.download": _download,
    },
    attributes={
        **{f"{_REFERENCE}.{name}": _path for name in PATHS},
        f"{PIPELINE_DATA}.name": _data_name,
        f"{OUTPUT_CONFIG}.name": _data_name,
        _OUTPUT_DATASET_NAME: _data_name,
    },
    parameters={
        f"{STEP_RUN}.get_output_data": _NAMED,
        f"{STEP_RUN}.get_output": _NAMED,
        f"{PIPELINE_RUN}.get_pipeline_output": {"pipeline_output_name": _NAMED["name"]},
        f"{_OUTPUT}.get_port_data_reference": {},
        f"{_REFERENCE}.download": {
            "local_path": changed("jobs.download(download_path=…)", _BELOW),
            "overwrite": dropped("v2 writes over files that are there"),
            "show_progress": dropped("v2 always shows the progress"),
        },
    },
    examples=(
        Example(
            before="""\
import os

from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
scores = PipelineData("scores")
score = PythonScriptStep(
    name="score",
    script_name="train.py",
    source_directory="src",
    arguments=["--scores", scores],
    outputs=[scores],
    compute_target="cpu",
)
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[score]))
run.wait_for_completion()
score_run = run.find_step_run(score.name)[0]
output = score_run.get_output_data(scores.name)
output.download(local_path="results", overwrite=True)
print(os.path.join("results", output.path_on_datastore))
""",
            after="""\
import os

from azure.ai.ml import MLClient, Output, command, dsl
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
score_component = command(
    display_name="score",
    code="src",
    command="python train.py --scores ${{outputs.scores}}",
    outputs={"scores": Output(type="uri_folder")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline():
    score = score_component()


run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")
ws.jobs.stream(run.name)
score_run = [
    job
    for job in ws.jobs.list(parent_job_name=run.name)
    if job.display_name == "score"
][0]
ws.jobs.download(score_run.name, download_path="results", output_name="scores")
print(os.path.join("results", "named-outputs/scores"))
""",
        ),
        Example(
            before="""\
import os

from azureml.core import Environment, Experiment, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
images = DataReference(store, data_reference_name="images", path_on_datastore="digits")
scores = PipelineData("scores", datastore=store)
score_config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    error_threshold=10,
    output_action="append_row",
    append_row_file_name="scores.csv",
    environment=Environment.get(ws, "scoring", version="3"),
    compute_target="cpu",
    node_count=2,
)
score_step = ParallelRunStep(name="score-images", parallel_run_config=score_config, inputs=[images], output=scores)
run = Experiment(ws, "scoring").submit(Pipeline(ws, steps=[score_step]))
run.wait_for_completion()
rows = run.find_step_run("score-images")[0].get_output_data("scores")
rows.download(local_path="scored")
print(os.path.join("scored", rows.path_on_datastore, score_config.append_row_file_name))
""",
            after="""\
import os

from azure.ai.ml import Input, MLClient, Output, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
images = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/digits", mode="ro_mount")
score_component = parallel_run_function(
    display_name="score-images",
    inputs={"images": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.images}}",
    mini_batch_size="10",
    instance_count=2,
    error_threshold=10,
    task=RunFunction(
        code="src",
        entry_script="score.py",
        append_row_to="${{outputs.scores}}",
        environment="azureml:scoring:3",
    ),
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def scoring_pipeline(images: Input(type="uri_folder")):
    score_step = score_component(images=images)


run = ws.jobs.create_or_update(scoring_pipeline(images=images), experiment_name="scoring")
ws.jobs.stream(run.name)
rows = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "score-images"][0]
ws.jobs.download(rows.name, download_path="scored", output_name="scores")
print(os.path.join("scored", "named-outputs/scores", "scores"))
""",
        ),
    ),
)
