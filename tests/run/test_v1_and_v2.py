"""v1 pipelines built by the real SDK, run here beside the v2 pipelines that a person would write for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.run.compare import RunComparison, compare_runs
from migrate.run.data import Given
from migrate.run.local import Options, run_graph, run_job
from migrate.run.pipelines import load_pipeline
from migrate.run.record import RunRecord
from migrate.verify.v1.trace import sdk_v1_missing, trace_pipelines
from tests.run.conftest import log, write

pytestmark = pytest.mark.skipif(bool(sdk_v1_missing()), reason=sdk_v1_missing() or "the v1 SDK is there")

SCORE = """
import argparse, os, pathlib

def init():
    global word, marks
    parser = argparse.ArgumentParser()
    parser.add_argument("--word")
    word = parser.parse_known_args()[0].word
    marks = pathlib.Path(os.environ["HOME"])

def run(mini_batch):
    mark = marks / os.path.basename(mini_batch[0])
    first = not mark.exists()
    mark.touch()
    if first and mini_batch[0].endswith("c.txt"):
        raise RuntimeError("the second try will do")
    if mini_batch[0].endswith("e.txt"):
        raise RuntimeError("never")
    return [f"{pathlib.Path(path).name} {pathlib.Path(path).read_text()} {word}" for path in mini_batch]
"""

# the metric goes where both sides look for it: into the file store, as MLflow does without the seconds of its import
TRAIN = """
import argparse, os, pathlib, urllib.parse
parser = argparse.ArgumentParser()
parser.add_argument("--scores")
parser.add_argument("--model")
parser.add_argument("--learning-rate", type=float)
parser.add_argument("--depth", type=int)
parser.add_argument("--momentum", type=float)
args = parser.parse_args()
rows = sum(path.read_text().count("\\n") for path in pathlib.Path(args.scores).rglob("*.txt"))
accuracy = rows + args.depth - abs(args.learning_rate - 0.2) + args.momentum / 10
metrics = pathlib.Path(urllib.parse.urlparse(os.environ["MLFLOW_TRACKING_URI"]).path, "0", "run", "metrics")
metrics.mkdir(parents=True)
(metrics / "accuracy").write_text(f"1 {accuracy} 0\\n")
pathlib.Path(args.model).mkdir(parents=True, exist_ok=True)
pathlib.Path(args.model, "model.txt").write_text(f"{args.learning_rate} {args.depth} {args.momentum}")
"""

V1 = """
from azureml.core import Dataset, Datastore, Environment, ScriptRunConfig, Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import HyperDriveStep, ParallelRunConfig, ParallelRunStep
from azureml.train.hyperdrive import (
    BanditPolicy, HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, choice, uniform
)

ws = Workspace.from_config()
environment = Environment("e")
images = Dataset.get_by_name(ws, "images").as_named_input("images")
scores = PipelineData("scores", datastore=ws.get_default_datastore())
config = ParallelRunConfig(
    source_directory="src", entry_script="score.py", environment=environment, compute_target="cpu", node_count=1,
    process_count_per_node=2, output_action="append_row", append_row_file_name="rows.txt", run_invocation_timeout=30,
    mini_batch_size=PipelineParameter("size", "2"), error_threshold=ERROR_THRESHOLD,
    run_max_try=PipelineParameter("tries", 2),
)
score = ParallelRunStep(
    "Score", config, inputs=[images], output=scores, arguments=["--word", PipelineParameter("word", "hi")],
)
model = OutputFileDatasetConfig("model")
space = {"--learning-rate": choice(0.1, 0.3, 0.2), "depth": choice(1, 2, 3), "momentum": uniform(0, 1)}
sweep = HyperDriveConfig(
    run_config=ScriptRunConfig("src", "train.py", compute_target="cpu", environment=environment),
    hyperparameter_sampling=RandomParameterSampling(space), primary_metric_name="accuracy",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE, max_total_runs=3, max_concurrent_runs=2,
    policy=BanditPolicy(slack_factor=0.1),
)
tune = HyperDriveStep(
    "Tune", sweep, estimator_entry_script_arguments=["--scores", scores, "--model", model], inputs=[scores],
    outputs=[model], metrics_output=PipelineData("metrics", pipeline_output_name="metrics_of_all"),
)
Pipeline(ws, [tune])
"""

V2 = """
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform
from azure.identity import DefaultAzureCredential

