"""Ctrl-C, the end of a CI job, and a kill while files are converted in several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from migrate.cli.workers import WORTH_A_PROCESS
from migrate.conversion import ConvertedFile, Document
from migrate.verify.prove import Proofs
from tests.cli.fake import V1, V2
from tests.cli.test_convert import contents, tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

ROOT = Path(__file__).parents[2]
RUN = """
import signal
import sys
from migrate import cli
from migrate.cli import parts
from tests.cli import fake, test_interrupted
parts.converter = lambda root, options: test_interrupted.{converter}
parts.prove = lambda: test_interrupted.{prove}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
cli.main()
"""
HERE = "TEST_INTERRUPTED_FOLDER"


def wait_for_ever() -> None:
    """Leave the id of the process, and stay."""
    (Path(os.environ[HERE]) / str(os.getpid())).touch()
    time.sleep(60)


def convert_for_ever(document: Document) -> ConvertedFile:
    wait_for_ever()
    return ConvertedFile(document)


def convert(document: Document) -> ConvertedFile:
    return ConvertedFile(document, cells={0: document.cells[0].replace(V1, V2)})


def prove_for_ever(*arguments: object, **options: object) -> Proofs:
    wait_for_ever()
    return Proofs({}, ())


def soon(check: Callable[[], bool]) -> bool:
    """Whether it comes true within 20 seconds."""
    for _ in range(400):
        if check():
            return True
        time.sleep(0.05)
    return False


def is_gone(process: int) -> bool:
    """Also what nobody has asked for its exit code is."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False


def interrupted(
    folder: Path, send: Callable[[subprocess.Popen[str], Sequence[int]], None], processes: int, **names: str
) -> tuple[int, str]:
    """Exit code and messages of a conversion that ``send`` disturbs when all its processes are at work."""
    at_work = folder / "at_work"
    at_work.mkdir()
    command = [sys.executable, "-c", RUN.format(**{"converter": "convert", "prove": "prove_for_ever", **names})]
    process = subprocess.Popen(
        [*command, "convert", str(folder / "v1"), "--in-place", "-j", str(processes)],
        cwd=ROOT,
        env={**os.environ, HERE: str(at_work)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert soon(lambda: len(list(at_work.iterdir())) == processes)
    pids = [int(path.name) for path in at_work.iterdir()]
    send(process, pids)
    _, errors = process.communicate(timeout=20)
    assert soon(lambda: all(map(is_gone, pids)))
    return process.returncode, errors


def to_one(number: int) -> Callable[[subprocess.Popen[str], Sequence[int]], None]:
    return lambda process, pids: process.send_signal(number)


def to_all(number: int) -> Callable[[subprocess.Popen[str], Sequence[int]], None]:
    """As a terminal does it."""
    return lambda process, pids: os.killpg(process.pid, number)


@pytest.mark.parametrize(
    ("send", "code", "errors"),
    [
        (to_one(signal.SIGINT), 130, "note: nothing was written\nerror: interrupted\n"),
        (to_all(signal.SIGINT), 130, "note: nothing was written\nerror: interrupted\n"),
        (to_one(signal.SIGTERM), 143, "note: nothing was written\nerror: interrupted\n"),
        (to_one(signal.SIGKILL), -signal.SIGKILL, ""),
        (
            lambda process, pids: os.kill(pids[0], signal.SIGKILL),
            2,
            "error: a process that converts was killed from outside, perhaps for want of memory (try it with -j 1)\n",
        ),
    ],
    ids=["ctrl-c of one", "ctrl-c", "terminated", "killed", "out of memory"],
)
def test_no_process_is_left_and_nothing_is_written(
    tmp_path: Path, send: Callable[[subprocess.Popen[str], Sequence[int]], None], code: int, errors: str
) -> None:
    tree(tmp_path / "v1", dict.fromkeys(("a.py", "b.py"), V1 + "#" * WORTH_A_PROCESS))
    before = contents(tmp_path / "v1")
    assert interrupted(tmp_path, send, 2, converter="convert_for_ever") == (code, errors)
    assert contents(tmp_path / "v1") == before


def test_what_was_written_when_it_was_interrupted_is_told(tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    code, errors = interrupted(tmp_path, to_one(signal.SIGTERM), 1)
    assert (code, contents(tmp_path / "v1")) == (143, {"a.py": V2.encode()})
    assert errors == (
        "note: every file is old or new: the same command goes on, azureml-migrate undo takes back what was written\n"
        "error: interrupted\n"
    )
