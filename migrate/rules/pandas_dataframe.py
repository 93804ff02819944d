"""``Dataset.Tabular.register_pandas_dataframe(frame, …)`` → a parquet file and ``ws.data.create_or_update(Data(…))``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.access import refuse_unused
from migrate.decisions.context import Context, given
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.tables import frame_table, is_folder_of_files, table_folder
from migrate.v1.data import FACTORIES
from migrate.v1.values import Call, Obj
from migrate.v2.expressions import V2, Expr, Literal, call, method
from migrate.v2.statements import Do

_REGISTER = f"{FACTORIES}.TabularDatasetFactory.register_pandas_dataframe"
_FILE = "data.parquet"


def _register(use: Call, context: Context) -> Decision:
    data, frame, name = use.result, given(use, "dataframe"), given(use, "name")
    if not isinstance(data, Obj) or frame is None or name is None:
        raise Manual("write a parquet file and register its folder with an MLTable file")
    if not isinstance(use.where.statement, cst.SimpleStatementLine):
        raise Manual("give this a statement of its own: v2 wants the data frame as a file first")
    refuse_unused(data, context)
    client = context.client(use.client)
    files = is_folder_of_files(use, context)
    folder = table_folder(data, use, context) if files else frame_table(data, use, _FILE, context)
    groups = given(use, "row_group_size")
    made = method(V2("os"), "makedirs", Literal(folder), exist_ok=Literal(True))
    written: Expr = method(frame, "to_parquet", Literal(f"{folder}/{_FILE}"), row_group_size=groups)
    asset = call(
        V2("azure.ai.ml.entities", "Data"),
        name=name,
        path=Literal(f"./{folder}"),
        type=Literal("uri_folder" if files else "mltable"),
        description=given(use, "description"),
        tags=given(use, "tags"),
    )
    kept = "the parquet file, as the component for many models reads it" if files else "the parquet file and an MLTable"
    return Decision(
        changed("ml_client.data.create_or_update(Data(…))", f"v2 registers a folder with {kept}"),
        method(client, "data.create_or_update", asset),
        (Edit(use.where.statement, before=(*((Do(made),) if files else ()), Do(written))),),
    )


RULE = Rule(
    code="AML312",
    name="pandas-dataframe",
    summary="A data frame is written to a parquet file, which is registered with a file MLTable.",
    url=learn("how-to-mltable"),
    calls={_REGISTER: _register},
    parameters={
        _REGISTER: {
            "dataframe": converted("DataFrame.to_parquet(…)"),
            "target": changed("", "v2 uploads the folder to the default datastore of the workspace"),
            "name": converted("name"),
            "description": converted("description"),
            "tags": converted("tags"),
            "show_progress": dropped("v2 always shows the progress"),
            "row_group_size": converted("DataFrame.to_parquet(row_group_size=…)"),
            "make_target_path_unique": dropped("each version of a data asset has a folder of its own"),
        }
    },
    examples=(
        Example(
            before="""\
import pandas as pd
from azureml.core import Dataset, Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
frame = pd.read_csv("sales.csv")
sales = Dataset.Tabular.register_pandas_dataframe(
    frame[frame.units > 0], target=(store, "sales/clean"), name="sales-clean", show_progress=True
)
Dataset.Tabular.register_pandas_dataframe(frame, store, "sales-raw", tags={"state": "raw"})
print(sales.name, sales.version)
""",
            after="""\
import pandas as pd
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
frame = pd.read_csv("sales.csv")
frame[frame.units > 0].to_parquet("tables/sales/data.parquet")
sales = ws.data.create_or_update(Data(name="sales-clean", path="./tables/sales", type="mltable"))
frame.to_parquet("tables/sales_raw/data.parquet")
ws.data.create_or_update(
    Data(name="sales-raw", path="./tables/sales_raw", type="mltable", tags={"state": "raw"}),
)
print(sales.name, sales.version)
""",
            files={
                "tables/sales/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - file: ./data.parquet
transformations:
  - read_parquet
""",
                "tables/sales_raw/MLTable": """\
$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
type: mltable
paths:
  - file: ./data.parquet
transformations:
  - read_parquet
""",
            },
        ),
    ),
)
