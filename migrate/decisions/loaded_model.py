"""The best model of an AutoML step, which v1 downloads as a pickle and v2 as a folder that mlflow loads."""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.outputs import is_output_asked
from migrate.decisions.rule import Decision, Edit, Manual, changed
from migrate.v1.nodes import code_of
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Call, Const
from migrate.v2.expressions import V2, Expr, Literal, Text, method
from migrate.v2.statements import Assign

_MODEL = "the output is a folder with an MLflow model in v2: load it with mlflow from named-outputs/<its name>"
_LOADED = "mlflow.sklearn.load_model(…)"
_PACKAGES = (
    "v2 writes an MLflow model; needs mlflow and the packages of the model; deep learning: mlflow.pyfunc.load_model"
)
_UNPICKLING = frozenset({"pickle.load", "joblib.load", "cloudpickle.load"})


def is_model(asked: Call, context: Context) -> bool:
    """Whether it is the best model of an AutoML step that a call asks for."""
    return any(is_output_asked(data, asked) for step in context.converted_steps for data in step.models)


def model_read(use: AttributeUse, asked: Call, name: Expr, context: Context) -> Decision:
    """``with open(output.path_on_datastore, "rb") as f: model = pickle.load(f)``: mlflow loads the model.

    Raises:
        Manual: more is done with the file.
    """
    model = loading(use, context)
    if model is None or context.decide(asked).stays_v1:
        raise Manual(_MODEL)
    place = Literal(f"named-outputs/{name.value}") if isinstance(name, Literal) else Text(("named-outputs/", name))
    loaded = Assign(model, method(V2("mlflow"), "sklearn.load_model", place))
    return Decision(
        changed(_LOADED, _PACKAGES), edits=(Edit(use.where.statement, instead=(loaded,), keep_comments=True),)
    )


def loading(use: AttributeUse, context: Context) -> str | None:
    """The variable of the model, when the file is downloaded to this folder and nothing but unpickled."""
    obj, block = single(use.receiver), use.where.statement
    downloads = context.calls_of(obj, "download") if obj is not None else []
    here = all(one.value("local_path") in (Const("."), Const("./")) for one in downloads)
    if not downloads or not here or not isinstance(block, cst.With) or len(block.items) != 1:
        return None
    item, body = block.items[0], block.body.body
    opened = item.item
    file = item.asname.name if item.asname is not None else None
    if not isinstance(opened, cst.Call) or code_of(opened.func) != "open" or not isinstance(file, cst.Name):
        return None
    if opened.args[0].value is not use.node or len(body) != 1 or not isinstance(body[0], cst.SimpleStatementLine):
        return None
    small = body[0].body[0] if len(body[0].body) == 1 else None
    if not isinstance(small, cst.Assign) or len(small.targets) != 1 or not isinstance(small.value, cst.Call):
        return None
    target, read = small.targets[0].target, small.value
    known = code_of(read.func) in _UNPICKLING and len(read.args) == 1 and code_of(read.args[0].value) == file.value
    return target.value if known and isinstance(target, cst.Name) else None
