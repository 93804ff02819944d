"""A v2 pipeline that uses every field of the comparison, and the v1 pipeline that it stands for."""

from __future__ import annotations

from migrate.verify.graph import (
    DataSource,
    Environment,
    Graph,
    InputPort,
    Node,
    Origin,
    OutputPort,
    Parameter,
    Place,
    Value,
    Word,
    WordKind,
)
from migrate.verify.source_hash import source_hash

PIPELINE = """\
from azure.ai.ml import Input, MLClient, MpiDistribution, Output, command, dsl, load_component
from azure.ai.ml.entities import Environment
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

ml_client = MLClient.from_config(DefaultAzureCredential())

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.10", "scikit-learn=1.3", {"pip": ["pandas==2.0.3", "joblib>=1.2,<2"]}],
    },
)
variables = {"OMP_NUM_THREADS": "1", "STAGE": "test"}

prep_component = command(
    display_name="Prepare data",
    code="src",
    command=(
        "python prep.py --raw ${{inputs.raw}} --title \\"${{inputs.title}}\\" --note 'a; b' --share 0.5"
        " --mode train --clean ${{outputs.clean}}"
    ),
    inputs={"raw": Input(type="uri_folder"), "title": Input(type="string")},
    outputs={
        "clean": Output(type="uri_folder", mode="upload", path="azureml://datastores/results/paths/clean/${{name}}"),
    },
    environment=environment,
    environment_variables=variables,
)
train_component = command(
    display_name="Train",
    code="src",
    command=(
        "python train.py --data ${{inputs.data}} --holidays ${{inputs.holidays}} --epochs ${{inputs.epochs}}"
        " --rate=${{inputs.rate}} --model ${{outputs.model}} && echo done > ${{outputs.done}}/done.txt"
    ),
    inputs={
        "data": Input(type="uri_folder", mode="download"),
        "holidays": Input(type="uri_folder"),
        "epochs": Input(type="integer"),
        "rate": Input(type="number"),
    },
    outputs={"model": Output(type="uri_folder", name="demand-model"), "done": Output(type="uri_folder")},
    environment=environment,
    environment_variables=variables,
    distribution=MpiDistribution(process_count_per_instance=2),
    compute="gpu",
    timeout=3600,
    shm_size="4g",
    docker_args="--ipc=host",
    is_deterministic=False,
)
trial_component = command(
    display_name="Tune",
    code="src",
    command=(
        "python tune.py --data ${{inputs.data}} --depth ${{inputs.depth}} --learning-rate ${{inputs.learning_rate}}"
        " --best ${{outputs.best}}"
    ),
    inputs={
        "data": Input(type="uri_folder"),
        "depth": Input(type="integer"),
        "learning_rate": Input(type="number"),
        "after_train": Input(type="uri_folder"),
    },
    outputs={"best": Output(type="uri_folder")},
    environment=environment,
)
score_component = parallel_run_function(
    display_name="Score",
    inputs={"batches": Input(type="uri_folder"), "model": Input(type="uri_folder")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.batches}}",
    instance_count=3,
    max_concurrency_per_instance=2,
    mini_batch_size="10",
    mini_batch_error_threshold=5,
    error_threshold=7,
    retry_settings={"max_retries": 4, "timeout": 120},
    logging_level="DEBUG",
    task=RunFunction(
        code="src",
        entry_script="score.py",
        environment=environment,
        program_arguments="--model ${{inputs.model}} --threshold 0.25",
        append_row_to="${{outputs.scores}}",
    ),
)
report_component = command(
    display_name="Report",
    code="src",
    command="python report.py --scores ${{inputs.scores}} --recipients ops",
    inputs={"scores": Input(type="uri_file")},
    environment=environment,
)
publish_component = load_component(source="components/publish/component.yaml")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def demand_pipeline(
    raw: Input(type="uri_folder"),
    title: str = "Demand report",
    epochs: int = 10,
    rate: float = 0.1,
    nodes: int = 2,
):
    prep = prep_component(raw=raw, title=title)
    train = train_component(
        data=prep.outputs.clean,
        holidays=Input(type="uri_folder", path="azureml:holidays:3"),
        epochs=epochs,
        rate=rate,
    )
    train.resources.instance_count = nodes
    trial = trial_component(
        data=prep.outputs.clean,
        depth=Choice([2, 4, 8]),
        learning_rate=Uniform(0.01, 0.2),
        after_train=train.outputs.done,
    )
    tune = trial.sweep(sampling_algorithm="random", primary_metric="accuracy", goal="maximize")
    tune.set_limits(max_total_trials=20, max_concurrent_trials=4, timeout=7200)
    tune.early_termination = BanditPolicy(evaluation_interval=2, slack_factor=0.1)
    score = score_component(batches=prep.outputs.clean, model=train.outputs.model)
    report = report_component(scores=score.outputs.scores)
    report.environment_variables["REGION"] = title
    publish = publish_component(model=train.outputs.model, best=tune.outputs.best)
    publish.compute = "small"
    return {"best": tune.outputs.best}


job = demand_pipeline(
    raw=Input(type="uri_folder", path="azureml://datastores/sales/paths/demand/raw", mode="download"),
)
job.inputs.epochs = 20
job.experiment_name = "demand"
ml_client.jobs.create_or_update(job)
"""

