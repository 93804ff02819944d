"""The YAML of v1 pipelines: what both SDKs read of it, and what is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.verify.builds import build_pipelines
from migrate.verify.compare.compare import compare
from migrate.verify.v1.trace import sdk_v1_missing, trace_pipelines
from migrate.verify.v2.reading import graph_of
from tests.around.test_surroundings import outcomes
from tests.conversion import convert_project

LOAD = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline

ws = Workspace.from_config()
pipeline = Pipeline.load_yaml(ws, "jobs/pipeline.yml")
run = pipeline.submit("churn")
"""
RUN = """\
script: train.py
framework: Python
communicator: None
nodeCount: 2
environment:
  environmentVariables: {LEVEL: 3}
  python:
    condaDependencies: {dependencies: [python=3.10, pip, {pip: [pandas]}]}
  docker:
    baseImage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
"""
PIPELINE = """\
pipeline:
  description: Churn every night
  parameters:
    Forgotten: {type: int}
    Raw:
      type: datapath
      default: {datastore: workspaceblobstore, path_on_datastore: raw/churn.csv}
  data_references:
    Customers: {datastore: sales, path_on_datastore: customers}
  default_compute: cpu-cluster
  steps:
    PrepareStep:
      type: PythonScriptStep
      name: prepare
      script_name: prepare.py
      source_directory: src
      runconfig: aml_config/train.runconfig
      arguments: [--customers, "input:customers", --raw, "input:raw", --out, "output:prepared", "output:nothing"]
      inputs:
        customers: {source: Customers, bind_mode: download}
        raw: {source: Raw}
      outputs:
        prepared: {destination: Prepared, datastore: results, bind_mode: upload}
    TrainStep:
      type: PythonScriptStep
      script_name: train.py
      source_directory: src
      compute: gpu-cluster
      arguments: [--in, "input:table", --text, "two words"]
      parameters: {DEPTH: 3}
      inputs:
        table: {source: Prepared, bind_mode: download}
"""
FILES: dict[str, str | bytes] = {
    "main.py": LOAD,
    "jobs/pipeline.yml": PIPELINE,
    "aml_config/train.runconfig": RUN,
    "src/prepare.py": "print(1)\n",
    "src/train.py": "print(2)\n",
}


def test_the_job_of_a_pipeline_is_what_v1_loads(tmp_path: Path) -> None:
    if missing := sdk_v1_missing():
        pytest.skip(missing)
    converted = convert_project(tmp_path / "v1", FILES)
    assert not [one for file in converted.values() for one in file.manual]
    for name, text in FILES.items():
        new = {name: converted[name].text, **converted[name].files} if name in converted else {name: str(text)}
        for path, content in new.items():
            (tmp_path / "v2" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "v2" / path).write_text(content, encoding="utf-8")
    trace = trace_pipelines(tmp_path / "v1", "main.py", trust_code=True)
    built = build_pipelines(tmp_path / "v2", "main.py", trust_code=True)
    assert ([str(one) for one in trace.failures], built.failures) == ([], ())
    (v1,), (job,) = trace.graphs, built.jobs
    assert [str(one) for one in compare(v1, graph_of(job, tmp_path / "v2")).differences] == []
    assert [node.name for node in v1.nodes] == ["prepare", "train.py"]


@pytest.mark.parametrize(
    ("before", "after", "step", "reason"),
    [
        ("type: PythonScriptStep\n      name: p", "type: ModuleStep\n      name: p", "PrepareStep",
         "ModuleStep is another kind of job, or none, in v2"),
        ("script_name: train.py", "script_name: train.py\n      allow_reuse: false", "TrainStep",
         "`is_deterministic: false` stands in the YAML of a component of its own [azure-cli#23406]"),
        ("script_name: train.py", "script_name: train.py\n      hash_paths: [a]", "TrainStep",
         "`hash_paths` has no counterpart that is known"),
        ("{source: Prepared, bind_mode: download}", "{source: Prepared, path_on_compute: /x}", "TrainStep",
         "where its input `table` lies on the compute is said in the command in v2"),
        ("{source: Customers, bind_mode: download}", "{source: Nowhere}", "PrepareStep",
         "its input `Nowhere` is no data that v2 reads in this way"),
        ("aml_config/train.runconfig", "other.runconfig", "PrepareStep",
         "its run configuration `other.runconfig` is not in the project"),
        ("parameters: {DEPTH: 3}", "parameters: {DEPTH: {source: Gone}}", "TrainStep",
         "its parameter `DEPTH` has the source `Gone`, which there is not"),
    ],
)  # fmt: skip
def test_a_step_for_a_person_fails_in_its_place(
    tmp_path: Path, before: str, after: str, step: str, reason: str
) -> None:
    assert before in PIPELINE
    converted = convert_project(tmp_path, {**FILES, "jobs/pipeline.yml": PIPELINE.replace(before, after, 1)})
    told = [(use.name, use.verdict.message) for use in converted["jobs/pipeline.yml"].manual if use.verdict]
    assert told == [(step, f"{step}: {reason}; the job fails there until its command is written")]
    job = converted["jobs/pipeline.yml"].files["jobs/pipeline.job.yml"]
    assert "echo 'write the step" in job
    assert job.count("type: command") == 2
    assert 'load_job("jobs/pipeline.job.yml")' in converted["main.py"].text
    assert [use.verdict.outcome.value for use in converted["main.py"].ledger if use.name == "" and use.verdict] != []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pipeline:\n  default_compute: cpu\n  steps: []\n  other:\n    type: XStep\n", "it has no steps"),
        (PIPELINE.replace("path_on_datastore: raw/churn.csv}", "path_on_datastore: a}\n    S: {type: string}").replace(
            "parameters: {DEPTH: 3}", "parameters: {DEPTH: {source: S}}"),
         "the parameter `S` has no default, or is of no type that is known"),
        (PIPELINE.replace("DEPTH: 3", "DB_PASSWORD: hunter22"),
         "it holds what looks like a secret, which belongs in a key vault"),
    ],
)  # fmt: skip
def test_pipelines_for_a_person(tmp_path: Path, text: str, reason: str) -> None:
    converted = convert_project(tmp_path, {**FILES, "jobs/pipeline.yml": text})
    found = converted["jobs/pipeline.yml"]
    assert (found.text, found.files) == (text, {})
    assert outcomes(found) == [(1, "azureml.pipeline.core.Pipeline.load_yaml", "manual", 1)]
    message = f"v2 reads another YAML, with the steps as jobs of a pipeline job: {reason}"
    assert [use.verdict.message for use in found.manual if use.verdict] == [message]
    assert reason in converted["main.py"].text
    assert "Pipeline.load_yaml(ws" in converted["main.py"].text


def test_other_yaml_is_no_pipeline_of_v1(tmp_path: Path) -> None:
    converted = convert_project(
        tmp_path,
        {
            "main.py": LOAD,
            "jobs/pipeline.yml": "type: pipeline\njobs: {}\n",
            "azure.yml": "pipeline:\n  steps:\n  - az ml\n",
        },
    )
    assert [name for name in converted if converted[name].files] == []
    assert "`jobs/pipeline.yml` is no YAML of a v1 pipeline in the project" in converted["main.py"].text
