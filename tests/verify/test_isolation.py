from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migrate.verify.isolation import clean_environment


@pytest.mark.parametrize(
    "name",
    ["AZURE_TENANT_ID", "AZUREML_RUN_ID", "AMLTOKEN", "ARM_CLIENT_ID", "MSI_SECRET", "IDENTITY_HEADER", "AWS_PROFILE",
     "GITHUB_TOKEN", "MY_PASSWORD", "STORAGE_ACCOUNT_KEY", "SAS", "CONNECTIONSTRING", "HTTPS_PROXY", "SSH_AUTH_SOCK"],
)  # fmt: skip
def test_what_signs_in_is_removed(name: str) -> None:
    assert name not in clean_environment({name: "x"}, "/home/x")


@pytest.mark.parametrize(
    "name", ["PATH", "LANG", "CLUSTER", "CI", "ARMOR", "MONKEY", "PIPELINE_NAME", "ACCURACY", "UVULA"]
)
def test_what_scripts_need_stays(name: str) -> None:
    assert clean_environment({name: "x"}, "/home/x")[name] == "x"


HOOKED = """
import os, socket, subprocess, sys
from migrate.verify.isolation import install_hooks

inside, outside = sys.argv[1:]
install_hooks([inside], guard_writes=True, guard_processes=True)
open(os.path.join(inside, "fine.txt"), "w").close()
os.mkdir(os.path.join(inside, "fine"))
open(outside).close()
for attempt in (
    lambda: open(outside, "w"),
    lambda: open(outside, "r+"),
    lambda: os.open(outside, os.O_WRONLY),
    lambda: os.remove(outside),
    lambda: os.rename(os.path.join(inside, "fine.txt"), outside),
    lambda: os.symlink(outside, outside + "2"),
    lambda: subprocess.run(["true"]),
    lambda: os.system("true"),
    lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.socket(socket.AF_UNIX).connect(outside),
):
    try:
        attempt()
        print("did it")
    except OSError as error:
        print(type(error).__name__)
"""


def test_the_guard_in_python(tmp_path: Path) -> None:
    """What holds where the system allows no namespaces and has no Landlock."""
    (tmp_path / "in").mkdir()
    outside = tmp_path / "precious.txt"
    outside.write_text("kept")
    command = [sys.executable, "-c", HOOKED, str(tmp_path / "in"), str(outside)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["PermissionError"] * 8 + ["NetworkRefused"] * 3
    assert outside.read_text() == "kept"


def test_home_is_replaced() -> None:
    assert clean_environment({"HOME": "/root"}, "/tmp/home")["HOME"] == "/tmp/home"
