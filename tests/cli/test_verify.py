from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from migrate.cli import parts
from migrate.conversion import FileKind
from migrate.engine import convert_one
from migrate.verify.levels import ExpectedPipeline, Finding, Level, PipelineProof
from migrate.verify.project.launch import Launch
from migrate.verify.prove import Proofs
from tests.cli.conftest import Run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> list[tuple[object, ...]]:
    """What the verification is asked; it finds one pipeline, at ``conforming``."""
    calls: list[tuple[object, ...]] = []

    def prove(
        root: Path, outputs: Sequence[tuple[str, FileKind]], pipelines: Sequence[ExpectedPipeline], *, level: Level,
        trust_code: bool, original: object = None, launch: object = None,
    ) -> Proofs:  # fmt: skip
        calls.append((root, list(outputs), list(pipelines), level, trust_code, launch))
        against = "it does not build: password='hunter2'"
        excused = "a tag [excused: tags]"
        proof = PipelineProof(
            "training", "a.py", 3, Level.CONFORMING, (against, excused), reason=against, excused=(excused,)
        )
        finding = Finding("a.py", 1, "x", "unknown name") if (tmp_path / "v2/bad.py").exists() else None
        return Proofs({"a.py": (finding,)} if finding else {}, (proof,))

    monkeypatch.setattr(parts, "prove", lambda: prove)
    for name in ("v1/a.py", "v2/a.py", "v2/b.ipynb", "v2/README.md", "v2/other.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    schema = "$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json\n"
    (tmp_path / "v2/component.yaml").write_text(schema)
    return calls


def test_asks_for_the_files_of_v2(run: Run, asked: list[tuple[object, ...]], tmp_path: Path) -> None:
    outcome = run("verify", "v1", "v2")
    assert outcome.code == 0
    files = [("a.py", FileKind.PYTHON), ("b.ipynb", FileKind.NOTEBOOK), ("component.yaml", FileKind.YAML)]
    assert asked == [(tmp_path / "v2", files, [], Level.CONFORMING, False, Launch(source=tmp_path / "v1"))]
    assert outcome.out == (
        "a.py:3: training: conforming\n  it does not build: password='***'\n  a tag [excused: tags]\n"
    )


def test_a_pipeline_below_the_level_is_exit_code_1(run: Run, asked: list[tuple[object, ...]]) -> None:
    outcome = run("verify", "v1", "v2", "--level", "builds", "--trust-code")
    assert outcome.code == 1
    assert asked[0][3:5] == (Level.BUILDS, True)
    told = "a.py:3: training: conforming, not builds: it does not build: password='***'"
    assert outcome.out.splitlines()[0] == told


def test_how_the_code_is_started(run: Run, asked: list[tuple[object, ...]], tmp_path: Path) -> None:
    (tmp_path / "values.env").write_text("A=1\n")
    run(
        *("verify", "v1", "v2", "--entry", "a:build", "--entry", "pkg.b:Make.pipe"),
        *("--args", "--name 'two words' -n 4", "--env-file", "values.env"),
    )
    expected = Launch(
        ("a:build", "pkg.b:Make.pipe"), ("--name", "two words", "-n", "4"), Path("values.env"), tmp_path / "v1"
    )
    assert asked[0][5] == expected


def test_levels_go_into_the_reports(run: Run, asked: list[tuple[object, ...]], tmp_path: Path) -> None:
    (tmp_path / "v2/bad.py").write_text("x")
    outcome = run("verify", "v1", "v2", "--report", "out.json", "--report", "out.md")
    assert outcome.out.splitlines()[-2:] == ["Report: out.json", "Report: out.md"]
    report = json.loads((tmp_path / "out.json").read_text())
    assert report["pipelines"] == [
        {
            "name": "training",
            "v1": None,
            "v2": {"path": "a.py", "line": 3},
            "level": "conforming",
            "reason": "it does not build: password='***'",
            "differences": ["it does not build: password='***'"],
            "excused": ["a tag [excused: tags]"],
            "not_provable": [],
            "graphs": None,
        }
    ]
    assert [(file["path"], file["error"]) for file in report["files"] if file["error"]] == [
        ("a.py", "line 1: unknown name")
    ]
    assert "a tag \\[excused: tags\\]" in (tmp_path / "out.md").read_text()


def test_an_objection_is_exit_code_1(run: Run, asked: list[tuple[object, ...]], tmp_path: Path) -> None:
    (tmp_path / "v2/bad.py").write_text("x")
    outcome = run("verify", "v1", "v2")
    assert outcome.code == 1
    assert outcome.err == "error: a.py:1: unknown name\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["v1", "v2", "--level", "builds"], "level builds runs the converted code (add --trust-code"),
        (["v1", "v2", "--level", "equivalent"], "level equivalent runs the converted code and the original"),
        (["v1", "v2", "--level", "runs"], "level runs runs the converted code and the original"),
        (["v1", "v2", "--entry", "build"], "--entry 'build' is not module:function (write it as package.module:build)"),
        (["v1", "v2", "--env-file", "none.env"], "none.env: there is no such file"),
        (["v1", "v2", "--args", "'open"], "--args cannot be split into words: no closing quotation (close the quote)"),
        (["v1", "v2", "--report", "out.patch"], "out.patch: verify changes nothing, so there is no patch"),
        (["missing", "v2"], "missing: no such file or folder"),
        (["v1", "missing"], "missing: no such file or folder"),
    ],
)
def test_what_cannot_be_done(run: Run, asked: list[tuple[object, ...]], arguments: list[str], message: str) -> None:
    outcome = run("verify", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert asked == []


@pytest.mark.parametrize("report", ["r.json", "r.md"])
def test_a_secret_of_the_v1_code_is_masked_wherever_it_is_quoted(
    run: Run, asked: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, report: str
) -> None:
    """The verification quotes what no pattern would find."""
    (tmp_path / "v1/a.py").write_text(
        "from azureml.core.authentication import ServicePrincipalAuthentication\n"
        'auth = ServicePrincipalAuthentication("t", "i", service_principal_password="marmalade")\n'
    )
    told = "login(marmalade) failed"
    proof = PipelineProof("training", "a.py", 3, Level.CONFORMING, (told,), reason=told)
    proofs = Proofs({"a.py": (Finding("a.py", 1, "x", told),)}, (proof,))
    monkeypatch.setattr(parts, "prove", lambda: lambda *_, **__: proofs)
    monkeypatch.setattr(parts, "converter", lambda root, options: lambda one: convert_one(one, root, options))
    outcome = run("verify", "v1", "v2", "--level", "builds", "--trust-code", "--report", report)
    assert "login(***) failed" in outcome.out
    assert "login(***) failed" in outcome.err
    assert "marmalade" not in outcome.out + outcome.err + (tmp_path / report).read_text()
