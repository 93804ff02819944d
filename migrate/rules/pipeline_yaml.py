"""``Pipeline.load_yaml(ws, "pipeline.yml")`` → ``load_job("pipeline.job.yml")``"""

from __future__ import annotations

import os
import posixpath

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.decider import chosen
from migrate.decisions.files.beside import Beside
from migrate.decisions.files.pipeline_yaml import job_path, line_of_pipeline, pipeline_of
from migrate.decisions.files.run_configuration import text_of
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.rules.runconfig_file import PIPELINE_YAML
from migrate.rules.runconfig_file import RULE as RUNCONFIG
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call, constant
from migrate.v2.expressions import V2, Literal, call

_LOAD = f"{PIPELINE}.load_yaml"


def _load(use: Call, context: Context) -> Decision:
    node, named = use.expression("filename"), constant(use.value("filename"))
    if not isinstance(node, cst.SimpleString) or not isinstance(named, str):
        raise Manual("which YAML this is cannot be read from the code: name the one of the v2 job that is beside it")
    place = context.find(named)
    path = os.path.relpath(place, context.root).replace(os.sep, "/") if place is not None else ""
    data = context.data_of(place) if place is not None else None
    if data is None or line_of_pipeline(data.decode("utf-8", "replace")) is None:
        raise Manual(f"`{named}` is no YAML of a v1 pipeline in the project")
    if not chosen(RUNCONFIG.code, context.options):
        raise Manual(f"the YAML stays as it is when {RUNCONFIG.code} is not chosen")
    job = pipeline_of(path, _beside(path, context))
    for content in (job.content, *job.components.values()):
        text_of(content)
    if job.left:
        fate = changed("load_job(source=…)", f"{next(iter(job.left))} in {job_path(path)} is for a person to write")
    elif job.notes:
        fate = changed("load_job(source=…)", "; ".join(job.notes))
    else:
        fate = converted("load_job(source=…)")
    return Decision(fate, call(V2("azure.ai.ml", "load_job"), Literal(job_path(named))))


def _beside(path: str, context: Context) -> Beside:
    def data(name: str) -> bytes:
        found = context.data_of(context.root / name)
        if found is None:
            raise FileNotFoundError(name)
        return found

    return Beside(posixpath.dirname(path), lambda name: (context.root / name).exists(), data)


_SCRIPT = "print('done')\n"

RULE = Rule(
    code="AML620",
    name="pipeline-yaml",
    summary="A pipeline that is loaded from YAML is loaded from the YAML of the v2 job that is written beside it.",
    url=learn("reference-yaml-job-pipeline"),
    calls={_LOAD: _load},
    parameters={
        _LOAD: {
            "workspace": dropped("a v2 pipeline knows no workspace until it is submitted"),
            "filename": converted("load_job(source=…)"),
            "_workflow_provider": dropped("it was None"),
            "_service_endpoint": dropped("it was None"),
        }
    },
    examples=(
        Example(
            before="""\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
pipeline = Pipeline.load_yaml(ws, "pipeline.yml")
run = Experiment(ws, "churn").submit(pipeline)
""",
            after="""\
from azure.ai.ml import MLClient, load_job
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
pipeline = load_job("pipeline.job.yml")
run = ws.jobs.create_or_update(pipeline, experiment_name="churn")
""",
            beside={"pipeline.yml": PIPELINE_YAML, "src/prepare.py": _SCRIPT, "src/train.py": _SCRIPT},
        ),
    ),
)
