from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.conversion import FileKind
from migrate.ledger import Outcome
from migrate.report.build import UntouchedFile, build_report
from migrate.report.findings import TOLD
from migrate.report.markdown import LIMIT, render_markdown
from migrate.report.model import GraphEdge, GraphNode, GraphSide, NodeDifference, PipelineGraphs, Report
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

- [ ] `train/pipeline.py:2` AML101 `azureml.core.Workspace.from_config (auth)`: Set it. ([documentation]({URL}))

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


def many(number: int) -> Report:
    uses = [use(line, outcome, message=f"reason {line}") for outcome in TOLD for line in range(1, number)]
    return build_report([converted("train/pipeline.py", *uses), *(converted(f"more/{n}.py") for n in range(number))])


class TestLength:
    @settings(deadline=None, max_examples=30)
    @given(number=st.integers(2, 60), limit=st.integers(2_000, 20_000))
    def test_it_never_exceeds_the_limit_and_cuts_what_matters_least_first(self, number: int, limit: int) -> None:
        whole, cut = render_markdown(many(number), 10**9), render_markdown(many(number), limit)
        assert len(cut) <= limit
        if len(whole) <= limit:
            assert cut == whole
            return
        shown = [cut.count("- [ ] "), cut.count("- AML101"), cut.count("\n| `more/")]
        assert "which the JSON and HTML reports have" in cut
        # Nothing is missing of a section as long as one that matters less has something left.
        assert shown[0] == number - 1 or shown[1:] == [0, 0]
        assert shown[1] == number - 1 or shown[2] == 0

    def test_a_report_for_github_is_short_enough_for_it(self) -> None:
        assert len(render_markdown(many(400))) <= LIMIT


GRAPHS = PipelineGraphs(
    v1=GraphSide(
        known_from="sdk",
        nodes=[GraphNode(id="a", title='prep"]; click x'), GraphNode(id="b", title="train")],
        edges=[GraphEdge(source="a", target="b", name="clean<br>")],
    ),
    v2=GraphSide(
        known_from="sdk",
        nodes=[GraphNode(id="prep", title="prep"), GraphNode(id="train", title="train")],
        edges=[GraphEdge(source="prep", target="train")],
    ),
    pairs=[("a", "prep"), ("b", "train")],
    differences=[NodeDifference(v1="b", v2="train", texts=["compute"], excused=False)],
)


def test_the_graphs_are_drawn_and_their_names_are_only_text() -> None:
    report = build_report([converted()], [proof()])
    pipeline = report.pipelines[0].model_copy(update={"graphs": GRAPHS})
    text = render_markdown(report.model_copy(update={"pipelines": [pipeline]}))
    assert text.endswith(
        """\
## Graphs

### training

```mermaid
flowchart LR
  subgraph v1["SDK v1"]
    v1n0["prep#34;#93;#59; click x"]
    v1n1["train"]:::differs
    v1n0 -- "clean#60;br#62;" --> v1n1
  end
  subgraph v2["SDK v2"]
    v2n0["prep"]
    v2n1["train"]:::differs
    v2n0 -.-> v2n1
  end
  classDef differs stroke-width:3px,stroke-dasharray:6 3
```
"""
    )
