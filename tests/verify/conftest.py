"""Building small projects with the real SDK: one warmed process serves all tests of a worker."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from migrate.verify.builds import BuildResult, BuildSession, Run
from migrate.verify.levels import Finding

HEADER = """\
from azure.ai.ml import Input, MLClient, Output, command, dsl, load_component
from azure.ai.ml.entities import AmlCompute, Environment
from azure.identity import DefaultAzureCredential

FOLDER = Input(type="uri_folder", path="azureml://datastores/store/paths/raw")
"""


class Build(Protocol):
    def __call__(
        self,
        text: str,
        files: Mapping[str, str] | None = None,
        *,
        compute_exists: bool = True,
        args: tuple[str, ...] = (),
        cwd: str | None = None,
        timeout: float = 60,
        memory: int = 8192,
    ) -> BuildResult: ...


@pytest.fixture(scope="session")
def session() -> Iterator[BuildSession]:
    with BuildSession() as opened:
        yield opened


@pytest.fixture
def build(session: BuildSession, tmp_path: Path) -> Build:
    """Run a module, below a header of imports, in a project with ``src/prep.py`` and what else is given."""

    def run(
        text: str,
        files: Mapping[str, str] | None = None,
        *,
        compute_exists: bool = True,
        args: tuple[str, ...] = (),
        cwd: str | None = None,
        timeout: float = 60,
        memory: int = 8192,
    ) -> BuildResult:
        everything = {"main.py": HEADER + textwrap.dedent(text), "src/prep.py": "", **(files or {})}
        root = tmp_path / "project"
        for name, content in everything.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(content) if name != "main.py" else content, encoding="utf-8")
        request = Run("main.py", compute_exists, cwd, args)
        return session.build(root, request, timeout=timeout, memory=memory)

    return run


def all_findings(result: BuildResult) -> list[Finding]:
    assert not result.failures, result.failures
    return [*result.findings, *(finding for job in result.jobs for finding in job.findings)]


def checks(result: BuildResult) -> set[str]:
    """Names of the checks that object to what a module built; the module itself must run through."""
    assert result.jobs, "no pipeline was built"
    return {finding.check for finding in all_findings(result)}
