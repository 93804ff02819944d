from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli.configuration import Configuration, read_configuration
from migrate.conversion import Style
from migrate.errors import UsageError
from migrate.verify.levels import Level


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_key(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        [tool.azureml-migrate]
        output = "out"
        style = "yaml"
        select = ["AML1", "AML5"]
        ignore = "AML501"
        jobs = 2
        verify = "conforming"
        report = ["r.json", "docs/r.md"]
        """,
    )
    assert read_configuration(tmp_path) == Configuration(
        output=tmp_path / "out",
        style=Style.YAML,
        select=("AML1", "AML5"),
        ignore=("AML501",),
        jobs=2,
        verify=Level.CONFORMING,
        report=(tmp_path / "r.json", tmp_path / "docs/r.md"),
    )


def test_the_nearest_file_with_the_table_counts(tmp_path: Path) -> None:
    write(tmp_path, '[tool.azureml-migrate]\nstyle = "yaml"\n')
    write(tmp_path / "a", "[tool.black]\nline-length = 99\n")
    assert read_configuration(write(tmp_path / "a/b", "")).style is Style.YAML
    write(tmp_path / "a/b", '[tool.azureml-migrate]\nstyle = "inline"\n')
    assert read_configuration(tmp_path / "a/b").style is Style.INLINE


def test_the_search_ends_at_the_top_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, '[tool.azureml-migrate]\nstyle = "yaml"\n')
    (tmp_path / "repo/.git").mkdir(parents=True)
    assert read_configuration(tmp_path / "repo") == Configuration()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('outpt = "x"', "has no key 'outpt' .did you mean output"),
        ("trust-code = true", "has no key 'trust-code' .the keys are"),
        ("in-place = true", "has no key 'in-place'"),
        ("style = 1", "style must be one of: inline, yaml"),
        ('verify = "fully"', "verify must be one of"),
        ("jobs = 0", "jobs must be a number from 1"),
        ("jobs = true", "jobs must be a number"),
        ("select = [1]", "select must be a text or a list of texts"),
        ('output = ["a", "b"]', "output must be a text"),
        ('output = "../elsewhere"', "output must be a path inside the project"),
        ('report = "/tmp/r.md"', "report must be a path inside the project"),
        ("x = = 1", "is not valid TOML"),
    ],
)
def test_mistakes_are_told_with_the_file(tmp_path: Path, table: str, message: str) -> None:
    write(tmp_path, f"[tool.azureml-migrate]\n{table}\n")
    with pytest.raises(UsageError, match=message) as caught:
        read_configuration(tmp_path)
    assert caught.value.path == str(tmp_path / "pyproject.toml")


def test_a_table_that_is_none(tmp_path: Path) -> None:
    write(tmp_path, "[tool]\nazureml-migrate = 1\n")
    with pytest.raises(UsageError, match="is not a table"):
        read_configuration(tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="cannot be read"):
        read_configuration(tmp_path)
