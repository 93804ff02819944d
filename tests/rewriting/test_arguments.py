"""One more parameter or argument, laid out as those before."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.rewriting.arguments import with_argument, with_parameters


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("()", "(ws)"),
        ("(a)", "(a, ws)"),
        ("(a, b=1)", "(a, b=1, *, ws)"),
        ("(a=1)", "(a=1, *, ws)"),
        ("(a, *, c)", "(a, *, c, ws)"),
        ("(*a)", "(*a, ws)"),
        ("(a, **k)", "(a, *, ws, **k)"),
        ("(a, b=1, *c, **k)", "(a, b=1, *c, ws, **k)"),
        ("(a, /, b=2)", "(a, /, b=2, *, ws)"),
        ("(\n    a,\n    b,\n)", "(\n    a,\n    b,\n    ws,\n)"),
        ("(\n    a,\n    b=1,\n)", "(\n    a,\n    b=1,\n    *,\n    ws,\n)"),
        ("(\n    a,\n    b=1\n)", "(\n    a,\n    b=1,\n    *,\n    ws\n)"),
    ],
)
def test_a_parameter(before: str, after: str) -> None:
    module = cst.parse_module(f"def f{before}:\n    pass\n")
    function = cst.ensure_type(module.body[0], cst.FunctionDef)
    changed = function.with_changes(params=with_parameters(function.params, ["ws"]))
    assert module.with_changes(body=[changed]).code == f"def f{after}:\n    pass\n"
    compile(f"def f{after}:\n    pass\n", "f", "exec")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(ws=c)"),
        ("f(a)", "f(a, ws=c)"),
        ("f(a, *b)", "f(a, *b, ws=c)"),
        ("f(a, **k)", "f(a, **k, ws=c)"),
        ("f(\n    a,\n    b\n)", "f(\n    a,\n    b,\n    ws=c\n)"),
        ("f(\n    a,\n)", "f(\n    a,\n    ws=c,\n)"),
    ],
)
def test_an_argument(before: str, after: str) -> None:
    call = cst.ensure_type(cst.parse_expression(before), cst.Call)
    assert cst.Module([]).code_for_node(with_argument(call, ("ws", "c"))) == after
    compile(after, "f", "eval")
