"""Sweep nodes: trials, and which is the best."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.run.record import Status
from tests.run.conftest import RunIt, folder, log, output_of, parent, pipeline, write

# logs as MLflow does into its file store, without the seconds that its import takes
TRAIN = """
import os, pathlib, sys, urllib.parse
rate, target = float(sys.argv[1]), pathlib.Path(sys.argv[2])
if rate == 9:
    sys.exit(4)
store = pathlib.Path(urllib.parse.urlparse(os.environ["MLFLOW_TRACKING_URI"]).path)
metrics = store / "0" / "run" / "metrics"
metrics.mkdir(parents=True)
(metrics / "accuracy").write_text(f"1 0.1 0\\n2 {1 - abs(rate - 3)} 1\\n")
(target / "model.txt").write_text(f"{rate} {os.environ['AZUREML_SWEEP_rate']}")
"""


def sweep(
    code: Path, values: list[object], *, goal: str = "maximize", metric: str = "accuracy", **more: Any
) -> dict[str, Any]:
    return {
        "type": "sweep",
        "trial": {
            "type": "command",
            "command": "python train.py ${{inputs.rate}} ${{outputs.model}}",
            "code": str(code),
            "inputs": {"rate": {"type": "number"}},
            "outputs": {"model": folder()},
        },
        "inputs": {},
        "search_space": {"rate": {"type": "choice", "values": values}},
        "sampling_algorithm": "grid",
        "objective": {"goal": goal, "primary_metric": metric},
        "limits": {"max_total_trials": 10, "max_concurrent_trials": 2},
        **more,
    }


@pytest.mark.parametrize(("goal", "best"), [("maximize", "3.0 3"), ("minimize", "1.0 1")])
def test_the_best_trial_gives_the_output(goal: str, best: str, code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    reader = {
        "type": "command",
        "component": {
            "type": "command",
            "command": "cat ${{inputs.m}}/model.txt",
            "inputs": {"m": folder()},
            "outputs": {},
        },
        "inputs": {"m": output_of("tune", "model")},
    }
    result = run_it(pipeline({"tune": sweep(code, [1, 3, 2.5], goal=goal), "read": reader}))
    assert result.well, log(result, "tune")
    assert log(result, "read") == best
    node = result.node("tune")
    assert [trial.values for trial in node.trials] == [{"rate": "1"}, {"rate": "3"}, {"rate": "2.5"}]
    assert [trial.metrics["accuracy"] for trial in node.trials] == [-1, 1, 0.5]
    assert node.argv == (("python", "train.py", best.split()[1], "${{outputs.model}}"),)
    assert "rate=3: exit code 0, accuracy=1.0, log tune/trial_2.txt" in log(result, "tune")
    assert (result.folder / "logs/tune/trial_2.txt").exists()


def test_the_number_of_trials_is_bounded(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    result = run_it(pipeline({"tune": sweep(code, [1, 2, 3, 4, 5, 6])}), trials=2)
    assert len(result.node("tune").trials) == 2
    assert result.node("tune").notes == ("2 of 6 trials",)


def test_random_sampling_repeats_itself(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = sweep(code, [], search_space={"rate": {"type": "uniform", "min_value": 0, "max_value": 5}})
    node["sampling_algorithm"] = {"type": "random", "seed": 7}
    first, second = (run_it(pipeline({"tune": node}), seed=seed).node("tune") for seed in (1, 2))
    assert [trial.values for trial in first.trials] == [trial.values for trial in second.trials]
    assert first.outputs == second.outputs
    assert first.notes == ("4 of 10 trials",)


def test_what_is_not_done_locally_is_said(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = sweep(code, [1], sampling_algorithm="bayesian", early_termination={"type": "bandit"})
    notes = run_it(pipeline({"tune": node}), trials=1).node("tune").notes
    assert any("early termination is not applied" in note for note in notes)
    assert any("bayesian sampling is replaced by random" in note for note in notes)


def test_some_trials_may_fail(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = run_it(pipeline({"tune": sweep(code, [9, 1])})).node("tune")
    assert (node.status, node.notes) == (Status.COMPLETED, ("1 of 2 trials failed",))
    assert [trial.exit_code for trial in node.trials] == [4, 0]


def test_all_trials_fail(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = run_it(pipeline({"tune": sweep(code, [9])})).node("tune")
    assert (node.status, node.exit_code, node.message) == (Status.FAILED, 4, "every trial failed")


def test_a_metric_that_nobody_logs(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = run_it(pipeline({"tune": sweep(code, [1], metric="loss")})).node("tune")
    assert (node.status, node.message) == (Status.FAILED, "no trial logged the metric loss")


def test_inputs_beside_the_swept_ones(code: Path, run_it: RunIt) -> None:
    write(code, {"train.py": TRAIN})
    node = sweep(code, [1])
    node["trial"]["inputs"]["word"] = {"type": "string"}
    node["trial"]["command"] = 'test "${{inputs.word}}" = "a b" && ' + node["trial"]["command"]
    node["inputs"] = {"word": parent("word")}
    assert run_it(pipeline({"tune": node}, {"word": "a b"})).well


def test_mlflow_itself(code: Path, run_it: RunIt) -> None:
    pytest.importorskip("mlflow")
    write(code, {"train.py": """
        import sys, mlflow
        mlflow.log_metric("accuracy", 0.2, step=0)
        mlflow.log_metric("accuracy", float(sys.argv[1]), step=1)
        mlflow.log_param("rate", sys.argv[1])
        """})  # fmt: skip
    result = run_it(pipeline({"tune": sweep(code, [0.7])}))
    assert result.well, (result.folder / "logs/tune/trial_1.txt").read_text()
    assert result.node("tune").metrics == {"accuracy": 0.7}
