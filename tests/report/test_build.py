from __future__ import annotations

import random
from dataclasses import replace

import pytest

from migrate.conversion import ConvertedFile, FileKind, PipelineFound, PipelineSeen
from migrate.errors import LedgerError
from migrate.ledger import Kind, Ledger, Location, Outcome, Use
from migrate.report.build import UntouchedFile, build_report
from migrate.report.formats import FORMATS
from migrate.report.json import render_json
from migrate.report.model import Place
from migrate.report.patch import changes_of
from migrate.report.render import render
from migrate.sketch import Sketch, SketchEdge, SketchNode
from migrate.verify.levels import Level, PipelineProof
from tests.conversion import convert
from tests.report.sample import converted, document, proof, use


def test_counts_add_up() -> None:
    results = [
        converted(
            "a.py", use(1, path="a.py"), use(2, Outcome.MANUAL, path="a.py"), use(3, Outcome.DROPPED, path="a.py")
        ),
        ConvertedFile(document("b.py")),
        ConvertedFile(document("c.py"), error="line 3: not valid Python"),
    ]
    untouched = [UntouchedFile("d.py", FileKind.PYTHON), UntouchedFile("e.ipynb", FileKind.NOTEBOOK, "not JSON")]
    summary = build_report(results, untouched=untouched).summary
    assert summary.files.model_dump() == {"read": 5, "converted": 1, "unchanged": 2, "failed": 2}
    assert summary.uses.model_dump() == {"total": 3, "converted": 1, "changed": 0, "dropped": 1, "manual": 1}


def test_files_say_where_they_went() -> None:
    report = build_report([converted()], untouched=[UntouchedFile("x", None, "cannot be listed")])
    assert [(file.path, file.output_path, file.kind, file.status) for file in report.files] == [
        ("train/pipeline.py", "train/pipeline.py", FileKind.PYTHON, "converted"),
        ("train/pipeline.py", "components/prep/component.yaml", FileKind.YAML, "converted"),
        ("x", None, None, "failed"),
    ]


def test_without_output_no_file_went_anywhere() -> None:
    assert {file.output_path for file in build_report([converted()], written=False).files} == {None}


def test_objections_of_the_verification_are_errors_of_the_file() -> None:
    objections = {"train/pipeline.py": ["line 2: no keyword x"], "components/prep/component.yaml": ["bad"]}
    report = build_report([converted()], objections=objections)
    assert [file.error for file in report.files] == ["line 2: no keyword x", "bad"]
    assert report.summary.files.failed == 0


def test_uses_are_numbered_by_place() -> None:
    uses = [
        use(10, path="b.py"),
        use(2, path="b.py", column=9),
        use(2, path="b.py", column=4),
        use(1, path="n.ipynb", cell=3),
        use(7, path="n.ipynb", cell=1),
        use(3, path="a.py"),
    ]
    random.Random(1).shuffle(uses)
    report = build_report([ConvertedFile(document("z.py"), ledger=Ledger(uses))])
    assert [(entry.id, entry.location.path, entry.location.cell, entry.location.line) for entry in report.uses] == [
        ("u0001", "a.py", None, 3),
        ("u0002", "b.py", None, 2),
        ("u0003", "b.py", None, 2),
        ("u0004", "b.py", None, 10),
        ("u0005", "n.ipynb", 1, 7),
        ("u0006", "n.ipynb", 3, 1),
    ]


def test_the_same_input_in_another_order_gives_the_same_bytes() -> None:
    paths = [f"{letter}.py" for letter in "abcdef"]
    first = build_report([converted(path) for path in paths], [proof()])
    second = build_report([converted(path) for path in reversed(paths)], [proof()])
    assert render_json(first) == render_json(second)


def test_a_use_without_outcome_is_a_bug() -> None:
    lost = Use(Kind.ARGUMENT, "azureml.core.Workspace", "name", Location("a.py", 4))
    with pytest.raises(LedgerError, match=r"a\.py:4: the use of azureml\.core\.Workspace\.name was lost"):
        build_report([ConvertedFile(document("a.py"), ledger=Ledger([lost]))])


def test_a_pipeline_has_the_level_of_its_proof() -> None:
    report = build_report([converted()], [proof(Level.BUILDS)])
    entry = report.pipelines[0]
    assert (entry.name, entry.v1, entry.v2) == (
        "training",
        Place(path="train/pipeline.py", line=2),
        Place(path="train/pipeline.py", line=9),
    )
    assert (entry.level, entry.not_provable) == (Level.BUILDS, ["assets exist"])
    assert report.summary.pipelines.model_dump() == {
        "total": 1, "parsed": 1, "conforming": 1, "builds": 1, "equivalent": 0, "runs": 0
    }  # fmt: skip


