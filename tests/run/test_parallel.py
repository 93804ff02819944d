"""Parallel nodes: mini-batches, workers, tries, thresholds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.run.record import Status
from tests.run.conftest import RunIt, folder, log, output_of, parent, pipeline, text, write

SCORE = """
import os, sys

def init():
    print("init with", sys.argv)

def run(mini_batch):
    return [f"{os.path.basename(path)}={open(path).read()}" for path in mini_batch]

def shutdown():
    print("shutdown")
"""


def parallel(
    code: Path,
    arguments: str = "",
    *,
    script: str = "score.py",
    append: str = "${{outputs.result}}",
    ports: dict[str, Any] | None = None,
    inputs: dict[str, Any] | None = None,
    kind: str = "uri_folder",
    outputs: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    task = {"code": str(code), "entry_script": script, "program_arguments": arguments, "append_row_to": append}
    component = {
        "type": "parallel",
        "task": task,
        "input_data": "${{inputs.data}}",
        "mini_batch_size": "2",
        "inputs": {"data": {"type": kind}, **(ports or {})},
        "outputs": outputs or {"result": {"type": "uri_file"}},
        **more,
    }
    return {"type": "parallel", "component": component, "inputs": {"data": parent("data"), **(inputs or {})}}


def job(node: dict[str, Any], kind: str = "uri_folder", **others: Any) -> dict[str, Any]:
    return pipeline({"score": node, **others}, {"data": {"type": kind, "path": "azureml:data:1"}})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "data", {f"{name}.txt": name for name in "abcde"})
    return tmp_path / "data"


def test_each_file_is_scored_once_in_order(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": SCORE})
    node = parallel(
        code,
        '--word "${{inputs.word}}" --side ${{inputs.side}}',
        ports={"word": text(), "side": folder()},
        inputs={"word": "a 'b\" $c", "side": parent("data")},
        max_concurrency_per_instance=2,
        resources={"instance_count": 2},
    )
    result = run_it(job(node), {"data": data})
    assert result.well, log(result, "score")
    assert (result.folder / "score/result").read_text() == "a.txt=a\nb.txt=b\nc.txt=c\nd.txt=d\ne.txt=e\n"
    # both inputs are the same folder: either name will do
    assert result.node("score").argv == (("score.py", "--word", "a 'b\" $c", "--side", "${{inputs.data}}"),)
    printed = log(result, "score")
    assert printed.startswith("3 mini-batches, ")
    assert printed.count("shutdown") == printed.count("init with") <= 3


def test_summary_only_and_an_appended_folder(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": """
        import argparse, os
        parser = argparse.ArgumentParser()
        parser.add_argument("--out")
        args, _ = parser.parse_known_args()

        def run(mini_batch):
            for path in mini_batch:
                open(os.path.join(args.out, os.path.basename(path)), "w").write("done")
            return mini_batch
        """})  # fmt: skip
    node = parallel(code, "--out ${{outputs.result}}", append="", outputs={"result": folder()})
    assert len(run_it(job(node), {"data": data}).node("score").outputs["result"].files) == 5
    node = parallel(code, "--out ${{outputs.x}}", outputs={"result": folder(), "x": folder()})
    result = run_it(job(node), {"data": data})
    assert list(result.node("score").outputs["result"].files) == ["parallel_run_step.txt"]


def test_its_output_flows_on(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": SCORE})
    follower = {
        "type": "command",
        "component": {
            "type": "command",
            "command": "cp ${{inputs.f}} ${{outputs.out}}/copy",
            "inputs": {"f": {"type": "uri_file"}},
            "outputs": {"out": folder()},
        },
        "inputs": {"f": output_of("score", "result")},
    }
    result = run_it(job(parallel(code), last=follower), {"data": data})
    assert (result.folder / "last/out/copy").read_text().splitlines()[0] == "a.txt=a"


FLAKY = """
import os, pathlib

def run(mini_batch):
    mark = pathlib.Path(os.environ["HOME"]) / os.path.basename(mini_batch[0])
    tries = int(mark.read_text()) + 1 if mark.exists() else 1
    mark.write_text(str(tries))
    if mini_batch[0].endswith("c.txt") and tries < NEEDED:
        raise ValueError("not yet")
    return mini_batch[:1] if mini_batch[0].endswith("a.txt") else mini_batch
