from __future__ import annotations

import re

from migrate.conversion import FileKind
from migrate.ledger import Outcome
from migrate.report.build import UntouchedFile, build_report
from migrate.report.markdown import render_markdown
from tests.report.sample import URL, converted, proof, use


def test_the_whole_report() -> None:
    uses = [
        use(1),
        use(2, Outcome.MANUAL, message="Set it.", name="auth"),
        use(3, Outcome.CHANGED, message="idle time"),
        use(4, Outcome.CHANGED, message="idle time"),
    ]
    report = build_report(
        [converted("train/pipeline.py", *uses)],
        [proof()],
        untouched=[
            UntouchedFile("x.py", FileKind.PYTHON, "line 3: not valid UTF-8"),
            UntouchedFile("y.py", FileKind.PYTHON),
        ],
    )
    assert (
        re.sub(r"azureml-migrate \S+", "azureml-migrate N.", render_markdown(report))
        == f"""\
# Azure Machine Learning: from SDK v1 to SDK v2

|  | Total |  |
| --- | --- | --- |
| Files | 3 | 1 converted, 1 unchanged, 1 failed |
| Uses of SDK v1 | 4 | 1 converted, 2 changed, 0 dropped, 1 manual |
| Pipelines | 1 | 1 parsed, 1 conforming, 0 build, 0 equivalent, 0 run |

Made by azureml-migrate N.

## Files with errors

| File | Status | Error |
| --- | --- | --- |
| `x.py` | failed | line 3: not valid UTF-8 |

## For a person to do

- [ ] `train/pipeline.py:2` AML101 `azureml.core.Workspace.from_config: auth`: Set it. ([documentation]({URL}))

## Proof

| Pipeline | v1 | v2 | Level | Why not higher |
| --- | --- | --- | --- | --- |
| training | `train/pipeline.py:2` | `train/pipeline.py:9` | conforming | not built: no --trust-code |

Not provable offline:

- assets exist

## Behaves differently in v2

- AML101 `azureml.core.Workspace.from_config`: idle time (`train/pipeline.py:3`, `train/pipeline.py:4`)

## By file

| File | Status | Converted | Changed | Dropped | Manual |
| --- | --- | --- | --- | --- | --- |
| `train/pipeline.py` | converted | 1 | 2 |  | 1 |
| `components/prep/component.yaml` (new, from `train/pipeline.py`) | converted |  |  |  |  |
| `x.py` | failed |  |  |  |  |
"""
    )


def test_nothing_to_report_is_short() -> None:
    text = render_markdown(build_report([]))
    assert "## For a person to do\n\nNothing." in text
    assert "## Proof" not in text


def test_text_of_a_user_is_never_markup() -> None:
    evil = "</td><img src=x onerror=alert(1)> | **b** [a](http://x) @team `c`\n# title"
    report = build_report([converted("a|`b.py", use(1, Outcome.MANUAL, message=evil, path="a|`b.py"))])
    text = render_markdown(report)
    assert "<img" not in text
    assert "&lt;img" in text
    assert "\\*\\*b\\*\\* \\[a\\](http://x) \\@team \\`c\\` \\# title" in text
    assert "`` a\\|`b.py:1 ``" in text
    assert "\n# title" not in text


def test_a_place_in_a_notebook_names_the_cell() -> None:
    report = build_report([converted("n.ipynb", use(4, Outcome.MANUAL, path="n.ipynb", cell=7))])
    assert "`n.ipynb cell 7:4`" in render_markdown(report)
