from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest

from migrate.conversion import ConvertedFile, NewFile
from migrate.ledger import Kind, Ledger, Location, Outcome
from migrate.project.notebook import read_notebook
from migrate.project.python_file import read_python
from migrate.report.build import build_report
from migrate.report.html import render_html
from migrate.report.patch import changes_of
from migrate.report.sources import with_sources
from tests.report.sample import converted, proof, use

HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>\u2028"


def page(*results: ConvertedFile) -> str:
    return render_html(with_sources(build_report(results, [proof()]), changes_of(results)))


def data(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    html = page(converted())
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    assert policy == [
        f"default-src &#39;none&#39;; style-src &#39;sha256-{hashes[0]}&#39;; script-src &#39;sha256-{hashes[1]}&#39;; "
        "base-uri &#39;none&#39;; form-action &#39;none&#39;"
    ]


def test_the_page_names_nothing_to_load() -> None:
    assert not re.search(r"(?:src|href)=\"(?!#)|@import|\burl\((?!#)", page(converted()))


def test_user_code_cannot_leave_its_place() -> None:
    result = ConvertedFile(
        read_python(f"{HOSTILE}.py".replace("/", "_"), f"x = {HOSTILE!r}\n".encode()),
        cells={0: f"y = {HOSTILE!r}\n"},
        ledger=Ledger([use(message=HOSTILE)]),
    )
    html = page(result)
    assert "<img" not in html
    assert html.count("<!--") == html.count("\u2028") == 0
    assert html.count("</script>") == html.count("<script")
    assert data(html, "contents")["reasons"][0][6] == HOSTILE


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(converted()) == page(converted())


def test_secrets_are_masked_in_the_code() -> None:
    result = ConvertedFile(
        read_python("a.py", b'password = "hunter2"\nname = "plain"\n'),
        cells={0: 'password = "hunter2"\nname = "plain" + "odd secret"\n'},
        secrets={"odd secret"},
    )
    html = page(result)
    assert "hunter2" not in html
    assert "odd secret" not in html
    code = data(html, "code-0")
    assert code["x"] == 0
    assert code["c"][0]["b"][1] == [1, [[2, 2, ["", "name = ", "s", '"plain"'],
                                        ["", "name = ", "s", '"plain"', "*", " + ", "s*", '"***"']]]]  # fmt: skip


def test_a_secret_of_a_notebook_is_masked_as_json_writes_it() -> None:
    source = json.dumps({"cells": [{"cell_type": "code", "source": ['x = "a\\"b"'], "metadata": {}, "outputs": []}],
                         "nbformat": 4, "nbformat_minor": 5, "metadata": {}})  # fmt: skip
    document = read_notebook("n.ipynb", source.encode())
    result = ConvertedFile(document, cells={0: 'y = "a\\"b"'}, secrets={'a\\"b'})
    assert data(page(result), "code-0")["c"][0]["b"][0][1][0][2:] == [
        ["", "x = ", "s", '"***"'],
        ["", "y = ", "s", '"***"'],
    ]


def test_a_new_file_stands_beside_the_statement_that_it_comes_from() -> None:
    result = ConvertedFile(
        read_python("a.py", b"first = 1\nstep = Step(\n    1,\n)\nlast = 2\n"),
        cells={0: "first = 1\nlast = 2\n"},
        new_files=[NewFile("components/a.yaml", "name: a\ntype: command\n", Location("a.py", 3, 4))],
        ledger=Ledger([use(3, path="a.py")]),
    )
    html = page(result)
    assert data(html, "contents")["files"][1]["o"] == [0, -1, 3]
    [block] = data(html, "code-1")["c"][0]["b"]
    assert block[0] == 2
    assert [row[:2] for row in block[1]] == [[2, 1], [3, 2], [4, 0]]


def test_what_matters_most_comes_first() -> None:
    uses = [
        use(1, Outcome.MANUAL, kind=Kind.IMPORT, message="needed"),
        use(2, Outcome.MANUAL, kind=Kind.ARGUMENT, name="a", message="argument"),
        use(3, Outcome.MANUAL, message="rare"),
        use(4, Outcome.MANUAL, message="often"),
        use(5, Outcome.MANUAL, message="often"),
        use(6, Outcome.CHANGED, message="other"),
    ]
    found = data(page(converted("train/pipeline.py", *uses)), "contents")
    assert (found["tasks"], found["changes"]) == ([[3, 4], [2], [1], [0]], [[5]])


def test_a_mark_outlives_a_move_of_its_line() -> None:
    def keys(before: bytes, line: int) -> list[str]:
        result = ConvertedFile(
            read_python("a.py", before), cells={0: "pass\n"}, ledger=Ledger([use(line, Outcome.MANUAL, path="a.py")])
        )
        return [item[5] for item in data(page(result), "contents")["uses"]]

    assert keys(b"ws = get()\n", 1) == keys(b"import os\n\nws = get()\n", 3)
    assert keys(b"ws = get()\n", 1) != keys(b"other = get()\n", 1)


@pytest.mark.parametrize("sources", [None, []])
def test_a_report_without_code_has_all_else(sources: list[Any] | None) -> None:
    report = build_report([converted()]).model_copy(update={"sources": sources})
    html = render_html(report)
    assert "code-0" not in html
    assert len(data(html, "contents")["uses"]) == 2
