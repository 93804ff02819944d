"""Statements as they are written into a file."""

from __future__ import annotations

import ast

import libcst as cst

from migrate.v2.expressions import V2, Attr, Code, Literal, call
from migrate.v2.rendering import Layout
from migrate.v2.statements import Assign, Define, Do, Param, Statement, write

DSL = Attr(V2("azure.ai.ml", "dsl"), "pipeline")


def written(statement: Statement, width: int = 40, depth: int = 0) -> str:
    text = write(statement, Layout(cst.Module([]).code_for_node, lambda module, name: name, width=width), depth)
    ast.parse(text if not depth else f"if True:\n{text}")
    return text


def test_an_assignment() -> None:
    value = call(Code("make"), first=Literal("one"), second=Literal("two"))
    assert written(Assign("node.compute", Literal("cpu"))) == 'node.compute = "cpu"\n'
    assert written(Assign("x", value)) == 'x = make(first="one", second="two")\n'
    assert written(Assign("longer", value)) == 'longer = make(first="one", second="two")\n'
    assert written(Assign("longest", value)) == 'longest = make(\n    first="one",\n    second="two",\n)\n'


def test_a_call_for_its_effect() -> None:
    assert written(Do(call(Code("run"), Code("job"))), depth=1) == "    run(job)\n"


def test_a_pipeline_function() -> None:
    function = Define(
        call(DSL, default_compute=Literal("cpu")),
        "training",
        (
            Param("raw", call(V2("azure.ai.ml", "Input"))),
            Param("rounds", Code("int"), Literal(3)),
            Param("n", None, Literal(1)),
        ),
        (Assign("train", call(Code("train_component"), raw=Code("raw"))),),
    )
    assert (
        written(function, 80)
        == """\
@dsl.pipeline(default_compute="cpu")
def training(raw: Input(), rounds: int = 3, n=1):
    train = train_component(raw=raw)
"""
    )
    assert (
        written(function, 40, depth=1)
        == """\
    @dsl.pipeline(default_compute="cpu")
    def training(
        raw: Input(),
        rounds: int = 3,
        n=1,
    ):
        train = train_component(raw=raw)
"""
    )


def test_a_function_without_anything() -> None:
    assert written(Define(call(DSL), "empty", (), ())) == "@dsl.pipeline()\ndef empty():\n    pass\n"
