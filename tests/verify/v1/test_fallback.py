"""Hostile v1 code where the system allows neither namespaces nor Landlock: Python's own guard has to hold it.

A real filter of system calls takes both away from a process; what it traces inherits that.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from migrate.verify.v1.trace import sdk_v1_missing
from tests.verify.v1.conftest import FILES, HEADER

STEP = """
s = PythonScriptStep("train.py", name="s", compute_target=cpu, source_directory="src")
p = Pipeline(ws, [s])
"""

WITHOUT_KERNEL = """
import ctypes, json, platform, struct, sys
from pathlib import Path

from migrate.verify.v1.trace import TraceRequest, trace_many

refused = [{"x86_64": 272, "aarch64": 97}[platform.machine()], 444, 445, 446]  # unshare and the calls of Landlock
load, equal, answer = 0x20, 0x15, 0x06
rules = [(load, 0, 0, 0)]
for place, number in enumerate(refused):
    rules.append((equal, len(refused) - place, 0, number))
rules += [(answer, 0, 0, 0x7FFF0000), (answer, 0, 0, 0x00050001)]  # allow; EPERM
code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(code)))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
if libc.prctl(22, 2, program, 0, 0) != 0:
    sys.exit("no filter of system calls")
requests = [TraceRequest(name, timeout=1 if name == "sleep.py" else 30) for name in json.loads(sys.argv[2])]
traces = trace_many(Path(sys.argv[1]), requests, trust_code=True)
print(json.dumps({
    trace.path: {
        "guard": trace.guard, "graphs": len(trace.graphs), "failures": [item.type for item in trace.failures],
        "seconds": trace.seconds,
    }
    for trace in traces
}))
"""

MARK = f"azureml-migrate-fallback-{os.getpid()}"

SCRIPTS = {
    "plain": "",
    "home": "import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)\n",
    "real_home": "import shutil\nshutil.rmtree({home!r})\n",
    "write": "open({home!r} + '/new.txt', 'w')\n",
    "fork": """\
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
""",
    "fork_bomb": "import os\nwhile True:\n    os.fork()\n",
    "sleep": "import time\ntime.sleep(10 ** 6)\n",
    "start": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n",
    "credentials": "print(open({home!r} + '/.azure/token.json').read())\n",
    "listing": "import os\nos.listdir({home!r} + '/.azure')\n",
    "parent": "import os\nopen('/proc/%d/environ' % os.getppid(), 'rb').read()\n",
    "signal": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
    "connect": "import socket\nsocket.create_connection(('127.0.0.1', 22), 1)\n",
    "listen": "import socket\nsocket.socket().bind(('127.0.0.1', 0))\n",
    "name": "import socket\nsocket.gethostbyname('localhost')\n",
}
HELD = {
    "fork_bomb": "TooManyProcesses", "sleep": "OutOfTime",
    "real_home": "PermissionError", "write": "PermissionError", "start": "PermissionError",
    "credentials": "PermissionError", "listing": "PermissionError", "parent": "PermissionError",
    "signal": "PermissionError", "connect": "NetworkRefused", "listen": "NetworkRefused", "name": "NetworkRefused",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    (made / "precious.txt").write_text("kept")
    (made / ".azure").mkdir()
    (made / ".azure/token.json").write_text("hidden")
    return made


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, home: Path) -> dict[str, Any]:
    """What came of the scripts, by their names."""
    if not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("the filter is written for Linux on two kinds of machine")
    if missing := sdk_v1_missing():
        pytest.skip(missing)
    root = tmp_path_factory.mktemp("project") / MARK
    scripts = {
        f"{name}.py": HEADER + text.replace("{home!r}", repr(str(home))) + STEP for name, text in SCRIPTS.items()
    }
    for path, text in {**FILES, **scripts}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_KERNEL, str(root), json.dumps([*scripts])],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home), "AZURE_CLIENT_SECRET": "hidden"},
        timeout=300,
    )
    if "no filter of system calls" in result.stderr:
        pytest.skip("the system allows no filter")
    assert result.returncode == 0, result.stderr
    answers: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return {path.removesuffix(".py"): item for path, item in answers.items()}


def test_the_report_says_which_guard_held(found: dict[str, Any]) -> None:
    guard = "python sockets refused; writes refused in Python; at most 128 processes"
    assert {item["guard"] for name, item in found.items() if name != "fork_bomb"} == {guard}


@pytest.mark.parametrize("name", ["plain", "home", "fork"])
def test_what_is_harmless_when_held_in_is_traced(found: dict[str, Any], name: str) -> None:
    assert (found[name]["graphs"], found[name]["failures"]) == (1, [])


@pytest.mark.parametrize("name", HELD)
def test_what_is_not_is_refused(found: dict[str, Any], name: str) -> None:
    assert (found[name]["graphs"], found[name]["failures"][:1]) == (0, [HELD[name]])


def test_home_is_as_it_was(found: dict[str, Any], home: Path) -> None:
    files = {path.relative_to(home).as_posix(): path.read_text() for path in home.rglob("*") if path.is_file()}
    assert files == {"precious.txt": "kept", ".azure/token.json": "hidden"}


def test_nothing_is_left_running(found: dict[str, Any]) -> None:
    """A process that a script left behind would still be in the script's folder, which bears the mark."""
    assert [path.parent.name for path in Path("/proc").glob("[0-9]*/cwd") if MARK in _target(path)] == []


def test_time_is_kept(found: dict[str, Any]) -> None:
    assert found["sleep"]["seconds"] < 30


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""