score = parallel_run_function(
    name="score", display_name="Score",
    inputs={"images": Input(type="uri_folder"), "word": Input(type="string")},
    outputs={"scores": Output(type="uri_folder")},
    input_data="${{inputs.images}}", instance_count=1, max_concurrency_per_instance=2, mini_batch_size=SIZE,
    retry_settings={"max_retries": 1, "timeout": 30}, error_threshold=ERROR_THRESHOLD,
    task=RunFunction(
        code="src", entry_script="score.py", environment="azureml:e:1", append_row_to="${{outputs.scores}}",
        program_arguments='--word "${{inputs.word}}"',
    ),
)
train = command(
    name="tune", display_name="Tune", code="src", environment="azureml:e:1",
    command="python train.py --scores ${{inputs.scores}} --model ${{outputs.model}} "
            "--learning-rate ${{inputs.learning_rate}} --depth ${{inputs.depth}} --momentum ${{inputs.momentum}}",
    inputs={"scores": Input(type="uri_folder"), "learning_rate": Input(type="number"),
            "depth": Input(type="integer"), "momentum": Input(type="number")},
    outputs={"model": Output(type="uri_folder")},
)


@dsl.pipeline(default_compute="cpu")
def both(images: Input(type="uri_folder"), word: str = "hi"):
    score_node = score(images=images, word=word)
    trial = train(
        scores=score_node.outputs.scores, momentum=Uniform(0, 1), depth=Choice([1, 2, 3]),
        learning_rate=Choice([0.1, 0.3, 0.2]),
    )
    tune = trial.sweep(primary_metric="accuracy", goal="maximize", sampling_algorithm="random")
    tune.set_limits(max_total_trials=3, max_concurrent_trials=2)
    tune.early_termination = BanditPolicy(slack_factor=0.1)


job = both(images=Input(type="uri_folder", path="azureml:images@latest"))
MLClient(DefaultAzureCredential(), "s", "g", "w").jobs.create_or_update(job)
"""


def run_both(root: Path, *, threshold: int, size: str = '"2"', word: str = "hi") -> tuple[RunRecord, RunRecord]:
    """Both pipelines, each run from its own code."""
    write(root, {
        **{f"images/{name}.txt": name for name in "abcdefg"},
        "v1/src/score.py": SCORE, "v1/src/train.py": TRAIN, "v2/src/score.py": SCORE, "v2/src/train.py": TRAIN,
        "v1/main.py": V1.replace("ERROR_THRESHOLD", str(threshold)),
        "v2/main.py": V2.replace("ERROR_THRESHOLD", str(threshold)).replace("SIZE", size),
    })  # fmt: skip
    traced = trace_pipelines(root / "v1", "main.py", trust_code=True)
    assert traced.graphs, traced.reason
    loaded = load_pipeline(root / "v2/main.py", trust_code=True)
    given = Given({"images": root / "images"}, {"word": word})
    v1 = run_graph(traced.graphs[0], root / "v1", given, Options(root / "out1"), trust_code=True)
    v2 = run_job(loaded.job, loaded.extras, loaded.base, given, Options(root / "out2"), trust_code=True)
    return v1, v2


def test_a_parallel_step_and_a_sweep(tmp_path: Path) -> None:
    v1, v2 = run_both(tmp_path, threshold=2, word='it\'s "all" $HOME')
    assert v1.well, log(v1, "Score")
    assert v2.well, log(v2, v2.nodes[0].name)
    compared: RunComparison = compare_runs(v1, v2)
    assert compared.same, [str(item) for item in compared.differences]
    assert compared.files == 2
    assert compared.pairs == {"Score": v2.nodes[0].name, "Tune": v2.nodes[1].name}

    rows = (v1.folder / "Score/scores/rows.txt").read_text().splitlines()
    assert rows == [f'{name}.txt {name} it\'s "all" $HOME' for name in "abcdg"]
    assert "1 mini-batches and 2 items failed" in log(v1, "Score")
    assert "mini-batch 1, try 1: RuntimeError: the second try will do" in log(v1, "Score")
    assert "mini-batch 2, try 2: RuntimeError: never" in log(v1, "Score")
    assert "try 3" not in log(v1, "Score")
    tune = v1.node("Tune")
    assert len(tune.trials) == 3
    best = next(trial for trial in tune.trials if trial.best)
    assert [trial.values for trial in tune.trials if trial.best] == [
        {name.replace("_", "-"): value for name, value in trial.values.items()}
        for trial in v2.nodes[1].trials
        if trial.best
    ]
    words = [word for name, value in best.values.items() for word in (f"--{name}", value)]
    assert tune.argv == (
        ("python", "train.py", "--scores", "${{inputs.scores}}", "--model", "${{outputs.model}}", *words),
    )
    assert tune.notes[:2] == (
        "the metrics file metrics is written by the service only",
        "early termination is not applied: every trial runs to its end",
    )
    assert v1.outputs == {}


def test_the_threshold_counts_the_items_of_failed_mini_batches(tmp_path: Path) -> None:
    v1, v2 = run_both(tmp_path, threshold=1)
    for record in (v1, v2):
        assert "more than 1 items failed" in log(record, record.nodes[0].name)
        assert record.nodes[1].message.endswith("failed")


def test_mini_batches_of_another_size_are_a_difference(tmp_path: Path) -> None:
    compared = compare_runs(*run_both(tmp_path, threshold=-1, size='"3"'))
    assert "files" in {item.what for item in compared.differences}
