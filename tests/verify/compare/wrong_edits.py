"""Edits of the right pipeline that make it another one, and what the comparison must name for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPONENT = "components/publish/component.yaml"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Args:
        id: what is changed, for the name of the test.
        old: text of the file; it must be there exactly once.
        node: v1 name of the node that must be named; empty for the pipeline.
        field: beginning of the field that must be named.
    """

    id: str
    old: str
    new: str
    node: str = ""
    field: str = ""
    file: str = "pipeline.py"
    more: tuple[tuple[str, str], ...] = ()
    """Further replacements in the same file."""


def edited(files: Mapping[str, str], edit: Edit) -> dict[str, str]:
    """The files of a project after an edit; a file that is not there is made."""
    text = files.get(edit.file, "")
    for old, new in ((edit.old, edit.new), *edit.more):
        assert text.count(old) == 1 or not text, f"{edit.id}: {old!r} is there {text.count(old)} times"
        text = text.replace(old, new) if text else new
    return {**files, edit.file: text}


PREP, TRAIN, TUNE, SCORE, REPORT, PUBLISH = "Prepare data", "Train", "Tune", "score", "Report", "Publish"

_ARGUMENTS = [
    Edit("argument order", "--share 0.5\"\n        \" --mode train", "--mode train\"\n        \" --share 0.5", PREP, "arguments[6]"),
    Edit("positional references swapped", "--model ${{inputs.model}} --best ${{inputs.best}}",
         "--model ${{inputs.best}} --best ${{inputs.model}}", PUBLISH, "inputs.model", COMPONENT),
    Edit("dropped argument", " --recipients ops", "", REPORT, "arguments"),
    Edit("dropped flag value", "--mode train", "--mode", PREP, "arguments"),
    Edit("added argument", "--recipients ops", "--recipients ops --verbose", REPORT, "arguments"),
    Edit("literal changed", "--mode train", "--mode test", PREP, "arguments"),
    Edit("number changed", "--share 0.5", "--share 0.05", PREP, "arguments"),
    Edit("whole number written as a fraction", "--threshold 0.25", "--threshold 1.0", SCORE, "arguments"),
    Edit("upper case", "--target production", "--target Production", PUBLISH, "arguments", COMPONENT),
    Edit("literal not quoted", "--note 'a; b'", "--note a; b", PREP, "arguments"),
    Edit("glob not quoted", "--recipients ops", "--recipients ops*", REPORT, "arguments"),
    Edit("shell variable", "--recipients ops", "--recipients $OPS", REPORT, "arguments"),
    Edit("pipe", "--recipients ops", "--recipients ops | tee log", REPORT, "arguments"),
    Edit("parameter not quoted", '\\"${{inputs.title}}\\"', "${{inputs.title}}", PREP, "arguments"),
    Edit("parameter instead of literal", "--share 0.5", "--share \\\"${{inputs.title}}\\\"", PREP, "arguments"),
    Edit("literal instead of parameter", "--epochs ${{inputs.epochs}}", "--epochs 10", TRAIN, "arguments"),
    Edit("glued to another flag", "--rate=${{inputs.rate}}", "--rate ${{inputs.rate}}", TRAIN, "arguments"),
    Edit("another script", "python train.py", "python prep.py", TRAIN, "program"),
    Edit("another interpreter", "python report.py", "python -u report.py", REPORT, "program"),
    Edit("another entry script", 'entry_script="score.py"', 'entry_script="report.py"', SCORE, "program"),
    Edit("hyperparameter under another flag", "--learning-rate", "--lr", TUNE, "arguments"),
    Edit("literal promoted to an input with another default", "--recipients ops", "--recipients ${{inputs.who}}", REPORT,
         "arguments", more=(('"scores": Input(type="uri_file")', '"scores": Input(type="uri_file"), "who": "finance"'),)),
]  # fmt: skip

