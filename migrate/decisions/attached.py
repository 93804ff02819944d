"""Computes and databases that only steps without counterpart use: v2 attaches none of them, so what does so goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.unused import unused_steps
from migrate.v1.data import DATA_REFERENCE, PIPELINE_DATA
from migrate.v1.nodes import walk
from migrate.v1.stand_in import elements, is_foreign
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Const, Obj, objects

COMPUTE_TARGET = "azureml.core.compute.ComputeTarget"
_COMPUTE = "azureml.core.compute"
CLASSES = tuple(
    f"{_COMPUTE}.{name}"
    for name in (
        "AdlaCompute",
        "BatchCompute",
        "DataFactoryCompute",
        "DatabricksCompute",
        "HDInsightCompute",
        "KustoCompute",
    )
)
ATTACH, CREATE = f"{COMPUTE_TARGET}.attach", f"{COMPUTE_TARGET}.create"
CONFIGURATIONS = tuple(
    f"{one}.{name}" for one in CLASSES for name in ("attach_configuration", "provisioning_configuration")
)
CALLS = (*CLASSES, *(f"{one}.attach" for one in CLASSES), *CONFIGURATIONS, ATTACH)
"""What gives such a compute, or describes one."""
FILE_SYSTEM = "azureml.core.Datastore.register_dbfs"
"""What registers the file system of Databricks."""
SQL_REFERENCE = "azureml.data.sql_data_reference.SqlDataReference"
_Makes: TypeAlias = Callable[[Call], bool]
_SHOWING = frozenset({"print", "display"})


@dataclass(frozen=True)
class Attachment:
    """What attaches a compute or a database, or looks it up.

    Args:
        statements: outermost statements, which go.
        calls: the v1 calls among them.
        first: the first step that uses it.
    """

    statements: tuple[cst.CSTNode, ...]
    calls: tuple[Call, ...]
    first: StepModel


def attachments(context: Context) -> tuple[Attachment, ...]:
    """The computes and databases that nothing but steps without counterpart uses."""
    key = ("attachments", None)
    if key not in context.plans:
        context.plans[key] = (*_attachments(context), *_databases(context))
    found = context.plans[key]
    assert isinstance(found, tuple)
    return found


def attachment_of(node: cst.CSTNode, context: Context) -> Attachment | None:
    """The one that an expression is part of."""
    return next((one for one in attachments(context) if any(_inside(node, top) for top in one.statements)), None)


def _attachments(context: Context) -> Iterator[Attachment]:
    done: set[Obj] = set()
    for call in sorted(context.interpreter.uses.calls.values(), key=lambda one: one.where.order):
        obj = call.result
        if not isinstance(obj, Obj) or obj in done or not _is_foreign(call):
            continue
        same = {obj, *(mate for value in context.interpreter.references.values() for mate in _mates(obj, value))}
        done |= same
        found = _attachment(same, context)
        if found is not None:
            yield found


def _mates(obj: Obj, value: object) -> list[Obj]:
    found = objects(value)  # type: ignore[arg-type]
    return list(found) if obj in found else []


def _is_foreign(call: Call) -> bool:
    """Whether the call gives a compute of these kinds."""
    if call.symbol not in (ATTACH, CREATE):
        return call.symbol in CLASSES or call.symbol.removesuffix(".attach") in CLASSES
    given = call.value("attach_configuration" if call.symbol == ATTACH else "provisioning_configuration")
    made = [obj.call for obj in objects(given) if obj.call is not None]
    return bool(made) and all(one.symbol in CONFIGURATIONS for one in made)


def _attachment(same: set[Obj], context: Context) -> Attachment | None:
    if not all(obj.call is not None and _is_foreign(obj.call) for obj in same):
        return None
    steps = {step: None for step in context.converted_steps if step.stand_in and _runs_on(step, same)}
    targets = {argument.node.value for step in steps if (argument := step.argument("compute_target")) is not None}
    return _going(same, steps, targets, _is_foreign, context)


def _databases(context: Context) -> Iterator[Attachment]:
    """Queries and data, each group with the datastores that v2 does not have."""
    calls = context.interpreter.uses.calls.values()
    queries = [call.result for call in calls if isinstance(call.result, Obj) and _is_of_database(call.result)]
    vain = list(unused_steps(context))
    while queries:
        stores = set(_stores(queries[0]))
        stores |= {mate for one in set(stores) for value in context.interpreter.references.values()
                   for mate in _mates(one, value)}  # fmt: skip
        own = [one for one in queries if one is queries[0] or stores & set(_stores(one))]
        queries = [one for one in queries if one not in own]
        steps: dict[StepModel, None] = {}
        targets: set[cst.CSTNode] = set()
        for step in (*context.converted_steps, *vain):
            for argument in step.call.arguments.values() if step.stand_in else ():
                if any(set(own) & set(objects(one.value)) for one in elements(step, argument)):
                    steps |= {} if step in vain else {step: None}
                    targets |= set(walk(argument.node.value))
        # What goes from step to step does so in v2 too, on the default datastore.
        kept = [one.argument("datastore") for one in own if one.symbol == PIPELINE_DATA]
        targets |= {node for store in kept if store is not None for node in walk(store.node.value)}
        same = {*stores, *(one for one in own if one.symbol != PIPELINE_DATA)}
        makers = {obj.call for obj in same}
        found = _going(same, steps, targets, makers.__contains__, context)
        if found is not None and stores:
            yield found


def _is_of_database(data: Obj) -> bool:
    """Whether it is a query, or data on a datastore of a kind that v2 does not have."""
    return data.symbol == SQL_REFERENCE or (data.symbol in (DATA_REFERENCE, PIPELINE_DATA) and is_foreign(data))


def _stores(query: Obj) -> tuple[Obj, ...]:
    argument = query.argument("datastore")
    return objects(argument.value) if argument is not None else ()


def _going(
    same: set[Obj],
    steps: Mapping[StepModel, None],
    targets: Set[cst.CSTNode],
    makes: _Makes,
    context: Context,
) -> Attachment | None:
    """All that makes these objects, unless something else than the steps needs it.

    Args:
        targets: where the steps name them.
        makes: whether a call makes one of them.
    """
    made = [obj.call.node for obj in same if obj.call is not None]
    read = [node for obj in same for node in context.references_to(obj)]
    tops = {_outermost(node, steps, context): None for node in (*made, *read) if node not in targets}
    statements = [top for top in tops if top is not None]
    if not steps or len(statements) < len(tops):
        return None
    inside = {node for top in statements for node in walk(top)}
    calls = [one for one in context.interpreter.uses.calls.values() if one.node in inside]
    harmless = all(_is_harmless(top, {one.node: one for one in calls}, same, makes) for top in statements)
    if not harmless or _is_read_later(inside, same, context):
        return None
    first = min(steps, key=lambda step: step.call.where.order)
    return Attachment(tuple(statements), tuple(sorted(calls, key=lambda one: one.where.order)), first)


def _runs_on(step: StepModel, same: set[Obj]) -> bool:
    """Whether the step names one of these, the object or its name."""
    argument = step.argument("compute_target")
    if argument is None:
        return False
    names = [obj.call.value("name") for obj in same if obj.call is not None]
    return bool(same & set(objects(argument.value))) or (isinstance(argument.value, Const) and argument.value in names)


def _outermost(node: cst.CSTNode, steps: Iterable[StepModel], context: Context) -> cst.CSTNode | None:
    """The statement of the module, or of the function of the steps, that a node is in; None in any other function."""
    body: Sequence[cst.CSTNode] = [statement for _, module in context.interpreter.source for statement in module.body]
    while True:
        statement = next((one for one in body if _inside(node, one)), None)
        if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            return statement
        if isinstance(statement, cst.ClassDef) or not any(_inside(step.call.node, statement) for step in steps):
            return None
        body = statement.body.body


def _inside(node: cst.CSTNode, outer: cst.CSTNode) -> bool:
    return any(one is node for one in walk(outer))


def _is_harmless(
    node: cst.CSTNode, calls: Mapping[cst.CSTNode, Call], same: set[Obj], makes: Callable[[Call], bool]
) -> bool:
    """Whether the statement does nothing but attach, look up and show them."""
    if isinstance(node, cst.SimpleStatementLine):
        return all(_is_harmless_part(small, calls, same, makes) for small in node.body)
    if isinstance(node, (cst.IndentedBlock, cst.SimpleStatementSuite)):
        return all(
            _is_harmless(one, calls, same, makes)
            if isinstance(one, cst.BaseStatement)
            else _is_harmless_part(one, calls, same, makes)
            for one in node.body
        )
    if isinstance(node, cst.If):
        return all(_is_harmless(one, calls, same, makes) for one in (node.body, node.orelse) if one is not None)
    if isinstance(node, cst.Try):
        parts = (node.body, *node.handlers, node.orelse, node.finalbody)
        return all(_is_harmless(one, calls, same, makes) for one in parts if one is not None)
    if isinstance(node, (cst.ExceptHandler, cst.Else, cst.Finally)):
        return _is_harmless(node.body, calls, same, makes)
    return False


def _is_harmless_part(
    small: cst.CSTNode, calls: Mapping[cst.CSTNode, Call], same: set[Obj], makes: Callable[[Call], bool]
) -> bool:
    if isinstance(small, (cst.Raise, cst.Pass)):
        return True
    if not isinstance(small, (cst.Expr, cst.Assign)):
        return False
    value = small.value
    known = calls.get(value)
    if known is not None:
        receiver = set(objects(known.receiver))
        return known.symbol in CONFIGURATIONS or makes(known) or (bool(receiver) and receiver <= same)
    shows = isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value in _SHOWING
    return isinstance(small, cst.Expr) and shows


def _is_read_later(inside: set[cst.CSTNode], same: set[Obj], context: Context) -> bool:
    """Whether code outside reads something else that is bound inside, a configuration for one."""
    bound = {node.value for node in context.interpreter.bindings if node in inside}
    bound -= {obj.name for obj in same}
    return any(node.value in bound for node in context.interpreter.references if node not in inside)
