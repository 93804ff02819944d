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
