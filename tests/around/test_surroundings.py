"""The files around the code: whole files before and after, and look-alikes that must not change."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.conversion import FileKind
from migrate.decisions.packages import AI_ML, IDENTITY
from migrate.ledger import Outcome
from tests.conversion import Converted, assert_same, convert_project, notebook

CODE = "from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n"
CODE_V2 = (
    "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\n"
    "ws = MLClient.from_config(DefaultAzureCredential())\nprint(ws.workspace_name)\n"
)
PARTLY = CODE + "\nfrom azureml.core.webservice import AciWebservice\n\nAciWebservice(ws, 'x').update()\n"
METRICS = """\
from azureml.core import Experiment, ScriptRunConfig

run = Experiment(ws, "a").submit(ScriptRunConfig("src", script="train.py", compute_target="cpu"))
print(run.get_metrics())
"""
STEPS = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.from_conda_specification("training", "train/conda.yml")
step = PythonScriptStep("train.py", source_directory="train", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[step])
"""


def outcomes(converted: Converted) -> list[tuple[int, str, str, int | None]]:
    return [
        (use.location.line, use.symbol, use.verdict.outcome.value, use.output_line)
        for use in converted.ledger
        if use.verdict is not None and use.kind.value == "file"
    ]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "requirements.txt",
            "-r base.txt\r\nazureml-core [x] >= 1.40 ; python_version < '3.9'  # SDK\r\n\r\nnumpy\r\n",
            "-r base.txt\r\nazure-ai-ml>=1.26  # SDK\r\nazure-identity>=1.17\r\n\r\nnumpy\r\n",
        ),
        ("requirements-dev.txt", "pytest\nAzureML.SDK==1.48", "pytest\nazure-ai-ml>=1.26\nazure-identity>=1.17"),
        (
            "requirements.txt",
            "azureml-core\nazure-identity==1.18.0\nazureml-mlflow==1.60.0\n",
            "azure-ai-ml>=1.26\nazure-identity==1.18.0\nazureml-mlflow==1.60.0\n",
        ),
        (
            "env/conda.yml",
            'name: x\ndependencies:\n- python=3.10\n- pip\n- pip: # of Azure\n  - "azureml-sdk"\n'
            "  - azureml-widgets # a\n",
            "name: x\ndependencies:\n- python=3.10\n- pip\n- pip: # of Azure\n  - azure-ai-ml>=1.26\n"
            "  - azure-identity>=1.17\n",
        ),
        (
            "setup.py",
            "from setuptools import setup\n\nsetup(name='azureml-x', install_requires=['a', 'azureml-core', 'b'],\n"
            '      extras_require={"run": [\n          "azureml-widgets",\n          "c"\n      ]})\n',
            "from setuptools import setup\n\nsetup(name='azureml-x', install_requires=['a', 'azure-ai-ml>=1.26', "
            "'azure-identity>=1.17', 'b'],\n"
            '      extras_require={"run": [\n          "c"\n      ]})\n',
        ),
        (
            "setup.cfg",
            "[metadata]\nname = azureml-core\n\n[options]\ninstall_requires =\n    numpy\n    azureml-core>=1\n"
            "zip_safe = no\n",
            "[metadata]\nname = azureml-core\n\n[options]\ninstall_requires =\n    numpy\n    azure-ai-ml>=1.26\n"
            "    azure-identity>=1.17\nzip_safe = no\n",
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npython = "^3.10"\nazureml-core = "^1.40"\n'
            'azureml-widgets = {version = "*", optional = true}\n\n[tool.x]\nkeywords = ["azureml-core"]\n',
            '[tool.poetry.dependencies]\npython = "^3.10"\nazure-ai-ml = ">=1.26"\nazure-identity = ">=1.17"\n'
            '\n[tool.x]\nkeywords = ["azureml-core"]\n',
        ),
        (
            "Pipfile",
            '[packages]\nazureml-sdk = "*"\n\n[requires]\npython_version = "3.10"\n',
            '[packages]\nazure-ai-ml = ">=1.26"\nazure-identity = ">=1.17"\n\n[requires]\npython_version = "3.10"\n',
        ),
        (
            "pyproject.toml",
            '[project]\ndependencies = ["numpy", "azureml-core>=1.4"]\n[project.optional-dependencies]\n'
            'show = ["azureml-widgets", "rich"]\n',
            '[project]\ndependencies = ["numpy", "azure-ai-ml>=1.26", "azure-identity>=1.17"]\n'
            '[project.optional-dependencies]\nshow = ["rich"]\n',
        ),
    ],
)
def test_packages_follow_the_code(tmp_path: Path, name: str, before: str, after: str) -> None:
    converted = convert_project(tmp_path / "once", {name: before, "src/code.py": CODE})
    assert_same(converted[name].text, after)
    texts = {path: one.text for path, one in converted.items()}
    again = convert_project(tmp_path / "again", texts)
    assert texts | {path: one.text for path, one in again.items()} == texts


