"""Queries of databases, which v2 has no datastores for."""

from __future__ import annotations

from tests.conversion import convert

_QUERY = """\
from azureml.core import Datastore, Workspace
from azureml.data.sql_data_reference import SqlDataReference

ws = Workspace.from_config()
database = Datastore.register_azure_my_sql(ws, "orders", "shop", "orders", "reader", password)
orders = SqlDataReference(database, "orders", sql_table="orders")
"""
_STEP = """\
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DataTransferStep

raw = DataReference(ws.get_default_datastore(), data_reference_name="raw", path_on_datastore="orders")
copy_step = DataTransferStep("copy", orders, raw, "factory")
"""
_OTHER = """\
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu")
pipeline = Pipeline(ws, [train])
"""


def test_a_query_that_no_step_of_a_pipeline_reads() -> None:
    for text in (_QUERY, _QUERY + _STEP):
        converted = convert(text + _OTHER).text
        assert "\ndatabase = Datastore.register_azure_my_sql(" in converted
        assert "AML310): v2 has no datastores of databases" in converted
        assert "SqlDataReference" not in converted
        assert "DataTransferStep" not in converted


def test_a_query_for_files_that_are_not_known() -> None:
    """A module that runs nothing itself may be there for others."""
    assert _QUERY[_QUERY.index("orders =") :] in convert(_QUERY).text


def test_a_database_that_more_is_done_with() -> None:
    read = "print(database.workspace.name)\nkept = use(database)\n"
    converted = convert(f"{_QUERY}{_STEP}{read}pipeline = Pipeline(ws, [copy_step])\n").text
    assert "\ndatabase = Datastore.register_azure_my_sql(" in converted
    assert "SqlDataReference(database" in converted


def test_two_queries_of_one_database() -> None:
    more = 'others = SqlDataReference(database, "others", sql_query="select 1")\n'
    second = 'other_step = DataTransferStep("other", others, raw, "factory")\n'
    found = convert(f"{_QUERY}{more}{_STEP}{second}pipeline = Pipeline(ws, [copy_step, other_step])\n")
    assert "\ndatabase = " not in found.text
    assert "from azureml" not in found.text
    outcomes = [use.verdict.outcome.value for use in found.ledger if use.symbol.endswith("my_sql") and use.verdict]
    assert {*outcomes} == {"dropped"}
