"""``NycTlcGreen(start, end).to_pandas_dataframe()`` → ``mltable.from_parquet_files(…)`` of the public storage"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.moving import check_moved
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, dropped, learn
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import V2, Chosen, Code, Expr, Literal, Text, User, call, dict_of, method

_PACKAGE = "azureml.opendatasets"
_TABLES = {
    f"{_PACKAGE}.NycTlcGreen": ("green", "lpepPickupDatetime"),
    f"{_PACKAGE}.NycTlcYellow": ("yellow", "tpepPickupDateTime"),
}
"""The folder of each in the public storage, and the column with the time that v1 chooses by."""
_STORAGE = "wasbs://nyctlc@azureopendatastorage.blob.core.windows.net"
_ADVICE = "read the files from their public storage: mltable.from_parquet_files([{'pattern': 'wasbs://…'}])"
_PUBLIC = "v2 has no package of open datasets: mltable reads the months that v1 reads from the same public storage"


def _dataset(use: Call, context: Context) -> Decision:
    """The object goes when nothing but a data frame is asked of it."""
    found = use.result
    assert isinstance(found, Obj)
    asked = context.calls_of(found, "to_pandas_dataframe")
    edit = removal(use.where.statement, use.node)
    known = not found.bound_to or (edit is not None and len(context.references_to(found)) == 1)
    if len(asked) != 1 or len(found.calls) != 1 or not known:
        raise Manual(_ADVICE)
    for name in ("start_date", "end_date"):
        if use.value(name) in (None, Const(None)):
            raise Manual(_ADVICE)
    if any(use.value(name) not in (None, Const(None), Const(-1)) for name in ("cols", "limit")):
        raise Manual(_ADVICE)
    return Decision(changed("mltable.from_parquet_files(…)", _PUBLIC), edits=() if edit is None else (edit,))


def _frame(use: Call, context: Context) -> Decision:
    held = single(use.receiver)
    made = held.call if held is not None else None
    start, end = (made.expression(name) for name in ("start_date", "end_date")) if made is not None else (None, None)
    if made is None or start is None or end is None:
        raise Manual(_ADVICE)
    for node in (start, end):
        check_moved(node, made.where, use.where, context)
    folder, column = _TABLES[made.symbol]
    month = "month" if "month" not in context.names else context.new_name("month")
    pattern = Text(
        (f"{_STORAGE}/{folder}/puYear=", Code(f"{month}.year"), "/puMonth=", Code(f"{month}.month"), "/*.parquet"),
        wrap=True,
    )
    months = call(V2("pandas", "period_range"), User(start), User(end), freq=Literal("M"))
    files = Chosen(dict_of({"pattern": pattern}), ((month, months),))
    table = method(V2("mltable"), "from_parquet_files", files)
    within: Expr = Text(("'", _moment(start), f"' <= {column} <= '", _moment(end), "'"))
    frame = method(method(table, "to_pandas_dataframe"), "query", within)
    return Decision(changed("mltable.from_parquet_files(…).to_pandas_dataframe()", _PUBLIC), frame)


def _moment(node: cst.BaseExpression) -> str | Expr:
    return str(node.evaluated_value) if isinstance(node, cst.SimpleString) else User(node)


_DATES = changed("the months of the files", _PUBLIC)

RULE = Rule(
    code="AML319",
    name="open-datasets",
    summary="Trips of the open datasets are read from their public storage.",
    url=learn("how-to-mltable"),
    calls={
        **dict.fromkeys(_TABLES, _dataset),
        **{f"{symbol}.to_pandas_dataframe": _frame for symbol in _TABLES},
    },
    parameters={
        **{
            symbol: {
                "start_date": _DATES,
                "end_date": _DATES,
                "cols": dropped("it was None"),
                "limit": dropped("v1 read all"),
                "enable_telemetry": dropped("v2 sends none"),
            }
            for symbol in _TABLES
        },
        **{f"{symbol}.to_pandas_dataframe": {} for symbol in _TABLES},
    },
    examples=(
        Example(
            before="""\
from datetime import datetime

import pandas as pd
from azureml.core import Dataset, Workspace
from azureml.opendatasets import NycTlcGreen, NycTlcYellow
from dateutil.relativedelta import relativedelta

ws = Workspace.from_config()
start, end = datetime(2016, 1, 1), datetime(2016, 1, 31)
frames = []
for number in range(3):
    months = relativedelta(months=number)
    trips = NycTlcGreen(start + months, end + months).to_pandas_dataframe()
    frames.append(trips.sample(2000))
green = pd.concat(frames)

taxi = NycTlcYellow(start_date="2018-05-01", end_date=end)
yellow = taxi.to_pandas_dataframe()
""",
            after="""\
from datetime import datetime

import pandas as pd
import mltable
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from pandas import period_range
from dateutil.relativedelta import relativedelta

ws = MLClient.from_config(DefaultAzureCredential())
start, end = datetime(2016, 1, 1), datetime(2016, 1, 31)
frames = []
for number in range(3):
    months = relativedelta(months=number)
    trips = mltable.from_parquet_files(
        [
            {"pattern": f"wasbs://nyctlc@azureopendatastorage.blob.core.windows.net/green/puYear={month.year}/puMonth={month.month}/*.parquet"}
            for month in period_range(start + months, end + months, freq="M")
        ],
    ).to_pandas_dataframe().query(
        f"'{start + months}' <= lpepPickupDatetime <= '{end + months}'",
    )
    frames.append(trips.sample(2000))
green = pd.concat(frames)

yellow = mltable.from_parquet_files(
    [
        {"pattern": f"wasbs://nyctlc@azureopendatastorage.blob.core.windows.net/yellow/puYear={month.year}/puMonth={month.month}/*.parquet"}
        for month in period_range("2018-05-01", end, freq="M")
    ],
).to_pandas_dataframe().query(
    f"'2018-05-01' <= tpepPickupDateTime <= '{end}'",
)
""",
        ),
    ),
)
