"""A parameter of a plain function has the class of what the callers in other modules pass.

Where that is not certain, or stays v1, what is asked of it stays as it is, under a TODO that says who passes it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.linking.given import Argument, Passes, passed
from migrate.linking.telling import common_class
from migrate.v1.elsewhere import Made
from tests.linking.test_origins import without_addresses
from tests.linking.test_sharing import converted

SHOWING = """\
from azureml.core import Model


def show(place, compute, *, store=None):
    print(place.name, place.resource_group, compute.name, store)


def version(ws, name):
    return Model(ws, name).version
"""
SHOWN = """\
def show(place, compute, *, store=None):
    print(place.workspace_name, place.resource_group_name, compute.name, store)


def version(ws, name):
    return ws.models.get(name, label="latest").version
"""
CALLER = """\
from azureml.core import Workspace
from azureml.core.compute import ComputeTarget

from showing import show

ws = Workspace.from_config()
show(ws, ComputeTarget(ws, "cpu"))
"""
UNKNOWN = SHOWN.replace("workspace_name", "name").replace("resource_group_name", "resource_group")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("show(ws, ", "show(ws, ", id="by place"),
        pytest.param(
            'show(ws, ComputeTarget(ws, "cpu"))', 'show(compute=ComputeTarget(ws, "cpu"), place=ws)', id="named"
        ),
        pytest.param("show(ws, ", "show(ws, None)\nshow(ws, ", id="another call"),
        pytest.param("from showing import show", "import showing\n\nshow = showing.show", id="another name"),
    ],
)
def test_what_callers_pass(before: str, after: str, tmp_path: Path) -> None:
    assert before in CALLER
    files = {"showing.py": SHOWING, "caller.py": CALLER.replace(before, after)}
    assert converted(tmp_path, files)["showing.py"] == SHOWN


@pytest.mark.parametrize("inside", [True, False])
def test_other_callers(inside: bool, tmp_path: Path) -> None:
    """One passes something else, or is not converted: nothing is certain any more, and a person is told."""
    other = "from showing import show\n\nshow(open('place'), None)\n" if inside else CALLER
    files = {"showing.py": SHOWING, "caller.py": CALLER, "other.py": other}
    found = converted(tmp_path, files, *([] if inside else ["other.py"]))["showing.py"]
    assert without_addresses(found) == with_todos(f"AML101): {PASSES}")


PASSES = "this stays v1: `caller.py:7` passes a `Workspace` as `place`, but others may pass something else"


def with_todos(*todos: str) -> str:
    above = "".join(f"    # TODO(azureml-migrate {todo}\n" for todo in todos)
    return UNKNOWN.replace("    print(place", f"{above}    print(place")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("show(ws, ", "show(*[ws], ", id="star"),
        pytest.param("ws = Workspace.from_config()", "ws = find()", id="unknown"),
    ],
)
def test_callers_that_tell_nothing(before: str, after: str, tmp_path: Path) -> None:
    assert before in CALLER
    files = {"showing.py": SHOWING, "caller.py": CALLER.replace(before, after)}
    assert converted(tmp_path, files)["showing.py"] == UNKNOWN


def test_an_object_of_another_class(tmp_path: Path) -> None:
    """Of which no attribute that v2 has is asked, and which is no workspace that a compute target is found in."""
    before, after = "ws = Workspace.from_config()", "ws = Workspace.from_config().get_run('x')"
    files = {"showing.py": SHOWING, "caller.py": CALLER.replace(before, after)}
    passes, left = "this stays v1: `caller.py:7` passes a", "which is not followed into this file"
    assert without_addresses(converted(tmp_path, files)["showing.py"]) == with_todos(
        f"AML605): {passes} `Run` as `place`, {left}", f"AML201): {passes} `ComputeTarget` as `compute`, {left}"
    )


def call(*arguments: tuple[str, str]) -> Passes:
    given = [Argument(keyword, (Made(symbol) if symbol else None,)) for keyword, symbol in arguments]
    return Passes(("showing.py", "show"), "caller.py:1", tuple(given))


def test_calls_that_disagree() -> None:
    functions, place, compute = {"show": ["place", "compute"]}, "azureml.core.Workspace", "azureml.core.ComputeTarget"

    def of(path: str, *calls: Passes) -> dict[str, str]:
        told = passed(path, functions, lambda _: True, calls, lambda _: {}, common_class)
        return {name: one.symbol for (_, _, name), one in told.items() if isinstance(one, Made)}

    agreed = [call(("", place), ("compute", compute)), call(("", place), ("", "azureml.core.Datastore"))]
    assert of("showing.py", *agreed) == {"place": place}
    assert of("showing.py", *agreed, call(("place", ""))) == {}
    assert of("other.py", *agreed) == {}


def test_nothing_but_none() -> None:
    none = Passes(("showing.py", "show"), "caller.py:1", (Argument("store", ()),))
    assert passed("showing.py", {"show": ["store"]}, lambda _: True, [none], lambda _: {}, common_class) == {}


def test_runs_of_several_classes() -> None:
    """They have a class in common."""
    runs = [call(("", f"azureml.{name}")) for name in ("core.ScriptRun", "pipeline.core.PipelineRun")]
    told = passed("showing.py", {"show": ["run"]}, lambda _: True, runs, lambda _: {}, common_class)
    assert told == {("showing.py", "show", "run"): Made("azureml.core.Run")}


CHECK = "def check(config):\n    if config.node_count * config.process_count_per_node > 20:\n        raise ValueError\n"


@pytest.mark.parametrize("inside", [True, False])
def test_the_settings_of_a_parallel_step(inside: bool, tmp_path: Path) -> None:
    """They are a dictionary in v2, and code that is not converted takes them for something else."""
    before = Path(__file__).parents[1] / "projects" / "plain_helpers" / "before"
    files = {path.name: path.read_text(encoding="utf-8") for path in before.glob("*.py")}
    files["common/environments.py"] = (before / "common" / "environments.py").read_text(encoding="utf-8")
    _, _, helper = files["helper.py"].partition("\n\n\n")
    files |= {"helper.py": f"from checks import check\n\n\n{helper}", "checks.py": CHECK}
    found = converted(tmp_path, files, *([] if inside else ["checks.py"]))
    todo = (
        "    # TODO(azureml-migrate AML504): it is a dictionary in v2: let the code that it is handed on to take it so"
    )
    assert (todo in found["helper.py"]) is not inside
    assert "    config = {\n" in found["helper.py"]
    if inside:
        items = 'config["instance_count"] * config["max_concurrency_per_instance"]'
        assert found["checks.py"] == CHECK.replace("config.node_count * config.process_count_per_node", items)


KEEPING = """\
class Stores:
    def __init__(self, place, name):
        self.place = place
        self.name = name

    def show(self):
        print(self.place.name, self.name)