_EDGES = [
    Edit("wrong edge", "best=tune.outputs.best)", "best=train.outputs.model)", PUBLISH, "inputs.best"),
    Edit("wrong output of the right node", "model=train.outputs.model, best", "model=train.outputs.done, best", PUBLISH,
         "inputs.model"),
    Edit("pipeline input instead of an output", "data=prep.outputs.clean,\n        holidays", "data=raw,\n        holidays",
         TRAIN, "inputs.clean_data"),
    Edit("outside data instead of an output", "batches=prep.outputs.clean,",
         'batches=Input(type="uri_folder", path="azureml://datastores/sales/paths/clean"),', SCORE, "inputs.clean_batches"),
    Edit("missing order", "        after_train=train.outputs.done,\n", "", TUNE, "ordering",
         more=(('        "after_train": Input(type="uri_folder"),\n', ""),)),
    Edit("order after the wrong node", "after_train=train.outputs.done", "after_train=prep.outputs.clean", TUNE, "ordering"),
    Edit("order that v1 does not have", "scores=score.outputs.scores", "scores=score.outputs.scores, later=tune.outputs.best",
         REPORT, "ordering", more=(('"scores": Input(type="uri_file")', '"scores": Input(type="uri_file"), "later": Input()'),)),
    Edit("mark also made after a failure", "&& echo done", "; echo done", TRAIN, "arguments"),
    Edit("mark that is never made", " && echo done > ${{outputs.done}}/done.txt", "", TRAIN, "outputs.done"),
]  # fmt: skip

_DATA = [
    Edit("mode of an input", '"data": Input(type="uri_folder", mode="download")', '"data": Input(type="uri_folder")',
         TRAIN, "inputs.clean_data.mode"),
    Edit("mode of a pipeline input", 'demand/raw", mode="download")', 'demand/raw", mode="ro_mount")', PREP,
         "inputs.raw_data.mode"),
    Edit("mode of an output", 'mode="upload", path', 'mode="rw_mount", path', PREP, "outputs.clean_data.mode"),
    Edit("path of the data", "paths/demand/raw", "paths/demand/clean", PREP, "inputs.raw_data"),
    Edit("datastore of the data", "datastores/sales", "datastores/archive", PREP, "inputs.raw_data"),
    Edit("version of a registered input", "azureml:holidays:3", "azureml:holidays:4", TRAIN, "inputs.holidays"),
    Edit("latest version instead", "azureml:holidays:3", "azureml:holidays@latest", TRAIN, "inputs.holidays"),
    Edit("type of a pipeline input", 'raw": Input(type="uri_folder")', 'raw": Input(type="mltable")', PREP,
         "inputs.raw_data.type"),
    Edit("type of an output", '"clean": Output(type="uri_folder"', '"clean": Output(type="uri_file"', PREP,
         "outputs.clean_data.type"),
    Edit("destination of an output", "paths/clean/${{name}}", "paths/clean", PREP, "outputs.clean_data.destination"),
    Edit("datastore of an output", "datastores/results", "datastores/sales2", PREP, "outputs.clean_data.destination"),
    Edit("fixed folder for an output", 'outputs={"best": Output(type="uri_folder")}',
         'outputs={"best": Output(type="uri_folder", path="azureml://datastores/workspaceblobstore/paths/best")}', TUNE,
         "outputs.best.destination"),
    Edit("registration name", 'name="demand-model"', 'name="demand"', TRAIN, "outputs.model.registered_as"),
    Edit("no registration", ', name="demand-model"', "", TRAIN, "outputs.model.registered_as"),
    Edit("registration that v1 does not have", 'outputs={"best": Output(type="uri_folder")}',
         'outputs={"best": Output(type="uri_folder", name="best")}', TUNE, "outputs.best.registered_as"),
    Edit("output of the pipeline", 'return {"best": tune', 'return {"winner": tune', TUNE, "outputs.best.pipeline_output"),
]  # fmt: skip

_RUNS = [
    Edit("compute of a node", 'compute="gpu"', 'compute="cpu"', TRAIN, "compute"),
    Edit("default compute", 'default_compute="cpu"', 'default_compute="gpu"', PREP, "compute"),
    Edit("compute set on the node", 'publish.compute = "small"', 'publish.compute = "cpu"', PUBLISH, "compute"),
    Edit("number of nodes", "instance_count=3", "instance_count=2", SCORE, "node_count"),
    Edit("number of nodes not a parameter", "instance_count = nodes", "instance_count = 2", TRAIN, "node_count"),
    Edit("processes on each node", "process_count_per_instance=2", "process_count_per_instance=4", TRAIN,
         "processes_per_node"),
    Edit("distribution", "    distribution=MpiDistribution(process_count_per_instance=2),\n", "", TRAIN, "distribution"),
    Edit("kind of distribution", "distribution=MpiDistribution(process_count_per_instance=2)",
         'distribution={"type": "pytorch", "process_count_per_instance": 2}', TRAIN, "distribution"),
    Edit("time limit", "timeout=3600", "timeout=360", TRAIN, "timeout_seconds"),
    Edit("no time limit", "    timeout=3600,\n", "", TRAIN, "timeout_seconds"),
    Edit("reuse", "    is_deterministic=False,\n", "", TRAIN, "reuse"),
    Edit("reuse in the YAML file", "is_deterministic: false", "is_deterministic: true", PUBLISH, "reuse", COMPONENT),
    Edit("shared memory", 'shm_size="4g"', 'shm_size="8g"', TRAIN, "settings.docker.shm_size"),
    Edit("options of docker", "--ipc=host", "--ipc=private", TRAIN, "settings.docker.arguments"),
    Edit("variable", '"STAGE": "test"', '"STAGE": "live"', PREP, "environment_variables.STAGE"),
    Edit("dropped variable", '"OMP_NUM_THREADS": "1", ', "", TRAIN, "environment_variables.OMP_NUM_THREADS"),
    Edit("added variable", '"STAGE": "test"', '"STAGE": "test", "DEBUG": "1"', PREP, "environment_variables.DEBUG"),
    Edit("variable bound to another parameter", '["REGION"] = title', '["REGION"] = epochs', REPORT,
         "environment_variables.REGION"),
    Edit("variable in the YAML file", "CHANNEL: stable", "CHANNEL: beta", PUBLISH, "environment_variables.CHANNEL", COMPONENT),
]  # fmt: skip

