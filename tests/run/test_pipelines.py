"""Getting a job from a module, a notebook or a YAML file, with the real SDK, and running it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.run.data import read_given
from migrate.run.local import Options, run_job
from migrate.run.pipelines import load_pipeline
from migrate.run.plan import RunError
from migrate.run.record import RunRecord
from tests.run.conftest import ECHO, write
from tests.run.test_local import argv
from tests.run.test_sweep import TRAIN

MODULE = """
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
component = command(
    display_name="Say it",
    code="src",
    command="python echo.py \\"${{inputs.title}}\\" ${{inputs.flag}} $[[--n ${{inputs.n}}]]"
    " ${{inputs.data}} ${{outputs.out}}",
    inputs={"title": Input(type="string"), "flag": Input(type="boolean"), "n": Input(type="integer", optional=True),
            "data": Input(type="uri_folder")},
    outputs={"out": Output(type="uri_folder")},
    environment="azureml:e:1",
)

@dsl.pipeline(default_compute="cpu")
def say(data: Input(type="uri_folder"), title: str = "it's a \\"title\\"", flag: bool = False):
    node = component(title=title, flag=flag, data=data)
    return {"said": node.outputs.out}

@dsl.pipeline(default_compute="cpu")
def other():
    component(title="t", flag=True, n=3, data=Input(type="uri_folder", path="./data"))
"""
CALL = 'job = say(data=Input(type="uri_folder", path="azureml:data:1"))\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(root, {"src/echo.py": ECHO, "data/a.txt": "1"})
    return root


def run(path: Path, *parameters: str, name: str | None = None) -> RunRecord:
    loaded = load_pipeline(path, trust_code=True, name=name)
    needs = "azureml:data" in path.read_text(encoding="utf-8") and name != "other"
    given = read_given([f"data={path.parent / 'data'}"] if needs else [], parameters)
    return run_job(loaded.job, loaded.extras, loaded.base, given, Options(path.parent.parent / "out"), trust_code=True)


def test_a_module(project: Path) -> None:
    (project / "main.py").write_text(MODULE + CALL, encoding="utf-8")
    result = run(project / "main.py")
    assert argv(result.folder / "node/out")[:2] == ['it\'s a "title"', "False"]
    assert result.outputs == {"said": "node/out"}
    assert result.node("node").title == "Say it"
    assert argv(run(project / "main.py", "flag=true", "title=").folder / "node/out")[:2] == ["", "True"]


def test_a_notebook(project: Path) -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in (MODULE, CALL)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (project / "main.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert run(project / "main.ipynb").well


def test_several_pipelines(project: Path) -> None:
    (project / "main.py").write_text(MODULE + CALL + "more = other()\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"builds several pipelines: say, other \(add --pipeline NAME\)"):
        load_pipeline(project / "main.py", trust_code=True)
    result = run(project / "main.py", name="other")
    [node] = result.nodes
    assert argv(result.folder / node.name / "out")[:4] == ["t", "True", "--n", "3"], node
    with pytest.raises(UsageError, match="builds no pipeline third"):
        load_pipeline(project / "main.py", trust_code=True, name="third")


KINDS = """
from azure.ai.ml import Input, Output, command, dsl
from azure.ai.ml.parallel import RunFunction, parallel_run_function
from azure.ai.ml.sweep import Choice