"""


@pytest.mark.parametrize(
    ("needed", "settings", "status", "message"),
    [
        (3, {"retry_settings": {"max_retries": 2}}, Status.COMPLETED, "0 mini-batches and 1 items failed"),
        (4, {"retry_settings": {"max_retries": 2}}, Status.COMPLETED, "1 mini-batches and 3 items failed"),
        (2, {"retry_settings": {"max_retries": 0}, "mini_batch_error_threshold": 0}, Status.FAILED,
         "more than 0 mini-batches failed"),
        (9, {"mini_batch_error_threshold": 1}, Status.COMPLETED, "1 mini-batches"),
        (1, {"error_threshold": 0}, Status.FAILED, "more than 0 items failed"),
        (9, {"error_threshold": 2}, Status.FAILED, "more than 2 items failed"),
        (1, {"error_threshold": 1}, Status.COMPLETED, "0 mini-batches and 1 items failed"),
    ],
)  # fmt: skip
def test_tries_and_thresholds(
    needed: int, settings: dict[str, Any], status: Status, message: str, code: Path, data: Path, run_it: RunIt
) -> None:
    write(code, {"score.py": FLAKY.replace("NEEDED", str(needed))})
    result = run_it(job(parallel(code, **settings)), {"data": data})
    assert result.node("score").status is status
    assert message in log(result, "score")


def test_thresholds_as_program_arguments(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": FLAKY.replace("NEEDED", "1")})
    result = run_it(job(parallel(code, "--error_threshold 0")), {"data": data})
    assert result.node("score").status is Status.FAILED


@pytest.mark.parametrize(("percent", "status"), [(33, Status.FAILED), (34, Status.COMPLETED)])
def test_a_percentage_of_mini_batches_may_fail(
    percent: int, status: Status, code: Path, data: Path, run_it: RunIt
) -> None:
    write(code, {"score.py": FLAKY.replace("NEEDED", "9")})
    result = run_it(job(parallel(code, f"--allowed_failed_percent {percent}")), {"data": data})
    assert result.node("score").status is status


def test_a_mini_batch_that_takes_too_long(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": """
        import time
        def run(mini_batch):
            if mini_batch[0].endswith("c.txt"):
                time.sleep(60)
            return mini_batch
        """})  # fmt: skip
    result = run_it(job(parallel(code, retry_settings={"max_retries": 1, "timeout": 1})), {"data": data})
    assert result.well
    assert log(result, "score").count("no result in time") == 2
    assert "1 mini-batches and 2 items failed" in log(result, "score")


@pytest.mark.parametrize(
    "script", ["def init(): raise RuntimeError('no model')\ndef run(b): return b", "syntax error here"]
)
def test_a_script_that_cannot_start(script: str, code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": script})
    result = run_it(job(parallel(code)), {"data": data})
    assert result.node("score").exit_code == 1
    assert "init() failed" in log(result, "score")


def test_run_must_give_something(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": "def run(b): pass"})
    result = run_it(job(parallel(code, mini_batch_error_threshold=0)), {"data": data})
    assert "it has to give a list or a DataFrame" in log(result, "score")


TABLE = """
def run(rows, context):
    assert context.mini_batch_size == len(rows)
    rows["twice"] = rows["n"] * 2
    return rows[["name", "twice"]]
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    write(tmp_path / "table", {
        "rows.csv": "name;n\n" + "".join(f"row {n};{n}\n" for n in range(10)),
        "MLTable": """
            paths:
              - file: ./rows.csv
            transformations:
              - read_delimited:
                  delimiter: ";"
                  header: all_files_same_headers
            """,
    })  # fmt: skip
    return tmp_path / "table"


def test_rows_of_a_table(code: Path, table: Path, run_it: RunIt) -> None:
    write(code, {"score.py": TABLE})
    node = parallel(code, kind="mltable", mini_batch_size="40B")
    result = run_it(job(node, "mltable"), {"data": table})
    assert result.well, log(result, "score")
    lines = (result.folder / "score/result").read_text().splitlines()
    assert lines == [f'"row {n}" {2 * n}' for n in range(10)]
    assert not log(result, "score").startswith("1 mini-batches")


def test_rows_with_a_header_and_separator(code: Path, table: Path, run_it: RunIt) -> None:
    write(code, {"score.py": TABLE})
    node = parallel(code, "--append_row_dataframe_header true --append_row_dataframe_sep ,", kind="mltable")
    node["component"]["mini_batch_size"] = "1MB"
    result = run_it(job(node, "mltable"), {"data": table})
    assert (result.folder / "score/result").read_text().splitlines()[:2] == ["name,twice", "row 0,0"]


def test_rows_by_key(code: Path, table: Path, run_it: RunIt) -> None:
    write(code, {"score.py": "def run(rows): return [f'{len(rows)}'] * len(rows)"})
    write(table, {"rows.csv": "k;n\nb;1\na;2\nb;3\n"})
    node = parallel(code, kind="mltable", partition_keys='["k"]')
    result = run_it(job(node, "mltable"), {"data": table})
    assert (result.folder / "score/result").read_text() == "1\n2\n2\n"


def test_an_mltable_that_lists_files(code: Path, tmp_path: Path, run_it: RunIt) -> None:
    write(code, {"score.py": SCORE})
    write(tmp_path / "t", {"a.txt": "1", "MLTable": "paths:\n  - pattern: ./*.txt\n"})
    result = run_it(job(parallel(code, kind="mltable"), "mltable"), {"data": tmp_path / "t"})
    assert result.well
    assert "a.txt=1" in (result.folder / "score/result").read_text()


def test_a_transformed_table_needs_the_service(code: Path, table: Path, run_it: RunIt) -> None:
    write(code, {"score.py": TABLE})
    with (table / "MLTable").open("a") as stream:
        stream.write("  - filter: 'col(\"n\") > 1'\n")
    result = run_it(job(parallel(code, kind="mltable"), "mltable"), {"data": table})
    assert "transforms its rows (filter)" in result.node("score").message
    assert "transforms its rows (filter)" in log(result, "score")


def test_the_entry_script_object_of_the_service(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"score.py": """
        from azureml_user.parallel_run import EntryScript
        def init():
            EntryScript().logger.info("hello from the logger")
        def run(mini_batch):
            return mini_batch
        """})  # fmt: skip
    result = run_it(job(parallel(code)), {"data": data})
    assert "INFO hello from the logger" in log(result, "score")


def test_modules_beside_the_script(code: Path, data: Path, run_it: RunIt) -> None:
    write(code, {"sub/score.py": "import beside, top\ndef run(b): return [beside.x + top.x] * len(b)",
                 "sub/beside.py": "x = 1", "top.py": "x = 2"})  # fmt: skip
    result = run_it(job(parallel(code, script="sub/score.py")), {"data": data})
    assert (result.folder / "score/result").read_text() == "3\n" * 5
