"""Levels of projects that must be told how they are started, with both real SDKs, from the command line."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from migrate.cli import invoke
from migrate.errors import UsageError
from migrate.verify.belongs import python_files, users
from migrate.verify.project.launch import Launch, folders_of

pytest.importorskip("azureml.pipeline.core", reason="the v1 SDK is not installed")

HEADER = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep
"""
FUNCTION = """\


def build(cluster: str):
    ws = Workspace.from_config()
    settings = RunConfiguration()
    settings.environment = Environment.get(ws, "env", version="1")
    out = PipelineData("out", datastore=ws.get_default_datastore())
    step = PythonScriptStep(
        name="prepare",
        script_name="prepare.py",
        source_directory="src",
        arguments=["--out", out],
        outputs=[out],
        compute_target=cluster,
        runconfig=settings,
    )
    return Pipeline(workspace=ws, steps=[step])
"""


def project(folder: Path, **files: str) -> Path:
    for name, content in {"src__prepare": "print('prepare')\n", **files}.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def level(root: Path, out: Path, *options: str | Path) -> tuple[str, list[str]]:
    """The level of the only pipeline, and what is said about it."""
    report = out / "report.json"
    arguments = ["convert", root, "-o", out / "v2", "--verify", "equivalent", "--trust-code", "--report", report]
    code = invoke([str(item) for item in (*arguments, *options)])
    (pipeline,) = json.loads(report.read_text())["pipelines"]
    assert (code == 0) is (pipeline["level"] == "equivalent")
    assert bool(pipeline["reason"]) is (pipeline["level"] != "equivalent")
    told = [*filter(None, [pipeline["reason"]]), *pipeline["differences"]]
    own = ("the job was not submitted", "the v1 code and the v2 code were held in")
    return pipeline["level"], [line for line in told if not line.startswith(own)]


def test_required_arguments(tmp_path: Path) -> None:
    main = (
        HEADER
        + "import argparse\n"
        + FUNCTION
        + textwrap.dedent("""

        parser = argparse.ArgumentParser()
        parser.add_argument("--cluster", required=True)
        given = parser.parse_args()
        pipeline = build(given.cluster)
        """)
    )
    root = project(tmp_path / "v1", main=main)
    assert level(root, tmp_path / "a") == ("equivalent", ["placeholder for the argument cluster: cluster"])
    assert level(root, tmp_path / "b", "--args", "--cluster big") == ("equivalent", [])


def test_variables_are_the_same_on_both_sides(tmp_path: Path) -> None:
    main = HEADER + "import os\n" + FUNCTION + "\n\npipeline = build(os.environ['CLUSTER_NAME'])\n"
    root = project(tmp_path / "v1", main=main)
    told = ["placeholder for the environment variable CLUSTER_NAME: cluster-name"]
    assert level(root, tmp_path / "a") == ("equivalent", told)
    (tmp_path / "values").write_text("CLUSTER_NAME=big\n")
    assert level(root, tmp_path / "b", "--env-file", tmp_path / "values") == ("equivalent", [])
    # not copied to the output, and read all the same
    (root / ".env").write_text("CLUSTER_NAME=small\n")
    assert level(root, tmp_path / "c") == ("equivalent", [])


def test_a_function_of_a_module_that_another_one_calls(tmp_path: Path) -> None:
    root = project(tmp_path / "v1", steps=HEADER + FUNCTION, start="import steps\n\nsteps.build('big')\n")
    found, told = level(root, tmp_path / "a")
    assert found == "equivalent"
    assert "build was called with 'cluster' as cluster" in told


@pytest.mark.parametrize("parameter", ["settings", "settings: RunConfiguration"])
def test_a_function_that_only_its_callers_know_what_to_give(tmp_path: Path, parameter: str) -> None:
    build = FUNCTION.replace("(cluster: str)", f"({parameter}, cluster: str)")
    build = build.replace("    settings = RunConfiguration()\n", "")
    build = build.replace('    settings.environment = Environment.get(ws, "env", version="1")\n', "")
    start = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from steps import build

