"""The YAML of v1 pipelines: what both SDKs read of it, and what is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.verify.builds import build_pipelines
from migrate.verify.compare.compare import compare
from migrate.verify.compare.difference import Judgement
from migrate.verify.compare.excuses import ledger_uses
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


PARALLEL = """\
pipeline:
  name: Score every night
  data_references:
    Customers: {dataset_name: customers}
  default_compute: cpu-cluster
  steps:
    Score:
      type: ParallelRunStep
      name: score-batch
      parallel_run_config: parallel.yml
      allow_reuse: false
      arguments: [--model, churn]
      inputs:
        customers: {source: Customers, bind_mode: mount}
      outputs:
        scores: {destination: Scores, datastore: results}
    Report:
      python_script_step:
        name: report
        script_name: report.py
        source_directory: ../src
        allow_reuse: false
      compute: gpu-cluster
      arguments: [--in, "input:scores", --again, "output:other"]
      inputs:
        scores: {source: Scores, path_on_compute: /scores}
      outputs:
        other: {destination: Other}
"""
CONFIG = """\
parallel_run_config:
  input_format:
  mini_batch_size: 5
  error_threshold: 3
  output_action: append_row
  append_row_file_name: rows.txt
  logging_level: DEBUG
  compute_target_name: cpu-cluster
  node_count: 2
  process_count_per_node: 4
  entry_script: score.py
  source_directory: ../src
  run_invocation_timeout: 180
  run_max_try: 2
  allowed_failed_percent: 5
  environment_variables: {LEVEL: 3}
  environment:
    name: scoring
    environmentVariables: {DEPTH: 2}
    python:
      condaDependencies:
        dependencies: [python=3.10, pip, {pip: [pandas, azureml-core, "azureml-dataset-runtime[fuse]"]}]
    docker:
      baseImage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
"""
PARALLEL_FILES: dict[str, str | bytes] = {
    "jobs/main.py": LOAD.replace("jobs/", ""),
    "jobs/pipeline.yml": PARALLEL,
    "jobs/parallel.yml": CONFIG,
    "src/score.py": "def run(batch):\n    return batch\n",
    "src/report.py": "print(2)\n",
}


@pytest.mark.parametrize(
    ("files", "module", "titles"),
    [(FILES, "main.py", ["prepare", "train.py"]), (PARALLEL_FILES, "jobs/main.py", ["score-batch", "report"])],
)
def test_the_job_of_a_pipeline_is_what_v1_loads(
    tmp_path: Path, files: dict[str, str | bytes], module: str, titles: list[str]
) -> None:
    if missing := sdk_v1_missing():
        pytest.skip(missing)
    converted = convert_project(tmp_path / "v1", files)
    assert not [one for file in converted.values() for one in file.manual]
    for name, text in files.items():
        new = {name: converted[name].text, **converted[name].files} if name in converted else {name: str(text)}
        for path, content in new.items():
            (tmp_path / "v2" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "v2" / path).write_text(content, encoding="utf-8")
    trace = trace_pipelines(tmp_path / "v1", module, trust_code=True)
    built = build_pipelines(tmp_path / "v2", module, trust_code=True)
    assert ([str(one) for one in trace.failures], built.failures) == ([], ())
    (v1,), (job,) = trace.graphs, built.jobs
    uses = ledger_uses(converted[module].ledger)
    compared = compare(v1, graph_of(job, tmp_path / "v2"), uses).differences
    assert [str(one) for one in compared if one.judgement is not Judgement.EXCUSED] == []
    assert [node.name for node in v1.nodes] == titles


@pytest.mark.parametrize(
    ("before", "after", "step", "reason"),
    [
        ("type: PythonScriptStep\n      name: p", "type: ModuleStep\n      name: p", "PrepareStep",
         "ModuleStep is another kind of job, or none, in v2"),
        ("script_name: train.py", "script_name: train.py\n      hash_paths: [a]", "TrainStep",
         "`hash_paths` has no counterpart that is known"),
        ('"two words"]\n      parameters: {DEPTH: 3}\n      inputs:\n        table: {source: Prepared,',
         '"two words"]\n      inputs:\n        gone: {source: Raw, path_on_compute: /x}\n        table: {source: Raw,',
         "TrainStep",
         "where its input `gone` lies on the compute is said in the command in v2"),
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


def test_a_parallel_step_that_runs_anew_is_a_component_of_its_own(tmp_path: Path) -> None:
    converted = convert_project(
        tmp_path,
        {**PARALLEL_FILES, "jobs/pipeline.yml": PARALLEL.replace('--in, "input:scores"', "--in, /scores")},
    )
    assert converted["jobs/pipeline.yml"].files == {
        "jobs/pipeline.job.yml": JOB,
        "jobs/pipeline.score.component.yml": SCORE,
        "jobs/pipeline.report.component.yml": REPORT,
    }
    (use,) = converted["jobs/pipeline.yml"].ledger
    assert use.verdict is not None
    assert use.verdict.message.split("; ") == [
        "the job is jobs/pipeline.job.yml",
        "this file is for SDK v1 only",
        "Score: v2 chooses the name of the file with the rows, not `rows.txt`",
        "v2 chooses where `scores` lies on the compute: the script gets the path as argument",
        "Report: the script gets the path of the file with the rows (scores), in v1 that of the folder around it",
    ]


JOB = """\
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
description: Score every night
settings:
  default_compute: azureml:cpu-cluster
  continue_on_step_failure: false
