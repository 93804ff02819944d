"""The blank lines, comments and line ends around imports and variables that come and go."""

from __future__ import annotations

import json

import pytest

from migrate.rewriting.finishing import ImportStatement, finish
from migrate.rewriting.rewriter import PLACEHOLDER
from migrate.v2.imports import Imports
from tests.conversion import assert_converts, assert_same, convert, notebook

MARK = PLACEHOLDER.format(0)
NOT_USED = ImportStatement("from azureml.core import Workspace", "azureml.core", [("Workspace", "Workspace", True)])


def finished(text: str, statement: ImportStatement = NOT_USED, removable: frozenset[str] = frozenset()) -> str:
    """The text after the last step, with one import of v1 that nothing needs."""
    result = finish({0: text}, {0: text}, {0: statement}, None, Imports(), removable, frozenset(), 120, "# TODO")
    return result.cells[0]


def test_no_gap_stays_below_what_goes_at_the_end() -> None:
    steps = (
        "from azureml.pipeline.core import Pipeline\nfrom azureml.pipeline.steps import PythonScriptStep\n"
        'first = PythonScriptStep("a.py", compute_target="cpu")\n'
        'last = PythonScriptStep("b.py", compute_target="cpu")\n'
    )
    cells = [f"{steps}\n\nlast.run_after(first)\n\n", "pipeline = Pipeline(ws, steps=[first, last])\n\n\n"]
    found = json.loads(convert(notebook(*cells), path="pipeline.ipynb").text)
    texts = ["".join(cell["source"]) for cell in found["cells"]]
    assert texts[0].endswith("environment=environment,\n)\n\n")
    assert texts[1].endswith("pipeline = pipeline_definition()\n\n\n")


class TestBlankLines:
    """Of the gaps above and below what was removed the longer one stays."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("MARK\n\n\nx = 1\n", "x = 1\n"),
            ("import os\n\nMARK\n\nx = 1\n", "import os\n\nx = 1\n"),
            ("import os\n\nMARK\n\n\ndef f(): ...\n", "import os\n\n\ndef f(): ...\n"),
            ("import os\n\n\nMARK\n\ny = 1\n", "import os\n\n\ny = 1\n"),
            ("import os\nMARK\nx = 1\n", "import os\nx = 1\n"),
            ("def f():\n    MARK\n\n    return 1\n", "def f():\n    return 1\n"),
            ("def f():\n    MARK\n", "def f():\n    pass\n"),
            ("x = 1\nMARK", "x = 1"),
            ("MARK  # kept\nx = 1\n", "# kept\nx = 1\n"),
            ("x = '''\n\n\n'''\nMARK\n\n\ny = '''\n\n'''\n", "x = '''\n\n\n'''\n\n\ny = '''\n\n'''\n"),
        ],
    )
    def test_around_an_import(self, before: str, after: str) -> None:
        assert_same(finished(before.replace("MARK", MARK)), after)

    def test_the_line_ends_of_the_file(self) -> None:
        assert finished(f"a = 1\r\n{MARK}\r\n\r\nb = 2\r\n") == "a = 1\r\n\r\nb = 2\r\n"


class TestVariables:
    """What was only looked up for v1's sake goes when nothing reads it."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("ds = get()\nx = 1\n", "x = 1\n"),
            ("ds = get(\n    1,\n\n    2,\n)\nx = 1\n", "x = 1\n"),
            ("a = 1\n\n# the store\nds = get()\n\nb = 2\n", "a = 1\n\nb = 2\n"),
            ("# Data\nds = get()\nraw = read()\n", "# Data\nraw = read()\n"),
            ("# %% a cell\nds = get()\n\nb = 2\n", "# %% a cell\n\nb = 2\n"),
            ("\x0c\nx = 1\nds = get()\ny = 2\n", "\x0c\nx = 1\ny = 2\n"),
        ],
    )
    def test_it_goes(self, before: str, after: str) -> None:
        assert_same(finished(before, removable=frozenset({"ds"})), after)

    @pytest.mark.parametrize(
        "text",
        [
            "ds = get()\nprint(ds)\n",
            "ds = get()\ndel ds\n",
            "if x:\n    ds = get()\n",
            "ds = get(); y = 1\n",
            "a = ds = get()\n",
            "__all__ = ['ds']\nds = get()\n",
            "ds = get()\n%time f(ds)\n",
        ],
    )
    def test_it_stays(self, text: str) -> None:
        assert_same(finished(text, removable=frozenset({"ds"})), text)

    def test_one_that_only_another_one_reads(self) -> None:
        assert finished("a = get()\nb = a.get()\n", removable=frozenset({"a", "b"})) == ""

    def test_a_name_that_also_holds_something_else(self) -> None:
        before = (
            "from azureml.core import Datastore, Workspace\nfrom azureml.data.data_reference import DataReference\n\n"
            "ws = Workspace.from_config()\nds = Datastore.get(ws, 'a')\nraw = DataReference(ds, 'raw', 'b')\n"
            "ds = make()\n"
        )
        assert "ds = ws.datastores.get('a')" in convert(before).text


