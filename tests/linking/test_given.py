"""A parameter of a plain function has the class of what the callers in other modules pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.linking.given import classes
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
    """One passes something else, or is not converted: nothing is certain any more."""
    other = "from showing import show\n\nshow(open('place'), None)\n" if inside else CALLER
    files = {"showing.py": SHOWING, "caller.py": CALLER, "other.py": other}
    assert converted(tmp_path, files, *([] if inside else ["other.py"]))["showing.py"] == UNKNOWN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("show(ws, ", "show(*[ws], ", id="star"),
        pytest.param("ws = Workspace.from_config()", "ws = find()", id="unknown"),
        pytest.param(
            "ws = Workspace.from_config()", "ws = Workspace.from_config().get_run('x')", id="of another class"
        ),
    ],
)
def test_callers_that_tell_nothing(before: str, after: str, tmp_path: Path) -> None:
    assert before in CALLER
    files = {"showing.py": SHOWING, "caller.py": CALLER.replace(before, after)}
    assert converted(tmp_path, files)["showing.py"] == UNKNOWN


def test_calls_that_disagree() -> None:
    functions = {"show": ["place", "compute"]}
    place = ("showing.py", "show")
    agreed = [(place, ("", "compute"), ("W", "C")), (place, ("", ""), ("W", "D"))]
    assert classes("showing.py", functions, agreed) == {("showing.py", "show", "place"): "W"}
    assert classes("showing.py", functions, [*agreed, (place, ("place",), ("",))]) == {}
    assert classes("other.py", functions, agreed) == {}


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
    assert found == (KEEPING if other else KEEPING.replace("self.place.name", "self.place.workspace_name"))
