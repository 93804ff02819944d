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


def test_a_module_of_the_project_that_is_not_on_the_path(trace: TraceText) -> None:
    found = trace("from lost import NAME\nassert NAME == 1\n" + STEP, {"else/where/lost.py": "NAME = 1\n"})
    assert found.failures == ()
    assert found.notes == ("the folder of the module lost is not on the path: else/where",)


def test_no_choice_between_modules_of_one_name(trace: TraceText) -> None:
    found = trace("import lost\n" + STEP, {"a/lost.py": "", "b/lost.py": ""})
    assert found.graphs == ()
    assert found.reason == "main.py:14: ModuleNotFoundError: No module named 'lost'"


def test_a_folder_of_the_name_of_a_package_that_is_not_installed(trace: TraceText) -> None:
    files = {"models/not_there/common.py": "from not_there import Config\n", "models/not_there/__init__.py": ""}
    found = trace("from models.not_there.common import Config\n" + STEP, files)
    assert found.failures == ()
    assert found.notes == ("stand-in for a package that is not installed: not_there",)


def test_a_src_folder_shadows_no_package(trace: TraceText) -> None:
    files = {"ml/common/settings.py": "", "ml/src/common.py": "", "ml/src/only.py": "", "ml/src/train.py": ""}
    found = trace("from common import settings\nimport only\n" + STEP, files, path="ml/build.py")
    assert found.failures == ()


def test_a_module_that_the_repository_does_not_have(trace: TraceText) -> None:
    found = trace("from lib.kept import A\nfrom lib.lost import make\n" + STEP, {"lib/kept.py": "A = 1\n"})
    assert found.failures == ()
    assert found.notes == ("stand-in for a package that is not installed: lib.lost",)


def test_no_stand_in_for_a_name_that_a_module_of_the_project_lacks(trace: TraceText) -> None:
    found = trace("from lib.kept import B\n" + STEP, {"lib/kept.py": "A = 1\n", "lib/__init__.py": ""})
    assert "ImportError: cannot import name 'B'" in found.reason
    found = trace("from lib import B\n" + STEP, {"lib/kept.py": "A = 1\n", "lib/__init__.py": ""})
    assert "ImportError: cannot import name 'B'" in found.reason


def test_what_installed_packages_no_longer_have(trace: TraceText) -> None:
    text = """\
from json import decode_everything
from azureml.core.compute import BatchAiCompute, ComputeTarget

try:
    from json import faster
except ImportError:
    faster = None
assert faster is None
made = ComputeTarget.create(ws, "old", BatchAiCompute.provisioning_configuration(vm_size="s"))
"""
    found = trace(text + STEP.replace("=cpu", "=made"))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].compute.value == "old"
    assert [note.rpartition(": ")[2] for note in found.notes] == [
        "azureml.core.compute.BatchAiCompute",
        "json.decode_everything",
    ]


def test_no_step_from_a_package_that_is_not_installed(trace: TraceText) -> None:
    found = trace("from azureml.contrib.unknown.steps import UnknownStep\np = Pipeline(ws, [UnknownStep('n')])")
    assert found.graphs == ()
    assert "not installed: azureml.contrib.unknown" in found.reason


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


GUESSED = """\
import os

region = os.getenv("REGION") or "west"
store = os.environ.get("STORE")
if store is None:
    store = "blob"
stage = os.getenv("STAGE") if os.getenv("STAGE") else "test"
cluster = os.getenv("CLUSTER")
if not cluster:
    raise ValueError("set CLUSTER")
size = os.getenv("SIZE")
words = [region, store, stage, cluster.lower(), str(os.getenv("LATER"))]
"""


def test_a_made_up_value_never_replaces_a_default(trace: TraceText) -> None:
    """Only what the failing run asked for is made up, and nothing where the code has a value of its own."""
    found = trace(GUESSED + STEP.replace('name="s"', 'name="s", arguments=words'))
    assert found.failures == ()
    words = [word.text for word in found.graphs[0].nodes[0].arguments]
    assert words == ["west", "blob", "test", "cluster", "None"]
    assert found.notes == ("placeholder for the environment variable CLUSTER: cluster",)


def test_what_only_the_second_attempt_asks_for(trace: TraceText) -> None:
    text = "import os\nfirst = os.getenv('FIRST').lower()\nsecond = os.getenv('SECOND').lower()\n"
    found = trace(text + STEP)
    assert found.failures == ()
    assert [note.rpartition(" ")[2] for note in found.notes] == ["first", "second"]