@pytest.mark.parametrize(
    ("name", "before", "after", "manual"),
    [
        (
            "Dockerfile",
            "RUN pip install azureml-core\nRUN pip install --no-cache azureml-widgets\n"
            "RUN apt-get update && pip install azureml-train-automl\nRUN conda install -y azureml-sdk=1.20 numpy\n"
            'RUN ["python", "-m", "pip", "install", "-r", "azureml-x", "azureml-core==1.4", "numpy"]\n'
            'RUN [ "pip3","install","azureml-pipeline" ]\nCMD ["pip", "install"]\n',
            "RUN pip install azure-ai-ml azure-identity\n"
            "RUN apt-get update && pip install azureml-train-automl\nRUN conda install -y numpy\n"
            'RUN ["python", "-m", "pip", "install", "-r", "azureml-x", "numpy"]\nCMD ["pip", "install"]\n',
            ["nothing else is installed here: remove this command"],
        ),
        (
            "a.sh",
            "conda install -c conda-forge conda-forge::azureml-sdk\n",
            "conda install -c conda-forge conda-forge::azureml-sdk\n",
            [
                "these are no conda packages, and there is no list for pip: remove azureml-sdk; "
                "add azure-ai-ml>=1.26, azure-identity>=1.17"
            ],
        ),
        (
            "ci.yml",
            "- run: pip install azureml-sdk\n- run: pip install azureml-widgets\n",
            "- run: pip install azure-ai-ml azure-identity\n- run: pip install azureml-widgets\n",
            ["nothing else is installed here: remove this command"],
        ),
    ],
)
def test_commands_that_install(tmp_path: Path, name: str, before: str, after: str, manual: list[str]) -> None:
    found = convert_project(tmp_path, {name: before, "code.py": CODE})[name]
    assert_same(found.text, after)
    assert [use.verdict.message for use in found.manual if use.verdict is not None] == manual


def test_what_is_converted_in_part_keeps_both(tmp_path: Path) -> None:
    files = {"requirements.txt": "numpy\nazureml-core\nazureml-pipeline\n", "code.py": PARTLY}
    found = convert_project(tmp_path / "once", files)["requirements.txt"]
    assert_same(found.text, "numpy\nazureml-core\nazure-ai-ml>=1.26\nazure-identity>=1.17\n")
    assert outcomes(found) == [(2, "azureml-core", "manual", 2), (3, "azureml-pipeline", "converted", 3)]
    assert found.manual[0].verdict is not None
    assert found.manual[0].verdict.message == (
        "stays, beside azure-ai-ml>=1.26, azure-identity>=1.17: code.py still imports SDK v1; "
        "remove it when that is converted"
    )


def test_a_conda_file_follows_the_scripts_of_its_environment(tmp_path: Path) -> None:
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n  - pandas\n"
    files = {"pipeline.py": STEPS, "train/train.py": "import helper\n", "train/conda.yml": conda}
    plain = convert_project(tmp_path / "plain", {**files, "train/helper.py": "print(1)\n"})["train/conda.yml"]
    assert_same(plain.text, conda.replace("  - azureml-defaults\n", ""))
    assert outcomes(plain) == [(4, "azureml-defaults", "dropped", None)]
    helper = "from azureml.core import Run\n\nRun.get_context().upload_file('a', 'b')\nprint(Run.get_submitted_run())\n"
    used = convert_project(tmp_path / "used", {**files, "train/helper.py": helper})["train/conda.yml"]
    assert "azureml-defaults" in used.text
    assert "azure-ai-ml" not in used.text


