"""Levels of whole projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.conversion import FileKind
from migrate.errors import UsageError
from migrate.verify.builds import BuildResult, Failure
from migrate.verify.levels import ExpectedPipeline, Level, PipelineProof
from migrate.verify.prove import Proofs, lost_names, prove
from tests.verify.checks.modules import one_node
from tests.verify.conftest import HEADER

KINDS = {".py": FileKind.PYTHON, ".yaml": FileKind.YAML, ".yml": FileKind.CONDA}


def proofs(root: Path, files: dict[str, str], *pipelines: str, level: Level = Level.BUILDS) -> Proofs:
    for name, text in {"src/prep.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    expected = [ExpectedPipeline(name, path) for path, _, name in (item.partition(":") for item in pipelines)]
    outputs = [(name, KINDS[Path(name).suffix]) for name in files]
    return prove(root, outputs, expected, level=level, trust_code=True)


def proof(root: Path, files: dict[str, str], pipeline: str, level: Level = Level.BUILDS) -> PipelineProof:
    return proofs(root, files, pipeline, level=level).pipelines[0]


def test_a_pipeline_that_builds(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + one_node()}, "main.py:one")
    assert (found.level, found.differences) == (Level.BUILDS, ())
    assert found.not_provable == (
        "compute exists and has quota: cpu",
        "environment exists: env:1",
        "data exists and may be read: raw on datastore store",
        "inputs and outputs can be mounted with the identity of the job",
    )


def test_nothing_runs_below_builds(tmp_path: Path) -> None:
    found = proofs(tmp_path, {"main.py": HEADER + one_node()}, "main.py:one", level=Level.CONFORMING)
    assert found.pipelines[0].level is Level.CONFORMING
    assert found.runs == ()


def test_execution_needs_trust(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("x = 1")
    with pytest.raises(UsageError):
        prove(tmp_path, [("main.py", FileKind.PYTHON)], [ExpectedPipeline("x", "main.py")], level=Level.BUILDS)


def test_a_file_that_does_not_parse(tmp_path: Path) -> None:
    found = proofs(tmp_path, {"main.py": "x = (", "other.py": HEADER + one_node()}, "main.py:one", "other.py:one")
    assert [item.level for item in found.pipelines] == [Level.NONE, Level.BUILDS]
    assert list(found.findings) == ["main.py"]


def test_a_name_that_does_not_exist(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + one_node("allow_reuse=False,")}, "main.py:one")
    assert found.level is Level.PARSED
    assert "command() takes no argument 'allow_reuse'" in found.differences[0]


def test_a_fault_in_a_file_that_the_pipeline_needs(tmp_path: Path) -> None:
    files = {
        "main.py": HEADER + "from steps import component\n" + one_node().replace("component = ", "unused = "),
        "steps.py": "from azure.ai.ml import nope\ncomponent = None",
        "other.py": HEADER + one_node(),
    }
    found = proofs(tmp_path, files, "main.py:one", "other.py:one", level=Level.CONFORMING)
    assert [item.level for item in found.pipelines] == [Level.PARSED, Level.CONFORMING]


def test_a_fault_in_a_component_file(tmp_path: Path) -> None:
    text = HEADER + one_node() + "\nother = load_component('components/other.yaml')\n"
    component = (
        "$schema: x/commandComponent.schema.json\ntype: command\nname: Other\ncommand: ls\nenvironment: azureml:e:1"
    )
    found = proof(tmp_path, {"main.py": text, "components/other.yaml": component}, "main.py:one", Level.CONFORMING)
    assert found.level is Level.PARSED
    assert "components/other.yaml:3: 'Other' is not a valid component name" in found.differences[0]


def test_a_check_that_fails(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + one_node(environment='"env"')}, "main.py:one")
    assert found.level is Level.CONFORMING
    assert [finding.check for finding in found.findings] == ["environment-version"]


def test_a_warning_is_listed(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + one_node(command="python prep.py ${{outputs.out}}")}, "main.py:one")
    assert found.level is Level.BUILDS
    assert [finding.check for finding in found.findings] == ["unused-input"]


def test_a_script_that_fails_before_its_pipeline(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + "import json.nothing\n" + one_node()}, "main.py:one")
    assert found.level is Level.CONFORMING
    assert len(found.differences) == 1
    assert found.differences[0].startswith("not built: main.py:6: ModuleNotFoundError: No module named 'json.nothing'")


def test_a_script_that_fails_after_its_pipeline(tmp_path: Path) -> None:
    found = proof(tmp_path, {"main.py": HEADER + one_node(after="1 / 0")}, "main.py:one")
    assert found.level is Level.BUILDS
    assert "ZeroDivisionError" in found.differences[0]


def test_a_pipeline_that_is_only_defined(tmp_path: Path) -> None:
    text = HEADER + one_node().replace("job = one(raw=FOLDER)", "")
    found = proof(tmp_path, {"main.py": text}, "main.py:one")
    assert found.level is Level.CONFORMING
    assert found.differences[0] == "no pipeline of this name was built"


def test_a_pipeline_that_another_module_builds(tmp_path: Path) -> None:
    files = {
        "steps.py": HEADER + one_node().replace("job = one(raw=FOLDER)", ""),
        "main.py": HEADER + "from steps import one\n\njob = one(raw=FOLDER)\n",
    }
    assert proof(tmp_path, files, "steps.py:one").level is Level.BUILDS


MISSING_COMPUTE = """
from azure.core.exceptions import ResourceNotFoundError

