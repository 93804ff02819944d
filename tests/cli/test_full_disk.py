"""Disks that are full and places that may not be written to, as the system itself makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.fake import V1, V2
from tests.cli.test_convert import contents, tree
from tests.cli.test_undo import snapshot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs setuid and limits")

ROOT = Path(__file__).parents[2]
RUN = """
import os, sys
from migrate import cli
from migrate.cli import parts
from tests.cli import fake
parts.converter = lambda root, options: fake.convert_one
parts.prove = lambda: fake.prove
{0}
sys.exit(cli.invoke(sys.argv[1:]))
"""
LARGE = "# x\n" * 50_000


def invoke(setting: str, *arguments: str | Path, wrapped: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit code and messages of the command in a process of its own that ``setting`` limits."""
    command = [*wrapped, sys.executable, "-c", RUN.format(setting), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, "".join(f"{line}\n" for line in done.stderr.splitlines() if line.startswith("error"))


def test_a_file_that_does_not_fit_stays_as_it_was(tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/b.py": f"{V1}# new big.txt {'y' * 100_000}\n"})
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))"
    before = contents(tmp_path / "v1")
    code, errors = invoke(limit, "convert", tmp_path / "v1", "--in-place")
    assert code == 2
    assert errors == f"error: {tmp_path}/v1/b.py: big.txt cannot be written: File too large (make space)\n"
    assert contents(tmp_path / "v1") == {"a.py": V2.encode(), "b.py": before["b.py"]}


def test_a_file_of_which_no_copy_can_be_kept_is_not_replaced(tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1 + LARGE, "v1/b.py": V1})
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))"
    code, errors = invoke(limit, "convert", tmp_path / "v1", "--in-place")
    assert code == 2
    assert "v1/a.py: the journal for undo cannot be written: File too large (make space, or" in errors
    assert contents(tmp_path / "v1") == {"a.py": (V1 + LARGE).encode(), "b.py": V2.encode()}


def test_all_that_does_not_fit_into_a_folder_beside_the_source_is_told(tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/model.bin": "x" * 100_000})
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))"
    reports = [word for suffix in ("html", "json") for word in ("--report", tmp_path / f"reports/all.{suffix}")]
    code, errors = invoke(limit, "convert", tmp_path / "v1", "-o", tmp_path / "out", *reports)
    assert code == 2
    assert errors == (
        f"error: {tmp_path}/v1/model.bin: cannot be written: File too large (make space)\n"
        f"error: {tmp_path}/reports/all.html: cannot be written: File too large (make space)\n"
    )
    assert contents(tmp_path / "out") == {"a.py": V2.encode()}
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["all.json"]


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of 300 kB with a file of 200 kB: there is no room for the converted one beside it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    tree(tmp_path, {"start/a.py": V1 + LARGE, "start/b.py": V1})
    script = 'mount -t tmpfs -o size=300k none "$0" && cp "$1"/* "$0" && shift && "$@"; code=$?; ls -A "$0"; exit $code'
    wrapped = ("unshare", "--map-root-user", "--mount", "sh", "-c", script, str(disk), str(tmp_path / "start"))
    if subprocess.run([*wrapped, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount of one's own here")
    check = f"import atexit, hashlib, pathlib; atexit.register(lambda: print('error: left', sorted((p.name, p.stat().st_size) for p in pathlib.Path({str(disk)!r}).iterdir()), file=sys.stderr))"  # noqa: E501
    code, errors = invoke(check, "convert", disk, "--in-place", wrapped=wrapped)
    assert code == 2
    size = len(V1 + LARGE)
    assert errors == (
        f"error: {disk}/a.py: cannot be written: No space left on device (make space)\n"
        f"error: left [('a.py', {size}), ('b.py', {len(V2)})]\n"
    )


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents others may enter; that of pytest is private."""
    with TemporaryDirectory() as folder:
        yield Path(os.path.realpath(folder))


@pytest.mark.parametrize("folder_mode", [0o555, 0o755])
def test_read_only_folders_and_files(open_folder: Path, folder_mode: int) -> None:
    tree(open_folder, {"v1/sub/a.py": V1, "v1/b.py": V1, "state/x": ""})
    (open_folder / "v1/sub/a.py").chmod(0o444 if folder_mode == 0o755 else 0o644)
    (open_folder / "v1/sub").chmod(folder_mode)
    drop = ""
    if os.geteuid() == 0:  # root may write anywhere
        for path in (open_folder, *open_folder.rglob("*")):
            os.chown(path, 65534, 65534)
        # the interpreter's own folders may be closed to others, so everything is imported before
        tree(open_folder, {"warm/a.py": V1})
        drop = (
            f"cli.invoke(['convert', {str(open_folder / 'warm')!r}, '--in-place']); os.setgid(65534); os.setuid(65534)"
        )
        drop += f"; os.environ['AZUREML_MIGRATE_STATE'] = {str(open_folder / 'state')!r}"
    before = snapshot(open_folder / "v1/sub")
    try:
        code, errors = invoke(drop, "convert", open_folder / "v1", "--in-place")
    finally:
        (open_folder / "v1/sub").chmod(0o755)
    assert code == 2
    reason = {
        0o755: "is read-only (make it writable, or write to another folder with -o)",
        0o555: "cannot be written: Permission denied (check the permissions of it and of its folder)",
    }[folder_mode]
    assert errors == f"error: {open_folder}/v1/sub/a.py: {reason}\n"
    assert snapshot(open_folder / "v1/sub") == before
    assert (open_folder / "v1/b.py").read_text() == V2