def test_a_pipeline_without_proof_or_without_v2_reached_nothing() -> None:
    result = ConvertedFile(document(), pipelines=[PipelineFound("a", Location("train/pipeline.py", 3))])
    entry = build_report([result]).pipelines[0]
    assert (entry.v2, entry.level) == (None, Level.NONE)


@pytest.mark.parametrize(("name", "line"), [("training", 30), ("pipeline_job", 9)])
def test_a_proof_is_known_by_name_or_else_by_line(name: str, line: int) -> None:
    report = build_report([converted()], [proof(Level.BUILDS, name, line)])
    assert [(entry.name, entry.level) for entry in report.pipelines] == [("training", Level.BUILDS)]


def test_two_pipelines_of_one_name_have_a_proof_each() -> None:
    found = [PipelineFound("p", Location("train/pipeline.py", n), "train/pipeline.py", n) for n in (3, 8)]
    proofs = [proof(Level.PARSED, "p", 8), proof(Level.BUILDS, "p", 3)]
    report = build_report([ConvertedFile(document(), pipelines=found)], proofs)
    assert [(entry.v2 and entry.v2.line, entry.level) for entry in report.pipelines] == [
        (3, Level.BUILDS),
        (8, Level.PARSED),
    ]


def test_a_proof_of_a_pipeline_that_was_not_converted_is_listed() -> None:
    entry = build_report([], [proof(name="other")]).pipelines[0]
    assert (entry.name, entry.v1, entry.v2) == ("other", None, Place(path="train/pipeline.py", line=9))


def test_secrets_do_not_get_in() -> None:
    secret = use(1, Outcome.MANUAL, message='service_principal_password="hunter2" is not carried over')
    text = render_json(build_report([converted("train/pipeline.py", secret)]))
    assert "hunter2" not in text
    assert "***" in text


def test_a_secret_that_only_the_conversion_knows_does_not_get_in() -> None:
    """Its text looks like any word, and it may be quoted where nothing says that it is a password."""
    word = "marmalade"
    result = convert(
        f'''\
from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication(tenant_id=t, service_principal_id=i, service_principal_password="{word}")
'''
    ).result
    told = f"login({word}) failed"
    result.ledger.add(use(9, Outcome.MANUAL, path=result.document.path, message=told))
    bad = PipelineProof("training", "a.py", 3, Level.BUILDS, (told,), reason=told, excused=(f"tags: {told}",))
    untouched = [UntouchedFile("b.py", FileKind.PYTHON, told)]
    report = build_report([result], [bad], untouched=untouched, objections={result.document.path: [told]})
    changes = changes_of([result])
    shown = {
        suffix: render(suffix, report, changes, embed_sources=True).decode() for suffix in FORMATS if suffix != ".patch"
    }
    assert [suffix for suffix, text in shown.items() if word in text] == []
    for suffix in (".md", ".sarif", ".csv", ".xml"):
        assert "login(***) failed" in shown[suffix].replace("\\*", "*"), suffix
    assert render_json(report).count("login(***) failed") == 6
    assert "login(***) failed" in render_json(build_report([], [bad], secrets=[word]))


def test_a_secret_in_the_title_of_a_step_is_masked_wherever_the_step_is_named() -> None:
    nodes = (
        SketchNode("marmalade", "send marmalade", "PythonScriptStep", "a.py", 3),
        SketchNode("b", "b", "", "a.py", 4),
    )
    sketch = Sketch(nodes, (SketchEdge("marmalade", "b", "data"),))
    result = converted()
    result.pipelines = [replace(result.pipelines[0], v1_sketch=sketch, v2_sketch=sketch)]
    graphs = build_report([result], secrets=["marmalade"]).pipelines[0].graphs
    assert graphs is not None
    assert graphs.v1 is not None
    assert "marmalade" not in graphs.model_dump_json()
    assert [node.id for node in graphs.v1.nodes] == [graphs.v1.edges[0].source, "b"] == ["***", "b"]
    assert ("***", "***") in graphs.pairs


def test_a_pipeline_that_stays_v1_is_listed_with_its_reason() -> None:
    symbol = "azureml.pipeline.core.Pipeline"
    result = converted(
        "train/pipeline.py", use(9, Outcome.MANUAL, symbol=symbol, message="no steps"), use(2, symbol=symbol)
    )
    place = Location("train/pipeline.py", 9)
    result.pipelines_seen = [PipelineSeen("training", result.pipelines[0].v1), PipelineSeen("scoring", place)]
    report = build_report([result])
    assert [(one.name, one.v2 is None, one.reason) for one in report.pipelines] == [
        ("training", False, ""),
        ("scoring", True, "no steps"),
    ]
    assert report.summary.pipelines.total == 2
