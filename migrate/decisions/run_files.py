"""The files and logs of a run: their names, which v1 gives all at once and mlflow by folder, and what is in them."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.definitions import at_top, document, name_in
from migrate.decisions.jobs import RUN, STEP_RUN, is_job, job
from migrate.decisions.removal import untaken
from migrate.decisions.rule import Decision, Edit, Manual, changed
from migrate.decisions.run_paths import run_path
from migrate.decisions.tracking import tracked
from migrate.v1.nodes import walk
from migrate.v1.purity import is_pure
from migrate.v1.values import Call, Const, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, IfElse, ListOf, Literal, Text, User, call, method
from migrate.v2.statements import Assign, Define, Do, Loop, Param, Return

GET_FILE_NAMES = f"{RUN}.get_file_names"
LOGS = tuple(f"{STEP_RUN}.{name}" for name in ("get_job_log", "get_stdout_log", "get_stderr_log"))
_NEEDS = "needs the packages mlflow and azureml-mlflow"
_RUN, _FOLDER, _PATHS, _FILE = "run_id", "folder", "paths", "file"


def names(use: Call, context: Context) -> Decision:
    expr, edits = file_names(use, job(use, context), context)
    fate = changed("mlflow.artifacts.list_artifacts(run_id=job.name)", f"the log files have other names; {_NEEDS}")
    return Decision(fate, expr, (*tracked(use, context), *edits))


def one_file(use: Call, context: Context) -> Decision:
    one, name, path = job(use, context), use.expression("name"), use.expression("output_file_path")
    if name is None or not untaken(use.where.statement, use.node):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…)")
    downloaded = _downloaded(one, run_path(name, use.value("name")), None)
    fate, edits = changed("mlflow.artifacts.download_artifacts(…)", _NEEDS), tracked(use, context)
    if path is None or use.value("output_file_path") == Const(None):
        return Decision(fate, method(V2("shutil"), "copy", downloaded, Literal(".")), edits)
    known = constant(use.value("output_file_path"))
    if is_pure(path) and not (isinstance(known, str) and "/" not in known):
        if _is_private(path, context):
            raise Manual("save the file under a name that v2 knows: mlflow.artifacts.download_artifacts(…)")
        folder = Attr(call(V2("pathlib", "Path"), User(path)), "parent")
        made = Do(method(folder, "mkdir", parents=Literal(True), exist_ok=Literal(True)))
        edits = (*edits, Edit(use.where.statement, before=(made,)))
    return Decision(fate, method(V2("shutil"), "copy", downloaded, User(path)), edits)


def _is_private(path: cst.BaseExpression, context: Context) -> bool:
    """Whether the path needs what only v1 has, and nobody may rely on: written twice, it is told of twice."""
    named = context.interpreter.uses.references
    return any(node in named and context.catalogue.get(named[node].symbol) is None for node in walk(path))


def files(use: Call, context: Context) -> Decision:
    one, prefix, folder = job(use, context), use.expression("prefix"), use.expression("output_directory")
    if use.value("output_paths") not in (None, Const(None)):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…) for each of the files")
    if use.value("append_prefix") not in (None, Const(True)):
        raise Manual("mlflow.artifacts.download_artifacts(run_id=job.name, artifact_path=…, dst_path=…)")
    there: Expr = Literal(".") if folder is None or use.value("output_directory") == Const(None) else User(folder)
    fate = changed("mlflow.artifacts.download_artifacts(…)", _NEEDS)
    whole = prefix is None or use.value("prefix") == Const(None)
    path = None if whole or prefix is None else run_path(prefix, use.value("prefix"))
    return Decision(fate, _downloaded(one, path, there), tracked(use, context))


def _downloaded(one: Expr, path: Expr | None, folder: Expr | None) -> Expr:
    name = Attr(one, "name")
    return method(V2("mlflow"), "artifacts.download_artifacts", run_id=name, artifact_path=path, dst_path=folder)


def all_logs(use: Call, context: Context) -> Decision:
    one, folder = job(use, context), use.expression("destination")
    if not untaken(use.where.statement, use.node):
        raise Manual("ml_client.jobs.download(job.name, download_path=…) gives no list of files")
    client, path = context.client(use.client), None if folder is None else User(folder)
    expr = method(client, "jobs.download", Attr(one, "name"), download_path=path)
    return Decision(changed("ml_client.jobs.download(job.name)", "the files are below artifacts/"), expr)


def log(use: Call, context: Context) -> Decision:
    """``step_run.get_job_log()``: what the script printed."""
    place = Text(("runs:/", Attr(job(use, context), "name"), "/user_logs/std_log.txt"))
    fate = changed("mlflow.artifacts.load_text(…)", f"v2 keeps output and errors in one file; {_NEEDS}")
    return Decision(fate, method(V2("mlflow"), "artifacts.load_text", place), tracked(use, context))


def file_names(use: Call, one: Expr, context: Context) -> tuple[Expr, tuple[Edit, ...]]:
    """The list of all names, by a function that goes through the folders; it stands before the document's first use."""
    uses = [
        other
        for other in context.interpreter.uses.calls.values()
        if other.symbol == GET_FILE_NAMES
        and document(other.where, context) == document(use.where, context)
        and is_job(other.receiver, context)
    ]
    name = name_in(use.where, "artifact_paths", context)
    first = min(uses, key=lambda other: other.where.order)
    made = (Edit(at_top(use.where, context), before=(_function(name),)),) if first is use else ()
    return call(Code(name), Attr(one, "name")), made


def _function(name: str) -> Define:
    """Written by hand it would be the same: mlflow has no call that goes through the folders."""
    below = call(Code(name), Code(_RUN), Attr(Code(_FILE), "path"))
    found = IfElse(Attr(Code(_FILE), "is_dir"), below, ListOf((Attr(Code(_FILE), "path"),)))
    listed = method(V2("mlflow"), "artifacts.list_artifacts", run_id=Code(_RUN), artifact_path=Code(_FOLDER))
    body = (
        Assign(_PATHS, ListOf(())),
        Loop(_FILE, listed, (Do(method(Code(_PATHS), "extend", found)),)),
        Return(Code(_PATHS)),
    )
    return Define(None, name, (Param(_RUN), Param(_FOLDER, default=Literal(None))), body)
