"""``Experiment(ws, "name").submit(pipeline)`` → ``ws.jobs.create_or_update(pipeline, experiment_name="name")``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, sees, single
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Fate, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call, Const, DictValue, Obj
from migrate.v2.expressions import Expr, Literal, User, method
from migrate.v2.names import port
from migrate.v2.statements import Assign, Statement

EXPERIMENT = "azureml.core.Experiment"
_FLAGS = {"continue_on_step_failure": "continue_on_step_failure", "regenerate_outputs": "force_rerun"}


# The experiment


def _experiment(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    name = use.expression("name")
    if name is None:
        raise Manual("v2 knows an experiment by its name only")
    uses = context.references_to(obj)
    submits = [call for call in obj.calls.values() if call.entry.name == "submit"]
    if not all(isinstance(single(call.value("config")), Obj) and _is_pipeline(call) for call in submits):
        raise Manual("what this experiment runs is not converted yet")
    others = [call for call in obj.calls.values() if call.entry.name != "submit"]
    if others or not submits:
        raise Manual("v2 has no experiment object: jobs name their experiment (experiment_name=…)")
    fate = changed("experiment_name", "v2 has no experiment object: each job names its experiment")
    edit = removal(use.where.statement, use.node)
    if edit is None or not obj.name or not uses:
        return Decision(fate)
    if len(uses) == len(submits) and (len(submits) == 1 or isinstance(name, cst.Name)) and _simple(name, use, submits):
        return Decision(fate, edits=(edit,))
    return Decision(fate, User(name))


def _simple(name: cst.BaseExpression, use: Call, submits: list[Call]) -> bool:
    """Whether the name can be written at the submit as well as here."""
    if isinstance(name, cst.SimpleString):
        return True
    return isinstance(name, cst.Name) and all(call.where.function is use.where.function for call in submits)


def _is_pipeline(call: Call) -> bool:
    config = single(call.value("config"))
    return config is not None and config.symbol == PIPELINE


def _experiment_name(use: Call, obj: Obj, context: Context) -> Expr:
    """The experiment's name at the place where it is submitted."""
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    made = obj.call
    name = made.expression("name") if made else None
    if receiver is None or name is None or made is None:
        raise Manual("the name of the experiment is not known here")
    decision = context.decide(made)
    if decision.fate.outcome.value == "manual":
        raise Manual("the experiment could not be converted")
    removed = any(edit.statement is made.where.statement and edit.instead == () for edit in decision.edits)
    return User(name) if removed or isinstance(receiver, cst.Call) else User(receiver)


# The submission


def _submit(use: Call, context: Context) -> Decision:
    obj, job = single(use.receiver), single(use.value("config"))
    config = use.expression("config")
    if obj is None or job is None or config is None or job.symbol != PIPELINE:
        raise Manual("submit the v2 job with `ml_client.jobs.create_or_update(job, experiment_name=…)`")
    if context.decide_object(job).fate.outcome.value == "manual":
        raise Manual("the pipeline that is submitted here could not be converted")
    client = _client(use, obj, context)
    before, value, fates = _settings(use, job, config, context)
    expr = method(
        client,
        "jobs.create_or_update",
        value,
        experiment_name=_experiment_name(use, obj, context),
        tags=_given(use, "tags"),
    )
    edits = (Edit(use.where.statement, before=tuple(before)),) if before else ()
    return Decision(converted("ml_client.jobs.create_or_update(job, experiment_name=…)"), expr, edits, fates)


def _client(use: Call, experiment: Obj, context: Context) -> Expr:
    """The client: the workspace that the experiment was made with, where its variable is still in sight."""
    made = experiment.call
    workspace = made.expression("workspace") if made else None
    if made is not None and isinstance(workspace, cst.Name) and sees(use.where, made.where):
        return User(workspace)
    return context.client(use.client)


def _given(use: Call, name: str) -> Expr | None:
    node = use.expression(name)
    return User(node) if node is not None and use.value(name) != Const(None) else None


def _settings(
    use: Call, job: Obj, config: cst.BaseExpression, context: Context
) -> tuple[list[Statement], Expr, dict[str, Fate]]:
    """What is set on the job before it is submitted."""
    flags = {name: use.value(name) for name in _FLAGS if use.value(name) not in (None, Const(False), Const(None))}
    parameters = use.arguments.get("pipeline_parameters")
    given = parameters is not None and parameters.value != Const(None)
    if not flags and not given:
        return [], User(config), {}
    if not isinstance(config, cst.Name):
        raise Manual(
            "bind the pipeline to a variable, so that its inputs and settings can be set before it is submitted"
        )
    statements: list[Statement] = []
    if given:
        assert parameters is not None
        statements += _inputs(config.value, parameters.value, parameters.node.value, context)
    for name, value in flags.items():
        node = use.expression(name)
        assert node is not None
        setting = Literal(True) if value == Const(True) else User(node)
        statements.append(Assign(f"{config.value}.settings.{_FLAGS[name]}", setting))
    return statements, User(config), {}


def _inputs(variable: str, value: object, node: cst.BaseExpression, context: Context) -> list[Statement]:
    if isinstance(value, DictValue) and value.complete and all(isinstance(key, str) for key in value.items):
        if isinstance(node, cst.Dict):
            return [Assign(f"{variable}.inputs.{port(str(key))}", User(item.node)) for key, item in value.items.items()]
        return (
            [Assign(f"{variable}.inputs.{port(str(key))}", User(item.node)) for key, item in value.items.items()]
            if isinstance(node, cst.Dict)
            else [_each(variable, node, key) for key in value.items]
        )
    raise Manual("which parameters are set is only known when the code runs: set pipeline_job.inputs.<name> for each")


def _each(variable: str, node: cst.BaseExpression, key: object) -> Statement:
    from migrate.v2.expressions import Index

    return Assign(f"{variable}.inputs.{port(str(key))}", Index(User(node), Literal(key)))


RULE = Rule(
    code="AML604",
    name="experiment",
    summary="Submitting a pipeline becomes jobs.create_or_update; the experiment is the job's experiment_name.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={EXPERIMENT: _experiment, f"{EXPERIMENT}.submit": _submit},
    parameters={
        EXPERIMENT: {
            "workspace": converted("the client that submits"),
            "name": converted("experiment_name"),
            "_skip_name_validation": dropped("v2 has no such argument"),
            "_id": dropped("v2 knows an experiment by its name"),
            "_archived_time": dropped("v2 has no such argument"),
            "_create_in_cloud": dropped("v2 creates the experiment with its first job"),
            "_experiment_dto": dropped("v2 has no such argument"),
        },
        f"{EXPERIMENT}.submit": {
            "config": converted("the job"),
            "tags": converted("tags"),
            "pipeline_parameters": converted("pipeline_job.inputs"),
            "continue_on_step_failure": converted("settings.continue_on_step_failure"),
            "regenerate_outputs": converted("settings.force_rerun"),
        },
    },
    examples=(),
)
