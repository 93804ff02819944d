"""Methods of a table in the code that builds pipelines, which read it or describe another one."""

from __future__ import annotations

import libcst as cst

from migrate.v1.data import TABULAR_DATASET
from migrate.v1.values import Call, Const, Obj

READING = "to_pandas_dataframe"
DERIVING = ("take", "skip", "keep_columns", "drop_columns", "take_sample", "random_split")
"""What has a counterpart among the methods of an ``MLTable``."""
PARTITIONING = "partition_by"
TABLE_METHODS = frozenset({READING, *DERIVING, PARTITIONING})


def is_table_method(call: Call) -> bool:
    """Whether v2 has the method, too."""
    return call.symbol.startswith(f"{TABULAR_DATASET}.") and call.entry.name in TABLE_METHODS


def derivation(obj: Obj) -> Call | None:
    """The call that describes a table by another one."""
    made = obj.call or obj.source
    return made if made is not None and is_table_method(made) else None


def is_registered(made: Call) -> bool:
    """Whether v1 registers the table that it describes."""
    return made.entry.name == PARTITIONING and made.value("name") not in (None, Const(None))


def read_by(node: cst.CSTNode, calls: dict[cst.Call, Call]) -> Call | None:
    """The method of a table that this expression is the receiver of."""
    found = (one for call, one in calls.items() if isinstance(call.func, cst.Attribute) and call.func.value is node)
    return next((one for one in found if is_table_method(one)), None)
