"""``table.drop_columns(…)`` → ``mltable.load(…).drop_columns(…)``, saved where a job reads it"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.access import refuse_unused
from migrate.decisions.context import Context, given, single
from migrate.decisions.derived import is_read_by_jobs, table_expr
from migrate.decisions.inputs import input_of, path_of
from migrate.decisions.removal import assigned
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tables import partitioned_table
from migrate.v1.data import DATASET, TABULAR_DATASET
from migrate.v1.table_methods import PARTITIONING, derivation, is_registered
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, ListValue, Obj, Value, constant, objects
from migrate.v2.expressions import V2, Code, Expr, Literal, User, call, method, strings
from migrate.v2.statements import Assign, Do, Statement

_SAME = ("take", "skip", "keep_columns", "drop_columns")
_ROWS = "a sample of v2 holds other rows than one of v1, also with the same seed"
_WRITTEN = "this machine reads the table and writes its files, which v2 uploads; keys become text"
_PACKAGE = "the code needs the package mltable"


def _pandas(use: Call, context: Context) -> Decision:
    expr = method(table_expr(use, context), "to_pandas_dataframe")
    return Decision(converted("mltable.load(path).to_pandas_dataframe()", _PACKAGE), expr)


def _same(use: Call, context: Context) -> Decision:
    name = use.entry.name
    node = use.expression("count" if name in ("take", "skip") else "columns")
    if node is None:
        raise Manual(f"`{name}` is called with nothing that can be read from the code")
    made = method(table_expr(use, context), name, User(node))
    return _table(use, made, Decision(converted(f"MLTable.{name}(…)", _PACKAGE)), context)


def _sample(use: Call, context: Context) -> Decision:
    probability, seed = use.expression("probability"), use.expression("seed")
    if probability is None:
        raise Manual("how many rows are taken cannot be read from the code")
    table = table_expr(use, context)
    made = method(table, "take_random_sample", User(probability), seed=User(seed) if seed is not None else None)
    return _table(use, made, Decision(changed("MLTable.take_random_sample(…)", _ROWS)), context)


def _table(use: Call, made: Expr, decision: Decision, context: Context) -> Decision:
    """The table itself, or the input that it is read from where a job needs it."""
    data = use.result
    assert isinstance(data, Obj)
    refuse_unused(data, context)
    if not is_read_by_jobs(data, context):
        return Decision(decision.fate, made)
    if not isinstance(use.where.statement, cst.SimpleStatementLine):
        raise Manual("give this a statement of its own: v2 saves the table before a job can read it")
    if data.name and assigned(use.where.statement) == data.name:
        return Decision(decision.fate, made, (Edit(use.where.statement, after=tuple(_saved(data, context))),))
    saved = Do(method(made, "save", path_of(data, context)))
    return Decision(decision.fate, input_of(data, context), (Edit(use.where.statement, before=(saved,)),))


def _saved(data: Obj, context: Context) -> Iterator[Statement]:
    """What follows the statement that binds a table, for jobs to read it."""
    yield Do(method(Code(data.name), "save", path_of(data, context)))
    yield Assign(data.name, input_of(data, context))


def _split(use: Call, context: Context) -> Decision:
    """``train, test = table.random_split(0.8)``."""
    percentage, seed = use.expression("percentage"), use.expression("seed")
    parts = list(_parts(use, context))
    for data in parts:
        refuse_unused(data, context)
    if percentage is None or not parts:
        raise Manual("MLTable.random_split(percent, seed) gives two tables: assign each to a variable")
    table = table_expr(use, context)
    made = method(table, "random_split", percent=User(percentage), seed=User(seed) if seed is not None else None)
    after: list[Statement] = []
    for data in parts:
        if is_read_by_jobs(data, context):
            after += _saved(data, context)
    edits = (Edit(use.where.statement, after=tuple(after)),) if after else ()
    return Decision(changed("MLTable.random_split(…)", _ROWS), made, edits)


def _parts(use: Call, context: Context) -> Iterator[Obj]:
    """The two tables."""
    statement = use.where.statement
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if not isinstance(small, cst.Assign) or small.value is not use.node or len(small.targets) != 1:
        return
    target = small.targets[0].target
    for element in target.elements if isinstance(target, (cst.Tuple, cst.List)) else ():
        yield from objects(context.interpreter.bindings.get(element.value))  # type: ignore[call-overload]


def _partition(use: Call, context: Context) -> Decision:
    """``table.partition_by(["store"], target, name)``: pandas writes a folder for each value of the keys."""
    data, node = use.result, use.expression("partition_keys")
    assert isinstance(data, Obj)
    found = elements_of(use.value("partition_keys"))
    refuse_unused(data, context)
    if node is None or not found:
        raise Manual("by what it is partitioned is only known when the code runs")
    if use.value("partition_as_file_dataset") not in (None, Const(None), Const(False)):
        raise Manual("write the files with pandas or Spark, and take their folder as uri_folder")
    if not isinstance(use.where.statement, cst.SimpleStatementLine):
        raise Manual("give this a statement of its own: v2 wants the files first")
    folder = partitioned_table(data, use, found, context)
    frame = method(table_expr(use, context), "to_pandas_dataframe")
    written = Do(method(frame, "to_parquet", Literal(folder), partition_cols=User(node)))
    if is_registered(use):
        asset = call(
            V2("azure.ai.ml.entities", "Data"),
            name=given(use, "name"),
            path=Literal(f"./{folder}"),
            type=Literal("mltable"),
        )
        expr: Expr = method(context.client(use.client), "data.create_or_update", asset)
    else:
        expr = input_of(data, context)
    return Decision(
        changed("DataFrame.to_parquet(partition_cols=…)", _WRITTEN),
        expr,
        (Edit(use.where.statement, before=(written,)),),
    )


def _keys(use: AttributeUse, context: Context) -> Decision:
    """``table.partition_keys`` of what this code partitioned."""
    data = single(use.receiver)
    made = derivation(data) if data is not None else None
    if made is None or made.entry.name != PARTITIONING or context.decide(made).stays_v1:
        raise Manual("the file MLTable of a table names its partition keys")
    return Decision(
        converted("the keys that it was partitioned by"), strings(elements_of(made.value("partition_keys")))
    )


def elements_of(value: Value | None) -> list[str]:
    """The texts of a list; nothing when one of them is not known."""
    found = [constant(item.value) for item in value.items] if isinstance(value, ListValue) and value.known else []
    return [one for one in found if isinstance(one, str)] if all(isinstance(one, str) for one in found) else []


_LAZY = dropped("v2 looks at the data when a job reads it")
_NO_CHOICE = dropped("mltable always reads them as missing values")

RULE = Rule(
    code="AML313",
    name="table-methods",
    summary="Methods of a table are those of an MLTable; one that a job reads is saved first.",
    url=learn("how-to-mltable"),
    calls={
        f"{TABULAR_DATASET}.to_pandas_dataframe": _pandas,
        **{f"{TABULAR_DATASET}.{name}": _same for name in _SAME},
        f"{TABULAR_DATASET}.take_sample": _sample,
        f"{TABULAR_DATASET}.random_split": _split,
        f"{TABULAR_DATASET}.partition_by": _partition,
    },
    attributes={f"{DATASET}.partition_keys": _keys},
    parameters={
        f"{TABULAR_DATASET}.to_pandas_dataframe": {
            "on_error": _NO_CHOICE,
            "out_of_range_datetime": _NO_CHOICE,
        },
        **{f"{TABULAR_DATASET}.{name}": {"count": converted()} for name in ("take", "skip")},
        f"{TABULAR_DATASET}.keep_columns": {"columns": converted(), "validate": _LAZY},
        f"{TABULAR_DATASET}.drop_columns": {"columns": converted()},
        f"{TABULAR_DATASET}.take_sample": {"probability": converted(), "seed": converted()},
        f"{TABULAR_DATASET}.partition_by": {
            "partition_keys": converted("partition_cols"),
            "target": changed("", "v2 uploads the folder to the default datastore of the workspace"),
            "name": converted("name"),
            "show_progress": dropped("v2 always shows the progress"),
            "partition_as_file_dataset": dropped("it was False"),
        },
        f"{TABULAR_DATASET}.random_split": {"percentage": converted("percent"), "seed": converted()},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
sales = Dataset.get_by_name(ws, "sales")
print(sales.take(5).to_pandas_dataframe())
numbers = sales.drop_columns(["comment"])
train_data, test_data = numbers.random_split(percentage=0.8, seed=1)

train = PythonScriptStep(
    script_name="train.py",
    inputs=[train_data.as_named_input("train"), test_data.as_named_input("test")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
import mltable
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = ws.data.get("sales", label="latest")
print(mltable.load(f"azureml:/{sales.id}").take(5).to_pandas_dataframe())
numbers = mltable.load(f"azureml:/{sales.id}").drop_columns(["comment"])
train_data, test_data = numbers.random_split(percent=0.8, seed=1)
train_data.save("./tables/train_data")
train_data = Input(type="mltable", path="./tables/train_data", mode="direct")
test_data.save("./tables/test_data")
test_data = Input(type="mltable", path="./tables/test_data", mode="direct")

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
train_component = command(
    display_name="train.py",
    code="src",
    command="python train.py",
    inputs={"train": Input(type="mltable"), "test": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(
    train_data: Input(type="mltable"),
    test_data: Input(type="mltable"),
):
    train = train_component(train=train_data, test=test_data)


pipeline = pipeline_definition(train_data=train_data, test_data=test_data)
""",
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
prices = Dataset.Tabular.from_delimited_files("https://example.org/prices.csv")
frame = prices.to_pandas_dataframe(on_error="null")
print(frame.describe())
few = prices.keep_columns(["day", "price"]).take_sample(probability=0.1, seed=2)
few = few.register(ws, name="few-prices")

