"""Comments, blank lines and TODOs: what stays, what goes with the code that it was about, and what comes."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.decisions.rule import Edit
from migrate.rewriting.changes import Changes
from migrate.rewriting.gathered import Gathered
from migrate.rewriting.rewriter import Rewriter
from migrate.v2.expressions import Code, call
from migrate.v2.imports import Imports
from migrate.v2.statements import Do, Statement
from tests.conversion import assert_same, assert_stable, convert

GUIDE = "https://learn.microsoft.com/azure/machine-learning"
HEAD = """\
from azureml.core import RunConfiguration, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
"""
TAIL = """\
step = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run)
pipeline = Pipeline(ws, [step])
"""


def body(before: str, head: str = HEAD) -> str:
    """What becomes of the code below the imports and the workspace."""
    converted = convert(head + before)
    assert_stable(converted)
    return converted.text.partition("from_config(DefaultAzureCredential())\n")[2]


class TestComments:
    def test_the_comment_of_a_removed_statement_goes(self) -> None:
        text = body(
            "run = RunConfiguration()\n"
            "# Docker is needed\n"
            "run.environment.docker.enabled = True\n"
            "# What the script imports\n"
            'run.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["numpy"])\n'
            "\n# Everything\n" + TAIL
        )
        assert [line for line in text.splitlines() if line.startswith("#")] == [
            "# What the script imports",
            "# Everything",
        ]

    def test_what_a_blank_line_parts_from_it_stays(self) -> None:
        text = body("# Part one: settings\n\n# The run\nrun = RunConfiguration()\n" + TAIL)
        assert text.startswith("# Part one: settings\n\n# The run\nenvironment = Environment(")

    def test_a_comment_inside_a_converted_call_moves_above_it(self) -> None:
        text = body(
            "step = PythonScriptStep(\n"
            '    "train.py",  # the script\n'
            "    # where it is\n"
            '    source_directory="src",\n'
            '    compute_target="cpu",\n'
            ")  # done\n"
            "pipeline = Pipeline(ws, [step])\n"
        )
        assert text.startswith("# the script\n# where it is\n# done\nenvironment = Environment(")

    @pytest.mark.parametrize("comment", ["# noqa: E501", "# type: ignore", "# pylint: disable=x", "# fmt: skip"])
    def test_a_comment_to_a_tool_about_the_old_line_goes(self, comment: str) -> None:
        text = body(
            f'step = PythonScriptStep("a.py", compute_target="c")  {comment}\npipeline = Pipeline(ws, [step])\n'
        )
        assert comment not in text

    @pytest.mark.parametrize("marker", ["# %%", "# COMMAND ----------", "# region Steps", "# TODO: mend", "# In[3]:"])
    def test_a_marker_stays_when_its_statement_goes(self, marker: str) -> None:
        text = body(f'{marker}\nlist_of = []\n{marker}\ndata = PipelineData("x")\n{marker}\nprint(list_of)\n' + TAIL)
        assert text.count(marker) == 3

    def test_comments_between_statements_stay(self) -> None:
        before = "# one\n\n# two\nprint(ws.name)  # three\n# four\n\n\n# five\nprint()\n# six\n"
        assert body(before) == before.replace("ws.name", "ws.workspace_name")

    def test_comments_in_the_users_own_expressions_stay(self) -> None:
        before = "print(\n    # which\n    ws.name,  # this\n    [1, 2],\n    # end\n)\n"
        assert body(before) == before.replace("ws.name", "ws.workspace_name")


class TestBlankLines:
    def test_two_around_a_pipeline_function(self) -> None:
        text = body(TAIL.replace(", runconfig=run", "") + "print(pipeline)\n")
        assert "\n)\n\n\n@dsl.pipeline(" in text
        assert "= step_component()\n\n\npipeline = pipeline_definition()\nprint(pipeline)\n" in text

    def test_one_around_an_inner_one(self) -> None:
        before = "def build():\n" + "".join(
            f"    {line}\n" for line in TAIL.replace(", runconfig=run", "").splitlines()
        )
        text = body(before)
        assert "\n    )\n\n    @dsl.pipeline(" in text
        assert "= step_component()\n\n    pipeline = pipeline_definition()\n" in text

    def test_a_block_that_becomes_empty(self) -> None:
        text = body("def data():\n    PipelineData('x')\n\n\nprint()\n")
        assert "def data():\n" in text
        compile(text, "body", "exec")


TODO = "# TODO(azureml-migrate"


class TestTodos:
    def test_above_the_statement(self) -> None:
        text = body("if a:\n    x = 1\n    Workspace.create('new')  # kept\n", HEAD)
        lines = text.splitlines()
        assert lines[:2] == ["if a:", "    x = 1"]
        assert lines[2].startswith(f"    {TODO} AML103): ")
        assert lines[2].endswith("?view=azureml-api-2")
        assert lines[3] == "    Workspace.create('new')  # kept"

    @pytest.mark.parametrize(
        ("before", "place"),
        [
            ("if a:\n    pass\nelif ws.diagnose():\n    pass\n", 2),
            ("try:\n    a()\nexcept ws.diagnose():\n    pass\n", 2),
            ("for a in ws.diagnose():\n    pass\n", 0),
            ("while ws.diagnose():\n    pass\n", 0),
            ("with ws.diagnose():\n    pass\n", 0),
            ("@a(ws.diagnose())\ndef f():\n    pass\n", 0),
            ("def f():\n    a()\n    return ws.diagnose()\n", 2),
            ("class A:\n    b = ws.diagnose()\n", 1),
            ("a()\nif b: ws.diagnose()\n", 1),
            ("a(); ws.diagnose(); b()\n", 0),
            ("x = [\n    1,\n    ws.diagnose(),\n]\n", 0),
        ],
    )
    def test_where_it_stands(self, before: str, place: int) -> None:
        text = body(before, "from azureml.core import Workspace\n\nws = Workspace.from_config()\n")
        lines = text.splitlines()
        assert [index for index, line in enumerate(lines) if TODO in line] == [place]
        del lines[place]
        assert_same("\n".join(lines) + "\n", before)

    def test_a_second_run_adds_none(self) -> None:
        first = convert(HEAD + "x = Workspace.create('new')\nws.diagnose()\n").text
        assert_same(convert(first).text, first)
        assert first.count(TODO) == 3

    def test_one_for_neighbours_that_need_the_same(self) -> None:
        text = body("ws.diagnose()\nws.diagnose()\nprint()\nws.diagnose()\n", HEAD)
        assert text.count(TODO) == 2


class TestEmptiedBranch:
    """An ``if`` that nothing is left of goes; what is written around it stays."""

    @staticmethod
    def written(before: tuple[Statement, ...], after: tuple[Statement, ...]) -> str:
        module = cst.parse_module("# Only there.\nif ready:\n    v1()\nmore()\n")
        branch = cst.ensure_type(module.body[0], cst.If)
        changes = Changes()
        changes.add_edit(Edit(branch.body.body[0], instead=()))
        changes.add_edit(Edit(branch, before, None, after))
        return module.visit(Rewriter(module, changes, Imports(), {}, 120, Gathered())).code

    def test_alone(self) -> None:
        assert self.written((), ()) == "more()\n"

    def test_with_what_is_written_around_it(self) -> None:
        before, after = Do(call(Code("first"))), Do(call(Code("second")))
        assert self.written((before,), (after,)) == "# Only there.\nfirst()\nsecond()\nmore()\n"