@pytest.mark.parametrize(
    "deployment",
    [
        "env = Environment.from_conda_specification('a', 'train/conda.yml')\n",
        "import os\nenv = Environment.from_conda_specification('a', os.path.join(folder, 'conda.yml'))\n",
        "path = folder / 'conda.yml'\nenv = Environment.from_conda_specification('a', path)\n",
    ],
)
def test_packages_stay_where_something_else_runs_with_them(tmp_path: Path, deployment: str) -> None:
    """Beside the steps of a pipeline; not in a file of the same name that is further away."""
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n  - pandas\n"
    files = {
        "pipeline.py": STEPS,
        "train/train.py": "print(1)\n",
        "train/conda.yml": conda,
        "train/deploy.py": f"from azureml.core import Environment\nfrom settings import folder\n{deployment}",
        "other/conda.yml": conda,
        "other/code.py": CODE,
    }
    converted = convert_project(tmp_path, files)
    assert (converted["train/conda.yml"].text, converted["other/conda.yml"].text) == (
        conda,
        conda.replace("azureml-defaults\n", "azure-ai-ml>=1.26\n  - azure-identity>=1.17\n"),
    )


@pytest.mark.parametrize(
    "files",
    [
        {"code.py": f"{CODE}from azureml.core import Environment\n"
                    "Environment.from_conda_specification('score', 'score.yml').register(ws)\n"},
        {"code.py": f"{CODE}from azureml.core.model import InferenceConfig\n"
                    "config = InferenceConfig('score.py', conda_file='score.yml')\n"},
        {"code.py": CODE, "deploy/green.yml": "environment:\n  conda_file: '../score.yml'  # for the model\n"},
        {"code.py": CODE, "jobs/green.py": "Environment(\n    image='ubuntu', conda_file='../score.yml'\n)\n"},
        {"code.py": CODE, "jobs/a.ipynb": notebook('Environment(conda_file="score.yml")')},
        # a function of another module makes it
        {"code.py": f"import envs\n{CODE}envs.make('score', 'score.yml')\n",
         "envs.py": "from azureml.core import Environment\n\n\ndef make(name, file):\n"
                    "    return Environment.from_conda_specification(name, file)\n"},
    ],
)  # fmt: skip
def test_packages_stay_where_nobody_knows_what_runs_with_them(tmp_path: Path, files: dict[str, str]) -> None:
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n"
    converted = convert_project(tmp_path / "once", {"score.yml": conda, "requirements.txt": "azureml-core\n", **files})
    assert (converted["score.yml"].text, outcomes(converted["score.yml"])) == (
        conda,
        [(4, "azureml-defaults", "converted", 4)],
    )
    kept = "azureml-core\n" if "InferenceConfig" in files["code.py"] else ""
    assert_same(converted["requirements.txt"].text, f"azure-ai-ml>=1.26\nazure-identity>=1.17\n{kept}")
    again = convert_project(tmp_path / "again", {**files, **{path: one.text for path, one in converted.items()}})
    assert not any(one.result.changed for one in again.values())


NAMED = """\
from azureml.core import Environment
import settings

env = Environment.from_conda_specification("a", settings.file)
"""


@pytest.mark.parametrize(
    ("settings", "follows"),
    [
        ({"settings.py": "file = 'envs/train.yml'\n"}, False),
        ({"settings.py": "class Settings:\n    file: str = 'envs/train.yml'\n"}, False),
        ({"settings.py": "import os\nfile = os.environ.get('FILE', 'envs/train.yml')\n"}, False),
        ({"settings.py": "file = load()\n", "conf/dev.yml": "env:\n  file: envs/train.yml\n"}, False),
        ({"settings.py": "file = load()\n", "dev.json": '{\n  "file": "envs/train.yml",\n  "a": 1\n}\n'}, False),
        ({"settings.py": "file = load()\n", ".env": "FILE=envs/train.yml\r\n"}, False),
        # Nothing says that it is the file of an environment.
        ({"settings.py": "run(['conda', 'env', 'create', '-f', 'envs/train.yml'])\n"}, True),
        ({"settings.py": "file = 'envs/other-train.yml'\n"}, True),
        ({"settings.py": "file = load()\n", "ci.yml": "run: conda env create -f envs/train.yml\n"}, True),
        # There is code beside it.
        ({"settings.py": "file = load()\n", ".env": "FILE=envs/train.yml\n", "envs/code.py": CODE}, True),
    ],
)
def test_packages_stay_in_a_file_that_settings_name(tmp_path: Path, settings: dict[str, str], follows: bool) -> None:
    """The code that makes an environment of it does not say which file that is."""
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n  - pandas\n"
    files = {"pipeline.py": CODE, "env.py": NAMED, "envs/train.yml": conda, **settings}
    found = convert_project(tmp_path / "settings", files)["envs/train.yml"]
    assert (found.text != conda) == follows
    others = {name: text for name, text in files.items() if name != "env.py"}
    assert convert_project(tmp_path / "no-environment", others)["envs/train.yml"].text != conda


