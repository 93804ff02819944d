"""The file ``MLTable`` that a step leaves beside what its script wrote, for AutoML."""

from __future__ import annotations

import shlex

import pytest
from ruamel.yaml import YAML

from tests.conversion import convert

V1 = """\
from azureml.core import Workspace
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import AutoMLStep, PythonScriptStep
from azureml.train.automl import AutoMLConfig

ws = Workspace.from_config()
{data}
prep = PythonScriptStep("prep.py", arguments=["--to", rides], outputs=[rides], compute_target="cpu")
config = AutoMLConfig(task="regression", training_data={table}, label_column_name="cost", compute_target="cpu")
pipeline = Pipeline(ws, steps=[AutoMLStep("fit", automl_config=config)])
"""
DATA = 'rides = PipelineData("rides").as_dataset()'
CONFIG = 'rides = OutputFileDatasetConfig("rides")'


def left(data: str, table: str) -> object:
    """What the command of the first step leaves as MLTable; None when it leaves none."""
    text = convert(V1.format(data=data, table=table)).text
    names: dict[str, object] = {}
    exec(text.partition("@dsl.pipeline")[0].replace("MLClient.from_config(DefaultAzureCredential())", "None"), names)
    command: str = names["prep_component"].component.command  # type: ignore[attr-defined]
    program, _, tail = command.partition(" && ")
    assert program == "python prep.py --to ${{outputs.rides}}"
    if not tail:
        return None
    echo, content, arrow, target = shlex.split(tail)
    assert (echo, arrow, target) == ("echo", ">", "${{outputs.rides}}/MLTable")
    return YAML(typ="safe").load(content)


@pytest.mark.parametrize(
    ("data", "table", "pattern", "steps"),
    [
        (DATA, "rides.parse_parquet_files()", "./**/*.parquet", ["read_parquet"]),
        (DATA, "rides.parse_parquet_files(file_extension=None)", "./**/*.*", ["read_parquet"]),
        (DATA, "rides.parse_delimited_files()", "./**/*.*", ["read_delimited"]),
        (
            DATA,
            "rides.parse_delimited_files(file_extension='.csv', separator=';').drop_columns(['no', 'it\\'s', '$x'])",
            "./**/*.csv",
            [{"read_delimited": {"delimiter": ";"}}, {"drop_columns": ["no", "it's", "$x"]}],
        ),
        (
            CONFIG,
            "rides.read_delimited_files(path_glob='day*/a.csv').keep_columns('cost').as_input()",
            "./day*/a.csv",
            ["read_delimited", {"keep_columns": ["cost"]}],
        ),
        (CONFIG, "rides.read_parquet_files().as_input()", "./**/*.*", ["read_parquet"]),
    ],
)
def test_what_the_reading_says(data: str, table: str, pattern: str, steps: list[object]) -> None:
    assert left(data, table) == {"type": "mltable", "paths": [{"pattern": pattern}], "transformations": steps}


@pytest.mark.parametrize(
    "table",
    [
        "rides.parse_parquet_files(set_column_types={'cost': None})",
        "rides.parse_delimited_files(partition_format='{day}/x.csv')",
        "rides.parse_parquet_files().keep_columns(ws.name.split())",
    ],
)
def test_what_is_not_known_is_left_to_the_script(table: str) -> None:
    found = convert(V1.format(data=DATA, table=table))
    assert left(DATA, table) is None
    told = [use.verdict.message for use in found.ledger if use.verdict is not None and use.name == "outputs"]
    assert any("the script that writes them saves one" in message for message in told)


def test_two_jobs_that_read_it_in_two_ways() -> None:
    text = V1.format(data=DATA, table="rides.parse_parquet_files()").replace(
        "pipeline = ",
        'other = AutoMLConfig(task="regression", training_data=rides.parse_parquet_files().keep_columns(["a"]), '
        'label_column_name="a", compute_target="cpu")\npipeline = ',
    )
    text = text.replace("automl_config=config)]", 'automl_config=config), AutoMLStep("b", automl_config=other)]')
    assert "MLTable" not in convert(text).text
