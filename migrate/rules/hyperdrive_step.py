"""``HyperDriveStep(...)`` with its ``HyperDriveConfig`` → ``train_component(..., lr=Uniform(...)).sweep(...)``"""

from __future__ import annotations

from migrate.decisions.annotations import node_annotation
from migrate.decisions.context import Context
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.steps import step_decision
from migrate.decisions.steps.sweep_job import sweep_decision
from migrate.v1.sweep_step import HYPERDRIVE_CONFIG, HYPERDRIVE_STEP
from migrate.v1.uses import ReferenceUse
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import Literal

_GOAL = "azureml.train.hyperdrive.PrimaryMetricGoal"


def _step(use: Call, context: Context) -> Decision:
    return step_decision(use, context, "command(...).sweep(...)")


def _configuration(use: Call, context: Context) -> Decision:
    job = next((one for one in context.script_jobs if one.obj is use.result), None)
    if job is not None:
        return sweep_decision(use, job, context)
    reason = context.why_no_job(use.result) if isinstance(use.result, Obj) else None
    if reason is not None:
        raise Manual(reason)
    return part_made(use, context, "sweep(...)")


def _goal(use: ReferenceUse, context: Context) -> Decision:
    sweeps = [call for call in context.interpreter.uses.calls.values() if call.symbol == HYPERDRIVE_CONFIG]
    if not sweeps or any(context.decide(call).stays_v1 for call in sweeps):
        raise Manual("no sweep that could be converted has this goal")
    goal = use.symbol.rpartition(".")[2].lower()
    return Decision(converted(f'"{goal}"'), Literal(goal))


_NONE = dropped("it was None")
_OUTSIDE = dropped("v1 used it outside of pipelines only, and it was not set there")

_FATES: dict[str, Fate] = {
    "hyperparameter_sampling": converted("sweep(sampling_algorithm=…) and the inputs of the trial"),
    "primary_metric_name": converted("sweep(primary_metric=…)", "the script has to log it with mlflow"),
    "primary_metric_goal": converted("sweep(goal=…)"),
    "max_total_runs": converted("sweep(max_total_trials=…)"),
    "max_concurrent_runs": converted("sweep(max_concurrent_trials=…)"),
    "max_duration_minutes": converted("sweep(timeout=…)", "v2 counts seconds"),
    "policy": converted("sweep(early_termination_policy=…)"),
    "run_config": converted("command(...)"),
    "estimator": converted("command(...)"),
    "resume_from": _NONE,
    "resume_child_runs": _NONE,
    "pipeline": _NONE,
    "debug_flag": _OUTSIDE,
    "custom_run_id": _OUTSIDE,
}

