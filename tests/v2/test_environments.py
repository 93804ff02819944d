"""Environments as expressions, and the values of constant expressions."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.v2.environments import EnvironmentSpec, value_of
from migrate.v2.expressions import Code, Expr, ListOf, Literal, Text, User, dict_of, strings
from migrate.v2.rendering import Layout, render


def rendered(spec: EnvironmentSpec) -> str:
    return render(spec.expr, Layout(cst.Module([]).code_for_node, lambda module, name: name))


@pytest.mark.parametrize(
    ("spec", "source", "constant"),
    [
        (EnvironmentSpec(reference=Literal("azureml:e:1")), '"azureml:e:1"', True),
        (EnvironmentSpec(reference=Text(("azureml:e:", Code("version")))), 'f"azureml:e:{version}"', False),
        (EnvironmentSpec(image=Literal("i")), 'Environment(image="i")', True),
        (
            EnvironmentSpec(Literal("r"), Literal("n"), Literal("i"), Literal("c.yml")),
            '"r"',
            True,
        ),
        (
            EnvironmentSpec(name=Literal("n"), image=Literal("i"), conda=dict_of({"channels": strings(["c"])})),
            'Environment(name="n", image="i", conda_file={"channels": ["c"]})',
            True,
        ),
        (EnvironmentSpec(image=User(cst.Name("IMAGE"))), "Environment(image=IMAGE)", False),
    ],
)
def test_environments(spec: EnvironmentSpec, source: str, constant: bool) -> None:
    assert rendered(spec) == source
    assert spec.constant is constant


def test_the_value_of_a_constant() -> None:
    expr = dict_of({"a": ListOf((Literal(1), Text(("b", "c")))), "d": dict_of({})})
    assert value_of(expr) == {"a": [1, "bc"], "d": {}}


@pytest.mark.parametrize("expr", [Code("a"), Text(("a", Code("b"))), ListOf((Code("a"),))])
def test_what_has_no_value(expr: Expr) -> None:
    with pytest.raises(ValueError, match="not a constant"):
        value_of(expr)
