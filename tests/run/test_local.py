"""Running jobs: order, data, environment, failures, what is written."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.errors import UsageError
from migrate.run.data import Given
from migrate.run.local import Options, run_job
from migrate.run.plan import RunError, Task
from migrate.run.record import Status, read
from tests.run.conftest import RunIt, command, folder, log, needs_bash, output_of, parent, pipeline, text, write


def argv(path: Path) -> list[str]:
    words: list[str] = json.loads((path / "argv.json").read_text(encoding="utf-8"))
    return words


def test_a_chain_of_nodes(code: Path, run_it: RunIt, tmp_path: Path) -> None:
    write(tmp_path, {"data/a.txt": "hello", "src/upper.py": """
        import pathlib, sys
        for path in pathlib.Path(sys.argv[1]).iterdir():
            (pathlib.Path(sys.argv[2]) / path.name).write_text(path.read_text().upper())
        """})  # fmt: skip
    job = pipeline(
        {
            # the later node is named first
            "second": command("python upper.py ${{inputs.x}} ${{outputs.out}}", code, {"x": output_of("first", "out")}),
            "first": command("cp ${{inputs.data}}/* ${{outputs.out}}", None, {"data": parent("data")}),
        },
        {"data": {"type": "uri_folder", "path": "azureml:customers:1"}},
    )
    result = run_it(job, {"data": tmp_path / "data"})
    assert result.well
    assert [node.name for node in result.nodes] == ["first", "second"]
    assert (tmp_path / "out/second/out/a.txt").read_text() == "HELLO"
    second = result.node("second")
    assert second.argv == (("python", "upper.py", "${{inputs.x}}", "${{outputs.out}}"),)
    assert second.inputs == {"x": "node:first/out"}
    assert result.node("first").inputs["data"].startswith("data:")
    assert result.node("first").argv[0][0] == "cp"
    assert read(tmp_path / "out").nodes == result.nodes
    assert "seconds" not in json.loads((tmp_path / "out/run.json").read_text())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
@pytest.mark.parametrize("shell", ["bash", ""])
def test_any_text_parameter_arrives_unchanged(shell: str, title: str, code: Path, run_it: RunIt) -> None:
    line = 'python echo.py --title "${{inputs.title}}" --end ${{outputs.out}}'
    job = pipeline(
        {"n": command(line, code, {"title": parent("title")}, ports={"title": text()})}, {"title": "default"}
    )
    options: dict[str, Any] = {} if shell and os.name != "nt" else {"shell": ""}
    result = run_it(job, parameters={"title": title}, **options)
    assert result.well, log(result, "n")
    assert argv(result.folder / "n/out")[:3] == ["--title", title, "--end"]
    assert result.node("n").argv == (("python", "echo.py", "--title", title, "--end", "${{outputs.out}}"),)


def test_literals_reach_the_script_as_on_the_service(code: Path, run_it: RunIt) -> None:
    line = "python echo.py ${{inputs.i}} ${{inputs.f}} ${{inputs.yes}} ${{inputs.no}} ${{inputs.d}} ${{outputs.out}}"
    ports = {
        "i": {"type": "integer"},
        "f": {"type": "number"},
        "yes": {"type": "boolean"},
        "no": {"type": "boolean"},
        "d": {"type": "boolean", "default": "False"},
    }
    node = command(line, code, {"i": parent("i"), "f": 1e-05, "yes": parent("yes"), "no": 0}, ports=ports)
    extras = {
        "booleans": ["yes"],
        "inputs": {"yes": {"type": "boolean"}, "i": {"type": "integer"}},
        "nodes": {"n": {"booleans": ["no"]}},
    }
    result = run_it(pipeline({"n": node}, {"i": 7, "yes": 1}), extras=extras)
    assert argv(result.folder / "n/out")[:-1] == ["7", "1e-05", "True", "False", "False"]


@pytest.mark.parametrize(("value", "expected"), [(None, ["--end"]), ("a b", ["--tag", "a b", "--end"])])
def test_optional_inputs(value: str | None, expected: list[str], code: Path, run_it: RunIt) -> None:
    line = 'python echo.py $[[--tag "${{inputs.tag}}"]] --end ${{outputs.out}}'
    bound = {} if value is None else {"tag": value}
    job = pipeline({"n": command(line, code, bound, ports={"tag": text(optional=True)})})
    assert argv(run_it(job).folder / "n/out")[:-1] == expected


def test_an_optional_input_of_the_pipeline_without_a_value(code: Path, run_it: RunIt) -> None:
    line = "python echo.py $[[--data ${{inputs.data}}]] --end ${{outputs.out}}"
    node = command(line, code, {"data": parent("data")}, ports={"data": folder(optional=True)})
    result = run_it(pipeline({"n": node}), extras={"inputs": {"data": folder(optional=True)}})
    assert argv(result.folder / "n/out")[:-1] == ["--end"]


def test_parameters_have_types(code: Path, run_it: RunIt) -> None:
    node = command(
        "python echo.py ${{inputs.n}} ${{outputs.out}}", code, {"n": parent("n")}, ports={"n": {"type": "integer"}}
    )
    job, extras = pipeline({"n": node}, {"n": 1}), {"inputs": {"n": {"type": "integer", "default": 1}}}
    assert argv(run_it(job, parameters={"n": "5"}, extras=extras).folder / "n/out")[0] == "5"
    with pytest.raises(RunError, match="parameter n is of type integer, which 'five' is not"):
        run_it(job, parameters={"n": "five"}, extras=extras)
    with pytest.raises(RunError, match=r"no parameter m .*its parameters: n"):
        run_it(job, parameters={"m": "1"}, extras=extras)


def test_missing_data_is_named(code: Path, run_it: RunIt) -> None:
    node = command("true", code, {"a": parent("raw"), "b": {"type": "uri_folder", "path": "azureml:more:2"}})
    job = pipeline({"n": node}, {"raw": {"type": "uri_folder", "path": "azureml://datastores/s/paths/raw"}})
    with pytest.raises(RunError) as caught:
        run_it(job)
    assert "raw (azureml://datastores/s/paths/raw), n.b (azureml:more:2)" in str(caught.value)
    assert "--input raw=PATH --input n.b=PATH" in str(caught.value)


def test_data_that_the_job_itself_names(code: Path, run_it: RunIt, tmp_path: Path) -> None:
    write(tmp_path, {"data/a.txt": "x"})
    node = command(
        "cp ${{inputs.d}}/a.txt ${{outputs.out}}", None, {"d": {"type": "uri_folder", "path": "azureml:./data"}}
    )
    assert run_it(pipeline({"n": node})).node("n").outputs["out"].files.keys() == {"a.txt"}


def test_a_failure_stops_its_followers_only(code: Path, run_it: RunIt) -> None:
    write(code, {"fail.py": "import sys; print('broken here'); sys.exit(3)"})
    job = pipeline(
        {
            "bad": command("python fail.py; echo never > ${{outputs.out}}/x", code),
            "after": command("true", None, {"x": output_of("bad", "out")}),
            "later": command("true", None, {"x": output_of("after", "out")}),
            "other": command("python echo.py ${{outputs.out}}", code),
        }
    )
    result = run_it(job)
    assert {node.name: node.status.value for node in result.nodes} == {
        "bad": "failed",
        "after": "skipped",
        "later": "skipped",
        "other": "completed",
    }
    assert (result.node("bad").exit_code, result.node("bad").message) == (3, "exit code 3")
    assert result.node("after").message == "bad failed"
    assert result.node("later").message == "after was skipped"
    assert "broken here" in log(result, "bad")
    assert not result.node("bad").outputs["out"].files
    assert not result.well


def test_stopping_at_the_first_failure(code: Path, run_it: RunIt) -> None:
    jobs = {"bad": command("exit 1", None), "other": command("true", None)}
    result = run_it(pipeline(jobs, continue_on_step_failure=False), at_once=1)
    assert result.node("other").status is Status.SKIPPED
    assert "ends at the first failure, which was bad" in result.node("other").message


def test_independent_nodes_run_side_by_side(code: Path, run_it: RunIt) -> None:
    # each waits for what the other writes
    write(code, {"meet.py": """
        import pathlib, sys, time
        mine, other = map(pathlib.Path, sys.argv[1:])
        (mine / "here").write_text("")
        until = time.time() + 20
        while not (other / "here").exists():
            assert time.time() < until
            time.sleep(0.01)
        """})  # fmt: skip
    base = "${{outputs.out}}"
    jobs = {
        "a": command(f"python meet.py {base} {base}/../../b/out", code),
        "b": command(f"python meet.py {base} {base}/../../a/out", code),
    }
    assert run_it(pipeline(jobs), at_once=2).well


def test_each_node_has_a_fresh_copy_of_its_code(code: Path, run_it: RunIt) -> None:
    write(code, {"own.py": """
        import os, pathlib, sys
        assert sorted(os.listdir()) == ["echo.py", "own.py"], os.listdir()
        pathlib.Path("left.txt").write_text("x")
        """, ".amlignore": "*.secret\n.amlignore\n", "key.secret": "x", "__pycache__/a.pyc": ""})  # fmt: skip
    jobs = {"a": command("python own.py", code), "b": command("python own.py", code)}
    result = run_it(pipeline(jobs))
    assert result.well, log(result, "a")
    assert not (code / "left.txt").exists()


def test_the_environment(code: Path, run_it: RunIt, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZUREML_RUN_ID", "AZURE_CLIENT_SECRET", "MY_API_TOKEN"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("HARMLESS", "kept")
    write(code, {"env.py": "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1] + '/env.json', 'w'))"})
    node = command(
        "python env.py ${{outputs.out}}",
        code,
        {"title": "t 1"},
        ports={"title": text()},
        environment_variables={"OMP": "1", "TITLE": "${{inputs.title}}", "OUT": "${{outputs.out}}"},
    )
    result = run_it(pipeline({"n": node}))
    found = json.loads((result.folder / "n/out/env.json").read_text())
    assert (found["OMP"], found["TITLE"], found["HARMLESS"]) == ("1", "t 1", "kept")
    assert found["OUT"] == str(result.folder / "n/out")
    assert not {"AZUREML_RUN_ID", "AZURE_CLIENT_SECRET", "MY_API_TOKEN"} & found.keys()
    assert found["HOME"] != os.environ.get("HOME")
    assert found["AZUREML_PARAMETER_title"] == "t 1"


def test_a_time_limit_ends_a_node_and_what_it_started(code: Path, run_it: RunIt) -> None:
    started = time.monotonic()
    result = run_it(pipeline({"n": command("sleep 60 & sleep 60", None)}), timeout=0.5)
    assert time.monotonic() - started < 20
    assert (result.node("n").status, result.node("n").exit_code) == (Status.FAILED, None)
    assert result.node("n").message == "still running after 0.5 s"


def test_the_limit_of_the_job_itself(run_it: RunIt) -> None:
    result = run_it(pipeline({"n": command("sleep 60", None, limits={"timeout": 1})}))
    assert result.node("n").message == "still running after 1 s"


def test_what_a_node_leaves_in_the_background_ends_with_it(run_it: RunIt, tmp_path: Path) -> None:
    result = run_it(pipeline({"n": command("(sleep 1; touch ${{outputs.out}}/late) & exit 0", None)}))
    time.sleep(1.5)
    assert result.well
    assert not (tmp_path / "out/n/out/late").exists()


@needs_bash
def test_bash_stops_at_the_first_failing_command(run_it: RunIt) -> None:
    result = run_it(pipeline({"n": command("false\necho never", None)}))
    assert result.node("n").exit_code == 1


def test_a_program_that_does_not_exist(run_it: RunIt) -> None:
    result = run_it(pipeline({"n": command("no-such-program", None)}))
    assert result.node("n").exit_code == 127
    assert "no-such-program" in log(result, "n")


def test_files_and_folders_as_outputs(run_it: RunIt) -> None:
    line = "echo a > ${{outputs.file}} && echo b > ${{outputs.folder}}/b.txt"
    node = command(line, None, outputs={"file": {"type": "uri_file"}, "folder": folder(), "none": folder()})
    reader = command("cat ${{inputs.f}} > ${{outputs.out}}/copy", None, {"f": output_of("n", "file")})
    result = run_it(pipeline({"n": node, "reader": reader}))
    outputs = result.node("n").outputs
    assert [list(outputs[name].files) for name in ("file", "folder", "none")] == [[""], ["b.txt"], []]
    assert result.node("n").notes == ("nothing was written to the output none",)
    assert (result.folder / "reader/out/copy").read_text() == "a\n"


def test_nested_pipelines(code: Path, run_it: RunIt) -> None:
    inner = {
        "type": "pipeline",
        "component": {
            "type": "pipeline",
            "inputs": {"data": folder(), "word": text(default="inner")},
            "outputs": {"result": folder()},
            "jobs": {
                "step": {
                    **command(
                        'python echo.py ${{inputs.d}} "${{inputs.w}}" ${{outputs.out}}',
                        code,
                        {"d": parent("data"), "w": parent("word")},
                        ports={"w": text()},
                    ),
                    "outputs": {"out": "${{parent.outputs.result}}"},
                }
            },
        },
        "inputs": {"data": output_of("first", "out"), "word": "given"},
        "outputs": {"result": "${{parent.outputs.model}}"},
    }
    jobs = {
        "first": command("python echo.py ${{outputs.out}}", code),
        "nested": inner,
        "last": command("cat ${{inputs.x}}/argv.json", None, {"x": output_of("nested", "result")}),
    }
    result = run_it(pipeline(jobs))
    assert result.well
    assert result.node("nested.step").inputs == {"d": "node:first/out", "w": "text:given"}
    assert result.node("last").inputs == {"x": "node:nested.step/out"}
    assert result.outputs == {"model": "nested.step/out"}


@pytest.mark.parametrize("kind", ["spark", "automl", "if_else"])
def test_what_only_the_service_can_run(kind: str, run_it: RunIt) -> None:
    jobs = {"n": {"type": kind}, "registered": {"type": "command", "component": "azureml:train:1"}}
    with pytest.raises(RunError, match=r"node n is a.*; node registered has a component that only the service knows"):
        run_it(pipeline(jobs))


def test_nodes_that_wait_for_each_other(run_it: RunIt) -> None:
    jobs = {
        "a": command("true", None, {"x": output_of("b", "out")}),
        "b": command("true", None, {"x": output_of("a", "out")}),
    }
    with pytest.raises(RunError, match="wait for each other: a, b"):
        run_it(pipeline(jobs))


def test_a_required_input_without_a_value(run_it: RunIt) -> None:
    with pytest.raises(RunError, match="input x of node n has no value"):
        run_it(pipeline({"n": command("true", None, ports={"x": text()})}))


def test_only_trusted_code_is_run(tmp_path: Path) -> None:
    job = pipeline({"n": command("touch ${{outputs.out}}/x", None)})
    with pytest.raises(UsageError, match="--trust-code"):
        run_job(job, {}, tmp_path, Given(), Options(tmp_path / "out"), trust_code=False)
    assert not (tmp_path / "out").exists()


def test_the_output_folder(run_it: RunIt, tmp_path: Path) -> None:
    job = pipeline(
        {"n": command("echo ${{inputs.w}} > ${{outputs.out}}/${{inputs.w}}", None, {"w": "a"}, ports={"w": text()})}
    )
    run_it(job)
    job["jobs"]["n"]["inputs"]["w"] = "b"
    result = run_it(job)  # a second run takes the place of the first
    assert list(result.node("n").outputs["out"].files) == ["b"]
    write(tmp_path, {"mine/precious.txt": "x"})
    with pytest.raises(UsageError, match="holds something else than a run"):
        run_it(job, to="mine")
    assert (tmp_path / "mine/precious.txt").exists()


def test_what_a_script_leaves_in_outputs_and_logs_is_kept(code: Path, run_it: RunIt) -> None:
    result = run_it(pipeline({"n": command("mkdir -p outputs/a && echo 1 > outputs/a/model.txt", code)}))
    assert (result.folder / "artifacts/n/outputs/a/model.txt").read_text() == "1\n"


def test_without_bash(code: Path, run_it: RunIt) -> None:
    jobs = {
        "good": command("python echo.py 'a b' ${{outputs.out}} && echo done > ${{outputs.out}}/done.txt", code),
        "bad": command("python echo.py ${{outputs.out}} | cat", code),
    }
    result = run_it(pipeline(jobs), shell="")
    assert list(result.node("good").outputs["out"].files) == ["argv.json", "done.txt"]
    assert (result.folder / "good/out/done.txt").read_bytes() == b"done\n"
    assert result.node("bad").message == "there is no bash here, which the command needs for the operator |"


def test_only_the_programs_of_the_command_are_recorded(code: Path, run_it: RunIt) -> None:
    write(
        code,
        {"parent.py": "import subprocess, sys; subprocess.check_call([sys.executable, 'child.py'])", "child.py": ""},
    )
    result = run_it(pipeline({"n": command("python -u parent.py x && python -m parent", code)}))
    assert result.node("n").argv == (("python", "-u", "parent.py", "x"), ("python", "-m", "parent"))


def test_another_interpreter(code: Path, run_it: RunIt, tmp_path: Path) -> None:
    write(tmp_path, {"py/python3.x": f'#!/bin/sh\necho mine\nexec {sys.executable} "$@"\n'})
    (tmp_path / "py/python3.x").chmod(0o755)
    result = run_it(
        pipeline({"n": command("python echo.py ${{outputs.out}}", code)}), python=str(tmp_path / "py/python3.x")
    )
    assert result.well
    assert log(result, "n").startswith("mine\n")


def test_an_interrupt_ends_the_run(run_it: RunIt, tmp_path: Path) -> None:
    class Interrupting:
        def planned(self, count: int) -> None: ...

        def started(self, task: Task) -> None:
            if task.name == "b":
                raise KeyboardInterrupt

        def ended(self, task: Task, well: bool) -> None: ...

    job = pipeline({"a": command("sleep 60", None), "b": command("true", None)})
    started = time.monotonic()
    options = Options(tmp_path / "out", at_once=2)
    with pytest.raises(KeyboardInterrupt):
        run_job(job, {}, tmp_path, Given(), options, trust_code=True, watcher=Interrupting())
    assert time.monotonic() - started < 20
    assert run_it(pipeline({"n": command("true", None)})).well  # the folder can be used again