ws = MLClient.from_config(DefaultAzureCredential())
try:
    ws.compute.get("cpu")
except ResourceNotFoundError:
    {handler}
"""


def test_both_ways_are_tried_where_compute_may_be_missing(tmp_path: Path) -> None:
    good = MISSING_COMPUTE.format(handler='ws.compute.begin_create_or_update(AmlCompute(name="cpu")).result()')
    found = proofs(tmp_path, {"main.py": HEADER + good + one_node()}, "main.py:one")
    assert found.pipelines[0].level is Level.BUILDS
    assert [run.compute_exists for run in found.runs] == [True, False]


def test_a_fault_where_compute_is_missing(tmp_path: Path) -> None:
    made = 'ws.compute.begin_create_or_update(AmlCompute(name="cpu")).result()'
    bad = MISSING_COMPUTE.format(handler=f'{made}\n    raise RuntimeError("make it first")')
    found = proof(tmp_path, {"main.py": HEADER + bad + one_node()}, "main.py:one")
    assert found.level is Level.CONFORMING
    assert found.differences[0] == "not built when compute targets do not exist"
    assert "RuntimeError: make it first" in found.differences[1]


def test_code_that_creates_no_compute_needs_it(tmp_path: Path) -> None:
    ended = MISSING_COMPUTE.format(handler='raise RuntimeError("make it first")')
    found = proofs(tmp_path, {"main.py": HEADER + ended + one_node()}, "main.py:one")
    assert [run.compute_exists for run in found.runs] == [True]
    assert found.pipelines[0].level is Level.BUILDS


def test_a_pipeline_is_found_by_its_place(tmp_path: Path) -> None:
    text = HEADER + one_node() + one_node().replace("def one", "def two").replace("one(", "two(")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "prep.py").write_text("")
    (tmp_path / "main.py").write_text(text)
    decorator = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("@dsl"))
    expected = [ExpectedPipeline("called otherwise", "main.py", decorator), ExpectedPipeline("nowhere", "main.py", 1)]
    found = prove(tmp_path, [("main.py", FileKind.PYTHON)], expected, level=Level.BUILDS, trust_code=True)
    assert [item.level for item in found.pipelines] == [Level.BUILDS, Level.CONFORMING]


def test_the_only_pipeline_of_a_file_is_found(tmp_path: Path) -> None:
    assert proof(tmp_path, {"main.py": HEADER + one_node()}, "main.py:called otherwise").level is Level.BUILDS


def test_pipelines_of_one_name_are_told_apart_by_line(tmp_path: Path) -> None:
    text = HEADER + one_node() + one_node(environment='"env"')
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "prep.py").write_text("")
    (tmp_path / "main.py").write_text(text)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("def one")]
    expected = [ExpectedPipeline("one", "main.py", line) for line in lines]
    found = prove(tmp_path, [("main.py", FileKind.PYTHON)], expected, level=Level.BUILDS, trust_code=True)
    assert [item.level for item in found.pipelines] == [Level.BUILDS, Level.CONFORMING]


def test_a_name_that_the_code_has_no_longer() -> None:
    item = ExpectedPipeline("sales", "build.py", 4)

    def lost(*failures: Failure, failed: frozenset[str] = frozenset()) -> list[str]:
        return lost_names(item, [BuildResult("build.py", failures=failures)], failed)

    name = Failure("NameError", "name 'model' is not defined", "build.py", 9, after_graph=True)
    other = Failure("ValueError", "this and that", "build.py", 8, after_graph=True)
    assert lost(name) == ["the script failed: build.py:9: NameError: name 'model' is not defined"]
    assert lost(name, failed=frozenset({name.message})) == []
    assert lost(other, name) == []