_ENVIRONMENTS = [
    Edit("image", "20251130.v1", "20240101.v1", PREP, "environment.image"),
    Edit("python", "python=3.10", "python=3.11", TRAIN, "environment.python"),
    Edit("conda package", "scikit-learn=1.3", "scikit-learn=1.4", TUNE, "environment.conda.scikit-learn"),
    Edit("dropped conda package", '"scikit-learn=1.3", ', "", TUNE, "environment.conda.scikit-learn"),
    Edit("pip package", "pandas==2.0.3", "pandas==2.0.4", SCORE, "environment.pip.pandas"),
    Edit("dropped pip package", ', "joblib>=1.2,<2"', "", REPORT, "environment.pip.joblib"),
    Edit("pip specifier", "joblib>=1.2,<2", "joblib>=1.2", REPORT, "environment.pip.joblib"),
    Edit("added pip package", '"pip": ["pandas', '"pip": ["mlflow", "pandas', PREP, "environment.pip.mlflow"),
    Edit("channel", '["anaconda", "conda-forge"]', '["conda-forge"]', PREP, "environment.channel.anaconda"),
    Edit("version of a registered environment", "publish-env:4", "publish-env:5", PUBLISH, "environment", COMPONENT),
    Edit("no conda dependencies", "variables = {", "environment = Environment(image=environment.image)\nvariables = {", PREP,
         "environment.user_managed"),
    Edit("registered instead of described", "variables = {", 'environment = "azureml:demand:1"\nvariables = {', PREP,
         "environment"),
]  # fmt: skip

_SWEEPS = [
    Edit("range", "Uniform(0.01, 0.2)", "Uniform(0.01, 0.3)", TUNE, "sweep.space.learning_rate"),
    Edit("kind of range", "Choice([2, 4, 8])", "Choice([2, 4])", TUNE, "sweep.space.depth"),
    Edit("fixed instead of searched", "depth=Choice([2, 4, 8])", "depth=4", TUNE, "arguments"),
    Edit("sampling", 'sampling_algorithm="random"', 'sampling_algorithm="bayesian"', TUNE, "sweep.algorithm"),
    Edit("metric", 'primary_metric="accuracy"', 'primary_metric="loss"', TUNE, "sweep.metric"),
    Edit("goal", 'goal="maximize"', 'goal="minimize"', TUNE, "sweep.goal"),
    Edit("number of trials", "max_total_trials=20", "max_total_trials=10", TUNE, "sweep.max_trials"),
    Edit("trials at once", "max_concurrent_trials=4", "max_concurrent_trials=8", TUNE, "sweep.max_concurrent_trials"),
    Edit("time limit of a sweep", "timeout=7200", "timeout=3600", TUNE, "sweep.timeout_seconds"),
    Edit("interval of the policy", "evaluation_interval=2", "evaluation_interval=1", TUNE, "sweep.policy.evaluation_interval"),
    Edit("slack", "slack_factor=0.1", "slack_factor=0.2", TUNE, "sweep.policy.slack_factor"),
    Edit("kind of slack", "slack_factor=0.1", "slack_amount=0.1", TUNE, "sweep.policy.slack_factor"),
    Edit("no policy", "    tune.early_termination = BanditPolicy(evaluation_interval=2, slack_factor=0.1)\n", "", TUNE,
         "sweep.policy"),
]  # fmt: skip

