"""The runs of an experiment, which v1 gives one by one."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_LISTED = "[job for job in ws.jobs.list() if job.experiment_name == "


def test_the_first_one_is_taken_from_a_variable() -> None:
    assert_converts(
        """\
from azureml.core import Experiment, Workspace


def get_experiment(ws, name):
    experiment = Experiment(ws, name)
    return experiment


ws = Workspace.from_config()
found = get_experiment(ws, "demand")
runs = found.get_runs()
run = next(runs, None)
print(run.id)
""",
        f"""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def get_experiment(ws, name):
    experiment = name
    return experiment


ws = MLClient.from_config(DefaultAzureCredential())
found = get_experiment(ws, "demand")
runs = iter({_LISTED}found])
run = next(runs, None)
print(run.name)
""",
    )


def test_all_of_them_are_a_list() -> None:
    head = "from azureml.core import Experiment, Workspace\n\nws = Workspace.from_config()\n"
    text = convert(f'{head}runs = Experiment(ws, "demand").get_runs()\nfor run in runs:\n    print(run.id)\n').text
    assert f'runs = {_LISTED}"demand"]\n' in text


def test_the_workspace_of_the_run_around_is_asked_for_no_job() -> None:
    found = convert("""\
from azureml.core import Experiment, Run
from azureml.train.automl.run import AutoMLRun

run = Run.get_context()
ws = run.experiment.workspace
experiment = Experiment(ws, "demand")
best = AutoMLRun(experiment=experiment, run_id="AutoML_5f1c")
print(list(experiment.get_runs()))
""")
    assert "ws.jobs" not in found.text
    assert {"azureml.train.automl.run.AutoMLRun", "azureml.core.Experiment.get_runs"} <= {
        use.symbol for use in found.manual
    }


_HEAD = "from azureml.core import Experiment, Workspace\n\nws = Workspace.from_config()\n"


@pytest.mark.parametrize(
    "chosen",
    ["include_children=True", 'type="azureml.StepRun"', "type=input()", 'tags={"quality": None}', "tags=load()"],
)
def test_runs_that_v2_has_nothing_to_choose_by(chosen: str) -> None:
    listing = f'runs = list(Experiment(ws, "demand").get_runs({chosen}))\n'
    assert listing in convert(_HEAD + listing).text


def test_some_of_the_runs_are_runs() -> None:
    text = convert(f"""\
{_HEAD}

def named(runs, text):
    found = []
    for run in runs:
        if run.id in text:
            found.append(run)
    return found


runs = named(list(Experiment(ws, "demand").get_runs(type="AutoML")), input())
if len(runs) > 3:
    runs = runs[:3]
for run in runs:
    print(run.id)
print(runs[0].id)
""").text
    assert text.endswith("    runs = runs[:3]\nfor run in runs:\n    print(run.name)\nprint(runs[0].name)\n")
    assert 'if job.experiment_name == "demand" and job.type == "automl"' in text
    assert "if run.name in text:" in text
