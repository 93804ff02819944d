"""The version of a dataset: v1 takes the word ``latest`` for one, v2 has a label of that name."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from migrate.v1.purity import is_pure
from migrate.v1.values import Call, Const, constant, type_name
from migrate.v2.expressions import Code, Expr, IfElse, Literal, User, call

_LATEST = ("latest", None)


def of_version(made: Call, latest: Expr, named: Callable[[Expr], Expr]) -> Expr:
    """The dataset that ``Dataset.get_by_name`` asks for, whichever its version is.

    Args:
        latest: what stands for it when the code asks for the latest version.
        named: what stands for it by a version, which is given as text, or as what an f-string can hold.
    """
    version, value = made.expression("version"), made.value("version")
    # what nobody gives for a parameter may yet be given
    fixed = isinstance(value, Const) and not _is_parameter(version, made)
    if version is None or (fixed and constant(value) in _LATEST):
        return latest
    known = constant(value)
    if fixed and isinstance(known, (int, str)):
        return named(Literal(str(known)))
    if type_name(value) == "int" or not is_pure(version):
        return named(User(version))
    return IfElse(User(_asks_for_latest(version)), latest, named(User(version)))


def _is_parameter(version: cst.BaseExpression | None, made: Call) -> bool:
    """Whether a function is given the version that it asks for."""
    function = made.where.function.node
    if not isinstance(function, cst.FunctionDef) or not isinstance(version, cst.Name):
        return False
    params = function.params
    return version.value in {one.name.value for one in (*params.posonly_params, *params.params, *params.kwonly_params)}


def as_text(version: Expr) -> Expr:
    """Text, as ``ml_client.data.get`` wants it."""
    return version if isinstance(version, Literal) else call(Code("str"), version)


def _asks_for_latest(version: cst.BaseExpression) -> cst.BaseExpression:
    names = cst.Tuple([cst.Element(cst.Name("None")), cst.Element(cst.SimpleString('"latest"'))])
    return cst.Comparison(version, [cst.ComparisonTarget(cst.In(), names)])