settings = RunConfiguration()
settings.environment = Environment.get(Workspace.from_config(), "env", version="1")
settings.node_count = 2
build(settings, "big")
"""
    root = project(tmp_path / "v1", steps=HEADER + build, start=start)
    assert level(root, tmp_path / "a") == ("equivalent", [])


def test_an_entry(tmp_path: Path) -> None:
    main = HEADER + FUNCTION + "\n\ndef wrong(name):\n    raise ValueError(name)\n\n\ndef entry():\n    build('big')\n"
    root = project(tmp_path / "v1", training__steps=main)
    assert level(root, tmp_path / "a", "--entry", "training.steps:entry") == ("equivalent", [])


def test_a_script_that_is_absent_on_both_sides(tmp_path: Path) -> None:
    main = (HEADER + FUNCTION + "\n\nbuild('big')\n").replace("prepare.py", "nowhere.py").replace('"src"', '"other"')
    root = project(tmp_path / "v1", main=main)
    found, told = level(root, tmp_path / "a")
    assert (found, told) == ("equivalent", ["empty stand-in for a script that is not there: other/nowhere.py"])


def test_a_reason_for_what_is_below(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path / "v1", main=HEADER + FUNCTION + "\n\nbuild('big')\n")
    assert level(root, tmp_path / "a")[0] == "equivalent"
    edited = tmp_path / "a/v2/main.py"
    edited.write_text(edited.read_text().replace("'big'", "'small'"))
    capfd.readouterr()
    report = str(tmp_path / "verified.json")
    verify = ["verify", str(root), str(tmp_path / "a/v2"), "--level", "equivalent", "--trust-code", "--report", report]
    assert invoke(verify) == 1
    line = capfd.readouterr().out.splitlines()[0]
    assert ": builds, not equivalent: node 'prepare': compute: v1 has 'big', v2 has 'small'" in line
    (pipeline,) = json.loads(Path(report).read_text())["pipelines"]
    assert (pipeline["level"], pipeline["reason"]) == ("builds", line.partition("not equivalent: ")[2])


def test_the_module_of_an_entry_must_be_there() -> None:
    launch = Launch(entries=("deep.steps:build",))
    assert launch.entry_files(["a/steps.py", "src/deep/steps.py", "deep/steps.ipynb"]) == [
        ("src/deep/steps.py", "deep.steps:build")
    ]
    with pytest.raises(UsageError, match="no file is the module of --entry deep"):
        launch.entry_files(["steps.py", "other/steps.py"])


def test_users_are_found_nearest_first(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        steps="x = 1\n",
        near="from steps import x\n",
        far="import near\n",
        a__started="import steps\nif __name__ == '__main__':\n    pass\n",
        other="import json\n",
    )
    assert users("steps.py", python_files(root)) == ["a/started.py", "near.py", "far.py"]


def test_a_folder_named_by_a_word_tells_where_a_file_is_started(tmp_path: Path) -> None:
    root = project(tmp_path, deep__main="source = 'src'\n")
    assert folders_of(root, "deep/main.py") == [".", "deep"]
    (root / "src").rename(root / "deep/src")
    assert folders_of(root, "deep/main.py") == ["deep", "."]


def test_scripts_that_the_code_writes_are_compared(tmp_path: Path) -> None:
    written = (
        "import os\n\nos.makedirs('made')\nwith open('made/prepare.py', 'w') as stream:\n    stream.write('print(1)')\n"
    )
    main = HEADER + written + FUNCTION.replace('"src"', '"made"') + "\n\nbuild('big')\n"
    root = project(tmp_path / "v1", main=main)
    assert level(root, tmp_path / "a") == ("equivalent", [])
    edited = tmp_path / "a/v2/main.py"
    edited.write_text(edited.read_text().replace("print(1)", "print(2)"))
    report = str(tmp_path / "verified.json")
    verify = ["verify", str(root), str(tmp_path / "a/v2"), "--level", "equivalent", "--trust-code", "--report", report]
    assert invoke(verify) == 1
    (pipeline,) = json.loads(Path(report).read_text())["pipelines"]
    assert "source.prepare.py" in pipeline["reason"]


def test_both_sides_start_in_the_same_folder(tmp_path: Path) -> None:
    """A folder of the project that is called like the SDK says nothing about the v2 code, which imports another one."""
    main = (HEADER + FUNCTION + "\n\nbuild('big')\n").replace('"src"', '"."').replace("prepare.py", "azureml/main.py")
    root = project(tmp_path / "v1", azureml__main=main, azureml__other="x = 1\n")
    assert level(root, tmp_path / "a")[0] == "equivalent"


def test_an_environment_that_is_registered_before(tmp_path: Path) -> None:
    """The latest environment of that name is the one that the code has just made."""
    made = """\
made = Environment("sales")
    made.python.conda_dependencies.add_pip_package("pandas")
    made.register(workspace=ws)
    settings.environment = Environment.get(ws, "sales")"""
    main = HEADER + FUNCTION.replace('settings.environment = Environment.get(ws, "env", version="1")', made)
    root = project(tmp_path / "v1", main=main + "\n\nbuild('big')\n")
    assert level(root, tmp_path / "a")[0] == "equivalent"
    edited = tmp_path / "a/v2/main.py"
    assert "sales@latest" in edited.read_text()
    edited.write_text(edited.read_text().replace('"pandas"', '"polars"'))
    verify = ["verify", str(root), str(tmp_path / "a/v2"), "--level", "equivalent", "--trust-code"]
    assert invoke(verify) == 1
