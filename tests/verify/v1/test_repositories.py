"""Code as people have it: other working directories, missing packages, unset variables, absent scripts."""

from __future__ import annotations

from pathlib import Path

from tests.verify.v1.conftest import HEADER, TraceText

STEP = """\
s = PythonScriptStep("train.py", name="s", compute_target=cpu, source_directory="src")
p = Pipeline(ws, [s])
"""


def test_started_from_a_parent_folder(trace: TraceText) -> None:
    files = {"common/__init__.py": "", "common/settings.py": "NAME = open('settings.txt').read()", "settings.txt": "s"}
    found = trace("from common.settings import NAME\n" + STEP, files, path="ml/pipelines/build.py")
    assert found.failures == ()
    assert found.graphs[0].nodes[0].source_folder == "src"


def test_started_from_its_own_folder(trace: TraceText) -> None:
    found = trace("import helper\n" + STEP, {"ml/helper.py": "", "ml/src/train.py": ""}, path="ml/build.py")
    assert found.graphs[0].nodes[0].source_folder == "ml/src"


MISSING = """\
import not_there.deep as deep
from other_sdk import Base, decorate

class Mine(Base):
    pass

@decorate
def build():
    deep.log(Mine().anything)

build()
"""


def test_packages_that_are_not_installed(trace: TraceText) -> None:
    found = trace(MISSING + STEP)
    assert found.failures == ()
    stand_ins = [note.rpartition(" ")[2] for note in found.notes if "stand-in for a package" in note]
    assert "not_there.deep" in stand_ins
    assert "other_sdk" in stand_ins


def test_no_stand_in_where_the_code_copes(trace: TraceText) -> None:
    found = trace(
        "try:\n    import not_there\nexcept ImportError:\n    not_there = None\nassert not_there is None\n" + STEP
    )
    assert found.failures == ()
    assert found.notes == ()


def test_no_stand_in_for_a_module_of_the_project(trace: TraceText) -> None:
    found = trace("import lost\n" + STEP, {"elsewhere/lost.py": ""})
    assert found.graphs == ()
    assert found.reason == "main.py:14: ModuleNotFoundError: No module named 'lost'"


def test_no_step_from_a_package_that_is_not_installed(trace: TraceText) -> None:
    found = trace(
        "from azureml.contrib.notebook import NotebookRunnerStep\np = Pipeline(ws, [NotebookRunnerStep('n')])"
    )
    assert found.graphs == ()
    assert "not installed: azureml.contrib.notebook" in found.reason


def test_variables_nobody_set(trace: TraceText) -> None:
    text = """\
import os
name, nodes = os.environ["CLUSTER_NAME"], int(os.environ["NODE_COUNT"])
assert os.environ.get("UNSET") is None and os.getenv("PATH")
"""
    found = trace(text + STEP.replace("=cpu", "=name"))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].compute.value == "cluster-name"
    assert "placeholder for the environment variable CLUSTER_NAME: cluster-name" in found.notes


def test_variables_that_are_none_are_guessed_when_nothing_else_helps(trace: TraceText) -> None:
    found = trace("import os\nnodes = int(os.environ.get('NODES'))\n" + STEP)
    assert found.failures == ()
    assert "placeholder for the environment variable NODES: 1" in found.notes


def test_variables_of_the_project_and_of_a_file(trace: TraceText, tmp_path: Path) -> None:
    mine = tmp_path / "mine.env"
    mine.write_text("A=file\n")
    found = trace(
        "import os\nassert [os.environ[name] for name in 'ABC'] == ['file', 'sample', 'ci']\n" + STEP,
        {".env.sample": "A=sample\nexport B='sample'\n", "azure-pipelines.yml": "variables:\n- name: C\n  value: ci\n"},
        env_file=mine,
    )
    assert found.failures == ()


def test_look_ups(trace: TraceText) -> None:
    found = trace(
        """\
        assert "any" in ws.compute_targets and "any" in ws.datastores
        target = ws.compute_targets["any"]
        model = ws.models["m"]
        env = ws.environments["e"]
        """.replace("        ", "")
        + STEP.replace("=cpu", "=target").replace('name="s"', 'name="s", arguments=[model.name, model.version]')
    )
    assert found.failures == ()
    assert found.graphs[0].nodes[0].compute.value == "any"


def test_scripts_that_are_not_there(trace: TraceText) -> None:
    found = trace(STEP.replace("train.py", "gone.py").replace("src", "lost"))
    assert found.failures == ()
    assert found.notes == ("empty stand-in for a script that is not there: lost/gone.py",)


def test_a_byte_order_mark(trace: TraceText) -> None:
    found = trace(files={"main.py": b"\xef\xbb\xbf" + (HEADER + STEP).encode()})
    assert len(found.graphs) == 1


def test_arguments_of_the_command_line(trace: TraceText) -> None:
    text = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--name", required=True)
parser.add_argument("--count", type=int, required=True)
given = parser.parse_args()
""" + STEP.replace('name="s"', "name=given.name")
    assert trace(text, args=("--name", "mine", "--count", "2")).graphs[0].nodes[0].name == "mine"
    found = trace(text)
    assert found.graphs[0].nodes[0].name == "name"
    assert "placeholder for the argument count: 1" in found.notes


FUNCTIONS = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def steps(compute):
    return [PythonScriptStep("train.py", name="s", compute_target=compute, source_directory="src")]


def build(ws: Workspace, compute_name, retries: int = 3):
    return Pipeline(ws, steps(compute_name))


class Builder:
    def __init__(self, ws):
        self.ws = ws

    def other(self):
        return Pipeline(self.ws, steps("builder"))
"""


def test_functions_that_reach_a_pipeline(trace: TraceText) -> None:
    found = trace(FUNCTIONS, header="")
    assert [graph.nodes[0].compute.value for graph in found.graphs] == ["compute-name"]
    assert "build was called with a Workspace as ws" in found.notes


def test_methods_that_reach_a_pipeline(trace: TraceText) -> None:
    found = trace(FUNCTIONS[: FUNCTIONS.index("def build")] + FUNCTIONS[FUNCTIONS.index("class ") :], header="")
    assert [graph.nodes[0].compute.value for graph in found.graphs] == ["builder"]


def test_a_named_entry(trace: TraceText) -> None:
    found = trace("raise SystemExit(3)", {"deep/own.py": FUNCTIONS}, header="", entry="deep.own:build")
    assert [failure.message for failure in found.failures] == []
    assert len(found.graphs) == 1


def test_a_main_guard(trace: TraceText) -> None:
    text = "def main():\n    " + STEP.replace("\n", "\n    ") + "\n\nif __name__ == '__main__':\n    main()\n"
    assert len(trace(text).graphs) == 1


def test_http_before_the_graph_is_refused_and_named(trace: TraceText) -> None:
    found = trace("import requests\nrequests.get('https://host/secret?sig=abc')\n" + STEP)
    assert found.reason == (
        "main.py:15: NetworkRefused: no network while a pipeline is being proved (asked for https://host/secret)"
    )


def test_a_file_that_builds_nothing(trace: TraceText) -> None:
    assert trace().reason == "main.py: builds no pipeline when it is run"


def test_a_workspace_from_inside_a_job(trace: TraceText) -> None:
    found = trace("from azureml.core import Run\nws = Run.get_context().experiment.workspace\n" + STEP)
    assert found.failures == ()
