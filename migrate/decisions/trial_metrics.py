"""The output of v1 with the metrics of all trials, which v2 has not: mlflow knows them."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, receiver_of, single
from migrate.decisions.jobs import job, title_of
from migrate.decisions.outputs import is_output_asked
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Manual, changed
from migrate.decisions.tracking import tracked
from migrate.v1.data import v1_name
from migrate.v1.steps import StepModel
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const, Obj
from migrate.v2.expressions import V2, Attr, Code, Expr, Index, ListOf, Literal, Text, User, call, chosen, method
from migrate.v2.statements import Assign, Do

PATHS = ("path_on_datastore", "_path_on_datastore")
_METRICS = (
    "v2 has no output with the metrics of all trials: read them from the runs of the child jobs "
    "(mlflow.MlflowClient().search_runs, mlflow.get_run(job.name).data.metrics)"
)
_SEARCHED = "mlflow.search_runs(…): the last value of each metric of the trials"
_WRITTEN = "v2 has no such output: what mlflow knows of the trials is written as v1 had it, in the folder that is named"


def metrics_output(asked: Call, context: Context) -> tuple[StepModel, Obj] | None:
    """The step and the output that are asked for, when that is the one with the metrics of all trials."""
    found = ((step, data) for step in context.converted_steps for data in step.lost)
    return next((one for one in found if is_output_asked(one[1], asked)), None)


def metrics_asked(asked: Call, step: StepModel, context: Context) -> Decision:
    """``run.get_pipeline_output("metrics")``: the variable holds the job whose trials have the metrics.

    Raises:
        Manual: more is done with it than it is downloaded and read.
    """
    reference = asked.result
    downloads = context.calls_of(reference, "download") if isinstance(reference, Obj) else []
    fate = changed("ml_client.jobs.list(parent_job_name=job.name)", _WRITTEN)
    if not isinstance(reference, Obj):
        raise Manual(_METRICS)
    if not reference.bound_to and len(downloads) == 1:
        return Decision(fate)
    if not reference.name or sole_value(asked.where.statement) is not asked.node:
        raise Manual(_METRICS)
    attributes = context.interpreter.uses.attributes.values()
    paths = [use for use in attributes if use.receiver is reference and use.node.attr.value in PATHS]
    known = len(context.references_to(reference)) == len(downloads) + len(paths)
    if not known or not downloads or not all(isinstance(receiver_of(one), cst.Name) for one in downloads):
        raise Manual(_METRICS)
    return Decision(fate, _job(asked, step, context))


def _job(asked: Call, step: StepModel, context: Context) -> Expr:
    """The job whose trials have the metrics."""
    one = job(asked, context)
    if asked.entry.name != "get_pipeline_output":
        return one
    children = method(context.client(asked.client), "jobs.list", parent_job_name=Attr(one, "name"))
    variable = "job" if "job" not in context.names else "child_job"
    return Index(chosen(variable, children, "display_name", title_of(step)), Literal(0))


def metrics_written(use: Call, asked: Call, step: StepModel, data: Obj, context: Context) -> Decision:
    """``output.download(folder)``: a file with the metrics of the trials, as v1 wrote it."""
    reference, folder = receiver_of(use), use.expression("local_path")
    if sole_value(use.where.statement) is not use.node or reference is None or folder is None:
        raise Manual(_METRICS)
    trained: Expr = User(reference)
    first: tuple[Assign, ...] = ()
    if reference is asked.node:
        name = context.new_name("trained")
        trained, first = Code(name), (Assign(name, _job(asked, step, context)),)
    here = use.value("local_path") in (Const("."), Const("./"))
    path: Expr = call(V2("pathlib", "Path"), *(() if here else (User(folder),)), Literal(_file(data)))
    trials, metrics = context.new_name("trials"), context.new_name("trial_metrics")
    found = method(
        V2("mlflow"),
        "search_runs",
        experiment_names=ListOf((Attr(trained, "experiment_name"),)),
        filter_string=Text(("tags.mlflow.parentRunId = '", Attr(trained, "name"), "'")),
        output_format=Literal("list"),
    )
    values = "{name: [value] for name, value in trial.data.metrics.items()}"
    made = method(Attr(path, "parent"), "mkdir", parents=Literal(True), exist_ok=Literal(True))
    statements = (
        *first,
        *(statement for edit in tracked(use, context) for statement in edit.before),
        Assign(trials, found),
        Assign(metrics, Code(f"{{trial.info.run_id: {values} for trial in {trials}}}")),
        *(() if here else (Do(made),)),
        Do(method(path, "write_text", method(V2("json"), "dumps", Code(metrics)))),
    )
    edit = Edit(use.where.statement, instead=statements, keep_comments=True)
    return Decision(changed(_SEARCHED, _WRITTEN), edits=(edit,))


def metrics_path(use: AttributeUse, context: Context) -> Expr | None:
    """Where the file with the metrics is, in the folder that is named; None when another output is asked for."""
    obj = single(use.receiver)
    asked = obj.call if obj is not None else None
    found = metrics_output(asked, context) if asked is not None else None
    if asked is None or found is None:
        return None
    if context.decide(asked).stays_v1:
        raise Manual(_METRICS)
    return Literal(_file(found[1]))


def _file(data: Obj) -> str:
    name = v1_name(data)
    if not name:
        raise Manual(_METRICS)
    return name
