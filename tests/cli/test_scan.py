"""``scan`` with the real converter: it tells what ``convert`` does."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from migrate import cli
from migrate.report.effort import MINUTES
from tests.cli.test_convert import contents, tree
from tests.cli.test_main import COMMAND, python

ROOT = Path(__file__).parents[2]
Scan = Callable[..., tuple[int, str, str]]
PIPELINE = """\
import os
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep, RScriptStep

ws = Workspace.from_config()
train = PythonScriptStep(name="train", script_name="train.py", source_directory="src", compute_target="cpu")
score = PythonScriptStep(name="score", script_name="gone.py", source_directory="src", compute_target="cpu")
other = PythonScriptStep(name="other", script_name=os.environ["SCRIPT"], compute_target="cpu")
pipeline = Pipeline(workspace=ws, steps=[train, score, other])
in_r = Pipeline(ws, [RScriptStep(script_name="a.R", name="r", compute_target="cpu")])
"""
PROJECT: dict[str, str | bytes] = {
    "jobs/pipeline.py": PIPELINE,
    "jobs/src/train.py": "print(1)\n",
    "python2.py": "import azureml.core\nprint 'x'\n",
    "other.py": "from mylib import Workspace, Pipeline\n",
}


@pytest.fixture
def scan(capfd: pytest.CaptureFixture[str]) -> Scan:
    def go(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.invoke(["scan", *map(str, arguments)])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return go


def projects() -> list[Path]:
    """The examples, the projects of the tests, and the corpus where there is one."""
    found = [ROOT / "v1_examples", *sorted((ROOT / "tests/projects").glob("*/before"))]
    corpus = os.environ.get("AZUREML_MIGRATE_CORPUS")
    return [*found, Path(corpus)] if corpus else found


@pytest.mark.parametrize("project", projects(), ids=str)
def test_scan_and_convert_agree(project: Path, tmp_path: Path, scan: Scan) -> None:
    report = tmp_path / "report.json"
    cli.invoke(
        ["convert", str(project), "-o", str(tmp_path / "out"), "--report", str(report), "--verify", "conforming"]
    )
    _, out, _ = scan(project, "--format", "json")
    converted, scanned = json.loads(report.read_text(encoding="utf-8")), json.loads(out)
    assert scanned["summary"]["uses"] == converted["summary"]["uses"]
    for key, rows in (("path", "files"), ("symbol", "constructs")):
        counts = Counter(
            (use["location"]["path"] if key == "path" else use["symbol"], use["outcome"]) for use in converted["uses"]
        )
        assert counts == Counter(
            {
                (row[key], outcome): number
                for row in scanned[rows]
                for outcome, number in row["uses"].items()
                if outcome != "total" and number
            }
        )
    known = {file["path"]: file["status"] for file in converted["files"] if file["output_path"] in (None, file["path"])}
    statuses = {"converts": "converted", "stays": "unchanged", "plain": "unchanged", "failed": "failed"}
    assert {file["path"]: statuses[file["status"]] for file in scanned["files"]} == known
    ours = [one for one in converted["pipelines"] if one["v1"] is not None]
    assert scanned["summary"]["pipelines"] == len(ours)
    assert scanned["summary"]["pipelines_converted"] == sum(one["v2"] is not None for one in ours)


def test_the_inventory_of_a_project(tmp_path: Path, scan: Scan) -> None:
    tree(tmp_path, PROJECT)
    before = contents(tmp_path)
    code, out, err = scan(tmp_path, "--format", "json")
    assert contents(tmp_path) == before
    assert code == 2
    assert err.startswith(f"error: {tmp_path}/python2.py:2: this is not valid Python 3")
    inventory = json.loads(out)
    assert {name: value for name, value in inventory["summary"].items() if name != "uses"} == {
        "files": 4, "files_with_v1": 1, "files_failed": 1, "pipelines": 2, "pipelines_converted": 1,
        "scripts_found": 1, "scripts_not_found": 3,
    }  # fmt: skip
    assert {file["path"]: file["status"] for file in inventory["files"]} == {
        "jobs/pipeline.py": "converts", "jobs/src/train.py": "plain", "other.py": "plain", "python2.py": "failed"
    }  # fmt: skip
    assert [(one["step"], one["line"], one["script"], one["found"]) for one in inventory["scripts"]] == [
        ("train", 7, "jobs/src/train.py", True),
        ("score", 8, "src/gone.py", False),
        ("other", 9, None, False),
        ("r", 11, "a.R", False),
    ]
    first, second = inventory["pipelines"]
    assert (first["name"], first["line"], first["steps"], first["outcome"]) == (
        "pipeline", 10, ["train", "score", "other"], "converted"
    )  # fmt: skip
    # three calls of steps with 4, 4 and 3 arguments, one of a pipeline with 2
    assert first["uses"]["total"] == 3 + 11 + 1 + 2
    assert (second["name"], second["outcome"], second["uses"]["manual"]) == ("in_r", "manual", 1 + 3 + 1 + 2)
    assert second["message"] == "the pipeline is not converted: v1 takes no R step without a run configuration"


def test_the_effort_shows_its_formula(tmp_path: Path, scan: Scan) -> None:
    tree(tmp_path, PROJECT)
    _, out, _ = scan(tmp_path)
    # by hand: the pipeline and the R step, with their arguments, are manual calls; one file, two pipelines
    expected = 2 * 20 + 10 + 2 * 60
    assert f"Effort: {expected} minutes, 2.8 hours: the sum of number x minutes over the rows below; " in out
    rows = re.findall(r"^  ([a-z ]+?) +(\d+) x +(\d+) min = +(\d+) min$", out, re.MULTILINE)
    assert [row[0] for row in rows] == list(MINUTES)
    assert sum(int(number) * int(each) for _, number, each, _ in rows) == sum(int(row[3]) for row in rows) == expected
    documented = (ROOT / "docs/scan.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", documented, re.MULTILINE)
    assert {what: int(minutes) for what, minutes in table} == MINUTES


def test_all_forms_say_the_same(tmp_path: Path, scan: Scan) -> None:
    tree(tmp_path / "v1", PROJECT)
    names = {"json": "r.json", "markdown": "r.md", "csv": "r.csv", "table": "r.txt"}
    reports = [word for name in names.values() for word in ("--report", tmp_path / name)]
    for form, name in names.items():
        _, out, _ = scan(tmp_path / "v1", "--format", form, *reports)
        assert out == (tmp_path / name).read_text(encoding="utf-8")
    inventory = json.loads((tmp_path / "r.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text())))
    assert Counter(row["what"] for row in rows) == {
        "construct": len(inventory["constructs"]), "file": 4, "pipeline": 2, "script": 4
    }  # fmt: skip
    total = inventory["summary"]["uses"]["total"]
    assert sum(int(row["total"]) for row in rows if row["what"] == "construct") == total
    for name in ("r.md", "r.txt"):
        text = (tmp_path / name).read_text()
        assert str(total) in text
        assert "src/gone.py" in text


ODD_NAMES = (b"caf\xe9.py", b"new\nline.py", b'=a|b,"c`.py', "é漢.py".encode())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not take such names")
def test_names_that_are_no_text_or_more_than_a_line(
    tmp_path: Path, scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path / "v1", {os.fsdecode(name): "from azureml.core import Run\n" for name in ODD_NAMES})
    monkeypatch.chdir(tmp_path)
    paths = sorted(os.fsdecode(name) for name in ODD_NAMES)
    _, out, _ = scan("v1", "--format", "json")
    assert [file["path"] for file in json.loads(out)["files"]] == paths
    _, out, _ = scan("v1", "--format", "csv")
    rows = [row for row in csv.reader(io.StringIO(out, newline="")) if row[0] == "file"]
    assert [row[2] for row in rows] == ["'=a|b,\"c`.py", "caf\\udce9.py", "new\nline.py", "é漢.py"]
    _, out, _ = scan("v1")
    assert {line[: line.index(".py")] for line in out.splitlines() if ".py " in line} == {
        '  =a|b,"c`', "  caf\\udce9", "  new\\nline", "  é漢"
    }  # fmt: skip
    assert scan("v1", "--write-baseline", "--baseline", "b.json")[0] == 0
    assert scan("v1", "--check", "--baseline", "b.json")[0] == 0
    assert cli.invoke(["convert", "v1", "-o", "v2", "-q", "--report", "r.json"]) == 0
    assert cli.invoke(["report", "r.json", "-f", "csv", "-o", "r.csv"]) == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_files_that_are_printed_are_utf_8_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    tree(tmp_path, {"é漢.py": "from azureml.core import Run\n"})
    command = [sys.executable, "-c", COMMAND + "sys.exit(code)", "scan", str(tmp_path), "--format", "json"]
    done = subprocess.run(
        command, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert [file["path"] for file in json.loads(done.stdout)["files"]] == ["é漢.py"]


def test_wrong_usage(tmp_path: Path, scan: Scan) -> None:
    tree(tmp_path, {"a.py": "", "b.json": "{}"})
    for arguments, hint in (
        (["--write-baseline"], "--write-baseline needs a file to write (name it with --baseline FILE)"),
        (["--baseline", tmp_path / "b.json"], "--baseline is for --check"),
        (["--check", "--baseline", tmp_path / "b.json"], "b.json: is no baseline of this version"),
        (["--check", "--baseline", tmp_path / "none.json"], "none.json: cannot be read"),
        (["--report", "x.html"], "no scan report for the ending '.html' (use one of: .json, .md, .csv, .txt)"),
    ):
        code, out, err = scan(tmp_path, *arguments)
        assert (code, out) == (2, "")
        assert hint in err


class TestGate:
    @pytest.fixture
    def baseline(self, tmp_path: Path, scan: Scan) -> Path:
        tree(tmp_path, PROJECT)
        path = tmp_path / "baseline.json"
        code, _, err = scan(tmp_path, "--baseline", path, "--write-baseline")
        assert code == 0
        assert "python2.py" not in err
        return path

    def test_known_uses_pass(self, baseline: Path, scan: Scan) -> None:
        for place in (baseline.parent, baseline.parent / "jobs", baseline.parent / "jobs/pipeline.py"):
            assert scan(place, "--check", "--baseline", baseline)[0] == 0
        # scanning again writes the same
        before = baseline.read_bytes()
        scan(baseline.parent, "--baseline", baseline, "--write-baseline")
        assert baseline.read_bytes() == before

    def test_without_a_baseline_everything_is_new(self, baseline: Path, scan: Scan) -> None:
        assert scan(baseline.parent / "jobs", "--check")[0] == 1
        assert scan(baseline.parent / "other.py", "--check")[0] == 0

    def test_code_that_moves_is_not_new(self, baseline: Path, scan: Scan) -> None:
        path = baseline.parent / "jobs/pipeline.py"
        head, _, tail = PIPELINE.partition("train = ")
        lines = f"train = {tail}".splitlines(keepends=True)
        path.write_text(f"# one\n# more\n{head}\n\n{lines[2]}{lines[1]}{lines[0]}\n{''.join(lines[3:])}")
        assert scan(baseline.parent, "--check", "--baseline", baseline)[0] == 0

    def test_a_file_with_another_name_is_not_new(self, baseline: Path, scan: Scan) -> None:
        (baseline.parent / "jobs/pipeline.py").rename(baseline.parent / "jobs/main.py")
        assert scan(baseline.parent, "--check", "--baseline", baseline)[0] == 0

    def test_only_what_is_new_in_a_file_with_another_name_is_named(self, baseline: Path, scan: Scan) -> None:
        path = baseline.parent / "jobs/pipeline.py"
        path.rename(path.with_name("main.py")).write_text(f"{PIPELINE}store = ws.get_default_datastore()\n")
        baseline.write_bytes(b"\xef\xbb\xbf" + baseline.read_bytes().replace(b"\n", b"\r\n"))  # as editors leave it
        code, _, err = scan(baseline.parent, "--check", "--baseline", baseline)
        assert code == 1
        assert [line.partition("main.py")[2] for line in err.splitlines()] == [
            ":12: new use of SDK v1: call azureml.core.Workspace.get_default_datastore"
        ]

    def test_a_copy_of_a_file_is_new(self, baseline: Path, scan: Scan) -> None:
        (baseline.parent / "jobs/copy.py").write_text(PIPELINE)
        code, _, err = scan(baseline.parent / "jobs/copy.py", "--check", "--baseline", baseline)
        assert code == 1
        assert "copy.py:2: new use of SDK v1: import azureml.core.Workspace\n" in err

    def test_new_uses_are_named(self, baseline: Path, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(baseline.parent)
        (baseline.parent / "jobs/pipeline.py").write_text(
            PIPELINE.replace(
                "train = ", "again = Workspace.from_config()\nstore = ws.get_default_datastore()\ntrain = "
            )
        )
        code, _, err = scan(baseline.parent, "--check", "--baseline", baseline)
        assert code == 1
        new = [line for line in err.splitlines() if line.startswith("error:")]
        call = "new use of SDK v1: call azureml.core.Workspace"
        assert new == [
            f"error: jobs/pipeline.py:6: {call}.from_config (2 uses here, 1 known)",
            f"error: jobs/pipeline.py:7: {call}.from_config (2 uses here, 1 known)",
            f"error: jobs/pipeline.py:8: {call}.get_default_datastore",
        ]

    def test_a_file_that_broke_is_told(self, baseline: Path, scan: Scan) -> None:
        (baseline.parent / "broken.py").write_text("import azureml\ndef (:\n")
        code, _, err = scan(baseline.parent, "--check", "--baseline", baseline)
        assert code == 2
        assert [line.split(":")[1].rpartition("/")[2] for line in err.splitlines()] == ["broken.py"]


def test_scan_imports_no_sdk() -> None:
    done = python(COMMAND + "print('LOADED', *sorted(sys.modules)); sys.exit(code)", "scan", str(ROOT / "v1_examples"))
    assert done.returncode == 0
    loaded = {".".join(name.split(".")[:2]) for name in done.stdout.split("LOADED ")[1].split()}
    assert not [name for name in loaded if name.split(".")[0] in ("azure", "azureml", "mlflow")]


def test_the_snippets_of_the_docs_are_commands_that_there_are(tmp_path: Path, scan: Scan) -> None:
    text = (ROOT / "docs/scan.md").read_text(encoding="utf-8")
    pre_commit, github, azure = [YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.S)]
    (hook,) = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (used,) = pre_commit["repos"][0]["hooks"]
    assert used["id"] == hook["id"]
    gate = github["jobs"]["scan"]["steps"][-1]["run"]
    assert gate == azure["steps"][-1]["script"] == " ".join([hook["entry"], *used["args"]])
    lines = [line for block in re.findall(r"```\n(.*?)```", text, re.S) for line in block.splitlines()]
    commands = [shlex.split(line)[2:] for line in lines if line.startswith("azureml-migrate scan ")]
    assert shlex.split(gate)[2:] in commands
    tree(tmp_path, {"a.py": PIPELINE})
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        assert [scan(*words)[0] for words in commands] == [0] * len(commands)
    finally:
        os.chdir(before)
