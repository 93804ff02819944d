"""Parallel steps: what their settings become, and what v2 cannot do."""

from __future__ import annotations

import pytest

from tests.conversion import convert

BEFORE = """\
from azureml.core import Dataset, Environment, Workspace
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep

ws = Workspace.from_config()
tries = PipelineParameter("tries", 3)
timeout = PipelineParameter("timeout", 60)
files = Dataset.get_by_name(ws, "images")
more = Dataset.get_by_name(ws, "more")
scores = PipelineData("scores")
config = ParallelRunConfig(
    environment=Environment.get(ws, "scoring"),
    entry_script="score.py",
    source_directory="src",
    error_threshold=5,
    output_action=ACTION,
    compute_target="cpu",
    node_count=2,
    SETTINGS
)
step = ParallelRunStep(
    name="score", parallel_run_config=config, inputs=INPUTS, output=scores, arguments=["--fast"]
)
pipeline = Pipeline(ws, steps=[step])
"""
ONE = '[files.as_named_input("images")]'


def text(settings: str = "", inputs: str = ONE, action: str = '"append_row"') -> str:
    return BEFORE.replace("SETTINGS", settings).replace("INPUTS", inputs).replace("ACTION", action)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", 'mini_batch_size="1MB"'),
        ("mini_batch_size=3,", 'mini_batch_size="3"'),
        ('mini_batch_size="2MB",', 'mini_batch_size="2MB"'),
        ('partition_keys=["store", "brand"],', 'partition_keys=["store", "brand"]'),
        ("run_max_try=1,", 'retry_settings={"max_retries": 0}'),
        ("run_max_try=2 + 1,", 'retry_settings={"max_retries": (2 + 1) - 1}'),
        ("run_max_try=4, run_invocation_timeout=30,", 'retry_settings={"max_retries": 3, "timeout": 30}'),
        ("run_max_try=4, run_invocation_timeout=timeout,", 'retry_settings = {"max_retries": 3, "timeout": timeout}'),
        ("allowed_failed_count=2,", "mini_batch_error_threshold=2"),
        ("allowed_failed_percent=2.5,", 'program_arguments="--fast --allowed_failed_percent 2.5"'),
        ('environment_variables={"MODE": "test"},', 'environment_variables={"MODE": "test"}'),
        ('description="All images",', 'description="All images"'),
    ],
)
def test_a_setting(settings: str, expected: str) -> None:
    converted = convert(text(settings))
    assert converted.manual == []
    assert expected in converted.text


@pytest.mark.parametrize(
    ("settings", "inputs", "action", "message"),
    [
        ("run_max_try=tries,", ONE, '"append_row"', "`run_max_try` of a parallel job cannot be a pipeline parameter"),
        ("", f'{ONE[:-1]}, more.as_named_input("more")]', '"append_row"', "cuts one input into mini-batches"),
        ("", ONE, "read_action()", "which `output_action` it has is only known when the code runs"),
        ("**settings,", ONE, '"append_row"', "the arguments of its ParallelRunConfig are only known"),
    ],
)
def test_what_stays_v1(settings: str, inputs: str, action: str, message: str) -> None:
    converted = convert(text(settings, inputs, action))
    assert any(use.verdict is not None and message in use.verdict.message for use in converted.manual)
    assert "parallel_run_function(\n" not in converted.text


def test_a_reviewer_hears_that_the_data_may_be_files() -> None:
    converted = convert(text())
    assert converted.outcome("azureml.pipeline.steps.ParallelRunStep", "inputs") == "changed"


def test_a_summary_appends_nothing() -> None:
    converted = convert(text(action='"summary_only"'))
    assert "append_row_to" not in converted.text
    assert 'Output(type="uri_folder")' in converted.text


def test_rows_are_one_file() -> None:
    converted = convert(text())
    assert 'append_row_to="${{outputs.scores}}"' in converted.text
    assert 'Output(type="uri_file")' in converted.text
    assert converted.outcome("azureml.pipeline.steps.ParallelRunConfig", "output_action") == "changed"


def test_a_changed_variable_keeps_the_step_as_it_is() -> None:
    before = text("process_count_per_node=workers,").replace("config =", "workers = 2\nconfig =")
    assert convert(before).manual == []
    converted = convert(before.replace("step =", "workers = 3\nstep ="))
    messages = [use.verdict.message for use in converted.manual if use.verdict is not None]
    assert any("`workers` gets another value" in message for message in messages)


@pytest.mark.parametrize(
    ("above", "between", "kept"),
    [
        pytest.param("# Brands are\n# scored apart.", "", ["# Brands are", "# scored apart."], id="what the step does"),
        pytest.param("# The configuration", "", [], id="what v2 has no object for"),
        pytest.param("# Brands are scored apart.", "print(1)\n", [], id="other code stands between"),
    ],
)
def test_comments_at_the_settings_go_on_to_the_step_below(above: str, between: str, kept: list[str]) -> None:
    code = (
        text("mini_batch_size=3,  # images")
        .replace("config = ", f"{above}\nconfig = ")
        .replace("step = ", f"{between}step = ")
    )
    lines = convert(code).text.splitlines()
    step = next(index for index, line in enumerate(lines) if line.endswith("= parallel_run_function("))
    inside = ["# images"] if not between else []
    assert [line for line in lines if line.startswith("#")] == [*kept, *inside]
    assert lines[step - len(kept + inside) : step] == [*kept, *inside]


@pytest.mark.parametrize(
    ("output", "place"),
    [
        ('PipelineData("scores")', ""),
        ('PipelineData("scores", store)', ', path="azureml://datastores/big/paths/azureml/${{name}}/${{output_name}}"'),
        (
            'OutputFileDatasetConfig("scores", (store, "scores/"))',
            ', path="azureml://datastores/big/paths/scores/rows.txt"',
        ),
    ],
)
def test_rows_beside_what_the_script_writes(output: str, place: str) -> None:
    """v1 puts them into the folder that the script gets; an output of v2 that takes rows is no folder."""
    before = text('append_row_file_name="rows.txt",').replace('["--fast"]', '["--to", scores]')
    imported = "from azureml.core import Datastore\nfrom azureml.data import OutputFileDatasetConfig\n"
    made = f'store = Datastore.get(ws, "big")\nscores = {output}'
    converted = convert(imported + before.replace('scores = PipelineData("scores")', made))
    said = " ".join(converted.text.replace(",\n", ", ").split()).replace("( ", "(").replace(", )", ")")
    assert 'append_row_to="${{outputs.scores_rows}}"' in said
    assert f'"scores_rows": Output(type="uri_file"{place})' in said
    assert '"scores": Output(type="uri_folder"' in said