def test_an_option_with_a_default_further_on(trace: TraceText) -> None:
    asked = """\
name = given.compute or "mine"
if given.kind is not None:
    name = given.kind
words = [name, given.account_name.lower()]
"""
    found = trace(OPTIONS + asked + STEP.replace('name="s"', 'name="s", arguments=words'))
    assert found.failures == ()
    assert [word.text for word in found.graphs[0].nodes[0].arguments] == ["mine", "account-name"]
    assert found.notes[1:] == ("placeholder for the argument account_name: ACCOUNT-NAME",)


def test_made_up_values_reach_the_graph(trace: TraceText) -> None:
    text = """\
import os
run = RunConfiguration()
run.environment = Environment(os.environ["ENV_NAME"])
run.environment.environment_variables = {"STAGE": os.environ["STAGE"]}
"""
    found = trace(text + STEP.replace('name="s"', 'name="s", runconfig=run, arguments=[os.environ["RATE"]]'))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].environment_variables["STAGE"].value == "stage"


def test_made_up_names_of_outputs(trace: TraceText) -> None:
    text = 'import os\nmade = OutputFileDatasetConfig(name=os.environ["DATASET_NAME"])\n'
    found = trace(text + STEP.replace('name="s"', 'name="s", arguments=[made]'))
    assert found.failures == ()
    assert [port.name for port in found.graphs[0].nodes[0].outputs] == ["dataset_name"]


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


OPTIONS = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--name", required=True)
parser.add_argument("--compute")
parser.add_argument("--account_name", type=lambda text: text.upper())
parser.add_argument("--disk-size", type=int)
parser.add_argument("--kind", choices=["a", "b"])
parser.add_argument("--items", nargs="+")
parser.add_argument("--kept", default="mine")
parser.add_argument("--fast", action="store_true")
given = parser.parse_args()
"""


def test_options_that_are_none_are_guessed_when_nothing_else_helps(trace: TraceText) -> None:
    asked = """\
assert given.compute.startswith("compute")
shown = [given.account_name, given.disk_size, given.kind, given.items, given.kept, given.fast]
assert shown == ["ACCOUNT-NAME", 1, "a", ["items"], "mine", False], shown
"""
    found = trace(OPTIONS + asked + STEP.replace("=cpu", "=given.compute"))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].compute.value == "compute"


def test_options_stay_none_where_the_code_copes(trace: TraceText) -> None:
    found = trace(OPTIONS + "assert given.compute is None\n" + STEP)
    assert found.failures == ()
    assert found.notes == ("placeholder for the argument name: name",)


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


def test_no_one_knows_the_experiment_of_the_job_that_a_script_runs_in(trace: TraceText) -> None:
    found = trace(
        "from azureml.core import Run\nexperiment = Run.get_context().experiment\n"
        "ws = experiment.workspace\n" + STEP + "experiment.submit(p)\n"
    )
    assert [graph.experiment for graph in found.graphs] == [""]


def test_functions_that_want_paths_and_targets(trace: TraceText) -> None:
    text = """\
from pathlib import Path
from typing import Optional
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def build(workspace, where: Path, other: Optional[Path], more: "Path | None", target: ComputeTarget):
    used = [(part / "x").name for part in (where, other, more)]
    step = PythonScriptStep("train.py", name=target.name, compute_target=target, source_directory="src", arguments=used)
    return Pipeline(workspace, [step])
"""
    found = trace(text, header="")
    assert found.failures == ()
    assert found.graphs[0].nodes[0].name == "target"


def test_a_compute_target_without_a_name(trace: TraceText) -> None:
    found = trace(STEP.replace("=cpu", '=AmlCompute(ws, "")'))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].compute.value is None


def test_the_commit_of_a_copy(trace: TraceText) -> None:
    text = """\
import subprocess
commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], text=True).strip()
"""
    found = trace(text + STEP.replace('"src"', '"."').replace("train.py", "src/train.py").replace('"s"', "commit"))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].name == "f4b385e"
    assert sorted(found.graphs[0].nodes[0].source) == ["main.py", "src/train.py"]


def test_what_a_script_hides_before_it_exits_is_the_reason(trace: TraceText) -> None:
    text = "try:\n    raise KeyError('lost')\nexcept Exception as error:\n    print(error)\n    exit(1)\n"
    assert trace(text).reason == "main.py:15: KeyError: 'lost'"


def test_a_private_wheel(trace: TraceText) -> None:
    text = """\
run = RunConfiguration()
run.environment.python.conda_dependencies.add_pip_package(Environment.add_private_pip_wheel(ws, "dist/own.whl", True))
"""
    found = trace(text + STEP.replace('name="s"', 'name="s", runconfig=run'))
    assert found.failures == ()
    assert found.graphs[0].nodes[0].environment.pip_packages[-1] == "https://offline.invalid/wheels/own.whl"
