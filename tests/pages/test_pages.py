"""What the generated pages say, as Markdown."""

from __future__ import annotations

import json

import pytest

from migrate.decisions.rule import Example, Rule, changed, converted
from migrate.pages import Found, all_pages
from migrate.pages.markdown import block, code, language_of, text
from migrate.pages.rules import ABOUT, rule_pages
from migrate.pages.symbols import Symbols
from migrate.report.json import schema_text
from migrate.rules import all_rules
from migrate.v1.catalogue import Catalogue

URL = "https://learn.microsoft.com/x"
CATALOGUE = Catalogue(
    {
        symbol: [symbol, kind, "", "", "", "", "", outcome, rule, v2, URL, note]
        for symbol, kind, outcome, rule, v2, note in (
            ("azureml.core", "module", "converted", "", "azure.ai.ml", ""),
            ("azureml.core.Run", "class", "changed", "AML605", "Job", "A job, with a *name*."),
            ("azureml.core.Run.tag", "method", "dropped", "", "", "Tags | are gone."),
        )
    },
    {},
)
RULE = Rule(
    "AML605",
    "run",
    "A run is a <job>.",
    URL,
    references={"azureml.core.Run": lambda use, context: pytest.fail("a page decides nothing")},
    parameters={"azureml.core.Run": {"experiment": changed("experiment_name", "A name."), "run_id": converted("name")}},
    examples=(
        Example("run = Run()\n", "run = job()\n"),
        Example("run = Run()\n", "run = load()\n", "yaml", {"job.yaml": "name: job\n"}),
        Example("pip install a\n", "pip install b\n", path="build.sh", code="import a\n"),
    ),
)


def test_a_page_of_a_rule() -> None:
    _, page = rule_pages([RULE], Symbols(CATALOGUE))
    assert page.path == "rules/AML605.md"
    assert (
        page.text
        == """\
# AML605 run

A run is a &lt;job&gt;.

[The official page](https://learn.microsoft.com/x)

## Example 1

```python title="Before"
run = Run()
```

=== "inline"

    ```python title="After (inline)"
    run = job()
    ```

=== "yaml"

    ```python title="After (yaml)"
    run = load()
    ```

    ```yaml title="New file job.yaml"
    name: job
    ```

## Example 2

```python title="With the code"
import a
```

```bash title="Before, build.sh"
pip install a
```

```bash title="After"
pip install b
```

## What it answers for

| v1 | outcome | v2 | note |
| --- | --- | --- | --- |
| [<code>azureml.core.Run</code>](../symbols/others.md#azureml.core.Run) | changed | <code>Job</code> | A job, with a \\*name\\*. |

## Parameters

What becomes of each parameter when the call is converted.

| of | parameter | outcome | v2 | note |
| --- | --- | --- | --- | --- |
| [<code>azureml.core.Run</code>](../symbols/others.md#azureml.core.Run) | <code>experiment</code> | changed | <code>experiment&#95;name</code> | A name. |
| [<code>azureml.core.Run</code>](../symbols/others.md#azureml.core.Run) | <code>run&#95;id</code> | converted | <code>name</code> |  |
"""  # noqa: E501 - rows of tables
    )


def test_a_page_of_symbols() -> None:
    _, page = Symbols(CATALOGUE).pages()
    assert page.path == "symbols/others.md"
    assert (
        page.text
        == """\
# Other packages

## <code>azureml.core</code> { #section.azureml.core data-toc-label="azureml.core" }

| symbol | outcome | rule | v2 | note |
| --- | --- | --- | --- | --- |
| <code id="azureml.core">azureml.core</code> | converted |  | <code>azure.ai.ml</code> | [official page](https://learn.microsoft.com/x) |

## <code>azureml.core.Run</code> { #section.azureml.core.Run data-toc-label="azureml.core.Run" }

| symbol | outcome | rule | v2 | note |
| --- | --- | --- | --- | --- |
| <code id="azureml.core.Run">azureml.core.Run</code> | changed | [AML605](../rules/AML605.md) | <code>Job</code> | A job, with a \\*name\\*. [official page](https://learn.microsoft.com/x) |
| <code id="azureml.core.Run.tag">tag</code> | dropped |  |  | Tags \\| are gone. [official page](https://learn.microsoft.com/x) |
"""  # noqa: E501 - rows of tables
    )


def test_the_search_finds_a_symbol_by_its_end() -> None:
    _, page = Symbols(CATALOGUE).pages()
    assert page.finds == (
        Found(
            "azureml.core",
            "<code>core</code> <small>azureml</small>",
            "converted: <code>azure.ai.ml</code> <small>core azureml.core</small>",
        ),
        Found(
            "azureml.core.Run",
            "<code>Run</code> <small>azureml.core</small>",
            "changed, AML605: <code>Job</code> A job, with a *name*. <small>Run azureml.core.Run</small>",
            boost=2,
        ),
        Found(
            "azureml.core.Run.tag",
            "<code>Run.tag</code> <small>azureml.core</small>",
            "dropped: Tags | are gone. <small>tag azureml.core.Run.tag</small>",
        ),
    )


def test_every_rule_has_a_page_with_its_examples_and_every_symbol_a_row() -> None:
    pages = {page.path: page.text for page in all_pages()}
    for rule in all_rules():
        page = pages[f"rules/{rule.code}.md"]
        assert page.count('title="After') == len(rule.examples)
        assert [symbol for symbol in rule.symbols if code(symbol) not in page] == []
    assert {rule.code.removeprefix("AML")[0] for rule in all_rules()} <= ABOUT.keys()


def test_the_reference_of_the_report_has_every_field() -> None:
    page = next(page.text for page in all_pages() if page.path == "report.md")
    schema = json.loads(schema_text())
    for name, part in {"Report": schema, **schema["$defs"]}.items():
        section = page.split(f"## {name}\n")[1].split("\n## ")[0]
        for field in part.get("properties", {}):
            assert f"| {code(field)} |" in section


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("a * b_c [d](e) #f", r"a \* b\_c \[d\](e) \#f"),
        ("<script>", "&lt;script&gt;"),
        ("use `a|b` or `<c>`", "use <code>a&#124;b</code> or <code>&lt;c&gt;</code>"),
        ("one ` alone", r"one \` alone"),
        ("two\n  lines", "two lines"),
    ],
)
def test_text_stays_text(written: str, markdown: str) -> None:
    assert text(written) == markdown


def test_a_fence_is_longer_than_those_inside() -> None:
    assert block("```\na\n```\n", "text") == "````text\n```\na\n```\n````\n"


@pytest.mark.parametrize(
    ("path", "language"), [("", "python"), ("a/b.yaml", "yaml"), ("env/Dockerfile", "docker"), ("a.unknown", "text")]
)
def test_code_is_coloured_by_its_file(path: str, language: str) -> None:
    assert language_of(path) == language