RULE = Rule(
    code="AML506",
    name="hyperdrive-step",
    summary="A HyperDriveStep becomes a command component, swept over the inputs that v1 had as search space.",
    url=learn("migrate-to-v2-execution-hyperdrive"),
    calls={HYPERDRIVE_STEP: _step, HYPERDRIVE_CONFIG: _configuration},
    references={HYPERDRIVE_STEP: node_annotation, **{f"{_GOAL}.{name}": _goal for name in ("MAXIMIZE", "MINIMIZE")}},
    parameters={
        HYPERDRIVE_STEP: {
            "name": converted("display_name"),
            "hyperdrive_config": converted("command(...).sweep(...)"),
            "estimator_entry_script_arguments": converted("command"),
            "inputs": converted("inputs"),
            "outputs": converted("outputs"),
            "metrics_output": changed("", "metrics of a sweep are no output in v2: mlflow has them"),
            "allow_reuse": converted("is_deterministic"),
            "version": dropped("only a registered component has a version"),
        },
        HYPERDRIVE_CONFIG: _FATES,
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, TrainingOutput
from azureml.pipeline.steps import HyperDriveStep, PythonScriptStep
from azureml.train.hyperdrive import (
    BanditPolicy,
    HyperDriveConfig,
    PrimaryMetricGoal,
    RandomParameterSampling,
    choice,
    uniform,
)

ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw", path_on_datastore="2026/raw")
epochs = PipelineParameter("epochs", 10)
model = PipelineData("model", store, training_output=TrainingOutput("Model", model_file="outputs/model.pkl"))

trial = ScriptRunConfig(
    "src", script="train.py", environment=Environment.get(ws, "training", version="3"), compute_target="gpu"
)
sampling = RandomParameterSampling({"--lr": uniform(0.001, 0.1), "--solver": choice("adam", "sgd")})
tune_step = HyperDriveStep(
    name="Tune",
    hyperdrive_config=HyperDriveConfig(
        run_config=trial,
        hyperparameter_sampling=sampling,
        policy=BanditPolicy(slack_factor=0.1, delay_evaluation=5),
        primary_metric_name="accuracy",
        primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
        max_total_runs=20,
        max_concurrent_runs=4,
        max_duration_minutes=120,
    ),
    estimator_entry_script_arguments=["--data", raw, "--epochs", epochs],
    inputs=[raw],
    outputs=[model],
    metrics_output=PipelineData("metrics", store),
)
register_step = PythonScriptStep(
    "register.py", compute_target="cpu", arguments=["--model", model], inputs=[model], source_directory="src"
)
pipeline = Pipeline(ws, steps=[register_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
raw = Input(type="uri_folder", path=f"azureml://datastores/{store.name}/paths/2026/raw", mode="ro_mount")

tune_component = command(
    display_name="Tune",
    code="src",
    command=(
        "python train.py --data ${{inputs.raw}} --epochs ${{inputs.epochs}} --lr ${{inputs.lr}}"
        " --solver '${{inputs.solver}}'"
        " && cp outputs/model.pkl ${{outputs.model}}"
    ),
    inputs={
        "raw": Input(type="uri_folder"),
        "epochs": Input(type="integer"),
        "lr": Input(type="number"),
        "solver": Input(type="string"),
    },
    outputs={"model": Output(type="uri_file")},
    environment="azureml:training:3",
    compute="gpu",
)
default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
register_component = command(
    display_name="register.py",
    code="src",
    command="python register.py --model ${{inputs.model}}",
    inputs={"model": Input(type="uri_file")},
    environment=default_environment,
    compute="cpu",
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder"), epochs: int = 10):
    tune_step = tune_component(
        raw=raw,
        epochs=epochs,
        lr=Uniform(min_value=0.001, max_value=0.1),
        solver=Choice(values=["adam", "sgd"]),
    ).sweep(
        sampling_algorithm="random",
        primary_metric="accuracy",
        goal="maximize",
        max_total_trials=20,
        max_concurrent_trials=4,
        timeout=7200,
        early_termination_policy=BanditPolicy(slack_factor=0.1, evaluation_interval=1, delay_evaluation=5),
    )
    register_step = register_component(model=tune_step.outputs.model)


pipeline = pipeline_definition(raw=raw)
""",
        ),
        Example(
            before="""\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.dnn import TensorFlow
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

ws = Workspace.from_config()
raw = DataReference(ws.get_default_datastore(), data_reference_name="raw", path_on_datastore="2026/raw")
estimator = TensorFlow(
    source_directory="src",
    entry_script="train.py",
    compute_target="gpu",
    use_gpu=True,
    framework_version="2.0",
    pip_packages=["pandas"],
    max_run_duration_seconds=3600,
)
config = HyperDriveConfig(
    estimator=estimator,
    hyperparameter_sampling=RandomParameterSampling({"--rate": uniform(0.001, 0.1)}),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=20,
)
tune_step = HyperDriveStep(
    name="Tune", hyperdrive_config=config, estimator_entry_script_arguments=["--raw", raw], inputs=[raw]
)
pipeline = Pipeline(ws, steps=[tune_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.ai.ml.sweep import Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
raw = Input(
    type="uri_folder",
    path=f"azureml://datastores/{ws.datastores.get_default().name}/paths/2026/raw",
    mode="ro_mount",
)
tune_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu20.04:20200704.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": [
            "python=3.6.2",
            {
                "pip": [
                    "pandas",
                    "azureml-defaults",
                    "azureml-dataset-runtime[fuse,pandas]",
                    "tensorflow-gpu==2.0.0",
                    "horovod==0.18.1",
                ],
            },
        ],
    },
)
tune_component = command(
    display_name="Tune",
    code="src",
    command="python train.py --raw ${{inputs.raw}} --rate ${{inputs.rate}}",
    inputs={"raw": Input(type="uri_folder"), "rate": Input(type="number")},
    environment=tune_environment,
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition(raw: Input(type="uri_folder")):
    tune_step = tune_component(raw=raw, rate=Uniform(min_value=0.001, max_value=0.1)).sweep(
        sampling_algorithm="random",
        primary_metric="loss",
        goal="minimize",
        max_total_trials=20,
        timeout=604800,
        trial_timeout=3600,
    )


pipeline = pipeline_definition(raw=raw)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.train.hyperdrive import (
    BanditPolicy,
    HyperDriveConfig,
    PrimaryMetricGoal,
    RandomParameterSampling,
    choice,
    uniform,
)

ws = Workspace.from_config()
images = Dataset.get_by_name(ws, "images")
experiment = Experiment(ws, "digits")
source = ScriptRunConfig(
    source_directory="src",
    script="train.py",
    arguments=["--data", images.as_mount(), "--epochs", 10],
    compute_target="gpu",
    environment=Environment.get(ws, "training", version="3"),
)
sampling = RandomParameterSampling({"--lr": uniform(0.001, 0.1), "solver": choice("adam", "sgd")})
sweep = HyperDriveConfig(
    run_config=source,
    hyperparameter_sampling=sampling,
    policy=BanditPolicy(evaluation_interval=2, slack_factor=0.1),
    primary_metric_name="accuracy",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
    max_total_runs=20,
    max_concurrent_runs=4,
)
run = experiment.submit(sweep)
run.wait_for_completion(show_output=True)
best = run.get_best_run_by_primary_metric()
print(best.id)
""",
            after="""\
from azure.ai.ml import Input, MLClient, command
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
images = Input(type="uri_folder", path="azureml:images@latest", mode="ro_mount")
train_trial = command(
    code="src",
    command=(
        "python train.py --data ${{inputs.images}} --epochs 10 --lr ${{inputs.lr}}"
        " --solver '${{inputs.solver}}'"
    ),
    inputs={
        "images": Input(type="uri_folder"),
        "lr": Input(type="number"),
        "solver": Input(type="string"),
    },
    environment="azureml:training:3",
    compute="gpu",
)
sweep = train_trial(
    images=images,
    lr=Uniform(min_value=0.001, max_value=0.1),
    solver=Choice(values=["adam", "sgd"]),
).sweep(
    sampling_algorithm="random",
    primary_metric="accuracy",
    goal="maximize",
    max_total_trials=20,
    max_concurrent_trials=4,
    timeout=604800,
    early_termination_policy=BanditPolicy(slack_factor=0.1, evaluation_interval=2),
)
run = ws.jobs.create_or_update(sweep, experiment_name="digits")
ws.jobs.stream(run.name)
best = ws.jobs.get(ws.jobs.get(run.name).properties["best_child_run_id"])
print(best.name)
""",
        ),
    ),
)
