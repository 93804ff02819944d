"""What a schedule of v2 starts: the pipeline that v1 published, as a job."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, plain_name, receiver_of, single
from migrate.decisions.misplaced import sees
from migrate.decisions.published import model_of, pipeline_of, publication_of
from migrate.decisions.removal import alone, only_shown, sole_value
from migrate.decisions.rule import Manual
from migrate.decisions.submission import SCHEDULE, fresh_job, inputs_on, is_shared
from migrate.v1.nodes import walk
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Function, Obj, Value
from migrate.v2.expressions import Code, Expr, User
from migrate.v2.statements import Assign, Statement

_FLAG = "continue_on_step_failure"
"""What a schedule says itself, or leaves to the pipeline that was published (azureml-pipeline-core 1.62)."""
_FOREIGN = (
    "a v2 schedule needs the pipeline job, not its id: JobSchedule(name=…, trigger=…, create_job=pipeline_job), where "
    "the job is what its pipeline function gives, or ml_client.components.get(name, version=…)(…)"
)


def scheduled_pipeline(use: Call, context: Context) -> Obj:
    """The pipeline that is scheduled.

    Raises:
        Manual: it is not known, not converted, or out of sight.
    """
    pipeline = pipeline_of(_scheduled(use, context), context)
    if pipeline is None or pipeline.call is None or model_of(pipeline, context) is None:
        raise Manual(_FOREIGN)
    if not sees(use.where, pipeline.call.where) and _variable(use, pipeline, context) is None:
        raise Manual(f"{_FOREIGN}; the pipeline is made out of sight")
    return pipeline


def _scheduled(use: Call, context: Context) -> Obj | None:
    """The published pipeline, or the endpoint, whose id the schedule gets."""
    node = use.expression("pipeline_id") or use.expression("pipeline_endpoint_id")
    return owner_of_id(node, context) if node is not None else None


def _variable(use: Call, pipeline: Obj, context: Context) -> cst.Name | None:
    """The variable that another function has given the pipeline to, and that it was published by."""
    owner = _scheduled(use, context)
    if owner is None or owner.call is None or not sees(use.where, owner.call.where):
        return None
    published, here = owner.call.where.order, use.where.order
    receiver = receiver_of(owner.call)
    if not isinstance(receiver, cst.Name) or single(context.value(receiver)) is not pipeline:
        return None
    changed = any(published[:2] <= place[:2] <= here[:2] for place in context.bound.places_of(receiver))
    return None if changed else receiver


def owner_of_id(node: cst.BaseExpression, context: Context) -> Obj | None:
    """The published pipeline or endpoint of ``published.id``, or of a variable that holds it."""
    node = _without_text(node)
    if isinstance(node, cst.Attribute) and node.attr.value == "id":
        return single(context.value(node.value))
    if not isinstance(node, cst.Name):
        return None
    found = [
        use
        for use in context.interpreter.uses.attributes.values()
        if use.node.attr.value == "id" and _binds(use, node.value) and context.bound.is_same(node, use.where.function)
    ]
    once = len(found) == len(context.bound.places_of(node)) == 1
    return single(context.value(found[0].node.value)) if once else None


def _without_text(node: cst.BaseExpression) -> cst.BaseExpression:
    """The id itself of ``str(id)``, ``f"{id}"`` and ``"{}".format(id)``."""
    if isinstance(node, cst.FormattedString) and len(node.parts) == 1:
        part = node.parts[0]
        return part.expression if isinstance(part, cst.FormattedStringExpression) else node
    if not isinstance(node, cst.Call) or len(node.args) != 1 or node.args[0].keyword or node.args[0].star:
        return node
    func = node.func
    is_text = isinstance(func, cst.Name) and func.value == "str"
    if isinstance(func, cst.Attribute) and func.attr.value == "format" and isinstance(func.value, cst.SimpleString):
        is_text = func.value.evaluated_value in ("{}", "{0}")
    return node.args[0].value if is_text else node


def _binds(use: AttributeUse, name: str) -> bool:
    """Whether the statement is ``name = published.id``."""
    statement = use.where.statement
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    small = statement.body[0]
    if not isinstance(small, cst.Assign) or small.value is not use.node or len(small.targets) != 1:
        return False
    target = small.targets[0].target
    return isinstance(target, cst.Name) and target.value == name


def scheduled_job(use: Call, pipeline: Obj, context: Context) -> tuple[list[Statement], Expr]:
    """The job that the schedule starts, with its inputs and its experiment."""
    experiment = use.expression("experiment_name")
    if experiment is None:
        raise Manual("the experiment of the scheduled job is not known")
    assert pipeline.call is not None
    given = None if sees(use.where, pipeline.call.where) else _variable(use, pipeline, context)
    if given is None:
        variable, before = fresh_job(use, pipeline, "scheduled_job", context)
    elif not is_shared(use, pipeline, context):
        variable, before = given.value, []
    else:
        again = _made_again(given, pipeline, context)
        if again is None:
            raise Manual("this job is used elsewhere, too, with other inputs or settings: make one for the schedule")
        variable = context.new_name("scheduled_job", use.where)
        before = [Assign(variable, again)]
    before += inputs_on(variable, use.arguments.get("pipeline_parameters"))
    before.append(Assign(f"{variable}.experiment_name", User(experiment)))
    publishing = publication_of(_scheduled(use, context), context)
    said = [one for one in (use, publishing) if one is not None and one.value(_FLAG) not in (None, Const(None))]
    if said and said[0].value(_FLAG) != Const(False):
        node = said[0].expression(_FLAG)
        assert node is not None
        known = isinstance(said[0].value(_FLAG), Const) or (
            isinstance(node, (cst.Name, cst.Attribute)) and sees(use.where, said[0].where)
        )
        if said[0] is publishing and not known:
            raise Manual("whether the published pipeline goes on after a failed step is not known here")
        before.append(Assign(f"{variable}.settings.continue_on_step_failure", User(node)))
    return before, Code(variable)


def _made_again(read: cst.Name, pipeline: Obj, context: Context) -> Expr | None:
    """The call of the function that makes the pipeline, if it may be repeated: each gives a job of its own.

    Args:
        read: the variable that holds what the function gave, where it is read.
    """
    assert pipeline.call is not None
    maker = Function(pipeline.call.where.function)
    for cell, module in context.interpreter.source:
        for node in walk(module):
            value = node.value if isinstance(node, cst.Assign) and plain_name(node.targets[0].target) else None
            if not isinstance(value, cst.Call) or context.value(value.func) != maker:
                continue
            line = context.interpreter.source.positions[cell][value].start.line
            bound = [place[:2] for place in context.bound.places_of(read)]
            if bound == [(cell, line)] and all(_is_still(one.value, (cell, line), context) for one in value.args):
                return User(value)
    return None


def _is_still(argument: cst.BaseExpression, place: tuple[int, int], context: Context) -> bool:
    """Whether an argument means the same later on: names that are not bound again, and constants."""
    nodes = list(walk(argument))
    if any(isinstance(node, (cst.Call, cst.Await, cst.NamedExpr, cst.Yield, cst.Lambda)) for node in nodes):
        return False
    names = [node for node in nodes if isinstance(node, cst.Name)]
    return all(bound[:2] <= place for name in names for bound in context.bound.places_of(name))


# Schedules that wait for files

CREATING = (f"{SCHEDULE}.create", f"{SCHEDULE}.create_for_pipeline_endpoint")


def waits_for_files(use: Call) -> bool:
    return use.value("datastore") not in (None, Const(None))


def statements_about(schedule: Obj, context: Context) -> list[cst.CSTNode] | None:
    """The statements that do nothing but show or switch the schedule; None when others need it."""
    found: dict[cst.CSTNode, None] = {}
    for reference in context.references_to(schedule):
        statement = statement_of(reference, context)
        if statement is None or not _is_about(statement, reference):
            return None
        found[statement] = None
    return list(found)


def statement_of(node: cst.CSTNode, context: Context) -> cst.SimpleStatementLine | None:
    """The statement of one line that a node stands in."""
    for _, module in context.interpreter.source:
        for one in walk(module):
            if isinstance(one, cst.SimpleStatementLine) and any(part is node for part in walk(one)):
                return one
    return None


def showing(node: cst.Name, context: Context) -> cst.CSTNode | None:
    """The statement that does nothing but show what the name stands for, as cells of a notebook end."""
    statement = statement_of(node, context)
    return statement if statement is not None and only_shown(statement, node) else None


def _is_about(statement: cst.SimpleStatementLine, reference: cst.Name) -> bool:
    owned = [one for one in walk(statement) if isinstance(one, cst.Attribute) and one.value is reference]
    if any(only_shown(statement, one) for one in (reference, *owned)):
        return True
    value = sole_value(statement)
    switched = isinstance(value, cst.Call) and alone(statement, value) and value.func in owned
    return switched and owned[0].attr.value in ("disable", "enable", "update")


def goes(value: Value | None, context: Context) -> bool:
    """Whether this is a schedule that waits for files, and all that is done with it goes."""
    made = single(value)
    call = made.call if made is not None else None
    return call is not None and call.symbol in CREATING and waits_for_files(call) and context.decide(call).stands
