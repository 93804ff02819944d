"""What one module keeps in an attribute of another, or of its classes and objects, is read by a third as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert, convert_project
from tests.linking.test_origins import without_addresses

_CLIENT = "MLClient.from_config(DefaultAzureCredential())"
_READ = "    print({ws}.get_default_datastore().name)\n"
_V2 = "    print({ws}.datastores.get_default().name)\n"
_IN_INIT = "class Settings:\n    def __init__(self):\n        self.ws = None\n\n\nsettings = Settings()\n"


@pytest.mark.parametrize(
    ("config", "imports", "ws"),
    [
        ("ws = None\n", "import config", "config.ws"),
        ("", "import config as c", "c.ws"),
        ("class Settings:\n    ws = None\n", "from config import Settings", "Settings.ws"),
        ("class Settings:\n    pass\n\n\nsettings = Settings()\n", "from config import settings", "settings.ws"),
        (_IN_INIT, "from config import settings as s", "s.ws"),
    ],
)
def test_a_workspace_that_is_kept_elsewhere(tmp_path: Path, config: str, imports: str, ws: str) -> None:
    main = f"from azureml.core import Workspace\n\nimport job\n{imports}\n\n{ws} = Workspace.from_config()\njob.run()\n"
    job = f"{imports}\n\n\ndef run():\n{_READ.format(ws=ws)}"
    files = {"config.py": config, "main.py": main, "job.py": job}
    found = convert_project(tmp_path, files)
    assert found["job.py"].text == f"{imports}\n\n\ndef run():\n{_V2.format(ws=ws)}"
    assert found["main.py"].text.endswith(f"{ws} = {_CLIENT}\njob.run()\n")


def test_the_module_that_it_is_kept_in(tmp_path: Path) -> None:
    config = f"ws = None\n\n\ndef show():\n{_READ.format(ws='ws')}"
    main = "from azureml.core import Workspace\n\nimport config\n\nconfig.ws = Workspace.from_config()\nconfig.show()\n"
    found = convert_project(tmp_path, {"config.py": config, "main.py": main})
    assert found["config.py"].text == f"ws = None\n\n\ndef show():\n{_V2.format(ws='ws')}"


def test_the_class_that_it_is_kept_in(tmp_path: Path) -> None:
    config = """\
class Settings:
    def __init__(self):
        self.ws = None

    def store(self):
        return self.ws.get_default_datastore()
"""
    main = """\
from azureml.core import Workspace
from config import Settings

settings = Settings()
settings.ws = Workspace.from_config()
print(settings.store().datastore_type)
"""
    found = convert_project(tmp_path, {"config.py": config, "main.py": main})
    assert found["config.py"].text == config.replace("get_default_datastore()", "datastores.get_default()")
    assert found["main.py"].text.endswith(f"settings.ws = {_CLIENT}\nprint(settings.store().type)\n")


def test_what_is_made_of_what_is_kept_there(tmp_path: Path) -> None:
    """In the module that keeps it, also before others are asked."""
    main = """\
from azureml.core import Workspace

import config
import job


def setup():
    config.ws = Workspace.from_config()
    config.store = config.ws.get_default_datastore()


setup()
job.run()
"""
    job = "import config\n\n\ndef run():\n    print(config.store.datastore_type)\n"
    found = convert_project(tmp_path, {"config.py": "ws = None\n", "main.py": main, "job.py": job})
    assert found["job.py"].text == job.replace("datastore_type", "type")


def test_a_class_that_makes_it_itself_later(tmp_path: Path) -> None:
    config = """\
from azureml.core import Workspace


class Settings:
    def __init__(self):
        self.ws = None

    def connect(self):
        self.ws = Workspace.from_config()


settings = Settings()
"""
    job = f"from config import settings\n\nsettings.connect()\n{_READ.format(ws='settings.ws').lstrip()}"
    found = convert_project(tmp_path, {"config.py": config, "job.py": job})
    assert found["job.py"].text.endswith(_V2.format(ws="settings.ws").lstrip())


def test_what_stays_v1_says_who_keeps_it(tmp_path: Path) -> None:
    main = """\
from azureml.core import Dataset, Workspace

import config
import job

