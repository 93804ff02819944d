"""User code is held in: nothing outside its copy changes, nothing is read that signs in, nothing lasts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.errors import UsageError
from migrate.verify.v1.trace import TraceRequest, trace_many, trace_pipelines
from tests.verify.v1.conftest import HEADER, TraceText

STEP = """
s = PythonScriptStep("train.py", name="s", compute_target=cpu, source_directory="src")
p = Pipeline(ws, [s])
"""


def test_nothing_runs_without_trust(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("open('ran', 'w').close()")
    with pytest.raises(UsageError, match="executes its code"):
        trace_pipelines(tmp_path, "main.py", trust_code=False)
    with pytest.raises(UsageError, match="executes its code"):
        trace_many(tmp_path, [TraceRequest("main.py")], trust_code=False)
    assert [path.name for path in tmp_path.iterdir()] == ["main.py"]


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        trace_pipelines(tmp_path, "main.py", trust_code=True)


def test_deletes_its_home(trace: TraceText, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "precious.txt").write_text("kept")
    monkeypatch.setenv("HOME", str(home))
    found = trace("import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)" + STEP)
    assert len(found.graphs) == 1
    assert (home / "precious.txt").read_text() == "kept"


def test_writes_outside_its_copy(trace: TraceText, tmp_path: Path) -> None:
    target = tmp_path / "outside.txt"
    found = trace(f"open({str(target)!r}, 'w').write('x')" + STEP)
    assert found.failures[0].type == "PermissionError"
    assert not target.exists()


def test_changes_its_own_project(trace: TraceText, tmp_path: Path) -> None:
    trace("import os\nos.remove('src/train.py')" + STEP)
    assert (tmp_path / "project/src/train.py").exists()


def test_forks(trace: TraceText, tmp_path: Path) -> None:
    mark = f"azureml-migrate-test-{os.getpid()}"
    found = trace(
        "import os, sys, time\n"
        "if os.fork() == 0:\n"
        f"    os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}])\n" + STEP
    )
    assert len(found.graphs) == 1
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(mark.encode() in command for command in running)


def test_forks_without_end(trace: TraceText, tmp_path: Path) -> None:
    found = trace("import os\nwhile True:\n    os.fork()" + STEP)
    assert found.reason == "main.py:0: TooManyProcesses: more than 128 processes at a time"
    assert found.seconds < 30
    assert len(trace(STEP).graphs) == 1


def test_sleeps_for_ever(trace: TraceText) -> None:
    found = trace("import time\ntime.sleep(10 ** 6)" + STEP, timeout=1)
    assert found.reason == "main.py:15: OutOfTime: still running after 1 s"
    assert found.seconds < 30


def test_what_was_built_before_the_time_was_over_counts(trace: TraceText) -> None:
    found = trace(STEP + "while True:\n    pass\n", timeout=2)
    assert len(found.graphs) == 1
    assert [(failure.type, failure.after_graph) for failure in found.failures] == [("OutOfTime", True)]


def test_reads_credentials(trace: TraceText, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "hidden")
    monkeypatch.setenv("AZUREML_ARM_TOKEN", "hidden")
    found = trace(
        "import os\n"
        "assert 'AZURE_CLIENT_SECRET' not in list(os.environ) and 'AZUREML_ARM_TOKEN' not in list(os.environ)\n"
        "assert not os.path.exists(os.path.expanduser('~/.azure'))" + STEP
    )
    assert found.failures == ()


def test_reads_a_credential_file(trace: TraceText, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / ".azure").mkdir(parents=True)
    (home / ".azure/token.json").write_text("hidden")
    monkeypatch.setenv("HOME", str(home))
    found = trace(f"open({str(home / '.azure/token.json')!r}).read()" + STEP)
    assert found.failures[0].type in ("FileNotFoundError", "PermissionError")
    assert (home / ".azure/token.json").read_text() == "hidden"


def test_opens_a_socket(trace: TraceText) -> None:
    found = trace("import socket\nsocket.create_connection(('127.0.0.1', 22), 1)" + STEP)
    assert found.failures[0].type in ("NetworkRefused", "ConnectionRefusedError")
    assert found.graphs == ()


def test_takes_all_memory(trace: TraceText) -> None:
    found = trace("block = bytearray(1 << 40)" + STEP)
    assert found.failures[0].type == "MemoryError"


def test_kills_itself(trace: TraceText) -> None:
    found = trace("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos._exit(1)" + STEP)
    assert found.graphs == ()
    assert found.reason


def test_the_next_file_is_not_affected(trace: TraceText) -> None:
    trace("import azureml.core\nazureml.core.Workspace = None\nimport os\nos._exit(1)")
    assert len(trace(STEP, header=HEADER).graphs) == 1


def test_the_guard_is_told(trace: TraceText) -> None:
    network, writes, processes = trace(STEP).guard.split("; ")
    assert network in ("network namespace", "python sockets refused")
    assert writes in ("writes held by Landlock", "writes refused in Python")
    assert processes in ("at most 128 processes", "any number of processes")
