"""What lists and dictionaries hold is known in other modules, too: as they are returned, passed and kept."""

from __future__ import annotations

from pathlib import Path

from tests.linking.test_origins import without_addresses
from tests.linking.test_sharing import converted

MAKING = """\
from azureml.core import Experiment, Model


def get_runs(ws, name):
    return list(Experiment(ws, name).get_runs())


def one_by_one(ws, name):
    for run in Experiment(ws, name).get_runs():
        yield run


def newest(ws):
    return {"demand": Model(ws, "demand"), "price": Model(ws, "price")}


def computes(ws):
    return ws.compute_targets


def experiments(ws):
    return ws.experiments


class Kept:
    def __init__(self, ws):
        self.runs = []
        for run in Experiment(ws, "sales").get_runs():
            self.runs.append(run)
"""
SHOWING = """\
def show_all(runs, first=False):
    for run in runs:
        print(run.id)
    print(runs[0].get_portal_url())


def ids(runs):
    return {name: run.id for name, run in runs.items()}
"""
USING = """\
from azureml.core import Workspace

from making import Kept, computes, experiments, get_runs, newest, one_by_one
from showing import ids, show_all

ws = Workspace.from_config()
show_all(get_runs(ws, "sales"))
for run in one_by_one(ws, "sales"):
    run.wait_for_completion()
    print(run.id, ids({"last": run}))
newest(ws)["demand"].download("models")
for name, target in computes(ws).items():
    print(name, target.name, target.type)
show_all(Kept(ws).runs)
print(get_runs(ws, "sales")[0].get_portal_url())
for name, experiment in experiments(ws).items():
    print(name, experiment.get_runs())
"""
SHOWS = """\
def show_all(runs, first=False):
    for run in runs:
        print(run.name)
    print(runs[0].studio_url)


def ids(runs):
    return {name: run.name for name, run in runs.items()}
"""
USES = """\
show_all(get_runs(ws, "sales"))
for run in one_by_one(ws, "sales"):
    ws.jobs.stream(run.name)
    print(run.name, ids({"last": run}))
ws.models.download(
    name=newest(ws)["demand"].name,
    version=newest(ws)["demand"].version,
    download_path="models",
)
for name, target in computes(ws).items():
    print(name, target.name, target.type)
show_all(Kept(ws).runs)
print(get_runs(ws, "sales")[0].studio_url)
for name, experiment in experiments(ws).items():
    # TODO(azureml-migrate AML615): what this is called on stays v1: `making.py:22` makes it, where it stays v1: \
ml_client.jobs.list(): Experiments are no objects in v2; list jobs, or search runs with mlflow.
    print(name, experiment.get_runs())
"""


def test_elements(tmp_path: Path) -> None:
    found = converted(tmp_path, {"making.py": MAKING, "showing.py": SHOWING, "using.py": USING})
    assert found["showing.py"] == SHOWS
    assert without_addresses(found["using.py"][found["using.py"].index("show_all(get") :]) == USES


UNSURE = """\
from showing import ids, show_all

show_all(open("runs"))
"""
LEFT = """\
def show_all(runs, first=False):
    for run in runs:
        # TODO(azureml-migrate AML605): this stays v1: `using.py:7` passes a list of `Run` as `runs`, but others may \
pass something else
        print(run.id)
    # TODO(azureml-migrate AML605): this stays v1: `using.py:7` passes a list of `Run` as `runs`, but others may \
pass something else
    print(runs[0].get_portal_url())


def ids(runs):
    return {name: run.name for name, run in runs.items()}
"""


def test_lists_that_not_all_pass(tmp_path: Path) -> None:
    files = {"making.py": MAKING, "showing.py": SHOWING, "using.py": USING, "other.py": UNSURE}
    assert without_addresses(converted(tmp_path, files)["showing.py"]) == LEFT


STATE = """\
from azureml.core import Workspace

ws = None
settings = {"ws": Workspace.from_config(), "rounds": 3}


def connect():
    global ws
    ws = Workspace.from_config()


async def later():
    return Workspace.from_config()
"""
WITH_STATE = """\
from azureml.core import Experiment

import state
from state import later, settings
from telling import tell

state.connect()
print(state.ws.name, settings["ws"].name, settings["rounds"])
tell({"ws": state.ws, "run": next(Experiment(state.ws, "sales").get_runs()), "name": "sales"})


async def show():
    ws = await later()
    print(ws.name)
"""
TELLING = """\
def tell(about):
    print(about["name"], about["ws"].name, about["run"].get_portal_url())
"""
SHOWN = """\
state.connect()
print(state.ws.workspace_name, settings["ws"].workspace_name, settings["rounds"])
tell({"ws": state.ws, "run": next(iter(
    [job for job in state.ws.jobs.list() if job.experiment_name == "sales"],
)), "name": "sales"})


async def show():
    ws = await later()
    print(ws.workspace_name)
"""


def test_dictionaries_of_this_and_that_and_what_is_set_later(tmp_path: Path) -> None:
    found = converted(tmp_path, {"state.py": STATE, "telling.py": TELLING, "main.py": WITH_STATE})
    assert found["main.py"][found["main.py"].index("state.connect") :] == SHOWN
    assert found["telling.py"] == TELLING.replace('["ws"].name', '["ws"].workspace_name').replace(
        "get_portal_url()", "studio_url"
    )


def test_a_variable_that_may_be_something_else(tmp_path: Path) -> None:
    state = STATE + '\n\ndef forget():\n    global ws\n    ws = open("ws")\n'
    found = converted(tmp_path, {"state.py": state, "main.py": "import state\n\nprint(state.ws.name)\n"})
    assert found["main.py"] == "import state\n\nprint(state.ws.name)\n"
