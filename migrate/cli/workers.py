"""Converting documents, in several processes when that is faster. The results are the same either way."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from threading import Thread

from migrate.cli.parts import ConvertOne
from migrate.conversion import ConvertedFile, Document
from migrate.errors import WorkerError

WORTH_A_PROCESS = 200_000
"""Bytes of code; a process takes about as long to start as this takes to convert."""


@dataclass(frozen=True)
class Results:
    """The results in the order of the documents.

    Args:
        crashes: the tracebacks of documents that the converter failed on, which is a bug in it.
    """

    files: list[ConvertedFile]
    crashes: dict[str, str]


def available_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def convert_documents(
    documents: Sequence[Document], convert: ConvertOne, *, workers: int, done: Callable[[], None] = lambda: None
) -> Results:
    """Convert each document.

    Args:
        documents: in the order in which the results are wanted.
        convert: can be sent to another process.
        workers: the most processes to use.
        done: called after each document.
    """
    size = sum(len(document.data) for document in documents)
    workers = min(workers, len(documents), size // WORTH_A_PROCESS)
    if workers < 2:
        outcomes = []
        for document in documents:
            outcomes.append(_convert(document, convert))
            done()
    else:
        outcomes = _in_processes(documents, convert, workers, done)
    crashes = {result.document.path: crash for result, crash in outcomes if crash}
    return Results([result for result, _ in outcomes], crashes)


_Outcome = tuple[ConvertedFile, str]


def _in_processes(
    documents: Sequence[Document], convert: ConvertOne, workers: int, done: Callable[[], None]
) -> list[_Outcome]:
    """The largest documents first, so that no process is left alone with one at the end."""
    order = sorted(range(len(documents)), key=lambda index: -len(documents[index].data))
    with ProcessPoolExecutor(workers, initializer=_end_when_told) as pool:
        try:
            futures: dict[Future[_Outcome], int] = {
                pool.submit(_convert, documents[index], convert): index for index in order
            }
            for _ in as_completed(futures):
                done()
            return [future.result() for future, _ in sorted(futures.items(), key=lambda item: item[1])]
        except BrokenProcessPool:
            raise WorkerError(
                "a process that converts was killed from outside, perhaps for want of memory", advice="try it with -j 1"
            ) from None
        except BaseException:  # interrupted: leaving the pool would wait for all documents
            for process in active_children():
                process.terminate()
            raise


def _end_when_told() -> None:
    """Make a process that converts end at once, without a word, when it is told to or when nobody waits for it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _convert(document: Document, convert: ConvertOne) -> _Outcome:
    try:
        return convert(document), ""
    except Exception as error:  # a bug of ours must not cost the user the other files
        reason = f"a bug in azureml-migrate kept it from being converted: {type(error).__name__}: {error}"
        return ConvertedFile(document, error=reason), traceback.format_exc()