config.sales = Dataset.get_by_name(Workspace.from_config(), "sales")
job.run()
"""
    job = "import config\n\n\ndef run():\n    print(config.sales.to_pandas_dataframe())\n"
    found = convert_project(tmp_path, {"config.py": "sales = None\n", "main.py": main, "job.py": job})
    told = "`main.py:6` keeps an `AbstractDataset` in `sales`, which is not followed into this file"
    assert without_addresses(found["job.py"].text) == job.replace(
        "    print", f"    # TODO(azureml-migrate AML313): this stays v1: {told}\n    print"
    )


def test_something_else_of_the_same_name(tmp_path: Path) -> None:
    """A module that has nothing of v1 in it, although another has."""
    main = "from azureml.core import Workspace\n\nimport config\nimport job\n\nconfig.ws = Workspace.from_config()\n"
    job = "import other\n\n\ndef run():\n    print(other.ws.get_default_datastore().name)\n"
    files = {"config.py": "", "other.py": "ws = None\n", "main.py": main, "job.py": job}
    found = convert_project(tmp_path, files)
    assert "job.py" not in found or found["job.py"].text == job


def test_what_arguments_of_the_command_line_hold(tmp_path: Path) -> None:
    """``args.ws = ws``: in the same file, and where they are handed to."""
    main = """\
import argparse

from azureml.core import Workspace

import job

parser = argparse.ArgumentParser()
parser.add_argument("--name")
args = parser.parse_args()
args.ws = Workspace.from_config()
print(args.ws.get_default_datastore().name, args.name)
job.run(args)
"""
    job = f"def run(args):\n{_READ.format(ws='args.ws')}"
    found = convert_project(tmp_path, {"main.py": main, "job.py": job})
    assert found["main.py"].text.endswith(
        f"args.ws = {_CLIENT}\nprint(args.ws.datastores.get_default().name, args.name)\njob.run(args)\n"
    )
    assert found["job.py"].text == f"def run(args):\n{_V2.format(ws='args.ws')}"


def test_a_run_configuration_that_a_class_keeps() -> None:
    """The steps that read it there get the environment: nothing held it any more."""
    before = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class Config:
    pass


def make(ws):
    step = PythonScriptStep(
        name="train", script_name="train.py", source_directory="src", compute_target="cpu", runconfig=Config.run_config
    )
    return Pipeline(ws, steps=[step])


ws = Workspace.from_config()
Config.run_config = RunConfiguration()
Config.run_config.environment = Environment.get(ws, "sales", version="4")
pipeline = make(ws)
"""
    found = convert(before).text
    assert "environment=Config.run_config" in found
    assert found.endswith('Config.run_config = "azureml:sales:4"\npipeline = make(ws)\n')


_MIXIN = """\
class StoreMixin:
    def store(self):
        targets = self.workspace.compute_targets
        return self.workspace.get_default_datastore(), targets["cpu"]
"""
_MIXIN_IN_V2 = """\
class StoreMixin:
    def store(self):
        targets = {target.name: target for target in self.workspace.compute.list()}
        return self.workspace.datastores.get_default(), targets["cpu"]
"""


@pytest.mark.parametrize(
    ("imports", "bases"),
    [
        ("from mixins import StoreMixin", "StoreMixin"),
        ("import mixins", "dict, mixins.StoreMixin"),
        ("from mixins import StoreMixin\n\n\nclass Between(StoreMixin):\n    pass", "Between"),
    ],
)
def test_what_a_class_keeps_for_those_that_it_inherits_from(imports: str, bases: str, tmp_path: Path) -> None:
    service = f"""\
from azureml.core import Workspace
{imports}


class Service({bases}):
    def __init__(self):
        self.workspace = Workspace.from_config()
"""
    found = convert_project(tmp_path, {"mixins.py": _MIXIN, "service.py": service})
    assert found["mixins.py"].text == _MIXIN_IN_V2


def test_a_mixin_of_classes_that_keep_other_things(tmp_path: Path) -> None:
    """Nothing is known of an attribute that is not a workspace in each of them."""
    service = """\
from azureml.core import Run, Workspace
from mixins import StoreMixin


class Service(StoreMixin):
    def __init__(self):
        self.workspace = Workspace.from_config()


class Remote(StoreMixin):
    def __init__(self, client):
        self.workspace = client
"""
    found = convert_project(tmp_path, {"mixins.py": _MIXIN, "service.py": service})
    assert "compute.list()" not in found["mixins.py"].text
