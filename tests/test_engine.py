"""What holds for every file: nothing is lost, nothing crashes, and what is no v1 stays byte for byte as it was."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Iterator
from pathlib import Path

import hypothesmith
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.conversion import ConvertedFile, Document, Options, Project, Style
from migrate.decisions.rule import Example
from migrate.engine import convert as convert_project
from migrate.engine import convert_one
from migrate.project.reading import decode
from migrate.rules import all_rules
from tests.conversion import HERE, Converted, assert_same, convert, notebook
from tests.corpus import check

EXAMPLES_FOLDER = Path(__file__).parents[1] / "v1_examples"
V1 = """\
from azureml.core import Workspace

ws = Workspace.from_config()
print(ws.name)
"""
V2 = """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.workspace_name)
"""


def convert_bytes(data: bytes) -> bytes:
    result = convert_one(decode("pipeline.py", data), HERE, Options())
    assert result.error is None
    assert result.ledger.unbalanced() == []
    return result.output()


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("import azureml\nprint 'x'\n", "pipeline.py:2: this is not valid Python 3"),
            ("import azureml\nif a:\nb\n", "pipeline.py:3: this is not valid Python 3"),
            ("import azureml\nx = " + "(" * 500 + ")" * 500, "pipeline.py: this is nested too deeply"),
            ("import azureml\nx = a" + ".b()" * 800, "pipeline.py: this is nested too deeply"),
        ],
        ids=["python-2", "indentation", "brackets", "chain"],
    )
    def test_what_cannot_be_parsed_is_left_alone_and_reported(self, text: str, error: str) -> None:
        result = convert(text).result
        assert str(result.error).startswith(error)
        assert result.output() == text.encode()
        assert (result.cells, result.new_files, list(result.ledger)) == ({}, [], [])

    @pytest.mark.parametrize("text", ["", "\n", "# azureml\n", '"""azureml"""', "\\\n\n", "a;\n"])
    def test_next_to_nothing(self, text: str) -> None:
        assert convert_bytes(text.encode()) == text.encode()


class TestFormKept:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (V1.replace("\n", "\r\n"), V2.replace("\n", "\r\n")),
            (V1.rstrip("\n"), V2.rstrip("\n")),
            ("\ufeff" + V1, "\ufeff" + V2),
            (V1.replace("print", "\x0c\nprint"), V2.replace("print", "\x0c\nprint")),
            (f"{V1}class A:\n\x0c print(ws.name)\n", f"{V2}class A:\n\x0c print(ws.workspace_name)\n"),
            (V1 + "# the end", V2 + "# the end"),
            (V1 + "\n\n\n", V2 + "\n\n\n"),
            (f"#!/usr/bin/env python\n# coding: utf-8\n{V1}", f"#!/usr/bin/env python\n# coding: utf-8\n{V2}"),
            (V1 + "x = {  'a' :1 }  # kept\n", V2 + "x = {  'a' :1 }  # kept\n"),
            (V1.replace("print(", "print( "), V2.replace("print(", "print( ")),
        ],
        ids=[
            "crlf",
            "no-newline",
            "bom",
            "form-feed",
            "form-feed-indent",
            "last-comment",
            "blank-lines",
            "shebang",
            "spaces",
            "in-call",
        ],
    )
    def test_all_but_v1_stays(self, before: str, after: str) -> None:
        assert convert_bytes(before.encode()).decode() == after

    def test_another_encoding(self) -> None:
        head = "# -*- coding: latin-1 -*-\n# Übung\n"
        assert convert_bytes((head + V1).encode("latin-1")) == (head + V2).encode("latin-1")

    def test_tabs(self) -> None:
        before = "from azureml.core import Workspace\nif a:\n\tws = Workspace('subscription', 'group', 'a-long-name')\n"
        text = convert(before).text
        assert [line for line in text.splitlines() if line.startswith(" ")] == []
        assert "\tws = MLClient(\n\t\tDefaultAzureCredential(),\n" in text

    @pytest.mark.parametrize(
        "text",
        [
            "x = 1; print(ws.name); y = 2\n",
            "if ws: print(ws.name)\n",
            "for a in b: x = ws.name; y = 1\nelse: z = ws.name\n",
            "class A: x = ws.name\n",
            "x = lambda: ws.name\n",
            "@tag(ws.name)\nasync def f(a=ws.name):\n    await g(ws.name)\n",
            "assert ws.name, ws.name\ndel ws.name\n",
            "x = [ws.name for i in ws.name if ws.name]\n",
            "x = f(  ws.name , * ws.name)  # kept\n",
            "with a(ws.name) as b, c[ws.name]: pass\n",
            "try:\n    raise A(ws.name)\nexcept B: print(ws.name)\nfinally: print(ws.name)\n",
            "match ws.name:\n    case 1 if ws.name: pass\n    case _: print(ws.name)\n",
        ],
    )
    def test_wherever_it_stands(self, text: str) -> None:
        assert_same(convert(V1 + text).text, V2 + text.replace("ws.name", "ws.workspace_name"))

    def test_in_an_f_string(self) -> None:
        before, after = "print(f'{ws.name!r:>9} {{ws.name}}')\n", "print(f'{ws.workspace_name!r:>9} {{ws.name}}')\n"
        assert_same(convert(V1 + before).text, V2 + after)


class TestNotebooks:
    def test_magics_and_a_broken_cell(self) -> None:
        cells = ["%pip install azureml-core\n!ls", *V1.split("\n\n"), "print 'broken'", "%%bash\nprint ws.name"]
        result = convert_one(decode("a.ipynb", notebook(*cells).encode()), HERE, Options())
        assert result.ledger.unbalanced() == []
        assert sorted(result.broken) == [3]
        after = [cell["source"] for cell in json.loads(result.output())["cells"]]
        assert ["".join(cell) for cell in after] == [cells[0], *V2.split("\n\n"), *cells[-2:]]

    def test_a_notebook_that_changes_nothing_stays_byte_for_byte(self) -> None:
        data = notebook("import pandas", "%matplotlib inline").replace(" ", "  ").encode()
        assert convert_one(decode("a.ipynb", data), HERE, Options()).output() == data

    def test_imports_go_where_the_first_ones_were(self) -> None:
        text = notebook("import os", "from azureml.core import Workspace", "ws = Workspace.from_config()")
        result = convert_one(decode("a.ipynb", text.encode()), HERE, Options())
        assert result.cells == {
            1: "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential",
            2: "ws = MLClient.from_config(DefaultAzureCredential())",
        }


class TestNameClashes:
    def test_a_name_of_the_users_own(self) -> None:
        text = convert(V1 + "\n\ndef MLClient():\n    pass\n").text
        assert text.startswith("from azure.ai.ml import MLClient as MLClientV2\n")
        assert "ws = MLClientV2.from_config(DefaultAzureCredential())\n" in text

    def test_a_v2_import_that_is_there_already(self) -> None:
        text = convert("from azure.ai.ml import MLClient as Client\n" + V1).text
        assert "ws = Client.from_config(DefaultAzureCredential())\n" in text
        assert text.count("MLClient") == 1

    def test_a_name_that_the_pipeline_function_would_take(self) -> None:
        before = next(rule for rule in all_rules() if rule.name == "pipeline").examples[0].before
        text = convert("pipeline_definition = train_component = environment = 1\n" + before).text
        names = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        assert names == ["pipeline_definition_2"]
        assert "train_component_2 = command(" in text
        assert "environment_2 = Environment(" in text


def _examples() -> Iterator[Example]:
    for rule in all_rules():
        yield from rule.examples


EXAMPLES = list(_examples())


def texts(result: ConvertedFile) -> tuple[bytes, list[tuple[str, str]], list[str]]:
    """All that a conversion gives, in a form that can be compared."""
    uses = [f"{use.location} {use.symbol} {use.name} {use.verdict}" for use in result.ledger]
    return result.output(), [(new.path, new.text) for new in result.new_files], uses


class TestPromises:
    @pytest.mark.parametrize("style", list(Style))
    @pytest.mark.parametrize("number", range(len(EXAMPLES)))
    def test_converting_an_example_again_changes_nothing(self, number: int, style: Style) -> None:
        first = convert(EXAMPLES[number].before, style)
        assert_same(convert(first.text, style).text, first.text)

    @pytest.mark.parametrize("style", list(Style))
    @pytest.mark.parametrize("path", sorted(EXAMPLES_FOLDER.rglob("*.py")), ids=lambda path: path.name)
    def test_converting_a_v1_example_again_changes_nothing(self, path: Path, style: Style) -> None:
        root = path.relative_to(EXAMPLES_FOLDER).parts[0]
        name = path.relative_to(EXAMPLES_FOLDER / root).as_posix()
        result, problems = check(decode(name, path.read_bytes()), EXAMPLES_FOLDER / root, Options(style=style))
        assert result is not None
        assert problems == []

    def test_the_order_of_the_files_makes_no_difference(self) -> None:
        documents = [decode(f"file{number}.py", example.before.encode()) for number, example in enumerate(EXAMPLES)]
        shuffled: list[Document] = documents.copy()
        random.Random(1).shuffle(shuffled)
        one = convert_project(Project(HERE, documents), Options())
        other = convert_project(Project(HERE, shuffled), Options())
        assert {result.document.path: texts(result) for result in one} == {
            result.document.path: texts(result) for result in other
        }

    def test_the_same_text_under_two_names_becomes_the_same(self) -> None:
        for example in EXAMPLES[:10]:
            assert convert(example.before, path="a/one.py").text == convert(example.before, path="b/c/one.py").text

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(hypothesmith.from_grammar(auto_target=False))
    def test_a_source_without_v1_stays_byte_for_byte(self, text: str) -> None:
        result = convert_one(decode("a.py", text.encode()), HERE, Options())
        assert result.output() == text.encode()
        assert list(result.ledger) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(hypothesmith.from_node(auto_target=False))
    def test_any_source_around_v1_survives(self, text: str) -> None:
        result = convert_one(decode("a.py", (text + "\n" + V1).encode()), HERE, Options())
        if result.error is None:
            converted = Converted(result)
            assert result.ledger.unbalanced() == []
            compile(converted.text, "a.py", "exec", dont_inherit=True)

    @settings(max_examples=25, deadline=None)
    @given(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES), st.sampled_from(list(Style)))
    def test_two_examples_in_one_file(self, one: Example, other: Example, style: Style) -> None:
        result, problems = check(decode("a.py", f"{one.before}\n\n{other.before}".encode()), HERE, Options(style=style))
        assert result is not None
        assert problems == []


HALF_CONVERTED = [
    # What a first conversion leaves when the last call stays v1: its argument is the client of v2 by then.
    """\