def test_no_line_end_is_added(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"requirements.txt": "azureml-core\nazureml-sdk", "code.py": CODE}
    found = convert_project(tmp_path, files)["requirements.txt"]
    assert_same(found.text, "azure-ai-ml>=1.26\nazure-identity>=1.17")


def test_the_nearest_file_serves(tmp_path: Path) -> None:
    """Code is served by the nearest file; one named as a notebook serves that alone."""
    listed = "dependencies:\n- pip:\n  - azureml-sdk\n"
    converted = convert_project(
        tmp_path,
        {
            "requirements.txt": "azureml-core\n",
            "a/requirements.txt": "azureml-core\n",
            "a/code.py": PARTLY,
            "b/code.py": CODE,
            "b/show.ipynb": notebook(PARTLY),
            "b/show.yml": listed,
        },
    )
    assert converted["a/requirements.txt"].text == "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-core\n"
    assert "  - azureml-sdk\n" in converted["b/show.yml"].text
    # The notebook also gets what the folders above list.
    assert "azureml-core\n" in converted["requirements.txt"].text


def test_what_code_imports_from_elsewhere_counts(tmp_path: Path) -> None:
    """A module of another folder needs its packages wherever code runs that imports it."""
    files = {
        "requirements.txt": "azureml-core\n",
        "common/azure.py": PARTLY,
        "job/requirements.txt": "azureml-core\nnumpy\n",
        "job/train.py": "from common import azure\nfrom azureml.core import Workspace\n",
        "other/requirements.txt": "azureml-core\nnumpy\n",
        "other/show.py": CODE,
    }
    converted = convert_project(tmp_path, files)
    assert converted["job/requirements.txt"].text == "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-core\nnumpy\n"
    assert converted["other/requirements.txt"].text == "azure-ai-ml>=1.26\nazure-identity>=1.17\nnumpy\n"


def test_a_file_without_v1_takes_no_code_from_others(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "azureml-core\n",
        "src/code.py": PARTLY,
        "src/tools/requirements.txt": "azureml-tools-of-mine\n",
    }
    once = convert_project(tmp_path / "once", files)
    assert once["requirements.txt"].text == "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-core\n"
    again = convert_project(tmp_path / "again", files | {path: one.text for path, one in once.items()})
    assert not any(one.result.changed for one in again.values())


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "pyproject.toml",
            '[project]\ndependencies = ["numpy", "azureml-core"]\n'
            '[dependency-groups]\ndev = ["azureml-widgets", "a"]\n',
            '[project]\ndependencies = ["numpy", "azure-ai-ml>=1.26", "azure-identity>=1.17", "azureml-core"]\n'
            '[dependency-groups]\ndev = ["a"]\n',
        ),
        (
            "Pipfile",
            '[packages]\nazureml-sdk = "*"\n\n[dev-packages]\nazureml-widgets = "*"\n',
            '[packages]\nazure-ai-ml = ">=1.26"\nazure-identity = ">=1.17"\nazureml-sdk = "*"\n\n[dev-packages]\n',
        ),
    ],
)
def test_new_packages_stand_in_the_first_list_of_v1(tmp_path: Path, name: str, before: str, after: str) -> None:
    """Also when nothing of that one goes: other lists are for tests and the like."""
    converted = convert_project(tmp_path, {name: before, "code.py": PARTLY})
    assert_same(converted[name].text, after)


