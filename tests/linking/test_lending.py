"""A function of another module that makes steps of the lists that it is given is written out where it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linking.test_sharing import converted

HELPERS = """\
from pathlib import Path

from azureml.core import Environment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.steps import PythonScriptStep

SOURCE = "src"


def _run_config(ws):
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "train", "1")
    return run_config


def make_step(ws, name: str, script: str, inputs: list = None, outputs: list = None, arguments=None, **settings):
    return PythonScriptStep(
        name=name,
        script_name=script,
        source_directory=str(Path(SOURCE)),
        compute_target="cpu",
        runconfig=_run_config(ws),
        inputs=inputs or [],
        outputs=outputs or [],
        arguments=arguments or [],
        **settings,
    )
"""
HELPED = """\
from pathlib import Path

SOURCE = "src"


def _run_config(ws):
    return "azureml:train:1"
"""
RUN = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData

from helpers import make_step

ws = Workspace.from_config()
clean = PipelineData("clean")
clean_step = make_step(ws, "clean", "clean.py", outputs=[clean], arguments=["--out", clean])
train_step = make_step(ws, "train", "train.py", [clean], arguments=["--in", clean], allow_reuse=False)
pipeline = Pipeline(ws, steps=[train_step])
Experiment(ws, "train").submit(pipeline)
"""
RAN = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

from pathlib import Path

from helpers import SOURCE, _run_config

ws = MLClient.from_config(DefaultAzureCredential())
clean_component = command(
    display_name="clean",
    code=str(Path(SOURCE)),
    command="python clean.py --out ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment=_run_config(ws),
)
train_component = command(
    display_name="train",
    code=str(Path(SOURCE)),
    command="python train.py --in ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment=_run_config(ws),
    is_deterministic=False,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline():
    clean_step = clean_component()
    train_step = train_component(clean=clean_step.outputs.clean)


pipeline = train_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="train")
"""
OTHER = RUN.replace('"train")', '"other")')
FILES = {"helpers.py": HELPERS, "run.py": RUN, "other.py": OTHER}


def test_two_callers(tmp_path: Path) -> None:
    assert converted(tmp_path, FILES) == {
        "helpers.py": HELPED,
        "run.py": RAN,
        "other.py": RAN.replace('"train")', '"other")').replace("train_pipeline", "other_pipeline"),
    }


@pytest.mark.parametrize(
    ("line", "called", "imports", "said"),
    [
        pytest.param(
            "from helpers import SOURCE, make_step as step",
            "step",
            "from pathlib import Path\n\nfrom helpers import SOURCE, _run_config",
            "",
            id="another name",
        ),
        pytest.param(
            "from helpers import *",
            "make_step",
            "from helpers import *\nfrom helpers import _run_config",
            "",
            id="all names",
        ),
        pytest.param(
            "import helpers as h", "h.make_step", "from pathlib import Path\n\nimport helpers as h", "h.", id="a module"
        ),
        pytest.param(
            "import os, helpers",
            "helpers.make_step",
            "from pathlib import Path\n\nimport os, helpers",
            "helpers.",
            id="a module beside another one",
        ),
    ],
)
def test_ways_to_import_it(line: str, called: str, imports: str, said: str, tmp_path: Path) -> None:
    run = RUN.replace("from helpers import make_step", line).replace("make_step(", f"{called}(")
    ran = RAN.replace("from pathlib import Path\n\nfrom helpers import SOURCE, _run_config", imports)
    ran = ran.replace("Path(SOURCE)", f"Path({said}SOURCE)").replace("=_run_config", f"={said}_run_config")
    assert converted(tmp_path, {"helpers.py": HELPERS, "run.py": run}) == {"helpers.py": HELPED, "run.py": ran}


def test_packages_that_hand_it_on(tmp_path: Path) -> None:
    package = 'from .helpers import SOURCE, make_step\n\n__all__ = ["SOURCE", "make_step"]\n'
    run = RUN.replace("from helpers", "from aml")
    files = {"aml/helpers.py": HELPERS, "aml/__init__.py": package, "run.py": run}
    assert converted(tmp_path, files) == {
        "aml/helpers.py": HELPED,
        "aml/__init__.py": 'from .helpers import SOURCE\n\n__all__ = ["SOURCE"]\n',
        "run.py": RAN.replace("from helpers", "from aml.helpers"),
    }


CLEAN = """\


def make_clean(ws, clean):
    return make_step(ws, "clean", "clean.py", outputs=[clean], arguments=["--out", clean])
