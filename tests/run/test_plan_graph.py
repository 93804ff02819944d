"""Running a v1 graph, and comparing it with its v2 job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.run.compare import compare_runs
from migrate.run.data import Given
from migrate.run.local import Options, run_graph
from migrate.run.plan import RunError
from migrate.run.record import RunRecord, Status
from migrate.verify.graph import DataSource, Graph, InputPort, Node, OutputPort, Parameter, Value, Word, WordKind
from tests.run.conftest import RunIt, command, folder, log, output_of, parent, pipeline, text, write

COPY = """
import os, pathlib, sys
source, target, title = sys.argv[1:4]
os.makedirs(target)
for path in pathlib.Path(source).iterdir():
    (pathlib.Path(target) / path.name).write_text(path.read_text() + title)
"""


def literal(value: str) -> Word:
    return Word(WordKind.LITERAL, value)


def python(script: str) -> tuple[Word, ...]:
    return literal("python"), literal(script)


def step(name: str, script: str, *arguments: Word, **more: Any) -> Node:
    return Node(name, "command", program=python(script), arguments=arguments, source_folder="src", **more)


def graph() -> Graph:
    title = Word(WordKind.PARAMETER, "title", prefix="<", suffix=">")
    copy = step(
        "Copy data", "copy.py", Word(WordKind.INPUT, "raw"), Word(WordKind.OUTPUT, "copied"), title,
        inputs=(InputPort("raw", source=DataSource("azureml://datastores/s/paths/raw")),),
        outputs=(OutputPort("copied"),),
    )  # fmt: skip
    again = step(
        "Again", "copy.py", Word(WordKind.INPUT, "copied"), Word(WordKind.OUTPUT, "result"), literal("'$x'"),
        inputs=(InputPort("copied", producer=("Copy data", "copied")),),
        outputs=(OutputPort("result", pipeline_output="r"),),
    )  # fmt: skip
    return Graph("p", nodes=(again, copy), parameters=(Parameter("title", "string", "it's"),))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path, {"src/copy.py": COPY, "data/a.txt": "a", "data/b.txt": "b"})
    return tmp_path / "data"


def run_it_v1(tmp_path: Path, of: Graph, data: Path | None = None, **parameters: str) -> RunRecord:
    given = Given({"raw": data} if data else {}, parameters)
    return run_graph(of, tmp_path, given, Options(tmp_path / "v1"), trust_code=True)


def test_argument_vectors_reach_the_script_as_they_are(tmp_path: Path, data: Path) -> None:
    result = run_it_v1(tmp_path, graph(), data)
    assert result.well, log(result, "Copy data")
    assert [node.name for node in result.nodes] == ["Copy data", "Again"]
    assert result.node("Copy data").argv == (("python", "copy.py", "${{inputs.raw}}", "${{outputs.copied}}", "<it's>"),)
    assert (result.folder / "Again/result/a.txt").read_text() == "a<it's>'$x'"
    assert result.outputs == {"r": "Again/result"}


def test_parameters_of_the_submission_and_of_the_user(tmp_path: Path, data: Path) -> None:
    bound = Graph("p", nodes=graph().nodes, parameters=graph().parameters, bindings={"title": "bound"})
    assert run_it_v1(tmp_path, bound, data).node("Copy data").argv[0][-1] == "<bound>"
    assert run_it_v1(tmp_path, bound, data, title="given").node("Copy data").argv[0][-1] == "<given>"
    with pytest.raises(RunError, match="no parameter x"):
        run_it_v1(tmp_path, bound, data, x="1")


def test_the_same_as_its_v2_job(tmp_path: Path, data: Path, run_it: RunIt) -> None:
    line = 'rmdir ${{outputs.to}} && python copy.py ${{inputs.data}} ${{outputs.to}} "<${{inputs.title}}>"'
    more = "rmdir ${{outputs.to}} && python copy.py ${{inputs.data}} ${{outputs.to}} ''\\''$x'\\'''"
    jobs = {
        "copy": command(line, tmp_path / "src", {"data": parent("raw"), "title": parent("title")},
                        ports={"title": text()}, outputs={"to": folder()}, display_name="Copy data"),
        "again": command(more, tmp_path / "src", {"data": output_of("copy", "to")}, outputs={"to": folder()}),
    }  # fmt: skip
    job = pipeline(jobs, {"raw": {"type": "uri_folder", "path": "azureml:raw:1"}, "title": "it's"})
    v1, v2 = run_it_v1(tmp_path, graph(), data), run_it(job, {"raw": data})
    result = compare_runs(v1, v2)
    assert result.same, [str(item) for item in result.differences]
    assert result.files == 4
    other = run_it(job, {"raw": data}, {"title": "its"}, to="other")
    assert {item.what for item in compare_runs(v1, other).differences} == {"arguments", "files"}


def test_a_command_step_is_a_line_for_the_shell(tmp_path: Path, data: Path) -> None:
    """Quotes, operators and patterns are as they were written."""
    copied = Word(WordKind.OUTPUT, "copied")
    line = (
        "python copy.py ${{inputs.raw}} ${{outputs.copied}} ${{parameters.title}} && echo 'it  is  > done' \"&&\" '*'"
        " > ${{outputs.copied}}/note && ls *.py | sort > ${{outputs.copied}}/list"
    )
    node = step(
        "both", "copy.py", Word(WordKind.INPUT, "raw"), copied, Word(WordKind.PARAMETER, "title"), line=line,
        inputs=(InputPort("raw", source=DataSource("x")),), outputs=(OutputPort("copied"),),
    )  # fmt: skip
    result = run_it_v1(tmp_path, Graph("p", nodes=(node,), parameters=(Parameter("title", "string", "!"),)), data)
    assert result.well, log(result, "both")
    assert (result.folder / "both/copied/a.txt").read_text() == "a!"
    assert (result.folder / "both/copied/note").read_text() == "it  is  > done && *\n"
    assert "copy.py" in (result.folder / "both/copied/list").read_text().split()
    assert result.node("both").argv == (("python", "copy.py", "${{inputs.raw}}", "${{outputs.copied}}", "!"),)


def test_ordering_without_data(tmp_path: Path, data: Path) -> None:
    write(tmp_path, {"src/fail.py": "raise SystemExit(1)", "src/ok.py": ""})
    nodes = (step("later", "ok.py"), step("earlier", "fail.py"))
    result = run_it_v1(tmp_path, Graph("p", nodes=nodes, ordering=(("earlier", "later"),)))
    assert result.node("later").status is Status.SKIPPED


def test_the_first_failure_ends_a_v1_pipeline_unless_told_otherwise(tmp_path: Path, data: Path) -> None:
    write(tmp_path, {"src/fail.py": "raise SystemExit(1)", "src/ok.py": "import time; time.sleep(0.2)"})
    nodes = (step("bad", "fail.py"), step("slow", "ok.py"), step("other", "ok.py"))
    options = Options(tmp_path / "v1", at_once=1)
    stopped = run_graph(Graph("p", nodes=nodes), tmp_path, Given(), options, trust_code=True)
    assert stopped.node("other").status is Status.SKIPPED
    going_on = Graph("p", nodes=nodes, continue_on_failure=Value(True))
    assert run_graph(going_on, tmp_path, Given(), options, trust_code=True).node("other").status is Status.COMPLETED


def test_the_variables_of_the_v1_runtime(tmp_path: Path, data: Path) -> None:
    write(tmp_path, {"src/env.py": """
        import os
        assert os.environ["AZUREML_DATAREFERENCE_raw"].endswith("data")
        open(os.environ["AZUREML_DATAREFERENCE_out"], "w").write(os.environ["MINE"] + os.environ["TITLE"])
        """})  # fmt: skip
    node = step(
        "n", "env.py",
        inputs=(InputPort("raw", source=DataSource("x")),),
        outputs=(OutputPort("out"),),
        environment_variables={"MINE": Value("1"), "TITLE": Value("", parameter="title")},
    )  # fmt: skip
    result = run_it_v1(tmp_path, Graph("p", nodes=(node,), parameters=(Parameter("title", "string", "t"),)), data)
    assert result.well, log(result, "n")
    assert (result.folder / "n/out").read_text() == "1t"  # v1 leaves it to the script what an output is


def test_a_sweep_gets_its_values_as_arguments(tmp_path: Path, data: Path) -> None:
    write(tmp_path, {"src/train.py": """
        import sys
        print("Attempted to log scalar metric accuracy:\\n" + sys.argv[-1])
        open(sys.argv[1], "w").write(sys.argv[-1])
        """})  # fmt: skip
    node = Node(
        "tune", "sweep", program=python("train.py"), source_folder="src",
        arguments=(Word(WordKind.OUTPUT, "model"), literal("--rate"), Word(WordKind.SEARCH, "rate")),
        outputs=(OutputPort("model"),),
        settings={
            "sweep.space.rate": Value(["choice", [0.1, 0.3, 0.2]]),
            "sweep.algorithm": Value("grid"),
            "sweep.metric": Value("accuracy"),
            "sweep.goal": Value("maximize"),
            "sweep.max_trials": Value(4),
        },
    )  # fmt: skip
    result = run_it_v1(tmp_path, Graph("p", nodes=(node,)))
    assert result.well, log(result, "tune")
    assert result.node("tune").argv == (("python", "train.py", "${{outputs.model}}", "--rate", "0.3"),)
    assert (result.folder / "tune/model").read_text() == "0.3"


def test_a_parallel_step(tmp_path: Path, data: Path) -> None:
    write(tmp_path, {"src/score.py": "import sys\ndef run(b): return [sys.argv[2]] * len(b)"})
    node = Node(
        "score", "parallel", program=(literal("score.py"),), source_folder="src",
        arguments=(literal("--word"), Word(WordKind.PARAMETER, "w")),
        inputs=(InputPort("raw", source=DataSource("x")),),
        outputs=(OutputPort("scores"),),
        settings={"parallel.mini_batch_size": Value("1"), "parallel.output_action": Value("append_row")},
    )  # fmt: skip
    result = run_it_v1(tmp_path, Graph("p", nodes=(node,), parameters=(Parameter("w", "string", "hey"),)), data)
    assert result.well, log(result, "score")
    assert (result.folder / "score/scores/parallel_run_step.txt").read_text() == "hey\nhey\n"


def test_kinds_that_only_the_service_executes(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="node d is of the kind databricks, which only the service executes"):
        run_it_v1(tmp_path, Graph("p", nodes=(Node("d", "databricks"),)))


def test_a_reader_of_the_metrics_file_of_a_sweep(tmp_path: Path, data: Path) -> None:
    sweep = Node(
        "tune", "sweep", program=python("copy.py"), outputs=(OutputPort("metrics"),),
        settings={"outputs.metrics.training.type": Value("Metrics"), "sweep.metric": Value("accuracy")},
    )  # fmt: skip
    reader = step("pick", "copy.py", inputs=(InputPort("m", producer=("tune", "metrics")),))
    with pytest.raises(RunError, match="node pick reads the metrics file of tune, which only the service writes"):
        run_it_v1(tmp_path, Graph("p", nodes=(sweep, reader)))


def test_a_parallel_step_that_cuts_several_inputs(tmp_path: Path, data: Path) -> None:
    inputs = tuple(InputPort(name, source=DataSource("x")) for name in ("a", "b"))
    settings = {"parallel.inputs": Value(["a", "b"])}
    node = Node("score", "parallel", program=(literal("score.py"),), inputs=inputs, settings=settings)
    with pytest.raises(RunError, match="parallel node score cuts several inputs: a, b"):
        run_it_v1(tmp_path, Graph("p", nodes=(node,)))


def test_missing_data_and_parameters(tmp_path: Path, data: Path) -> None:
    with pytest.raises(RunError, match=r"Copy data.raw \(azureml://datastores/s/paths/raw\)"):
        run_it_v1(tmp_path, graph())
    with pytest.raises(RunError, match="parameter title has no value"):
        run_it_v1(tmp_path, Graph("p", nodes=graph().nodes, parameters=(Parameter("title", "string"),)), data)