def test_a_pip_list_that_gets_empty_goes_with_its_header(tmp_path: Path) -> None:
    files = {
        "pipeline.py": STEPS,
        "train/train.py": "print(1)\n",
        "train/conda.yml": "dependencies:\n  - python=3.9\n  - pip\n  - pip:\n    - azureml-defaults\nname: x\n",
    }
    found = convert_project(tmp_path, files)["train/conda.yml"]
    assert_same(found.text, "dependencies:\n  - python=3.9\n  - pip\nname: x\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "azureml-core==1.48.0 \\\n    --hash=sha256:0123\nnumpy==1.26 --hash=sha256:4567\n"),
        ("conda.yml", "dependencies: [python=3.10, {pip: [azureml-sdk, numpy]}]\n"),
        ("conda.yml", "dependencies:\n- numpy\n- azureml-sdk\n"),
    ],
)
def test_what_cannot_be_edited_is_told_and_stays(tmp_path: Path, name: str, text: str) -> None:
    found = convert_project(tmp_path, {name: text, "code.py": CODE}).get(name)
    assert found is not None
    assert found.text == text
    assert [use.verdict.outcome for use in found.ledger if use.verdict is not None] == [Outcome.MANUAL]


@pytest.mark.parametrize(
    ("name", "before", "after", "manual"),
    [
        (
            "setup.cfg",
            "[options]\npython_requires = >=3.10\ninstall_requires =\n    azureml-core\n"
            "[options.extras_require]\naml = azureml-pipeline\n",
            "[options]\npython_requires = >=3.10\ninstall_requires =\n    azure-ai-ml>=1.26\n    azure-identity>=1.17\n"
            "[options.extras_require]\naml = azureml-pipeline\n",
            [(6, "azureml-pipeline")],
        ),
        (
            "tox.ini",
            "[testenv]\ndeps =\n    pytest\n    azureml-core==1.34  # SDK\ncommands =\n    azureml-core\n",
            "[testenv]\ndeps =\n    pytest\n    azure-ai-ml>=1.26  # SDK\n    azure-identity>=1.17\n"
            "commands =\n    azureml-core\n",
            [],
        ),
        (
            "pyproject.toml",
            '[dependency-groups]\ndev = [\n  {include-group = "lint"},\n  "azureml-core",\n]\n'
            'lint = [{include-group = "x"}, "azureml-widgets"]\n\n'
            '[tool.poetry.dependencies.azureml-train]\nversion = "1"\n',
            '[dependency-groups]\ndev = [\n  {include-group = "lint"},\n'
            '  "azure-ai-ml>=1.26",\n  "azure-identity>=1.17",\n]\n'
            'lint = [{include-group = "x"}, "azureml-widgets"]\n\n'
            '[tool.poetry.dependencies.azureml-train]\nversion = "1"\n',
            [(6, "azureml-widgets"), (8, "azureml-train")],
        ),
        (
            ".devcontainer/devcontainer.json",
            '{"postCreateCommand": "pip install azureml-sdk && az extension add -n azure-cli-ml"}\n',
            '{"postCreateCommand": "pip install azure-ai-ml azure-identity && az extension add -n ml"}\n',
            [],
        ),
        (
            "Dockerfile",
            'RUN pip install azureml-sdk\nRUN pip install "azureml-core>=1.2,<2"\n',
            "RUN pip install azure-ai-ml azure-identity\n",
            [],
        ),
    ],
)
def test_what_stands_in_the_way_of_one_package_keeps_only_that(
    tmp_path: Path, name: str, before: str, after: str, manual: list[tuple[int, str]]
) -> None:
    found = convert_project(tmp_path, {name: before, "code.py": CODE})[name]
    assert_same(found.text, after)
    assert [(use.location.line, use.symbol) for use in found.manual] == manual


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "requirements.txt",
            "azureml-core\nnumpy\nazureml-mlflow==1.42.0\n",
            "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-mlflow>=1.44\nnumpy\n",
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\nazureml-mlflow = "1.38.0"\nazureml-core = "^1.38"\n',
            '[tool.poetry.dependencies]\nazure-ai-ml = ">=1.26"\nazure-identity = ">=1.17"\n'
            'azureml-mlflow = ">=1.44"\n',
        ),
        (
            "requirements.txt",
            "azureml-core\nazureml-mlflow==1.44.0\n",
            "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-mlflow==1.44.0\n",
        ),
        (
            "requirements.txt",
            "azureml-core\nazureml-mlflow>=1.34\n",
            "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-mlflow>=1.34\n",
        ),
    ],
)
def test_versions_that_need_v1_go(tmp_path: Path, name: str, before: str, after: str) -> None:
    """azureml-core and azure-ai-ml cannot be installed together, as mlflow-skinny is newer than both know."""
    found = convert_project(tmp_path, {name: before, "code.py": CODE})[name]
    assert_same(found.text, after)
    assert found.manual == []


