"""Imports come and go with what needs them, and variables that only v1 needed go with it."""

from __future__ import annotations

import pytest

from migrate.ledger import Kind
from tests.conversion import assert_same, assert_stable, convert

WS = "ws = Workspace.from_config()\n"
A_WS = "ws = a.Workspace.from_config()\n"
V2_IMPORTS = "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n"
V2_WS = "ws = MLClient.from_config(DefaultAzureCredential())\n"
TODO = "# TODO(azureml-migrate AML001): the v1 code below still needs this"


def converted(text: str) -> str:
    found = convert(text)
    assert_stable(found)
    return found.text


def v1_imports(text: str) -> list[str]:
    """The v1 imports that are left."""
    return [line for line in text.splitlines() if "azureml" in line and line.lstrip().startswith(("import", "from"))]


class TestImportsGo:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (f"from azureml.core import Workspace\n\n{WS}", f"{V2_IMPORTS}\n{V2_WS}"),
            (f"from azureml.core import (\n    Workspace,\n    Dataset,\n)\n\n{WS}", f"{V2_IMPORTS}\n{V2_WS}"),
            (f"import os\nimport azureml.core as a\nimport sys\n{A_WS}", f"import os\n{V2_IMPORTS}import sys\n{V2_WS}"),
            (f"import azureml.core as a, os\nprint(os)\n{A_WS}", f"{V2_IMPORTS}import os\nprint(os)\n{V2_WS}"),
            ("import azureml.core\nprint(1)\n", "print(1)\n"),
            ("from azureml.core import Workspace  # v1\n\nprint(1)\n", "# v1\n\nprint(1)\n"),
            ('"""Doc."""\n\nfrom azureml.core import Run\n\nprint(1)\n', '"""Doc."""\n\nprint(1)\n'),
        ],
    )  # fmt: skip
    def test_when_nothing_needs_them(self, before: str, after: str) -> None:
        assert_same(converted(before), after)

    def test_a_block_that_held_only_the_import(self) -> None:
        assert_same(
            converted("if a:\n    from azureml.core import Run\nprint(1)\n"),
            "if a:\n    pass\nprint(1)\n",
        )

    def test_in_a_try(self) -> None:
        text = converted("try:\n    import azureml.core\nexcept ImportError:\n    azureml = None\n")
        assert v1_imports(text) == []


class TestImportsStay:
    def test_the_name_that_v1_code_still_needs(self) -> None:
        text = converted(f"from azureml.core import Dataset, Workspace\n\n{WS}Workspace.create('a')\n")
        assert v1_imports(text) == ["from azureml.core import Workspace"]
        assert text.count(TODO) == 1
        assert text.index(TODO) < text.index("from azureml.core import Workspace")

    def test_a_star_import(self) -> None:
        text = converted("from azureml.core import *\n\nWorkspace.create('a')\n")
        assert v1_imports(text) == ["from azureml.core import *"]

    @pytest.mark.parametrize("path", ["__init__.py", "package/__init__.py"])
    def test_in_the_init_of_a_package(self, path: str) -> None:
        text = convert("from azureml.core import Dataset, Workspace\n", path=path).text
        assert_same(convert(text, path=path).text, text)
        assert v1_imports(text) == ["from azureml.core import Dataset, Workspace"]

    def test_what_all_names(self) -> None:
        text = converted("from azureml.core import Dataset, Workspace\n\n__all__ = ['Workspace']\n")
        assert v1_imports(text) == ["from azureml.core import Workspace"]

    def test_other_names_of_the_statement(self) -> None:
        assert_same(converted("import os, azureml.core, sys\nprint(os, sys)\n"), "import os, sys\nprint(os, sys)\n")


class TestImportsCome:
    def test_once(self) -> None:
        text = converted(f"from azureml.core import Workspace\n{WS}other = Workspace.from_config()\n")
        assert text.count("import MLClient") == text.count("import DefaultAzureCredential") == 1

    def test_below_the_imports_when_v1_was_imported_in_a_function(self) -> None:
        before = f'"""Doc."""\nimport os\n\n\ndef f():\n    from azureml.core import Workspace\n    return os, {WS[5:]}'
        assert_same(
            converted(before),
            f'"""Doc."""\nimport os\n\n{V2_IMPORTS}\n\ndef f():\n    return os, {V2_WS[5:]}',
        )

    def test_below_the_comments_at_the_top(self) -> None:
        before = f"#!/usr/bin/env python\n# Copyright\n\ndef f():\n    from azureml.core import Workspace\n    {WS}"
        text = converted(before)
        assert text.startswith(f"#!/usr/bin/env python\n# Copyright\n\n{V2_IMPORTS}")

    def test_only_those_that_the_code_reads(self) -> None:
        text = converted(f"from azureml.core import Datastore, Workspace\n\n{WS}store = Datastore.get(ws, 'a')\n")
        assert text.count("import") == 2