PUBLISH = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: publish
display_name: Publish
inputs:
  model: {type: uri_folder}
  best: {type: uri_folder}
code: ../../src
command: python publish.py --model ${{inputs.model}} --best ${{inputs.best}} --target production
environment: azureml:publish-env:4
environment_variables: {CHANNEL: stable}
is_deterministic: false
"""

SCRIPTS = {
    f"src/{name}.py": f'print("{name}")\n' for name in ("prep", "train", "tune", "score", "report", "publish", "common")
}
SCRIPTS["src/regions.csv"] = "north\nsouth\n"

FILES = {"pipeline.py": PIPELINE, "components/publish/component.yaml": PUBLISH, **SCRIPTS}
"""The project of the v2 pipeline."""


def _words(*texts: str) -> tuple[Word, ...]:
    """Words: ``<x`` is an input, ``>x`` an output, ``=x`` a parameter, ``*x`` a searched value, all else literal."""
    kinds = {"<": WordKind.INPUT, ">": WordKind.OUTPUT, "=": WordKind.PARAMETER, "*": WordKind.SEARCH}
    return tuple(Word(kinds[text[0]], text[1:]) if text[0] in kinds else Word(WordKind.LITERAL, text) for text in texts)


_IMPLICIT = Origin.SDK_DEFAULT
_SOURCE = {path.removeprefix("src/"): source_hash(path, content.encode()) for path, content in SCRIPTS.items()}
_ENVIRONMENT = Environment(
    image=Value("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1", origin=_IMPLICIT),
    python=Value("3.10"),
    conda_packages=("scikit-learn=1.3",),
    pip_packages=("pandas==2.0.3", "joblib<2,>=1.2"),
    channels=("anaconda", "conda-forge"),
    channels_origin=_IMPLICIT,
)
_VARIABLES = {
    "EXAMPLE_ENV_VAR": Value("EXAMPLE_VALUE", origin=_IMPLICIT),
    "OMP_NUM_THREADS": Value("1"),
    "STAGE": Value("test"),
}
_IMPLICIT_VARIABLES = {"EXAMPLE_ENV_VAR": Value("EXAMPLE_VALUE", origin=_IMPLICIT)}


def _place(line: int) -> Place:
    return Place("pipeline.py", line)


V1 = Graph(
    name="pipeline",
    place=_place(90),
    nodes=(
        Node(
            name="Prepare data",
            kind="command",
            place=_place(30),
            program=_words("python", "prep.py"),
            arguments=_words(
                *("--raw", "<raw_data", "--title", "=title", "--note", "a; b", "--share", "0.5"),
                *("--mode", "train", "--clean", ">clean_data"),
            ),
            inputs=(
                InputPort("raw_data", "download", source=DataSource("azureml://datastores/sales/paths/demand/raw/")),
            ),
            outputs=(
                OutputPort("clean_data", "upload", "folder", "azureml://datastores/results/paths/clean/${{name}}"),
            ),
            source=_SOURCE,
            source_folder="src",
            compute=Value("cpu"),
            environment=_ENVIRONMENT,
            environment_variables={**_VARIABLES, "AML_PARAMETER_title": Value("Demand report", "title", _IMPLICIT)},
            variable="prep_step",
        ),
        Node(
            name="Train",
            kind="command",
            place=_place(42),
            program=_words("python", "train.py"),
            arguments=(
                *_words("--data", "<clean_data", "--holidays", "<holidays", "--epochs", "=epochs"),
                Word(WordKind.PARAMETER, "rate", prefix="--rate="),
                *_words("--model", ">model"),
            ),
            inputs=(
                InputPort("clean_data", "download", producer=("Prepare data", "clean_data")),
                InputPort("holidays", "mount", source=DataSource("azureml:holidays:3")),
            ),
            outputs=(OutputPort("model", "mount", registered_as="demand-model"),),
            source=_SOURCE,
            source_folder="src",
            compute=Value("gpu"),
            environment=_ENVIRONMENT,
            environment_variables=_VARIABLES,
            node_count=Value(2, parameter="nodes"),
            processes_per_node=Value(2),
            distribution="mpi",
            timeout_seconds=Value(3600),
            reuse=Value(False),
            settings={"docker.shm_size": Value("4g"), "docker.arguments": Value(["--ipc=host"])},
            variable="train_step",
        ),
        Node(
            name="Tune",
            kind="sweep",
            place=_place(55),
            program=_words("python", "tune.py"),
            arguments=_words(
                *("--data", "<clean_data", "--best", ">best"),
                *("--learning-rate", "*learning-rate", "--depth", "*depth"),
            ),
            inputs=(InputPort("clean_data", "mount", producer=("Prepare data", "clean_data")),),
            outputs=(OutputPort("best", "mount", pipeline_output="best"),),
            source=_SOURCE,
            source_folder="src",
            compute=Value("cpu"),
            environment=_ENVIRONMENT,
            environment_variables=_IMPLICIT_VARIABLES,
            settings={
                "sweep.algorithm": Value("random"),
                "sweep.goal": Value("MAXIMIZE"),
                "sweep.metric": Value("accuracy"),
                "sweep.max_trials": Value(20),
                "sweep.max_concurrent_trials": Value(4),
                "sweep.timeout_seconds": Value(7200),
                "sweep.policy": Value("bandit"),
                "sweep.policy.evaluation_interval": Value(2),
                "sweep.policy.delay_evaluation": Value(0),
                "sweep.policy.slack_factor": Value(0.1),
                "sweep.space.learning-rate": Value(["uniform", [0.01, 0.2]]),
                "sweep.space.depth": Value(["choice", [2, 4, 8]]),
            },
            variable="tune_step",
        ),
        Node(
            name="score",
            kind="parallel",
            place=_place(66),
            program=_words("score.py"),
            arguments=_words("--model", "<model", "--threshold", "0.25"),
            inputs=(
                InputPort("clean_batches", "mount", producer=("Prepare data", "clean_data")),
                InputPort("model", "mount", producer=("Train", "model")),
            ),
            outputs=(OutputPort("scores", "mount"),),
            source=_SOURCE,
            source_folder="src",
            compute=Value("cpu"),
            environment=_ENVIRONMENT,
            environment_variables=_IMPLICIT_VARIABLES,
            node_count=Value(3),
            processes_per_node=Value(2),
            settings={
                "parallel.mini_batch_size": Value(10),
                "parallel.error_threshold": Value(7),
                "parallel.output_action": Value("append_row"),
                "parallel.append_row_file_name": Value(None, origin=_IMPLICIT),
                "parallel.logging_level": Value("DEBUG"),
                "parallel.run_invocation_timeout": Value(120),
                "parallel.run_max_try": Value(5),
                "parallel.allowed_failed_count": Value(5),
                "parallel.allowed_failed_percent": Value(None, origin=_IMPLICIT),
                "parallel.partition_keys": Value(None, origin=_IMPLICIT),
                "parallel.inputs": Value(["clean_batches"]),
            },
            variable="score_step",
        ),
        Node(
            name="Report",
            kind="command",
            place=_place(75),
            program=_words("python", "report.py"),
            arguments=_words("--scores", "<scores", "--recipients", "ops"),
            inputs=(InputPort("scores", "mount", producer=("score", "scores")),),
            source=_SOURCE,
            source_folder="src",
            compute=Value("cpu"),
            environment=_ENVIRONMENT,
            environment_variables={**_IMPLICIT_VARIABLES, "REGION": Value("Demand report", "title")},
            variable="report_step",
        ),
        Node(
            name="Publish",
            kind="command",
            place=_place(82),
            program=_words("python", "publish.py"),
            arguments=_words("--model", "<model", "--best", "<best", "--target", "production"),
            inputs=(
                InputPort("model", "mount", producer=("Train", "model")),
                InputPort("best", "mount", producer=("Tune", "best")),
            ),
            source=_SOURCE,
            source_folder="src",
            compute=Value("small"),
            environment=Environment(reference="publish-env:4"),
            environment_variables={**_IMPLICIT_VARIABLES, "CHANNEL": Value("stable")},
            reuse=Value(False),
            variable="publish_step",
        ),
    ),
    ordering=(("Train", "Tune"), ("Train", "Report")),  # the second follows from the data of the scoring
    parameters=(
        Parameter("title", "string", "Demand report"),
        Parameter("epochs", "integer", 10),
        Parameter("rate", "number", 0.1),
        Parameter("nodes", "integer", 2),
    ),
    bindings={"epochs": 20},
    experiment="demand",
    default_datastore=Value("workspaceblobstore", origin=_IMPLICIT),
)