check = PythonScriptStep(
    script_name="check.py",
    inputs=[few.as_named_input("prices")],
    compute_target="cpu",
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[check])
""",
            after="""\
import mltable
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.entities import Data, Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
prices = Input(type="mltable", path="./tables/prices")
frame = mltable.load(prices.path).to_pandas_dataframe()
print(frame.describe())
few = mltable.load(prices.path).keep_columns(["day", "price"]).take_random_sample(
    0.1,
    seed=2,
)
few.save("./tables/few")
few = Input(type="mltable", path="./tables/few")
few = ws.data.create_or_update(Data(name="few-prices", path=few.path, type=few.type))

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)
check_component = command(
    display_name="check.py",
    code="src",
    command="python check.py",
    inputs={"prices": Input(type="mltable")},
    environment=environment,
)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition(few: Input(type="mltable")):
    check = check_component(prices=few)


pipeline = pipeline_definition(few=Input(type="mltable", path=few.id, mode="direct"))
""",
            files={
                "tables/prices/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - file: https://example.org/prices.csv
transformations:
  - read_delimited
""",
            },
        ),
        Example(
            before="""\
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
sales = Dataset.get_by_name(ws, "sales")
by_store = sales.partition_by(["store", "brand"], target=(store, "by-store"), name="sales-by-store")
print(by_store.partition_keys)
""",
            after="""\
import mltable
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
sales = ws.data.get("sales", label="latest")
mltable.load(f"azureml:/{sales.id}").to_pandas_dataframe().to_parquet(
    "tables/by_store",
    partition_cols=["store", "brand"],
)
by_store = ws.data.create_or_update(
    Data(name="sales-by-store", path="./tables/by_store", type="mltable"),
)
print(["store", "brand"])
""",
            files={
                "tables/by_store/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - pattern: ./**/*.parquet
transformations:
  - extract_columns_from_partition_format:
      partition_format: /store={store}/brand={brand}/*.parquet
  - read_parquet
""",
            },
        ),
    ),
)
