"""The files ``MLTable`` of datasets that are made of paths."""

from __future__ import annotations

import pytest

from tests.conversion import convert

_HEAD = """\
from azureml.core import Dataset, Datastore, Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import DataType
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = Datastore.get(ws, "sales")
other = ws.datastores["archive"]
"""
_TAIL = """
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
train = PythonScriptStep(
    script_name="train.py",
    arguments=["--data", data.as_named_input("data")],
    compute_target="cpu",
    source_directory="src",
    runconfig=rc,
)
pipeline = Pipeline(ws, steps=[train])
"""
_MOUNTED = _TAIL.replace('.as_named_input("data")', ".as_mount()")
_SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json\ntype: mltable\n"


@pytest.mark.parametrize(
    ("made", "table"),
    [
        (
            'Dataset.File.from_files([(store, "a/**"), (other, "b/c.csv"), "https://example.org/d/*.png"])',
            """\
paths:
  - folder: azureml://datastores/sales/paths/a
  - file: azureml://datastores/archive/paths/b/c.csv
  - pattern: https://example.org/d/*.png
""",
        ),
        (
            'Dataset.File.from_files((store, "s/*/*.wav"), partition_format="s/{user}/{season}.wav")',
            """\
paths:
  - pattern: azureml://datastores/sales/paths/s/*/*.wav
transformations:
  - extract_columns_from_partition_format:
      partition_format: s/{user}/{season}.wav
""",
        ),
        (
            'Dataset.Tabular.from_delimited_files(store.path("p/"), header=False, partition_format="p/{y:yyyy}.csv")',
            """\
paths:
  - folder: azureml://datastores/sales/paths/p/
transformations:
  - extract_columns_from_partition_format:
      partition_format: p/{y:yyyy}.csv
  - read_delimited:
      header: no_header
""",
        ),
        (
            'Dataset.Tabular.from_delimited_files((store, "x.csv"), set_column_types={"a": DataType.to_long(),'
            ' "b": DataType.to_bool(), "c": DataType.to_float(), "d": DataType.to_datetime(["%Y", "%Y-%m"])})',
            """\
paths:
  - file: azureml://datastores/sales/paths/x.csv
transformations:
  - read_delimited
  - convert_column_types:
      - columns: a
        column_type: int
      - columns: b
        column_type: boolean
      - columns: c
        column_type: float
      - columns: d
        column_type:
          datetime:
            formats:
              - '%Y'
              - '%Y-%m'
""",
        ),
        (
            'Dataset.Tabular.from_parquet_files([(store, "x.parquet")], include_path=True)',
            """\
paths:
  - file: azureml://datastores/sales/paths/x.parquet
transformations:
  - read_parquet:
      include_path_column: true
""",
        ),
    ],
)
def test_what_is_written(made: str, table: str) -> None:
    converted = convert(f"{_HEAD}data = {made}\n{_TAIL}")
    assert converted.files == {"tables/data/MLTable": _SCHEMA + table}
    assert 'path="./tables/data"' in converted.text
    assert not converted.manual


@pytest.mark.parametrize(
    "made",
    [
        'Dataset.File.from_files((store, "raw/**"))',
        'Dataset.File.from_files(path=[(store, "raw")])',
        'Dataset.File.from_files(store.path("raw/**/*"), validate=False)',
        'Dataset.File.from_files((store, "raw"), partition_format=None)',
    ],
)
def test_one_folder_needs_no_table(made: str) -> None:
    converted = convert(f"{_HEAD}data = {made}\n{_MOUNTED}")
    assert converted.files == {}
    assert 'data = Input(\n    type="uri_folder",\n    path="azureml://datastores/sales/paths/raw",' in converted.text


@pytest.mark.parametrize(
    "made",
    [
        "Dataset.File.from_files([(store, name) for name in names])",
        'Dataset.Tabular.from_delimited_files((store, "a"), separator=separator)',
        'Dataset.File.from_files((store, "a/*.csv"), partition_format=layout)',
        'Dataset.Tabular.from_delimited_files((store, "a"), set_column_types={"day": DataType.to_datetime()})',
        'Dataset.Tabular.from_delimited_files((store, "a"), set_column_types={"x": DataType.to_float(",")})',
        'Dataset.Tabular.from_delimited_files((store, "a"), set_column_types=types)',
    ],
)
def test_what_only_the_run_knows_stays(made: str) -> None:
    converted = convert(f"{_HEAD}data = {made}\n{_TAIL}")
    assert converted.files == {}
    assert made in converted.text
    assert "pipeline = Pipeline(ws, steps=[train])" in converted.text


def test_two_tables_of_one_name() -> None:
    again = 'data = Dataset.Tabular.from_delimited_files((store, "b"))\n'
    first = 'data = Dataset.Tabular.from_delimited_files((store, "a"))\n'
    converted = convert(f"{_HEAD}{first}{_TAIL}{again}{_TAIL}")
    assert list(converted.files) == ["tables/data/MLTable", "tables/data_2/MLTable"]


def test_files_that_are_only_listed() -> None:
    """The list is for the reader of a notebook; one that is gone on with stays, with a reason."""
    made = 'data = Dataset.File.from_files((store, "raw"))\n'
    tail = _TAIL.replace('.as_named_input("data")', ".as_mount()")
    shown = convert(f"{_HEAD}{made}# what there is\ndata.to_path()\nprint(data.to_path())\n{tail}")
    assert "to_path" not in shown.text
    assert "what there is" not in shown.text
    assert not shown.manual
    kept = convert(f"{_HEAD}{made}names = data.to_path()\n{tail}")
    assert "\nnames = data.to_path()\n" in kept.text
    assert "list the files with azureml-fsspec" in kept.text
    assert "Dataset.File" not in kept.text
    unread = convert(f"{_HEAD}{made}names = data.to_path()\n")
    assert made in unread.text


def test_several_paths_of_a_parallel_step() -> None:
    """Mounting the table would mount no more than its definition."""
    step = """
config = ParallelRunConfig(
    source_directory="src",
    entry_script="score.py",
    error_threshold=10,
    output_action="append_row",
    environment=Environment.get(ws, "training"),
    compute_target="cpu",
    node_count=1,
)
out = PipelineData("out")
score = ParallelRunStep(
    name="score", parallel_run_config=config, inputs=[data.as_named_input("data")], output=out
)
pipeline = Pipeline(ws, steps=[score])
"""
    imports = "from azureml.pipeline.core import PipelineData\n"
    head = _HEAD.replace("from azureml.core.runconfig import RunConfiguration\n", "")
    head = head.replace("from azureml.pipeline.steps import PythonScriptStep\n", "")
    imports += "from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep\n"
    made = 'data = Dataset.File.from_files([(store, "a"), (store, "b")])\n'
    converted = convert(imports + head + made + step)
    assert not converted.manual
    assert 'data = Input(type="mltable", path="./tables/data", mode="eval_mount")' in converted.text
