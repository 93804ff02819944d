"""A constructor that only hands on what it is given is that of the class above: steps of its instances convert."""

from __future__ import annotations

from pathlib import Path

from tests.linking.test_sharing import converted

BASE = """\
from azureml.pipeline.steps import PythonScriptStep


class Step:
    script = ""

    def __init__(self, compute, run_config):
        self.compute = compute
        self.run_config = run_config

    def build(self):
        return PythonScriptStep(
            script_name=self.script, compute_target=self.compute, runconfig=self.run_config, source_directory="src"
        )
"""
CLEAN = """\
from base import Step


class Clean(Step):
    script = "clean.py"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
"""
BUILD = """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from clean import Clean

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "train")
pipeline = Pipeline(ws, steps=[Clean("cpu", run_config=run_config).build()])
"""
MADE = """\
    def __init__(self, compute, environment):
        self.compute = compute
        self.environment = environment

    def build(self):
        clean_component = command(
            display_name=self.script,
            code="src",
            command=f"python {quote(self.script)}",
            environment=self.environment,
            compute=self.compute,
        )
        return clean_component()
"""


def test_handing_on(tmp_path: Path) -> None:
    found = converted(tmp_path, {"base.py": BASE, "clean.py": CLEAN, "build.py": BUILD})
    assert found["clean.py"] == CLEAN
    assert found["base.py"].endswith(MADE)
    assert '    Clean("cpu", environment="azureml:train@latest").build()\n' in found["build.py"]


def test_doing_more(tmp_path: Path) -> None:
    clean = f"{CLEAN}        self.compute = find()\n"
    found = converted(tmp_path, {"base.py": BASE, "clean.py": clean, "build.py": BUILD})
    assert "AML601): the pipeline is not converted" in found["build.py"]