class TestVariables:
    def test_one_that_another_module_may_want_stays(self) -> None:
        assert V2_WS in converted(f"from azureml.core import Workspace\n{WS}")

    def test_what_is_read_stays(self) -> None:
        text = converted(f"from azureml.core import Workspace\n{WS}print(ws)\n")
        assert_same(text, f"{V2_IMPORTS}{V2_WS}print(ws)\n")


RUN_DETAILS = "from azureml.widgets import RunDetails\n"


class TestImportsThatAreRepeated:
    """``show(RunDetails)`` is what v2 has nothing for; of ``RunDetails`` itself nothing is left."""

    @pytest.mark.parametrize(
        ("statements", "kept"),
        [
            (["print(1)", "show(RunDetails)"], [1]),
            (["show(RunDetails)", "print(1)"], [0]),
            (["print(1)", "def shown():\n    show(RunDetails)", "print(2)"], [1]),
            (["show(RunDetails)", "show(RunDetails)"], [0, 1]),
            (["print(1)", "print(2)", "show(RunDetails)"], [2]),
        ],
    )
    def test_stay_before_what_needs_them(self, statements: list[str], kept: list[int]) -> None:
        text = "".join(f"{RUN_DETAILS}{statement}\n" for statement in statements)
        lines = [line for line in converted(text).splitlines() if not line.lstrip().startswith("#")]
        expected = [
            f"{RUN_DETAILS if number in kept else ''}{statement}" for number, statement in enumerate(statements)
        ]
        assert [line for line in lines if line] == "\n".join(expected).splitlines()

    def test_all_stay_when_one_stands_in_a_block_or_below_a_use(self) -> None:
        block = f"if a:\n    {RUN_DETAILS}    print(1)\n{RUN_DETAILS}show(RunDetails)\n"
        assert len(v1_imports(converted(block))) == 2
        below = f"def shown():\n    show(RunDetails)\n\n\n{RUN_DETAILS}print(1)\n{RUN_DETAILS}print(2)\n"
        assert len(v1_imports(converted(below))) == 2


def test_a_use_below_an_import_that_takes_several_lines_knows_its_place() -> None:
    names = [f"Hyperparameter{letter}" for letter in "ABCDEFGH"]
    imported = "from azureml.contrib.made.up.module import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"
    result = convert(f"from azureml.core import Workspace\n{imported}\nprint({', '.join(names)})\n")
    lines = result.text.splitlines()
    assert "from azureml.contrib.made.up.module import (" in lines
    printed = next(use for use in result.ledger if use.kind is Kind.ATTRIBUTE)
    assert printed.output_line == lines.index(f"print({', '.join(names)})") + 1


def test_the_comment_of_an_import_that_goes_parts_no_imports_that_stay() -> None:
    before = (
        "from azureml.contrib.made import A  # the first\n"
        "from azureml.core import Workspace  # the second\n"
        "from azureml.contrib.made import B  # the third\n"
        "\nws = Workspace.from_config()\nA(ws, B)\n"
    )
    text = converted(before)
    assert text.count("AML001") == 1
    assert "# the second\nfrom azureml.contrib.made import B  # the third\n" in text
    assert_stable(convert(before))


def test_a_script_that_runs_in_jobs_keeps_all_its_imports() -> None:
    before = "from azureml.core import Dataset, Run, Workspace\n\nrun = Run.get_context()\nprint(run)\n"
    lines = [line for line in converted(before).splitlines() if not line.startswith("# TODO(")]
    assert "\n".join(lines) + "\n" == before
    assert_stable(convert(before))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_import_of_several_lines_that_stays_in_a_block_is_the_same(newline: str) -> None:
    broken = "from azureml.train.automl.runtime import \\\n        train"
    enclosed = "from azureml.train.automl.runtime import (\n        train,  # kept\n    )"
    for statement in (broken, enclosed):
        text = f"def run():\n    {statement}\n    return train(1)\n".replace("\n", newline)
        after = converted(text)
        assert [line for line in after.splitlines(keepends=True) if not line.lstrip().startswith("#")] == (
            text.splitlines(keepends=True)
        )


def test_an_import_below_the_code_that_needs_it_does_not_count() -> None:
    saved = f"{WS}ws.write_config()\n"
    late = converted(f"from azureml.core import Workspace\n{saved}\nimport json\n\nprint(json.dumps(1))\n")
    assert [line for line in late.splitlines() if line == "import json"] == ["import json"] * 2
    assert late.startswith("import json\n")
    early = converted(f"from azureml.core import Workspace\nimport json\n\n{saved}\nprint(json.dumps(1))\n")
    assert early.count("import json\n") == 1