def show(place):
    print(place.name)
"""
KEEPS = """\
from azureml.core import Workspace

from keeping import Stores

Stores(Workspace.from_config(), "raw").show()
"""


@pytest.mark.parametrize(
    "other",
    [
        "",
        "from keeping import Stores\n\nStores(open('place'), 'raw')\n",
        "from keeping import Stores\n\n\nclass Others(Stores):\n    pass\n",
    ],
    ids=["alone", "another object", "a class that inherits from it"],
)
def test_what_a_class_is_made_with(other: str, tmp_path: Path) -> None:
    found = converted(tmp_path, {"keeping.py": KEEPING, "caller.py": KEEPS, "other.py": other})["keeping.py"]
    if not other:
        assert found == KEEPING.replace("self.place.name", "self.place.workspace_name")
        return
    todo = f"        # TODO(azureml-migrate AML101): {PASSES.replace(':7', ':5')}\n"
    assert without_addresses(found) == KEEPING.replace("        print(self.place", f"{todo}        print(self.place")


ASKING = """\
def best(experiment):
    return max(experiment.get_runs(), key=str)


def frame(data):
    return data.to_pandas_dataframe()


class Report:
    def __init__(self, title):
        self.title = title

    def of(self, run, *more):
        print(self.title, run.get_portal_url())
        show(self, run)


def show(report, run):
    print(report.title, run.id)
"""
ASKED = """\
def best(experiment, ml_client):
    return max([
        job
        for job in ml_client.jobs.list()
        if job.experiment_name == experiment
    ], key=str)


def frame(data):
    # TODO(azureml-migrate AML313): this stays v1: `caller.py:8` passes an `AbstractDataset` as `data`, which is not \
followed into this file
    return data.to_pandas_dataframe()


class Report:
    def __init__(self, title):
        self.title = title

    def of(self, run, *more):
        print(self.title, run.studio_url)
        show(self, run)


def show(report, run):
    print(report.title, run.name)
"""
PASSING = """\
from azureml.core import Dataset, Experiment, Workspace

from asking import Report, best, frame

ws = Workspace.from_config()
experiment = Experiment(ws, "sales")
best(experiment)
frame(Dataset.get_by_name(ws, "sales"))
for run in experiment.get_runs():
    Report("sales").of(run)
"""


def test_what_stays_v1_and_methods(tmp_path: Path) -> None:
    """Objects that v2 has nothing for are not asked in silence, and methods are given what functions are."""
    found = converted(tmp_path, {"asking.py": ASKING, "caller.py": PASSING})["asking.py"]
    assert without_addresses(found) == ASKED


CLIENT = """\
from azureml.core import Dataset, Experiment, Workspace


class Client:
    def __init__(self, name):
        self.ws = Workspace.from_config()
        self.experiment = Experiment(self.ws, name)
        self.sales = Dataset.get_by_name(self.ws, name)
"""
HANDING = """\
from client import Client
from middle import pass_on

pass_on(Client("sales"))
"""
MIDDLE = """\
from azureml.core import Workspace

from report import report


def pass_on(client):
    print(Workspace.from_config().name)
    report(client)
"""
REPORT = """\
def report(client):
    print(client.ws.name)
    print(client.experiment.name)
    print(client.sales.to_pandas_dataframe())
"""
REPORTS = """\
def report(client):
    print(client.ws.workspace_name)
    print(client.experiment)
    # TODO(azureml-migrate AML313): what this is called on stays v1: `client.py:8` makes this `AbstractDataset`, \
which is not followed out of its file
    print(client.sales.to_pandas_dataframe())
"""


def test_instances_that_are_handed_on(tmp_path: Path) -> None:
    """What a function is given, it gives to another one: an instance of a class of the project."""
    files = {"client.py": CLIENT, "main.py": HANDING, "middle.py": MIDDLE, "report.py": REPORT}
    assert without_addresses(converted(tmp_path, files)["report.py"]) == REPORTS
