"""What only sweep, parallel, Spark and AutoML nodes have, in the words of the v1 side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.verify.graph import Node, Origin, Value, WordKind
from migrate.verify.v2.reading import graph_of
from tests.verify.conftest import Build

SWEEP = """
    from azure.ai.ml.sweep import (BanditPolicy, Choice, LogUniform, QNormal, Randint, TruncationSelectionPolicy)

    trial = command(
        code="src",
        command="python prep.py --rate ${{inputs.rate}} --n ${{inputs.n}} --q ${{inputs.q}} --k ${{inputs.k}}",
        inputs={"rate": Input(type="number"), "n": Input(type="integer"), "q": Input(type="number"),
                "k": Input(type="string")},
        environment="azureml:sales:4", environment_variables={"A": "1"}, instance_count=2,
    )

    @dsl.pipeline(default_compute="cpu")
    def pipe():
        tried = trial(rate=LogUniform(-6, -1), n=Randint(5), q=QNormal(0, 1, 0.5), k=Choice(["a", "b"]))
        node = tried.sweep(sampling_algorithm="grid", primary_metric="loss", goal="minimize", compute="gpu")
        node.set_limits(max_total_trials=9, trial_timeout=600)
        node.early_termination = POLICY

    job = pipe()
"""


Only = Callable[[str], Node]


@pytest.fixture
def only(build: Build, tmp_path: Path) -> Only:
    """The only node of a module's pipeline."""

    def make(text: str) -> Node:
        result = build(text)
        assert not result.failures, result.failures
        return graph_of(result.jobs[0], tmp_path / "project").nodes[0]

    return make


def test_a_sweep(only: Only) -> None:
    node = only(SWEEP.replace("POLICY", "BanditPolicy(evaluation_interval=1, slack_amount=0.2)"))
    assert (node.kind, node.compute.value, node.node_count.value) == ("sweep", "gpu", 2)
    assert [word.text for word in node.arguments if word.kind is WordKind.SEARCH] == ["rate", "n", "q", "k"]
    # the SDK does not send the variables of a trial
    assert node.environment_variables == {}
    assert node.timeout_seconds == Value(600)
    assert node.settings == {
        "sweep.space.rate": Value(["loguniform", [-6, -1]]),
        "sweep.space.n": Value(["randint", [5]]),
        "sweep.space.q": Value(["qnormal", [0, 1, 0.5]]),
        "sweep.space.k": Value(["choice", ["a", "b"]]),
        "sweep.algorithm": Value("grid"),
        "sweep.goal": Value("minimize"),
        "sweep.metric": Value("loss"),
        "sweep.max_trials": Value(9),
        "sweep.timeout_seconds": Value(5184000, origin=Origin.SDK_DEFAULT),
        "sweep.policy": Value("bandit"),
        "sweep.policy.evaluation_interval": Value(1),
        "sweep.policy.delay_evaluation": Value(0),
        "sweep.policy.slack_amount": Value(0.2),
    }


def test_another_policy(only: Only) -> None:
    node = only(SWEEP.replace("POLICY", "TruncationSelectionPolicy(truncation_percentage=20)"))
    assert node.settings["sweep.policy"] == Value("truncation_selection")
    assert node.settings["sweep.policy.truncation_percentage"] == Value(20)


def test_a_parallel_node(only: Only) -> None:
    node = only(
        """
    from azure.ai.ml.parallel import RunFunction, parallel_run_function

    score = parallel_run_function(
        inputs={"batches": Input(type="uri_folder"), "model": Input(type="uri_folder")},
        outputs={"scores": Output(type="uri_file")}, input_data="${{inputs.batches}}", instance_count=2,
        mini_batch_size="2kb", retry_settings={"max_retries": 1, "timeout": 30}, partition_keys=["a", "b"],
        environment_variables={"A": "1"}, is_deterministic=False,
        task=RunFunction(
            code="src", entry_script="prep.py", environment="azureml:sales:4", append_row_to="${{outputs.scores}}",
            program_arguments="--model ${{inputs.model}} --glob *.csv --allowed_failed_percent 10",
        ),
    )

    @dsl.pipeline(default_compute="cpu")
    def pipe(workers: int = 3):
        scored = score(batches=FOLDER, model=FOLDER)
        scored.max_concurrency_per_instance = workers

    job = pipe()
    """
    )
    assert (node.kind, node.program[0].text) == ("parallel", "prep.py")
    # nothing is expanded: the driver splits the arguments itself, and keeps some for itself
    assert [word.text for word in node.arguments] == ["--model", "model", "--glob", "*.csv"]
    assert node.processes_per_node == Value(3, parameter="workers")
    assert (node.node_count, node.reuse, node.source_folder) == (Value(2), Value(False), "src")
    assert node.settings == {
        "parallel.inputs": Value(["batches"]),
        "parallel.output_action": Value("append_row"),
        "parallel.append_row_to": Value("scores"),
        "parallel.mini_batch_size": Value("2048"),
        "parallel.run_invocation_timeout": Value(30),
        "parallel.run_max_try": Value(2),
        "parallel.partition_keys": Value(["a", "b"]),
        "parallel.allowed_failed_percent": Value("10"),
    }


def test_a_spark_node(only: Only) -> None:
    node = only(
        """
    from azure.ai.ml import spark

    count = spark(
        code="src", entry={"file": "prep.py"}, driver_cores=1, driver_memory="2g", executor_cores=2,
        executor_memory="3g", executor_instances=4, conf={"spark.x": "y"}, args="--i ${{inputs.i}}",
        inputs={"i": Input(type="uri_folder", mode="direct")}, py_files=["prep.py"],
    )

    @dsl.pipeline()
    def pipe():
        counted = count(i=FOLDER)
        counted.compute = "pool"

    job = pipe()
    """
    )
    assert (node.kind, node.program[0].text, node.compute.value) == ("spark", "prep.py", "pool")
    assert node.inputs[0].mode == "direct"
    settings = {name: value.value for name, value in node.settings.items() if name.startswith("spark.")}
    assert settings == {
        "spark.driver_cores": 1,
        "spark.driver_memory": "2g",
        "spark.executor_cores": 2,
        "spark.executor_memory": "3g",
        "spark.executor_instances": 4,
        "spark.conf.spark.x": "y",
        "spark.py_files": ["prep.py"],
    }


def test_an_automl_node(only: Only) -> None:
    node = only(
        """
    from azure.ai.ml import automl

    @dsl.pipeline(default_compute="cpu")
    def pipe(table: Input(type="mltable")):
        best = automl.classification(
            training_data=table, target_column_name="y", primary_metric="accuracy", n_cross_validations=3,
            outputs={"best_model": Output(type="mlflow_model")},
        )
        best.set_limits(timeout_minutes=30, max_trials=5)
        best.set_training(blocked_training_algorithms=["KNN"])

    job = pipe(table=Input(type="mltable", path="azureml:table:1"))
    """
    )
    assert (node.kind, node.outputs[0].kind) == ("automl", "mlflow_model")
    assert (node.inputs[0].name, node.inputs[0].parameter) == ("training_data", "table")
    settings = {name: value.value for name, value in node.settings.items()}
    expected = {
        "automl.task": "classification",
        "automl.label_column_name": "y",
        "automl.n_cross_validations": 3,
        "automl.experiment_timeout_minutes": 30,
        "automl.iterations": 5,
        "automl.blocked_models": ["knn"],
    }
    assert expected.items() <= settings.items()
