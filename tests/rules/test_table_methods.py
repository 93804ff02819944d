"""Methods of a table in the code that builds pipelines."""

from __future__ import annotations

from tests.conversion import assert_converts, assert_unchanged, convert, short_todos

BEFORE = """\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
"""
AFTER = """\
import mltable
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
"""


def test_chains_need_no_file() -> None:
    assert_converts(
        f"""\
{BEFORE}sales = Dataset.get_by_name(ws, "sales")
few = sales.skip(10).take(count=5)
print(few.to_pandas_dataframe())
old = Dataset.get_by_name(ws, "old").keep_columns(columns=["day"], validate=True).to_pandas_dataframe()
sales.take(3)
""",
        f"""\
{AFTER}sales = ws.data.get("sales", label="latest")
few = mltable.load(f"azureml:/{{sales.id}}").skip(10).take(5)
print(few.to_pandas_dataframe())
old = mltable.load(f"azureml:/{{ws.data.get('old', label='latest').id}}").keep_columns(["day"]).to_pandas_dataframe()
mltable.load(f"azureml:/{{sales.id}}").take(3)
""",
    )


def test_a_table_that_is_registered_at_once() -> None:
    assert_converts(
        f"""\
{BEFORE}Dataset.get_by_name(ws, "sales").drop_columns("comment").register(ws, "numbers", create_new_version=True)
""",
        """\
import mltable
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
mltable.load(f"azureml:/{ws.data.get('sales', label='latest').id}").drop_columns("comment").save("./tables/table")
ws.data.create_or_update(Data(name="numbers", path="./tables/table", type="mltable"))
""",
    )


def test_what_has_no_counterpart_stays_with_a_reason() -> None:
    text = convert(
        f"""\
{BEFORE}sales = Dataset.get_by_name(ws, "sales")
parts = sales.random_split(0.5)
recent = sales.time_after(start)
"""
    ).text
    assert "AML313): MLTable.random_split(percent, seed) gives two tables: assign each to a variable" in text
    assert "\nrecent = sales.time_after(start)\n" in text


def test_partitions_that_are_not_registered() -> None:
    assert_converts(
        f"""\
{BEFORE}sales = Dataset.get_by_name(ws, "sales")
parts = sales.partition_by(partition_keys=["store"], target=ws.get_default_datastore())
print(parts.take(3).to_pandas_dataframe())
""",
        """\
import mltable
from azure.ai.ml import Input, MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = ws.data.get("sales", label="latest")
mltable.load(f"azureml:/{sales.id}").to_pandas_dataframe().to_parquet(
    "tables/parts",
    partition_cols=["store"],
)
parts = Input(type="mltable", path="./tables/parts")
print(mltable.load(parts.path).take(3).to_pandas_dataframe())
""",
    )


def test_partitions_by_what_only_the_run_knows() -> None:
    text = convert(f"{BEFORE}parts = Dataset.get_by_name(ws, 'sales').partition_by(keys, target=store)\n").text
    assert "AML313): by what it is partitioned is only known when the code runs" in text


def test_a_variable_of_two_kinds() -> None:
    text = convert(
        f"""\
{BEFORE}data = Dataset.get_by_name(ws, "sales")
if small:
    data = data.take(100)
frame = data.to_pandas_dataframe()
"""
    ).text
    assert "a variable of v2 holds an MLTable, an Input or a data asset: give each a variable of its own" in text
    assert "\nframe = data.to_pandas_dataframe()\n" in text


def test_one_place_that_is_left_keeps_no_pipeline() -> None:
    converted = convert(
        f"""\
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
{BEFORE}prices = Dataset.Tabular.from_delimited_files("https://example.org/prices.csv")
frame = prices.to_spark_dataframe()
train = PythonScriptStep("train.py", inputs=[prices.as_named_input("prices")], compute_target="cpu")
pipeline = Pipeline(ws, [train])
"""
    )
    text = short_todos(converted.text)
    assert 'prices = Input(type="mltable", path="./tables/prices", mode="direct")\n' in text
    assert "\nframe = prices.to_spark_dataframe()\n" in text
    assert "pipeline = pipeline_definition(prices=prices)\n" in text
    assert "AML003): mltable.load(path).to_pandas_dataframe()" in text


def test_methods_of_a_data_frame() -> None:
    assert_unchanged(
        "import pandas as pd\n\nframe = pd.read_csv('sales.csv')\nprint(frame.take([1]), frame.filter(['a']))\n"
    )