def test_mlflow_that_is_pinned_gets_its_other_half_in_the_same_version(tmp_path: Path) -> None:
    files = {"requirements.txt": "azureml-core\nmlflow==2.9.2\n", "b.sh": "pip install azureml-core mlflow==2.9.2\n"}
    found = convert_project(tmp_path, {**files, "code.py": CODE + METRICS})
    assert_same(
        found["requirements.txt"].text,
        "azure-ai-ml>=1.26\nazure-identity>=1.17\nazureml-mlflow\nmlflow-skinny==2.9.2\nmlflow==2.9.2\n",
    )
    assert_same(
        found["b.sh"].text,
        "pip install azure-ai-ml azure-identity azureml-mlflow mlflow-skinny==2.9.2 mlflow==2.9.2\n",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.7"\nazureml-core = "*"\n'),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.7,<3.10"\ndependencies = ["azureml-core"]\n'),
        ("Pipfile", '[packages]\nazureml-core = "*"\n\n[requires]\npython_version = "3.7"\n'),
        ("setup.cfg", "[options]\npython_requires = >=3.7\ninstall_requires =\n    azureml-core\n"),
        (
            "setup.py",
            'from setuptools import setup\nsetup(install_requires=["azureml-core"], python_requires="~=3.7")\n',
        ),
        ("env.yml", "dependencies:\n- python>=3.7,<3.9\n- pip:\n  - azureml-core\n"),
    ],
)
def test_a_python_that_is_too_old_is_told(tmp_path: Path, name: str, text: str) -> None:
    found = convert_project(tmp_path, {name: text, "code.py": CODE})[name]
    told = [use.verdict.message for use in found.ledger if use.verdict and use.kind.value == "file"]
    assert told == ["azure-identity>=1.17 needs Python 3.8 or later, and the file asks for 3.7: raise it"]


def test_a_script_that_is_called_setup_lists_no_packages(tmp_path: Path) -> None:
    text = 'import azureml.core\n\nPACKAGES = ["azureml-core", "numpy"]\nprint(azureml.core.VERSION, PACKAGES)\n'
    found = convert_project(tmp_path, {"setup.py": text})["setup.py"]
    assert '["azureml-core", "numpy"]' in found.text


def test_what_cannot_be_parsed_is_left_with_its_line(tmp_path: Path) -> None:
    text = "dependencies:\n- azureml-core\n  x: [\n"
    found = convert_project(tmp_path, {"conda.yml": text, "code.py": CODE})["conda.yml"]
    assert (found.text, found.result.document.kind) == (text, FileKind.CONDA)
    assert found.result.error is not None
    assert found.result.error.startswith("conda.yml:3")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "my-azureml-core\nazureml-core-tools\n# azureml-core\nazureml-inference-server-http\n"),
        ("conda.yml", "name: azureml-core\ndependencies:\n- numpy # azureml-sdk\n"),
        ("job.yml", "command: python a.py\nenvironment: azureml:azureml-core@latest\n"),
        ("notes.txt", "azureml-core\n"),
    ],
)
def test_look_alikes_stay(tmp_path: Path, name: str, text: str) -> None:
    converted = convert_project(tmp_path, {name: text, "code.py": CODE})
    assert name not in converted or (converted[name].text, outcomes(converted[name])) == (text, [])


def test_files_of_code_that_is_v2_stay(tmp_path: Path) -> None:
    """What drives parallel jobs of v2 needs packages of v1."""
    files = {"code.py": "import azure.ai.ml  # azureml\n", "conda.yml": "dependencies:\n- pip:\n  - azureml-core\n"}
    assert all(not one.result.changed and not one.ledger.uses for one in convert_project(tmp_path, files).values())


def test_the_packages_of_parallel_jobs_stay(tmp_path: Path) -> None:
    code = """\
from azureml.core import Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep
from azureml.core import Dataset

ws = Workspace.from_config()
env = Environment.from_conda_specification("scoring", "conda.yml")
config = ParallelRunConfig(
    environment=env, entry_script="score.py", source_directory="score", error_threshold=1, output_action="append_row",
    compute_target="cpu", node_count=1, mini_batch_size="1",
)
data = Dataset.get_by_name(ws, "images").as_named_input("images")
out = PipelineData("scores", datastore=ws.get_default_datastore())
step = ParallelRunStep("score", config, [data], output=out)
pipeline = Pipeline(ws, steps=[step])
"""
    conda = "dependencies:\n- python=3.10\n- pip:\n  - azureml-core\n  - azureml-dataset-runtime[pandas,fuse]\n"
    score = "def init():\n    pass\n\n\ndef run(batch):\n    return batch\n"
    found = convert_project(tmp_path, {"pipeline.py": code, "score/score.py": score, "conda.yml": conda})["conda.yml"]
    assert found.text == conda
    assert {one[2] for one in outcomes(found)} == {"converted"}


