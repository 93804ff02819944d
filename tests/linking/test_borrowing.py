"""What stands at the top of one module and is used in another one: both are converted, or none."""

from __future__ import annotations

from pathlib import Path

from tests.linking.test_sharing import converted

SETTINGS = """\
from azureml.core import Dataset, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import PipelineData

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")
clean = PipelineData("clean", datastore=ws.get_default_datastore())
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.environment_variables = {"LEVEL": "INFO"}
"""
BUILD = """\
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from settings import clean, run_config, sales, ws

step = PythonScriptStep(
    "prep.py",
    arguments=["--from", sales.as_named_input("sales"), "--to", clean],
    outputs=[clean],
    compute_target="cpu",
    runconfig=run_config,
)
pipeline = Pipeline(ws, steps=[step])
"""
BUILT = """\
from azure.ai.ml import Input, Output, command, dsl

from settings import environment_variables, sales, ws

step_component = command(
    display_name="prep.py",
    code=".",
    command="python prep.py --from ${{inputs.sales}} --to ${{outputs.clean}}",
    inputs={"sales": Input(type="mltable")},
    outputs={"clean": Output(type="uri_folder")},
    environment="azureml:sales:4",
    environment_variables=environment_variables,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(sales: Input(type="mltable")):
    step = step_component(sales=sales)


pipeline = pipeline_definition(sales=sales)
"""
STAR = "from settings import *\n"
NAMED = "from settings import clean, run_config, sales, ws\n"


def test_names_that_are_imported(tmp_path: Path) -> None:
    output = converted(tmp_path, {"settings.py": SETTINGS, "build.py": BUILD})
    assert output["build.py"] == BUILT
    assert "PipelineData" not in output["settings.py"]


def test_all_that_a_module_gives_away(tmp_path: Path) -> None:
    output = converted(tmp_path, {"settings.py": SETTINGS, "build.py": BUILD.replace(NAMED, STAR)})
    wanted = BUILT.replace("from settings import environment_variables, sales, ws\n", STAR)
    assert output["build.py"].replace("from settings import environment_variables\n", "") == wanted


def test_through_a_package(tmp_path: Path) -> None:
    files = {
        "shared/__init__.py": "from .settings import clean, run_config, sales, ws\n",
        "shared/settings.py": SETTINGS,
        "build.py": BUILD.replace("from settings", "from shared"),
    }
    output = converted(tmp_path, files)
    assert output["shared/__init__.py"] == "from .settings import sales, ws\n"
    assert "from shared import sales, ws\n" in output["build.py"]
    assert "from shared.settings import environment_variables\n" in output["build.py"]


def test_a_module_that_lists_what_v2_has_nothing_for(tmp_path: Path) -> None:
    listed = SETTINGS + '\n__all__ = ["clean", "run_config", "sales", "ws"]\n'
    output = converted(tmp_path, {"settings.py": listed, "build.py": BUILD.replace(NAMED, STAR)})
    assert output["settings.py"].endswith('\n__all__ = ["environment_variables", "sales", "ws"]\n')
    assert output["build.py"] == BUILT.replace("import environment_variables, sales, ws", "import *").replace(
        STAR, STAR + "from settings import environment_variables\n"
    )


def test_an_import_where_a_function_needs_it(tmp_path: Path) -> None:
    head, _, body = BUILD.partition(NAMED)
    lines = "".join(f"    {line}\n" if line else "\n" for line in (NAMED + body).splitlines())
    output = converted(tmp_path, {"settings.py": SETTINGS, "build.py": f"{head}\ndef main():\n{lines}"})
    assert "\n\ndef main():\n    from settings import environment_variables, sales, ws\n\n" in output["build.py"]
    assert "        environment_variables=environment_variables,\n" in output["build.py"]


def test_a_name_that_means_something_else(tmp_path: Path) -> None:
    output = converted(tmp_path, {"settings.py": SETTINGS, "build.py": BUILD + "\nenvironment_variables = {}\n"})
    assert "environment_variables=environment_variables_2," in output["build.py"]


def test_data_that_another_module_needs_as_it_is(tmp_path: Path) -> None:
    files = {
        "settings.py": SETTINGS,
        "build.py": BUILD,
        "other.py": "from settings import clean, sales\n\nuse(clean, sales)\n",
    }
    output = converted(tmp_path, files, "other.py")
    assert 'sales = Dataset.get_by_name(ws, "sales")' in output["settings.py"]
    assert 'clean = PipelineData("clean"' in output["settings.py"]
    assert "pipeline = Pipeline(" in output["build.py"]


def test_a_module_of_python(tmp_path: Path) -> None:
    settings = "import os\n\n" + SETTINGS + '\nrun_config.target = os.environ["COMPUTE"]\n'
    build = BUILD.replace('    compute_target="cpu",\n', "")
    output = converted(tmp_path, {"settings.py": settings, "build.py": build})
    assert "\nimport os\n" in output["build.py"]
    assert '@dsl.pipeline(default_compute=os.environ["COMPUTE"], ' in output["build.py"]