jobs:
  score:
    type: parallel
    component: ./pipeline.score.component.yml
    inputs:
      customers:
        type: uri_folder
        path: azureml:customers@latest
        mode: ro_mount
    outputs:
      scores:
        type: uri_file
        path: azureml://datastores/results/paths/azureml/${{name}}/${{output_name}}
    environment_variables:
      DEPTH: '2'
      LEVEL: '3'
  report:
    type: command
    component: ./pipeline.report.component.yml
    inputs:
      scores: ${{parent.jobs.score.outputs.scores}}
    outputs:
      other:
        type: uri_folder
    compute: azureml:gpu-cluster
"""
SCORE = """\
$schema: https://azuremlschemas.azureedge.net/latest/parallelComponent.schema.json
type: parallel
name: score
display_name: score-batch
is_deterministic: false
inputs:
  customers:
    type: uri_folder
outputs:
  scores:
    type: uri_file
input_data: ${{inputs.customers}}
mini_batch_size: '5'
resources:
  instance_count: 2
max_concurrency_per_instance: 4
error_threshold: 3
logging_level: DEBUG
retry_settings:
  max_retries: 1
  timeout: 180
task:
  type: run_function
  code: ../src
  entry_script: score.py
  environment:
    image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
    conda_file:
      dependencies:
        - python=3.10
        - pip
        - pip:
            - pandas
            - azureml-core
            - azureml-dataset-runtime[fuse]
  program_arguments: --model churn --allowed_failed_percent 5
  append_row_to: ${{outputs.scores}}
"""
REPORT = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: report
display_name: report
is_deterministic: false
inputs:
  scores:
    type: uri_file
outputs:
  other:
    type: uri_folder
code: ../src
command: python report.py --in ${{inputs.scores}} --again ${{outputs.other}}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file:
    channels:
      - anaconda
      - conda-forge
    dependencies:
      - python=3.8.13
      - pip:
          - azureml-defaults
"""


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Customers, bind_mode: mount}", "Customers}\n        more: {source: Customers}",
         "a parallel job of v2 cuts one input into mini-batches, and v1 hands on the first output only"),
        ("parallel.yml", "gone.yml", "its parallel run configuration `gone.yml` is not in the project"),
        ("{source: Customers, bind", "{source: Gone, bind", "its input `Gone` is no data that v2 reads in this way"),
        ("  run_max_try", "  colour: red\n  run_max_try",
         "`colour` of its parallel run configuration has no counterpart that is known"),
        ("  compute_target_name: cpu-cluster\n", "", "its parallel run configuration names no compute"),
        ("  environment:\n    name", "  environment_dir_path: gone\n  other:\n    name",
         "`other` of its parallel run configuration has no counterpart that is known"),
        ("  environment:\n    name", "  environment_dir_path: gone\n  environment_variables:\n    name",
         "the environment in `gone` is not in the project"),
    ],
)  # fmt: skip
def test_parallel_steps_for_a_person(tmp_path: Path, before: str, after: str, reason: str) -> None:
    config = CONFIG.replace("  environment_variables: {LEVEL: 3}\n", "")
    assert (before in PARALLEL) != (before in config)
    files = {
        "jobs/pipeline.yml": PARALLEL.replace(before, after, 1),
        "jobs/parallel.yml": config.replace(before, after),
    }
    converted = convert_project(tmp_path, {**PARALLEL_FILES, **files})
    told = [(use.name, use.verdict.message) for use in converted["jobs/pipeline.yml"].manual if use.verdict]
    assert told == [("Score", f"Score: {reason}; the job fails there until its command is written")]


SAVED = """\
{"name": "scoring", "environmentVariables": {}, "python": {"condaDependenciesFile": "other.yml"},
 "docker": {"baseImage": "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04"}}
"""


@pytest.mark.parametrize(
    ("environment", "files", "written"),
    [
        ("environment_name: scoring", {}, "      environment: azureml:scoring@latest\n"),
        ("environment_dir_path: saved",
         {"jobs/saved/azureml_environment.json": SAVED, "jobs/saved/conda_dependencies.yml": "dependencies: [pip]\n"},
         "        conda_file: saved/conda_dependencies.yml\n"),
        ("environment: saved.yml", {"jobs/saved.yml": SAVED}, "        conda_file: other.yml\n"),
    ],
)  # fmt: skip
def test_environments_of_a_parallel_step(
    tmp_path: Path, environment: str, files: dict[str, str | bytes], written: str
) -> None:
    config = f"{CONFIG[: CONFIG.index('  environment:')]}  {environment}\n"
    whole = PARALLEL.replace("allow_reuse: false\n      arguments: [--model", "arguments: [--model")
    converted = convert_project(
        tmp_path, {**PARALLEL_FILES, **files, "jobs/pipeline.yml": whole, "jobs/parallel.yml": config}
    )
    assert written in converted["jobs/pipeline.yml"].files["jobs/pipeline.job.yml"]


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


LOAD_CONFIG = """\
from azureml.core import Workspace
from azureml.pipeline.steps import ParallelRunConfig

config = ParallelRunConfig.load_yaml(Workspace.from_config(), input("which? "))
"""


@pytest.mark.parametrize(
    ("code", "outcome"),
    [({}, "changed"), ({"other.py": LOAD_CONFIG}, "manual")],
)
def test_the_settings_of_a_parallel_step_are_in_its_pipeline(
    tmp_path: Path, code: dict[str, str | bytes], outcome: str
) -> None:
    found = convert_project(tmp_path, {**PARALLEL_FILES, **code})["jobs/parallel.yml"]
    assert (found.text, found.files) == (CONFIG, {})
    assert outcomes(found) == [(1, "azureml.pipeline.steps.ParallelRunConfig.load_yaml", outcome, 1)]
