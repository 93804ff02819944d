"""The names of the files of a run: v1 gives all of them at once, mlflow those of one folder."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.jobs import RUN, is_job
from migrate.decisions.rule import Edit
from migrate.v1.nodes import walk
from migrate.v1.values import Call
from migrate.v2.expressions import V2, Attr, Code, Expr, IfElse, ListOf, Literal, call, method
from migrate.v2.statements import Assign, Define, Do, Loop, Param, Return

GET_FILE_NAMES = f"{RUN}.get_file_names"
_RUN, _FOLDER, _PATHS, _FILE = "run_id", "folder", "paths", "file"


def file_names(use: Call, one: Expr, context: Context) -> tuple[Expr, tuple[Edit, ...]]:
    """The list of all names, by a function that goes through the folders; it stands before the document's first use."""
    path_of = context.interpreter.source.path_of
    uses = [
        other
        for other in context.interpreter.uses.calls.values()
        if other.symbol == GET_FILE_NAMES
        and path_of(other.where.cell) == path_of(use.where.cell)
        and is_job(other.receiver, context)
    ]
    plan = ("run_files", path_of(use.where.cell))
    name = str(context.plans.get(plan) or context.new_name("artifact_paths", use.where))
    context.plans[plan] = name
    first = min(uses, key=lambda other: other.where.order)
    made = (Edit(_of_module(use, context), before=(_function(name),)),) if first is use else ()
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


def _of_module(use: Call, context: Context) -> cst.CSTNode:
    """The statement of the module, or of the cell, that the call stands in."""
    module = dict(context.interpreter.source)[use.where.cell]
    return next(one for one in module.body if any(node is use.where.statement for node in walk(one)))
