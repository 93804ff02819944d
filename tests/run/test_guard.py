"""The code of a node is held in: nothing outside its folders changes, it meets no network, nothing lasts."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from migrate.run import local
from migrate.run.guard import Guard, guard
from migrate.run.record import RunRecord, Status
from tests.run.conftest import RunIt, command, log, pipeline, write

LINUX = sys.platform.startswith("linux")
GUARDS = {
    "strongest": guard(network=False, memory=None),
    "python": Guard(namespaces=False, landlock=False),
}


@pytest.fixture(params=list(GUARDS.values()), ids=list(GUARDS))
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Guard:
    """The strongest guard of this system, and the one that every system has."""
    chosen: Guard = request.param
    monkeypatch.setattr(local, "guard", lambda network, memory: chosen)
    return chosen


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own HOME."""
    write(tmp_path / "home", {"precious.txt": "kept", ".azure/token": "secret"})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run_script(
    text: str, code: Path, run_it: RunIt, line: str = "python s.py ${{outputs.out}}", **more: Any
) -> RunRecord:
    write(code, {"s.py": text})
    return run_it(pipeline({"n": command(line, code)}), **more)


def test_opens_a_socket(held: Guard, code: Path, run_it: RunIt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = run_script(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)", code, run_it)
    assert result.node("n").status is Status.FAILED
    expected = "ConnectionRefusedError" if held.namespaces else "NetworkRefused"
    assert expected in log(result, "n")
    assert result.guard == str(held)


@pytest.mark.skipif(not GUARDS["strongest"].namespaces, reason="the system allows no namespaces")
def test_a_program_that_is_not_python_meets_no_network(code: Path, run_it: RunIt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = f"echo > /dev/tcp/127.0.0.1/{server.getsockname()[1]}"
        result = run_it(pipeline({"n": command(line, code)}))
    assert result.node("n").status is Status.FAILED
    assert "Connection refused" in log(result, "n")


@pytest.mark.skipif(not GUARDS["strongest"].namespaces, reason="the system allows no namespaces")
def test_its_own_programs_may_talk_to_each_other(code: Path, run_it: RunIt) -> None:
    text = """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), 5).close()
        """
    result = run_script(text, code, run_it)
    assert result.well, log(result, "n")


def test_the_network_on_request(code: Path, run_it: RunIt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        text = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 5)"
        result = run_script(text, code, run_it, network=True)
    assert result.well, log(result, "n")
    assert result.guard.startswith("network allowed; writes ")


def test_deletes_its_home(held: Guard, home: Path, code: Path, run_it: RunIt) -> None:
    text = f"""
        import contextlib, os, shutil
        assert os.path.expanduser("~") != {str(home)!r}
        for folder in (os.path.expanduser("~"), {str(home)!r}):
            with contextlib.suppress(PermissionError):
                shutil.rmtree(folder, ignore_errors=True)
        assert not os.path.exists(os.path.expanduser("~"))
        """
    result = run_script(text, code, run_it)
    assert result.well, log(result, "n")
    assert (home / "precious.txt").read_text() == "kept"


def test_writes_outside(held: Guard, code: Path, tmp_path: Path, run_it: RunIt) -> None:
    write(tmp_path, {"input.txt": "as it was"})
    result = run_script(
        f"""
        import os, pathlib, sys
        def refused(action):
            try:
                action()
            except PermissionError:
                return
            raise SystemExit("not refused")
        pathlib.Path(sys.argv[1], "fine.txt").write_text("fine")
        pathlib.Path("here.txt").write_text("fine")
        refused(lambda: open({str(tmp_path / "outside.txt")!r}, "w"))
        refused(lambda: open({str(tmp_path / "input.txt")!r}, "a"))
        refused(lambda: os.remove({str(tmp_path / "input.txt")!r}))
        refused(lambda: os.mkdir(os.path.join(sys.argv[1], "..", "..", "other_node")))
        """,
        code,
        run_it,
    )
    assert result.well, log(result, "n")
    assert (tmp_path / "input.txt").read_text() == "as it was"
    assert not (tmp_path / "outside.txt").exists()
    assert list(result.node("n").outputs["out"].files) == ["fine.txt"]


def test_writes_to_its_standard_streams_by_name(code: Path, run_it: RunIt) -> None:
    result = run_it(pipeline({"n": command("echo one | tee /dev/stderr; echo two > /dev/stdout", code)}))
    assert result.well, log(result, "n")
    assert set(log(result, "n").split()) <= {"one", "two"}


@pytest.mark.skipif(not LINUX, reason="it takes /proc to see what runs")
def test_leaves_programs_behind(held: Guard, code: Path, run_it: RunIt) -> None:
    mark = f"azureml-migrate-test-{os.getpid()}"
    sleep = f"[sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}]"
    text = f"""
        import os, subprocess, sys, time
        if os.fork() == 0:
            os.setsid()
            os.execv(sys.executable, {sleep})
        subprocess.Popen({sleep}, start_new_session=True)
        time.sleep(float(sys.argv[2]))
        """
    result = run_script(text, code, run_it, "python s.py ${{outputs.out}} 0.3")
    assert result.well, log(result, "n")
    assert not running(mark)
    stopped = run_script(text, code, run_it, "python s.py ${{outputs.out}} 600", timeout=2.0)
    assert stopped.node("n").message == "still running after 2 s"
    assert not running(mark)


def running(mark: str) -> list[bytes]:
    """Command lines that hold the mark; what was killed may take a moment to be gone."""
    for _ in range(20):
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                found += [line for line in (path.read_bytes(),) if mark.encode() in line]
            except OSError:
                continue
        if not found:
            break
        time.sleep(0.1)
    return found


@pytest.mark.skipif(not LINUX, reason="only Linux tells of processes")
def test_forks_without_end(held: Guard, code: Path, run_it: RunIt) -> None:
    mark = f"azureml-migrate-bomb-{os.getpid()}"
    write(code, {"s.sh": 'bomb() { bomb "$1" & bomb "$1" & wait; }\nbomb "$1"\n'})
    started = time.monotonic()
    result = run_it(pipeline({"n": command(f"bash s.sh {mark}", code)}))
    assert result.node("n").message == "more than 1000 processes at a time"
    assert time.monotonic() - started < 60
    assert not running(mark)


def test_sleeps_for_ever(held: Guard, code: Path, run_it: RunIt) -> None:
    started = time.monotonic()
    result = run_script("import time\ntime.sleep(10 ** 6)", code, run_it, timeout=1.0)
    assert result.node("n").message == "still running after 1 s"
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not LINUX, reason="only Linux holds to the limit")
def test_takes_all_memory(code: Path, run_it: RunIt) -> None:
    result = run_script("block = bytearray(1 << 30)", code, run_it, memory=512)
    assert "MemoryError" in log(result, "n")
    assert run_script("block = bytearray(1 << 30)", code, run_it).well


def test_reads_credentials(home: Path, code: Path, run_it: RunIt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "hidden")
    monkeypatch.setenv("AZUREML_ARM_TOKEN", "hidden")
    result = run_script(
        f"""
        import os
        print({{"AZURE_CLIENT_SECRET", "AZUREML_ARM_TOKEN"}} & set(os.environ))
        print(os.path.exists({str(home / ".azure/token")!r}))
        """,
        code,
        run_it,
    )
    assert log(result, "n") == f"set()\n{not GUARDS['strongest'].namespaces}\n"


@pytest.mark.parametrize(
    ("ending", "code_wanted"),
    [("raise SystemExit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15)],
)
def test_ends_as_the_program_ends(held: Guard, ending: str, code_wanted: int, code: Path, run_it: RunIt) -> None:
    # exec: bash itself would make a number of the signal
    result = run_script(ending, code, run_it, "exec python s.py")
    assert result.node("n").exit_code == code_wanted
