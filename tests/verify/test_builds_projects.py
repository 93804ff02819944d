"""Building converted code as people have it: what it needs and nobody gives is made up, and told."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path

from migrate.verify.builds import BuildResult, BuildSession, Run
from tests.verify.checks.modules import one_node
from tests.verify.conftest import HEADER, Build

FUNCTION = one_node().replace("job = one(raw=FOLDER)", "")


def project(folder: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
    return folder


def run(session: BuildSession, root: Path, request: Run) -> BuildResult:
    return session.build(root, request, timeout=60)


def test_arguments_that_are_asked_for(build: Build) -> None:
    parser = """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--nodes", type=int, required=True)
        parser.add_argument("--name", required=True)
        given = parser.parse_args()
    """
    result = build(textwrap.dedent(parser) + one_node(after="print(given.nodes, given.name)"))
    assert (len(result.jobs), result.failures) == (1, ())
    assert result.notes == ("placeholder for the argument nodes: 1", "placeholder for the argument name: name")
    result = build(
        textwrap.dedent(parser) + one_node(after="print(given.nodes, given.name)"), args=("--nodes=4", "--name=x")
    )
    assert (result.output.strip(), result.notes) == ("4 x", ())


def test_variables_that_nobody_set(build: Build) -> None:
    result = build("import os\ncluster = os.environ['CLUSTER']" + one_node(after="print(cluster)"))
    assert (result.output.strip(), result.failures) == ("cluster", ())
    assert result.notes == ("placeholder for the environment variable CLUSTER: cluster",)
    result = build(
        "import os\ncluster = os.environ['CLUSTER']" + one_node(after="print(cluster)"), {".env": "CLUSTER=from-file\n"}
    )
    assert (result.output.strip(), result.notes) == ("from-file", ())


def test_values_come_from_the_v1_folder_and_the_file_of_the_user(session: BuildSession, tmp_path: Path) -> None:
    text = HEADER + "import os\nvalues = os.environ['A'], os.environ['B']" + one_node(after="print(*values)")
    root = project(tmp_path / "v2", {"main.py": text, "src/prep.py": ""})
    source = project(tmp_path / "v1", {".env": "A=one\nB=two\n"})
    (tmp_path / "mine").write_text("B=three\n")
    result = run(session, root, Run("main.py", source=source, env_file=tmp_path / "mine"))
    assert (result.output.strip(), result.notes) == ("one three", ())


def test_started_from_the_folder_that_fits(session: BuildSession, tmp_path: Path) -> None:
    text = HEADER + "from helpers.names import CLUSTER" + one_node()
    root = project(
        tmp_path, {"ml/pipelines/main.py": text, "helpers/names.py": "CLUSTER = 'cpu'", "src/prep.py": "print(1)"}
    )
    result = run(session, root, Run("ml/pipelines/main.py"))
    assert result.failures == ()
    (job,) = result.jobs
    assert job.findings == (), "the code folder is found from there, too"


def test_packages_that_are_not_installed(build: Build) -> None:
    result = build("import not_installed_anywhere.deep\nnot_installed_anywhere.deep.setup()" + one_node())
    assert (len(result.jobs), result.failures) == (1, ())
    assert result.notes == ("stand-in for a package that is not installed: not_installed_anywhere.deep",)


def test_no_stand_in_for_a_module_of_the_project(build: Build) -> None:
    """It is the module itself, where there is one of the name only; with two nobody can tell which is meant."""
    found = build("import helper" + one_node(), {"deep/below/helper.py": "x = 1"})
    assert len(found.notes) == 1
    assert found.notes[0].startswith("the folder of the module helper is not on the path: ")
    assert found.failures == ()
    two = build("import helper" + one_node(), {"deep/below/helper.py": "x = 1", "other/helper.py": "x = 2"})
    assert [failure.type for failure in two.failures] == ["ModuleNotFoundError"]


def test_a_function_that_nobody_calls(build: Build) -> None:
    text = FUNCTION + "def build(ws, cluster):\n    print(type(ws).__name__, cluster)\n    return one(raw=FOLDER)\n"
    result = build(text)
    assert [job.name for job in result.jobs] == ["one"]
    assert result.output.strip() == "MLClient cluster"
    assert result.notes == (
        "build was called with a MLClient as ws",
        "build was called with 'cluster' as cluster",
    )


def test_data_classes_are_made_of_what_they_must_be_given(build: Build) -> None:
    classes = (
        "import dataclasses\nimport typing\n\n\n"
        "@dataclasses.dataclass\nclass Cluster:\n    name: str\n    nodes: 'int'\n"
        "    tags: dict = dataclasses.field(default_factory=dict)\n\n\n"
        "class Env(typing.NamedTuple):\n    cluster: Cluster\n    environment: str\n    debug: bool = True\n\n\n"
        "@dataclasses.dataclass\nclass Node:\n    above: 'Node'\n\n\n"
        "class Other:\n    pass\n\n\n"
    )
    text = (
        FUNCTION
        + classes
        + (
            "def build(env: Env, other: Other, node: Node, environment: str):\n"
            "    print(env, other, node, environment)\n    return one(raw=FOLDER)\n"
        )
    )
    result = build(text)
    assert [job.name for job in result.jobs] == ["one"]
    made = "Env(cluster=Cluster(name='name', nodes=1, tags={}), environment='environment', debug=True)"
    assert result.output.strip() == f"{made} other Node(above='above') environment"
    assert result.notes == (
        "build was called with 'name' as env.cluster.name",
        "build was called with '1' as env.cluster.nodes",
        "build was called with a Cluster as env.cluster",
        "build was called with 'environment' as env.environment",
        "build was called with a Env as env",
        "build was called with 'other' as other, which is no Other",
        "build was called with 'above' as node.above, which is no Node",
        "build was called with a Node as node",
        "build was called with 'environment' as environment",
    )


def test_a_function_that_was_asked_for(session: BuildSession, tmp_path: Path) -> None:
    files = {
        "steps/make.py": HEADER + FUNCTION + "def wrong():\n    raise ValueError('not me')\n\n\n"
        "def right(raw=FOLDER):\n    return one(raw=raw)\n",
        "src/prep.py": "",
    }
    root = project(tmp_path, files)
    result = run(session, root, Run("steps/make.py", entry="steps.make:right"))
    assert ([job.name for job in result.jobs], result.failures) == (["one"], ())
    result = run(session, root, Run("steps/make.py", entry="steps.make:wrong"))
    assert [failure.type for failure in result.failures] == ["ValueError"]


def test_http_is_refused_before_the_pipeline_and_answered_after(build: Build) -> None:
    call = "import requests\nprint(requests.post('https://host.invalid/hook?sig=abc').status_code)\n"
    result = build(call + one_node())
    assert "NetworkRefused" in [failure.type for failure in result.failures]
    assert "sig=abc" not in str(result.failures)
    result = build(one_node(after=call))
    assert (result.output.strip(), result.failures) == ("200", ())


SCRIPT = one_node().replace("prep.py", "absent.py")


def test_a_script_that_the_project_never_had(session: BuildSession, tmp_path: Path) -> None:
    v1 = "from azureml.core import Workspace\nname = 'src/absent.py'\n"
    source = project(tmp_path / "v1", {"main.py": v1, "src/prep.py": ""})
    root = project(tmp_path / "v2", {"main.py": HEADER + SCRIPT, "src/prep.py": ""})
    result = run(session, root, Run("main.py", source=source))
    assert [finding.check for finding in result.jobs[0].findings if finding.is_error] == []
    assert result.notes == ("empty stand-in for a script that is not there: src/absent.py",)
    assert not (root / "src/absent.py").exists()


def test_a_script_that_got_lost_is_a_fault(session: BuildSession, tmp_path: Path) -> None:
    v1 = "from azureml.core import Workspace\nname = 'src/absent.py'\n"
    source = project(tmp_path / "v1", {"main.py": v1, "src/absent.py": ""})
    root = project(tmp_path / "v2", {"main.py": HEADER + SCRIPT, "src/prep.py": ""})
    result = run(session, root, Run("main.py", source=source))
    assert "missing-script" in [finding.check for finding in result.jobs[0].findings]
    assert result.notes == ()


def test_a_script_of_another_name_is_a_fault(session: BuildSession, tmp_path: Path) -> None:
    v1 = "from azureml.core import Workspace\nname = 'src/other.py'\n"
    source = project(tmp_path / "v1", {"main.py": v1})
    root = project(tmp_path / "v2", {"main.py": HEADER + SCRIPT, "src/prep.py": ""})
    result = run(session, root, Run("main.py", source=source))
    assert "missing-script" in [finding.check for finding in result.jobs[0].findings]


def test_a_component_file_with_an_absent_folder(session: BuildSession, tmp_path: Path) -> None:
    component = """\
        $schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
        type: command
        name: prep
        version: "1"
        code: ../absent_folder
        command: python absent.py --out ${{outputs.out}}
        environment: azureml:env:1
        outputs:
          out: {type: uri_folder}
        """
    text = HEADER + (
        "component = load_component('components/prep.yaml')\n\n\n"
        "@dsl.pipeline(default_compute='cpu')\ndef one():\n    step = component()\n\n\njob = one()\n"
    )
    v1 = "from azureml.core import Workspace\nnames = 'absent_folder', 'absent.py'\n"
    source = project(tmp_path / "v1", {"main.py": v1})
    root = project(tmp_path / "v2", {"main.py": text, "components/prep.yaml": component})
    result = run(session, root, Run("main.py", source=source))
    assert [str(finding) for finding in result.jobs[0].findings if finding.is_error] == []
    assert result.notes == ("empty stand-in for a script that is not there: absent_folder/absent.py",)


def test_magics_of_a_notebook(session: BuildSession, tmp_path: Path) -> None:
    cells = ["%env CLUSTER=big", "import os\n" + HEADER + one_node(after="print(os.environ['CLUSTER'])")]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    root = project(tmp_path, {"n.ipynb": json.dumps(notebook), "src/prep.py": ""})
    result = run(session, root, Run("n.ipynb"))
    assert (result.output.strip(), result.failures) == ("big", ())
