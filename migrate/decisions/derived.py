"""Tables that code describes by other tables: an ``MLTable``, saved where a job has to read it."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.inputs import is_asset, path_of, ports_of
from migrate.decisions.removal import untaken
from migrate.decisions.rule import Manual
from migrate.v1.data import DATASETS, made_by
from migrate.v1.table_methods import PARTITIONING, derivation, is_registered, is_table_method, read_by
from migrate.v1.values import Call, Obj, alternatives, objects
from migrate.v2.expressions import V2, Attr, Expr, Text, User, method

MLTABLE = V2("mltable")


def table_expr(use: Call, context: Context) -> Expr:
    """The ``MLTable`` that a method is called on.

    Raises:
        Manual: what it is called on is not known.
    """
    node = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    found = objects(use.receiver)
    if node is None or not found or len(found) != len(alternatives(use.receiver)):
        raise Manual("which table this is cannot be read from the code")
    if not all(one.symbol in DATASETS for one in found):
        raise Manual("what an output holds is read by mltable.load(…) once the job is done")
    kinds = {kind_of(one, context) for one in found}
    if len(kinds) > 1:
        raise Manual("a variable of v2 holds an MLTable, an Input or a data asset: give each a variable of its own")
    kind = kinds.pop()
    if kind == "table":
        return User(node)
    if kind == "asset":
        return method(MLTABLE, "load", Text(("azureml:/", Attr(User(node), "id"))))
    bound = isinstance(node, (cst.Name, cst.Attribute))
    path: Expr = Attr(User(node), "path") if bound else path_of(found[0], context)
    return method(MLTABLE, "load", path)


def kind_of(data: Obj, context: Context) -> str:
    """What stands for the data in v2: a data ``asset``, an ``input``, or a ``table`` in memory."""
    made = derivation(data)
    if made is not None and made.entry.name == PARTITIONING:
        return "asset" if is_registered(made) else "input"
    if made is not None:
        return "input" if is_read_by_jobs(data, context) else "table"
    if is_asset(data, context):
        return "asset"
    if made_by(data) is None:
        raise Manual("where this data comes from is not known")
    return "input"


def is_read_by_jobs(data: Obj, context: Context) -> bool:
    """Whether something else is done with a table than to call further methods of it."""
    if any(ports_of(data, context)) or any(not is_table_method(one) for one in data.calls.values()):
        return True
    calls = context.interpreter.uses.calls
    if data.bound_to:
        return any(read_by(node, calls) is None for node in context.references_to(data))
    made = derivation(data)
    assert made is not None
    return read_by(made.node, calls) is None and not untaken(made.where.statement, made.node)