_PARALLEL = [
    Edit("mini-batch size", 'mini_batch_size="10"', 'mini_batch_size="100"', SCORE, "parallel.mini_batch_size"),
    Edit("failed mini-batches", "mini_batch_error_threshold=5", "mini_batch_error_threshold=6", SCORE,
         "parallel.allowed_failed_count"),
    Edit("failed items", "    error_threshold=7", "    error_threshold=-1", SCORE, "parallel.error_threshold"),
    Edit("retries", '"max_retries": 4', '"max_retries": 5', SCORE, "parallel.run_max_try"),
    Edit("time limit of a mini-batch", '"timeout": 120', '"timeout": 60', SCORE, "parallel.run_invocation_timeout"),
    Edit("logging level", 'logging_level="DEBUG"', 'logging_level="INFO"', SCORE, "parallel.logging_level"),
    Edit("workers", "max_concurrency_per_instance=2", "max_concurrency_per_instance=1", SCORE, "processes_per_node"),
    Edit("rows not appended", '        append_row_to="${{outputs.scores}}",\n', "", SCORE, "parallel.output_action"),
    Edit("another input in batches", 'input_data="${{inputs.batches}}"', 'input_data="${{inputs.model}}"', SCORE, "inputs"),
    Edit("share of failed items", "--threshold 0.25", "--threshold 0.25 --allowed_failed_percent 10", SCORE,
         "parallel.allowed_failed_percent"),
]  # fmt: skip

_PIPELINE = [
    Edit("default of a parameter", "epochs: int = 10", "epochs: int = 11", "", "parameters.epochs.default"),
    Edit("type of a parameter", "epochs: int = 10", "epochs: float = 10", "", "parameters.epochs.type"),
    Edit("submitted value", "job.inputs.epochs = 20", "job.inputs.epochs = 30", "", "parameters.epochs.value"),
    Edit("no submitted value", "job.inputs.epochs = 20\n", "", "", "parameters.epochs.value"),
    Edit("text default", '"Demand report"', '"Report"', "", "parameters.title.default"),
    Edit("parameter renamed", "epochs: int = 10", "rounds: int = 10", "", "parameters.epochs",
         more=(("epochs=epochs", "epochs=rounds"), ("job.inputs.epochs", "job.inputs.rounds"))),
    Edit("added parameter", "nodes: int = 2,", "nodes: int = 2,\n    verbose: bool = False,", "", "parameters.verbose"),
    Edit("default moved to the call", 'title: str = "Demand report"', "title: str", "", "parameters.title.default",
         more=(('mode="download"),\n)', 'mode="download"),\n    title="Demand report",\n)'),)),
    Edit("continue after a failure", ", continue_on_step_failure=False", "", "", "continue_on_failure"),
    Edit("continue after a failure, said", "continue_on_step_failure=False", "continue_on_step_failure=True", "",
         "continue_on_failure"),
    Edit("never reuse", 'continue_on_step_failure=False', "continue_on_step_failure=False, force_rerun=True", "",
         "force_rerun"),
    Edit("default datastore", 'continue_on_step_failure=False', 'continue_on_step_failure=False, default_datastore="other"',
         "", "default_datastore"),
    Edit("experiment", 'experiment_name = "demand"', 'experiment_name = "demands"', "", "experiment"),
    Edit("no experiment", 'job.experiment_name = "demand"\n', "", "", "experiment"),
    Edit("added node", "    publish.compute =", "    again = prep_component(raw=raw, title=title)\n    publish.compute =", "Prepare data (2)", "node"),
    Edit("missing node", '    publish = publish_component(model=train.outputs.model, best=tune.outputs.best)\n    publish.compute = "small"\n',
         "", PUBLISH, "node"),
]  # fmt: skip

_SOURCES = [
    Edit("changed script", 'print("train")', 'print("training")', TRAIN, "source.train.py", "src/train.py"),
    Edit("changed module beside the script", 'print("common")', 'print("comon")', PREP, "source.common.py", "src/common.py"),
    Edit("line ends", "\n", "\r\n", REPORT, "source.report.py", "src/report.py"),
    Edit("another code folder", 'code="src",\n    command="python report.py', 'code="components",\n    command="python report.py', REPORT,
         "source.report.py"),
    Edit("ignored script", "", "report.py\n", REPORT, "source.report.py", "src/.amlignore"),
]  # fmt: skip

WRONG = [*_ARGUMENTS, *_EDGES, *_DATA, *_RUNS, *_ENVIRONMENTS, *_SWEEPS, *_PARALLEL, *_PIPELINE, *_SOURCES]
