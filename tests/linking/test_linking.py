"""What one module of a project gives to another is followed, when both are converted together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from migrate.conversion import Options
from migrate.engine import convert_one
from migrate.project.imports import places
from migrate.project.reading import decode
from tests.conversion import Converted, convert_project

PIPELINE = """\
from azureml.core import Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
{imports}

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = {environment}
train_step = PythonScriptStep("train.py", source_directory="src", compute_target={target}, runconfig=run_config)
pipeline = Pipeline(ws, steps=[train_step])
"""
ENVIRONMENT = """\
from azureml.core import Environment


def get_environment(name):
    return Environment.from_conda_specification(name=name, file_path="conda.yml")
"""
COMPUTE = """\
from azureml.core.compute import ComputeTarget
from azureml.exceptions import ComputeTargetException


def get_compute(workspace, name):
    try:
        return ComputeTarget(workspace, name)
    except ComputeTargetException:
        print("no such compute")
        return None
"""
SETTINGS = """\
from azureml.core import Environment

CLUSTER = "cpu"
environment = Environment("training")
"""
CONVERTED = """\
from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential
{imports}

ws = MLClient.from_config(DefaultAzureCredential())
{before}train_component = command({arguments})


@dsl.pipeline(default_compute={compute}, continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()


pipeline = pipeline_definition()
"""


def convert(root: Path, files: Mapping[str, str], path: str, together: bool = True) -> Converted:
    for name, text in files.items():
        place = root / PurePosixPath(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    options = Options(together=frozenset(files) if together else frozenset((path,)))
    return Converted(convert_one(decode(path, files[path].encode()), root, options))


def _converted(imports: str, before: str, compute: str) -> str:
    arguments = 'display_name="train.py", code="src", command="python train.py", environment=environment'
    return CONVERTED.format(imports=imports, before=before, compute=compute, arguments=arguments)


def pipeline(imports: str, environment: str = 'get_environment("training")', target: str = '"cpu"') -> str:
    return PIPELINE.format(imports=imports, environment=environment, target=target)


@pytest.mark.parametrize(
    ("imports", "call", "module"),
    [
        ("from helpers import get_environment", "get_environment", "app/helpers.py"),
        ("from tools.helpers import get_environment", "get_environment", "tools/helpers.py"),
        ("from tools.helpers import get_environment", "get_environment", "src/tools/helpers.py"),
        ("from .helpers import get_environment as made", "made", "app/helpers.py"),
        ("from ..helpers import get_environment", "get_environment", "helpers.py"),
        ("import helpers", "helpers.get_environment", "app/helpers.py"),
        ("import tools.helpers as h", "h.get_environment", "tools/helpers.py"),
        ("import tools.helpers", "tools.helpers.get_environment", "tools/helpers.py"),
        ("from tools import helpers", "helpers.get_environment", "tools/helpers.py"),
        ("from tools import get_environment", "get_environment", "tools/__init__.py"),
        (
            'import sys\n\nsys.path.append("service/util")\nfrom helpers import get_environment',
            "get_environment",
            "service/util/helpers.py",
        ),
    ],
)
def test_every_kind_of_import(tmp_path: Path, imports: str, call: str, module: str) -> None:
    files = {"app/build.py": pipeline(imports, f'{call}("training")'), module: ENVIRONMENT}
    converted = convert(tmp_path, files, "app/build.py")
    before = f'environment = {call}("training")\n'
    assert converted.text == _converted(imports=imports, before=before, compute='"cpu"')
    assert converted.manual == []


@pytest.mark.parametrize(
    ("imports", "call", "module"),
    [
        ("from sales.helpers import get_environment", "get_environment", "helpers.py"),
        ("import sales.tools.helpers as h", "h.get_environment", "tools/helpers.py"),
        ("from sales import get_environment", "get_environment", "__init__.py"),
        ("from jobs.sales.helpers import get_environment", "get_environment", "helpers.py"),
    ],
)
def test_a_package_that_is_converted_alone(tmp_path: Path, imports: str, call: str, module: str) -> None:
    """What is given is a package, or lies in one, and imports its modules by that name."""
    files = {"app/build.py": pipeline(imports, f'{call}("training")'), module: ENVIRONMENT}
    converted = convert(tmp_path / "jobs/sales", files, "app/build.py")
    before = f'environment = {call}("training")\n'
    assert converted.text == _converted(imports=imports, before=before, compute='"cpu"')
    assert converted.manual == []


@pytest.mark.parametrize("imports", ["from sales.helpers import get_environment", "from jobs.helpers import *"])
def test_another_package_with_such_a_module(tmp_path: Path, imports: str) -> None:
    files = {"build.py": pipeline(imports), "helpers.py": ENVIRONMENT}
    converted = convert(tmp_path / "jobs/marketing", files, "build.py")
    assert [use.name for use in converted.manual] == ["environment"]


PORTION = "from acme.tools.helpers import get_environment"


def test_another_portion_of_a_namespace_package(tmp_path: Path) -> None:
    files = {"jobs/acme/build.py": pipeline(PORTION), "lib/acme/tools/helpers.py": ENVIRONMENT}
    assert convert(tmp_path, files, "jobs/acme/build.py").manual == []


@pytest.mark.parametrize(
    ("build", "more"),
    [
        # The file is part of no such package, the other folder is a package of its own, and there are two that fit.
        ("jobs/build.py", {}),
        ("jobs/acme/build.py", {"lib/acme/__init__.py": ""}),
        ("jobs/acme/build.py", {"other/acme/tools/helpers.py": ENVIRONMENT}),
    ],
)
def test_modules_that_may_be_others(build: str, more: dict[str, str], tmp_path: Path) -> None:
    files = {build: pipeline(PORTION), "lib/acme/tools/helpers.py": ENVIRONMENT, **more}
    assert [use.name for use in convert(tmp_path, files, build).manual] == ["environment"]


def test_what_a_package_passes_on(tmp_path: Path) -> None:
    files = {
        "build.py": pipeline("from tools import get_environment"),
        "tools/__init__.py": "from .environments import get_environment\n",
        "tools/environments.py": ENVIRONMENT,
    }
    assert convert(tmp_path, files, "build.py").manual == []


def test_the_modules_that_a_package_has_as_attributes(tmp_path: Path) -> None:
    files = {
        "build.py": pipeline("import tools", environment='tools.environments.get_environment("training")'),
        "tools/__init__.py": "from . import environments\n",
        "tools/environments.py": ENVIRONMENT,
    }
    assert convert(tmp_path, files, "build.py").manual == []


def test_a_compute_is_named(tmp_path: Path) -> None:
    imports = "from compute import get_compute\nfrom environments import get_environment"
    files = {
        "build.py": pipeline(imports, target='get_compute(ws, "cpu")'),
        "compute.py": COMPUTE,
        "environments.py": ENVIRONMENT,
    }
    converted = convert(tmp_path, files, "build.py")
    assert converted.text == _converted(
        imports=imports,
        before='environment = get_environment("training")\n',
        compute='get_compute(ws, "cpu").name',
    )


def test_constants_and_objects_of_a_module(tmp_path: Path) -> None:
    files = {
        "build.py": pipeline("from settings import CLUSTER, environment", environment="environment", target="CLUSTER"),
        "settings.py": SETTINGS,
    }
    assert convert(tmp_path, files, "build.py").text == _converted(
        imports="from settings import CLUSTER, environment",
        before="",
        compute="CLUSTER",
    )


@pytest.mark.parametrize(
    "helpers",
    [
        ENVIRONMENT.replace("from_conda_specification", "from_existing_conda_environment"),
        ENVIRONMENT.replace("    return ", "    made = ")
        + "    made.environment_variables = {'A': find(name)}\n    return made\n",
    ],
    ids=["it stays v1", "variables that are not known"],
)
def test_what_stays_v1(tmp_path: Path, helpers: str) -> None:
    files = {"build.py": pipeline("from helpers import get_environment"), "helpers.py": helpers}
    converted = convert(tmp_path, files, "build.py")
    assert "pipeline = Pipeline(ws, steps=[train_step])" in converted.text
    assert "where this environment comes from is not known" in converted.text


@pytest.mark.parametrize(
    "helpers",
    [
        ENVIRONMENT.replace("    return", "    if name:\n        return find(name)\n    return"),
        "from azureml.core import Environment\n\nget_environment = Environment.get\n",
        "from build import run_config\n\n\ndef get_environment(name):\n    return run_config.environment\n",
        "def get_environment(name:\n",
        "",
    ],
    ids=["another way out", "no function", "a circle", "not Python", "not there"],
)
def test_what_is_not_certain_is_left_to_a_person(tmp_path: Path, helpers: str) -> None:
    """The pipeline is converted all the same: where an environment of v1 is given to it, v2 raises an error."""
    files = {"build.py": pipeline("from helpers import get_environment"), "helpers.py": helpers}
    converted = convert(tmp_path, files, "build.py")
    (use,) = converted.manual
    assert use.verdict is not None
    assert use.verdict.message.startswith("make sure that this is an Environment of v2")


def test_a_module_that_is_not_converted_too(tmp_path: Path) -> None:
    files = {"build.py": pipeline("from helpers import get_environment"), "helpers.py": ENVIRONMENT}
    converted = convert(tmp_path, files, "build.py", together=False)
    assert [use.name for use in converted.manual] == ["environment"]


def test_places() -> None:
    found = list(places(PurePosixPath("a/b.py"), "m.f"))
    assert found[:4] == [("a/m/f.py", ()), ("a/m/f/__init__.py", ()), ("a/m.py", ("f",)), ("a/m/__init__.py", ("f",))]
    assert ("m.py", ("f",)) in found
    assert ("src/m.py", ("f",)) in found
    relative = list(places(PurePosixPath("a/b.py"), ".f"))
    assert relative == [("a/f.py", ()), ("a/f/__init__.py", ()), ("a/__init__.py", ("f",))]


def test_variables_of_an_environment_from_elsewhere(tmp_path: Path) -> None:
    """They belong to the job in v2, and are written where v1 set them: what they are is known only there."""
    build = pipeline("from helpers import get_environment, get_store").replace(
        "train_step =",
        'store = get_store()\nrun_config.environment.environment_variables["STORE"] = store\ntrain_step =',
    )
    helpers = f"{ENVIRONMENT}\n\ndef get_store():\n    return open('store').read()\n"
    converted = convert(tmp_path, {"build.py": build, "helpers.py": helpers}, "build.py")
    expected = ['environment = get_environment("training")', "store = get_store()"]
    expected.append('environment_variables = {"STORE": store}')
    lines = converted.text.splitlines()
    start = lines.index(expected[0])
    assert lines[start : start + 3] == expected
    assert converted.manual == []


@pytest.mark.parametrize("call", ["get_environment()", "Tools().environment"])
def test_where_it_was_made_that_stays_v1(tmp_path: Path, call: str) -> None:
    helpers = """\
from azureml.core import Environment


def get_environment(name="training"):
    return Environment.from_existing_conda_environment(name, "base")


class Tools:
    def __init__(self):
        self.environment = get_environment()
"""
    build = pipeline("from helpers import Tools, get_environment", call)
    converted = convert(tmp_path, {"build.py": build, "helpers.py": helpers}, "build.py")
    message = "where this environment comes from is not known: `helpers.py:5` makes it, where it stays v1"
    assert message in converted.text
    assert f"run_config.environment = {call}" in converted.text


@pytest.mark.parametrize("imports", ["from tools import workspace", "from tools import workspace as ws"])
def test_a_module_that_is_named_like_a_variable(imports: str, tmp_path: Path) -> None:
    """``workspace`` is the module here, not a workspace that comes from elsewhere."""
    module = imports.rpartition(" ")[2]
    tools = "from azureml.core import Workspace\n\n\ndef find():\n    return Workspace.from_config()\n"
    main = f"{imports}\n\nfound = {module}.find()\nprint(found.get_default_datastore().name)\n"
    text = convert(tmp_path, {"main.py": main, "tools/workspace.py": tools}, "main.py").text
    assert text == main.replace("get_default_datastore()", "datastores.get_default()")


def test_a_package_that_gives_all_away_that_its_modules_do(tmp_path: Path) -> None:
    files = {
        "common/__init__.py": "from .aml import *\n",
        "common/aml.py": "from azureml.core import Environment, Workspace\n\n\n"
        "def connect():\n    return Workspace.from_config()\n",
        "build.py": "from common import *\n\nws = connect()\nenv = Environment.get(ws, 'sales')\nprint(env.name)\n",
    }
    output = {path: one.text for path, one in convert_project(tmp_path, files).items()}
    assert output["common/__init__.py"] == "from .aml import *\n"
    assert "azureml" not in output["common/aml.py"]
    assert output["build.py"] == (
        "from common import *\n\nws = connect()\n"
        "env = ws.environments.get('sales', label=\"latest\")\nprint(env.name)\n"
    )


CLIENT = "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from setup import *\n\nfrom azureml.pipeline.core import Pipeline\n\nws = Workspace.from_config()\n",
            f"from setup import *\n\n{CLIENT}\nws = MLClient.from_config(DefaultAzureCredential())\n",
        ),
        (
            "from setup import *\n\nws = Workspace.from_config()\n\nfrom azureml.pipeline.core import Pipeline\n",
            f"{CLIENT}from setup import *\n\nws = MLClient.from_config(DefaultAzureCredential())\n",
        ),
    ],
)
def test_the_imports_of_v2_stand_where_v1_was_imported_and_above_what_needs_them(
    tmp_path: Path, before: str, after: str
) -> None:
    setup = "from azureml.core import Workspace\n\nNAME = 'a'\nprint(Workspace.from_config().name)\n"
    assert convert_project(tmp_path, {"setup.py": setup, "main.py": before})["main.py"].text == after