def test_bounds_are_what_names_are_checked_against() -> None:
    text = Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8")
    checked = set(tomlkit.parse(text).unwrap()["project"]["optional-dependencies"]["verify"])
    assert {AI_ML.text, IDENTITY.text} <= checked


_NAMES = st.sampled_from(["numpy", "pandas", "scikit-learn", "mlflow", "azureml-mlflow", "torch"])
_V1_NAMES = st.sampled_from(["azureml-core", "azureml-sdk", "azureml-widgets"])
_VERSIONS = st.sampled_from(["", "==2.2", ">=1,<2", "[extra]~=1.0", "  # why", " ; python_version < '3.9'"])
_LINES = st.one_of(
    st.builds("{}{}".format, _NAMES, _VERSIONS),
    st.sampled_from(["", "# a comment", "-r other.txt", "--pre", "git+https://example.org/x#egg=x", "  "]),
)
_ENDS = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=25, deadline=None)
@given(st.lists(_LINES), _ENDS, st.booleans())
def test_a_file_without_v1_stays_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, last: bool
) -> None:
    text = end.join(lines) + (end if last else "")
    root = tmp_path_factory.mktemp("project")
    converted = convert_project(root, {"requirements.txt": text, "code.py": CODE})
    assert "requirements.txt" not in converted or not converted["requirements.txt"].result.changed


@settings(max_examples=25, deadline=None)
@given(st.lists(_LINES), st.lists(_LINES), _V1_NAMES, _VERSIONS, _ENDS)
def test_only_the_lines_of_v1_change(
    tmp_path_factory: pytest.TempPathFactory, above: list[str], below: list[str], name: str, version: str, end: str
) -> None:
    text = end.join([*above, name + version, *below, "last", ""])
    root = tmp_path_factory.mktemp("project")
    converted = convert_project(root, {"requirements.txt": text, "code.py": CODE})["requirements.txt"]
    comment = version[version.index("#") - 2 :] if "#" in version else ""
    new = [f"azure-ai-ml>=1.26{comment}", "azure-identity>=1.17"]
    assert converted.text.replace("\r\n", "\n").split("\n") == [*above, *new, *below, "last", ""]
    assert converted.text.count("\r\n") == (converted.text.count("\n") if end == "\r\n" else 0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.builds("{}{}".format, _NAMES, st.sampled_from(["", "==2.2", ">=1,<2", "  # why"]))), _V1_NAMES, _ENDS
)
def test_only_the_lines_of_v1_change_in_conda_files(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], v1: str, end: str
) -> None:
    def conda(packages: list[str]) -> str:
        lines = ["# x", "dependencies:", "  - python=3.10", "  - pip:", *(f"      - {one}" for one in packages), ""]
        return end.join(lines)

    root = tmp_path_factory.mktemp("project")
    files: dict[str, str | bytes] = {"env.yml": conda([*names, v1]), "code.py": CODE}
    converted = convert_project(root, files)["env.yml"]
    assert converted.text == conda([*names, "azure-ai-ml>=1.26", "azure-identity>=1.17"])
    if names:
        plain = convert_project(root / "plain", {**files, "env.yml": conda(names)})
        assert "env.yml" not in plain or not plain["env.yml"].result.changed


def test_requirements_that_an_environment_is_made_from_stay_when_converted_again(tmp_path: Path) -> None:
    make = """\
from azureml.core import Environment, Workspace

Environment.from_pip_requirements("e", "requirements.txt").register(Workspace.from_config())
"""
    listed = "azureml-core\nazureml-contrib-services\n"
    once = convert_project(tmp_path / "once", {"make.py": make, "code.py": PARTLY, "requirements.txt": listed})
    texts = {name: one.text for name, one in once.items()}
    assert ".read_text().splitlines()" in texts["make.py"]
    again = convert_project(tmp_path / "again", texts)
    assert {name: one.text for name, one in again.items()} == texts