from azureml.core import Dataset


def add(ws, make):
    if "x" not in [one.name for one in ws.data.list()]:
        Dataset.get_by_id(ws, make(ws.datastores.get("y")))
""",
    """\
from azureml.core import Dataset


def add(ws, make):
    Dataset.get_by_id(ws, make(ws.datastores.get_default()))
""",
    """\
from azure.ai.ml import MLClient
from azureml.core import Dataset


def add(ws: MLClient, make):
    Dataset.get_by_id(ws, make(ws.datastores))
""",
]

ITEM_OF_A_LIST = """\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
found = Environment.list(workspace=ws)
environment = found[name] if name in found else Environment(name)
if image:
    environment.docker.base_image = image
else:
    environment.docker.base_dockerfile = file
"""


class TestHalfConverted:
    @pytest.mark.parametrize("text", HALF_CONVERTED)
    def test_a_client_that_v1_is_handed_is_none_of_v1(self, text: str) -> None:
        converted = convert(text)
        lines = [line for line in converted.text.splitlines() if "# TODO(azureml-migrate" not in line]
        assert "\n".join(lines) + "\n" == text
        assert not [use for use in converted.ledger if use.symbol.startswith("azureml.core.Workspace.")]

    def test_an_item_that_is_changed_in_v1_keeps_its_list_v1(self) -> None:
        assert "found = Environment.list(workspace=ws)\n" in convert(ITEM_OF_A_LIST).text


class TestOptions:
    def test_a_rule_that_is_not_selected_leaves_a_todo(self) -> None:
        converted = convert(V1, ignore=("AML1",))
        assert {use.verdict.outcome.value for use in converted.ledger if use.verdict} == {"manual"}
        assert [line for line in converted.text.splitlines() if not line.startswith("#")] == V1.splitlines()

    def test_only_what_is_selected(self) -> None:
        assert convert(V1, select=("AML101",)).text == V2
        assert convert(V1, select=("AML5",)).text == convert(V1, ignore=("AML101",)).text
