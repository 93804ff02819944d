from __future__ import annotations

import os

import pytest

from migrate.cli.workers import WORTH_A_PROCESS, available_processors, convert_documents
from migrate.conversion import ConvertedFile, Document
from migrate.project.python_file import read_python


def convert(document: Document) -> ConvertedFile:
    """Gives back which process did it; refuses some."""
    if b"crash" in document.data:
        raise ValueError(document.path)
    return ConvertedFile(document, cells={0: str(os.getpid())})


def documents(count: int, size: int) -> list[Document]:
    return [read_python(f"{n}.py", b"crash" if n == 2 else b"x" * (size - n)) for n in range(count)]


@pytest.mark.parametrize(("workers", "size"), [(1, WORTH_A_PROCESS), (4, WORTH_A_PROCESS), (4, 100)])
def test_results_come_in_the_order_of_the_documents(workers: int, size: int) -> None:
    done: list[None] = []
    results = convert_documents(documents(6, size), convert, workers=workers, done=lambda: done.append(None))
    assert [result.document.path for result in results.files] == [f"{n}.py" for n in range(6)]
    assert len(done) == 6
    assert list(results.crashes) == ["2.py"]
    assert "ValueError: 2.py" in results.crashes["2.py"]
    assert results.files[2].error == "a bug in azureml-migrate kept it from being converted: ValueError: 2.py"
    elsewhere = any(result.cells.get(0) not in (None, str(os.getpid())) for result in results.files)
    assert elsewhere is (workers > 1 and size > 1000)


def test_nothing_to_do() -> None:
    assert convert_documents([], convert, workers=8).files == []


def test_there_is_a_processor() -> None:
    assert available_processors() >= 1