class TestImports:
    def test_the_names_that_v1_code_still_needs_stay(self) -> None:
        statement = ImportStatement(
            "from azureml.core import Model, Workspace as W  # sdk",
            "azureml.core",
            [("Model", "Model", True), ("Workspace as W", "W", True)],
        )
        text = {0: f"{MARK}\nModel.list(ws)\n"}
        result = finish(
            text,
            text,
            {0: statement},
            None,
            Imports(),
            frozenset(),
            frozenset({"Model"}),
            120,
            "# TODO",
        )
        assert result.cells[0] == "# TODO\nfrom azureml.core import Model\nModel.list(ws)\n"

    def test_one_todo_for_imports_that_follow_each_other(self) -> None:
        text = convert("from azureml.core import Model\nfrom azureml.core import Image\n\nModel(ws)\nImage(ws)\n").text
        assert text.count("TODO(azureml-migrate AML001)") == 1

    def test_standard_imports_join_those_of_the_standard_library(self) -> None:
        assert_converts(
            '''"""Sign in."""
import os

from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication("t", os.environ["CLIENT"], "secret")
''',
            '''"""Sign in."""
import os

from azure.identity import ClientSecretCredential

auth = ClientSecretCredential(
    tenant_id="t",
    client_id=os.environ["CLIENT"],
    client_secret=os.environ["AZURE_CLIENT_SECRET"],
)
''',
        )

    @pytest.mark.parametrize(
        ("above", "expected"),
        [
            ("", "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\n\n"),
            (
                '"""Doc."""\n',
                '"""Doc."""\n\nfrom azure.ai.ml import MLClient\n'
                "from azure.identity import DefaultAzureCredential\n\n\n",
            ),
            (
                "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
                "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nfrom azure.ai.ml import MLClient\n"
                "from azure.identity import DefaultAzureCredential\n\n\n",
            ),
            (
                "# License\n\n# About it\n",
                "# License\n\nfrom azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\n\n"
                "# About it\n",
            ),
            (
                "from __future__ import annotations\nimport os\n",
                "from __future__ import annotations\nimport os\n\nfrom azure.ai.ml import MLClient\n"
                "from azure.identity import DefaultAzureCredential\n\n\n",
            ),
        ],
    )
    def test_where_they_go_when_v1_was_imported_in_a_function(self, above: str, expected: str) -> None:
        function = "def f():\n    from azureml.core import Workspace\n\n    return Workspace.from_config()\n"
        after = "def f():\n    return MLClient.from_config(DefaultAzureCredential())\n"
        assert_converts(above + function, expected + after)


def test_lines_are_told_where_they_went() -> None:
    text = {0: f"a = 1\n\n{MARK}\n\nb = 2\n"}
    result = finish(text, text, {0: NOT_USED}, None, Imports(), frozenset(), frozenset(), 120, "# TODO")
    assert result.lines[0][1] == 1
    assert result.lines[0][5] == 3