"""


def test_functions_that_call_each_other(tmp_path: Path) -> None:
    run = RUN.replace("import make_step", "import make_clean, make_step")
    run = run.replace(
        'make_step(ws, "clean", "clean.py", outputs=[clean], arguments=["--out", clean])', "make_clean(ws, clean)"
    )
    output = converted(tmp_path, {"helpers.py": HELPERS + CLEAN, "run.py": run})
    assert output == {"helpers.py": HELPED, "run.py": RAN}


def test_a_module_that_calls_its_own(tmp_path: Path) -> None:
    """Its own pipeline is written out as well."""
    own = RUN.partition("\n\n")[2].partition("\n\n")[2]
    imports = (
        "from azureml.core import Experiment, Workspace\nfrom azureml.pipeline.core import Pipeline, PipelineData\n"
    )
    helpers = HELPERS.replace("from azureml.core import Env", f"{imports}from azureml.core import Env")
    main = "".join(f"    {line}\n" for line in own.splitlines())
    output = converted(
        tmp_path,
        {"helpers.py": f'{helpers}\n\ndef main():\n{main}\n\nif __name__ == "__main__":\n    main()\n', "run.py": RUN},
    )
    again = {name: f"{name}_2" for name in ("clean_component", "train_component", "train_pipeline")}
    ran = RAN
    for name, other in again.items():
        ran = ran.replace(name, other)
    assert output["run.py"] == ran
    assert "azureml" not in output["helpers.py"].replace("azureml:train:1", "")
    assert output["helpers.py"].count("@dsl.pipeline") == 1


def test_callers_in_functions(tmp_path: Path) -> None:
    main = RUN.replace("\nws = ", "\n\ndef main():\n    ws = ").replace("\nclean", "\n    clean")
    main = main.replace("\ntrain", "\n    train").replace("\npipe", "\n    pipe").replace("\nExp", "\n    Exp")
    output = converted(tmp_path, {"helpers.py": HELPERS, "run.py": f"{main}\n\nmain()\n"})
    assert output["helpers.py"] == HELPED
    assert "PythonScriptStep" not in output["run.py"]
    assert "    clean_component = command(" in output["run.py"]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("run.py", "\nws =", "\nSOURCE = 1\nws =", id="another meaning of a name"),
        pytest.param("run.py", "\nws =", "\nmake_step = print\nws =", id="another meaning of its own name"),
        pytest.param("run.py", "\nws =", "\nprint(make_step)\nws =", id="handed on"),
        pytest.param("helpers.py", "SOURCE = ", "SOURCE = 1\nSOURCE = ", id="a name that is bound anew"),
        pytest.param("helpers.py", "    return P", "    global made\n    return P", id="a function that does more"),
        pytest.param("other.py", "from helpers import make_step\n", "import helpers\nprint(helpers)\n", id="elsewhere"),
    ],
)
def test_what_cannot_stand_elsewhere(path: str, before: str, after: str, tmp_path: Path) -> None:
    files = {**FILES, path: FILES[path].replace(before, after, 1)}
    if path == "other.py":
        files[path] = files[path].replace("make_step(", "getattr(helpers, 'make_step')(")
    output = converted(tmp_path, files)
    assert "    return PythonScriptStep(" in output["helpers.py"]
    assert "pipeline = Pipeline(ws, steps=[train_step])" in output["run.py"]


CLASS = """\
from azureml.core import Environment, Experiment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

SOURCE = "src"


class Builder:
    def __init__(self, ws):
        self.ws = ws
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(ws, "train", "1")
        self.steps = []

    def add(self, name, inputs=None, outputs=None, arguments=None):
        step = PythonScriptStep(
            name=name,
            script_name=f"{name}.py",
            source_directory=SOURCE,
            compute_target="cpu",
            runconfig=self.run_config,
            inputs=inputs or [],
            outputs=outputs or [],
            arguments=arguments or [],
        )
        self.steps.append(step)
        return step

    def submit(self, name: str):
        pipeline = Pipeline(self.ws, steps=self.steps)
        return Experiment(self.ws, name).submit(pipeline)
"""
BUILDING = """\
from azureml.core import Workspace
from azureml.pipeline.core import PipelineData

from building import Builder

ws = Workspace.from_config()
builder = Builder(ws)
clean = PipelineData("clean")
builder.add("clean", outputs=[clean], arguments=["--out", clean])
builder.add("train", [clean], arguments=["--in", clean])
builder.submit("train")
"""
BUILT = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

from building import SOURCE

ws = MLClient.from_config(DefaultAzureCredential())
step_component = command(
    display_name="clean",
    code=SOURCE,
    command="python clean.py --out ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:train:1",
)
step_2_component = command(
    display_name="train",
    code=SOURCE,
    command="python train.py --in ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment="azureml:train:1",
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def train_pipeline():
    step = step_component()
    step_2 = step_2_component(clean=step.outputs.clean)


pipeline = train_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="train")
"""


def test_classes_that_make_steps(tmp_path: Path) -> None:
    output = converted(tmp_path, {"building.py": CLASS, "run.py": BUILDING})
    assert output == {"building.py": 'SOURCE = "src"\n', "run.py": BUILT}


def test_methods_that_nothing_asks_for(tmp_path: Path) -> None:
    """The module keeps the class, for a person to look at."""
    unused = "\n    def show(self):\n        print(Pipeline(self.ws, steps=self.steps))\n"
    output = converted(tmp_path, {"building.py": CLASS + unused, "run.py": BUILDING})
    assert output["run.py"] == BUILT
    assert "class Builder:" in output["building.py"]
    assert "TODO(azureml-migrate AML601)" in output["building.py"]
