from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from migrate.conversion import FileKind
from migrate.project.discovery import select
from migrate.project.reading import kind_of, mentions_v1, read_files


def test_only_files_that_mention_v1_become_documents(tmp_path: Path) -> None:
    (tmp_path / "v1.py").write_text("import azureml.core\n")
    (tmp_path / "plain.py").write_text("import os\n")
    (tmp_path / "latin.py").write_bytes(b"s = '\xe9'\n")  # not decoded, so no error
    (tmp_path / "broken.py").write_text("import azureml.core\ndef (:\n")
    (tmp_path / "notes.md").write_text("azureml\n")
    (tmp_path / "cli.py").write_text("run(['az', 'ml', 'job'])\n")
    (tmp_path / "old_cli.py").write_text("print 'az ml job'\n")
    (tmp_path / "cli.ipynb").write_text('{"text": "az ml job"}')
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["import azureml"], "execution_count": None}
    ]
    (tmp_path / "nb.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    read = read_files(select([tmp_path]))
    assert [document.path for document in read.project.documents] == ["broken.py", "cli.py", "nb.ipynb", "v1.py"]
    assert read.plain == ("cli.ipynb", "latin.py", "old_cli.py", "plain.py")
    assert read.failed == ()
    assert read.project.root == tmp_path


def test_what_fails_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"import azureml\ns = '\xe9'\n")
    (tmp_path / "b.py").write_text("import azureml\n")
    (tmp_path / "c.ipynb").write_text('{"azureml": ')
    (tmp_path / "wide.py").write_bytes("import azureml".encode("utf-16"))
    selection = select([tmp_path])
    (tmp_path / "gone.py").write_text("")
    selection = select([tmp_path])
    (tmp_path / "gone.py").unlink()
    read = read_files(selection)
    assert [document.path for document in read.project.documents] == ["b.py"]
    assert [(failed.path, failed.line) for failed in read.failed] == [
        ("a.py", 2), ("c.ipynb", 1), ("gone.py", None), ("wide.py", None)
    ]  # fmt: skip
    assert "cannot be read: No such file" in read.failed[2].reason
    assert str(read.failed[0]).startswith("a.py:2: is not valid UTF-8 (save it as UTF-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import azureml\n")
    (tmp_path / "a.py").chmod(0)
    assert "Permission denied" in read_files(select([tmp_path])).failed[0].reason


def test_kinds() -> None:
    assert kind_of("a/b.py") is FileKind.PYTHON
    assert kind_of("a/B.IPYNB") is FileKind.NOTEBOOK
    assert kind_of("a/b.yml") is None


def test_mentions() -> None:
    assert mentions_v1(b"from azureml import core")
    assert mentions_v1("azureml".encode("utf-16"))
    assert not mentions_v1(b"import azure.ai.ml")
    assert not mentions_v1(b"")