train = command(
    code="src", command="python train.py ${{inputs.rate}} ${{outputs.model}}", environment="azureml:e:1",
    inputs={"rate": Input(type="number"), "data": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
)
score = parallel_run_function(
    inputs={"data": Input(type="uri_folder"), "word": Input(type="string")},
    outputs={"scores": Output(type="uri_file")},
    input_data="${{inputs.data}}", mini_batch_size="1", mini_batch_error_threshold=0,
    task=RunFunction(code="src", entry_script="score.py", environment="azureml:e:1",
                     program_arguments='--word "${{inputs.word}}"', append_row_to="${{outputs.scores}}"),
)

@dsl.pipeline
def inner(data: Input(type="uri_folder"), word: str = "inner"):
    scored = score(data=data, word=word)
    return {"scores": scored.outputs.scores}

@dsl.pipeline(default_compute="cpu")
def outer(data: Input(type="uri_folder"), word: str = "a b"):
    nested = inner(data=data, word=word)
    tuned = train(data=nested.outputs.scores, rate=Choice([1, 3, 2])).sweep(
        sampling_algorithm="grid", primary_metric="accuracy", goal="maximize")
    tuned.set_limits(max_total_trials=3)
    return {"model": tuned.outputs.model, "scores": nested.outputs.scores}

job = outer(data=Input(type="uri_folder", path="./data"))
"""


def test_sweep_parallel_and_nested_nodes_as_the_sdk_writes_them(project: Path) -> None:
    score = "import os, sys\ndef run(b): return [f'{sys.argv[2]}: {os.path.basename(p)}' for p in b]"
    write(project, {"src/train.py": TRAIN, "src/score.py": score, "data/b.txt": "2"})
    (project / "main.py").write_text(KINDS, encoding="utf-8")
    result = run(project / "main.py", "word=it's")
    assert result.well, result
    assert result.outputs == {"model": "tuned/model", "scores": "nested.scored/scores"}
    assert (result.folder / "nested.scored/scores").read_text() == "it's: a.txt\nit's: b.txt\n"
    assert (result.folder / "tuned/model/model.txt").read_text() == "3.0 3"
    assert result.node("tuned").inputs == {"data": "node:nested.scored/scores"}


def test_the_submitted_one_is_meant(project: Path) -> None:
    (project / "main.py").write_text(MODULE + CALL + "other()\nws.jobs.create_or_update(job)\n", encoding="utf-8")
    assert load_pipeline(project / "main.py", trust_code=True).name == "say"


YAML = """
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
display_name: from yaml
settings: {default_compute: azureml:cpu, continue_on_step_failure: false}
inputs:
  raw: {type: uri_folder, path: ../data}
  title: "a 'b' c"
  flag: true
jobs:
  first:
    type: command
    component: ../components/say.yml
    inputs: {data: "${{parent.inputs.raw}}", title: "${{parent.inputs.title}}", flag: "${{parent.inputs.flag}}"}
  second:
    type: command
    component: ../components/say.yml
    inputs: {data: "${{parent.jobs.first.outputs.out}}", title: x, flag: false}
"""
COMPONENT = """
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: say
version: 1
inputs:
  data: {type: uri_folder}
  title: {type: string}
  flag: {type: boolean}
outputs:
  out: {type: uri_folder}
code: ../src
environment: azureml:e:1
command: >-
  python echo.py "${{inputs.title}}" ${{inputs.flag}} ${{inputs.data}}
  ${{outputs.out}}
"""


def test_a_yaml_job(project: Path, tmp_path: Path) -> None:
    write(project, {"jobs/pipeline.yml": YAML, "components/say.yml": COMPONENT})
    loaded = load_pipeline(project / "jobs/pipeline.yml", trust_code=True, root=project)
    result = run_job(loaded.job, loaded.extras, loaded.base, read_given(), Options(tmp_path / "out"), trust_code=True)
    assert result.well
    assert argv(result.folder / "first/out")[:3] == ["a 'b' c", "True", str(project / "data")]
    assert argv(result.folder / "second/out")[:2] == ["x", "False"]
    assert not list(project.glob("*.py"))


def test_only_trusted_code_is_built(project: Path) -> None:
    (project / "main.py").write_text("open('touched', 'w')", encoding="utf-8")
    with pytest.raises(UsageError, match="--trust-code"):
        load_pipeline(project / "main.py", trust_code=False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x = 1\n", "no pipeline was built"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("import json.missing_module\n", "missing_module"),
    ],
)
def test_modules_without_a_pipeline(content: str, message: str, project: Path) -> None:
    (project / "main.py").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=message):
        load_pipeline(project / "main.py", trust_code=True)


def test_a_yaml_file_of_another_kind(project: Path) -> None:
    write(project, {"x.yml": "a: 1\n"})
    with pytest.raises(RunError, match="no pipeline was built"):
        load_pipeline(project / "x.yml", trust_code=True)


def test_files_that_are_no_pipeline(project: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        load_pipeline(project / "none.py", trust_code=True)
    with pytest.raises(UsageError, match="is no pipeline"):
        load_pipeline(project / "data/a.txt", trust_code=True)
    with pytest.raises(UsageError, match="is not below the root"):
        load_pipeline(project / "data/a.txt", trust_code=True, root=project / "src")
