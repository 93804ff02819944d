"""What executes a parallel node: ``python parallel_driver.py CONFIG``, in the interpreter and the folder of the node.

Calls ``init()`` once in each worker process, ``run(mini_batch)`` for each mini-batch with time limit and tries, and
``shutdown()`` at the end. It belongs to the user's side: the interpreter may be another version with other packages
than the tool's, so it uses nothing but the standard library, and pandas for tables, and Python 3.7 or later.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import queue
import subprocess
import sys
import threading
import traceback
import types
from collections.abc import Iterator
from typing import Any

_START_LIMIT = 600.0  # seconds for init(), which may load a model


def main(arguments: list[str]) -> int:
    if arguments[0] == "--worker":
        return work(arguments[1])
    with open(arguments[0], encoding="utf-8") as stream:
        return Driver(arguments[0], json.load(stream)).run()


class Driver:
    """Hands out the mini-batches and keeps count of what failed."""

    def __init__(self, path: str, config: dict[str, Any]) -> None:
        self._path = path
        self._config = config
        self._batches: queue.Queue[int] = queue.Queue()
        self._count = count_batches(config)
        self._results: dict[int, list[str]] = {}
        self._failed_batches = 0
        self._failed_items = 0
        self._lock = threading.Lock()
        self._over: str | None = None

    def run(self) -> int:
        for number in range(self._count):
            self._batches.put(number)
        workers = max(1, min(self._config["workers"], self._count))
        print(f"{self._count} mini-batches, {workers} workers", flush=True)
        threads = [threading.Thread(target=self._serve) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._write()
        print(f"{self._failed_batches} mini-batches and {self._failed_items} items failed", flush=True)
        if self._over:
            print(self._over, flush=True)
            return 1
        return 0

    def _serve(self) -> None:
        worker: Worker | None = None
        while self._over is None:
            try:
                number = self._batches.get_nowait()
            except queue.Empty:
                break
            answer: dict[str, Any] | None = None
            for attempt in range(1, self._config["tries"] + 1):
                if worker is None:
                    worker = Worker(self._path)
                    started = worker.ask({"init": True}, _START_LIMIT)
                    if started is None or "error" in started:
                        worker.kill()
                        self._give_up("init() failed")
                        return
                answer = worker.ask({"batch": number}, self._config["timeout"])
                if answer is None:
                    print(f"mini-batch {number}, try {attempt}: no result in time", flush=True)
                    worker.kill()
                    worker = None
                elif "error" in answer:
                    print(f"mini-batch {number}, try {attempt}: {answer['error']}", flush=True)
                else:
                    break
            self._note(number, answer)
        if worker is not None:
            worker.ask({"shutdown": True}, self._config["timeout"])
            worker.close()

    def _note(self, number: int, answer: dict[str, Any] | None) -> None:
        with self._lock:
            if answer is None or "error" in answer:
                self._failed_batches += 1
                # an item without a result has failed, whatever the reason [how-to-use-parallel-job-in-pipeline]
                self._failed_items += count_items(self._config, number)
            else:
                self._results[number] = answer["lines"]
                self._failed_items += answer["failed"]
            if 0 <= self._config["failed_batches"] < self._failed_batches:
                self._over = f"more than {self._config['failed_batches']} mini-batches failed"
            if 0 <= self._config["failed_percent"] * self._count < 100 * self._failed_batches:
                self._over = f"more than {self._config['failed_percent']} % of the mini-batches failed"
            if 0 <= self._config["failed_items"] < self._failed_items:
                self._over = f"more than {self._config['failed_items']} items failed"

    def _give_up(self, why: str) -> None:
        with self._lock:
            self._over = why

    def _write(self) -> None:
        path = self._config["append_to"]
        if path:
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                for number in sorted(self._results):
                    stream.writelines(line + "\n" for line in self._results[number])


class Worker:
    """A process that has the entry script loaded."""

    def __init__(self, config: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "--worker", config],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, request: dict[str, Any], limit: float) -> dict[str, Any] | None:
        """The answer; None when there was none in time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = threading.Timer(limit, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        return json.loads(line) if line else None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self._process.communicate()


def work(path: str) -> int:
    """The worker: answers one request a line. What the script prints goes to the log, not into the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with open(path, encoding="utf-8") as stream:
        config = json.load(stream)
    script: Any = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "init" in request:
                script = load(config)
                if hasattr(script, "init"):
                    script.init()
                answer: dict[str, Any] = {}
            elif "batch" in request:
                batch = Batch(config, request["batch"])
                answer = result_lines(call(script, batch), batch, config)
            else:
                if hasattr(script, "shutdown"):
                    script.shutdown()
                answer = {}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.flush()
        print(json.dumps(answer), file=answers, flush=True)
    return 0


def load(config: dict[str, Any]) -> Any:
    """Import the entry script as the service does: its arguments in ``sys.argv``, its folder in the path."""
    path = os.path.abspath(config["script"])
    sys.argv[:] = [config["script"], *config["arguments"]]
    sys.path[0] = os.path.dirname(path)
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    offer_entry_script()
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(path))[0], path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def offer_entry_script() -> None:
    """``azureml_user.parallel_run.EntryScript``, which exists in jobs only, and in which scripts use the logger."""
    import logging

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")

    class EntryScript:
        logger = logging.getLogger("EntryScript")
        working_dir = os.getcwd()

        def __new__(cls, *_: Any) -> Any:
            if not hasattr(cls, "_only"):
                cls._only = super().__new__(cls)
            return cls._only

    package, module = types.ModuleType("azureml_user"), types.ModuleType("azureml_user.parallel_run")
    module.EntryScript = EntryScript  # type: ignore[attr-defined]
    package.parallel_run = module  # type: ignore[attr-defined]
    sys.modules.setdefault("azureml_user", package)
    sys.modules.setdefault("azureml_user.parallel_run", module)


class Batch:
    """One mini-batch: paths of files, or rows of a table."""

    def __init__(self, config: dict[str, Any], number: int) -> None:
        self.minibatch_index = number
        self.items: Any = table_batches(config)[number] if config["table"] else config["batches"][number]
        self.mini_batch_size = len(self.items)


def call(script: Any, batch: Batch) -> Any:
    """``run(mini_batch)`` or ``run(mini_batch, context)``."""
    try:
        parameters = inspect.signature(script.run).parameters.values()
        places = [item for item in parameters if item.kind in (item.POSITIONAL_ONLY, item.POSITIONAL_OR_KEYWORD)]
    except (TypeError, ValueError):
        places = []
    if len(places) > 1 and places[1].default is inspect.Parameter.empty:
        return script.run(batch.items, batch)
    return script.run(batch.items)


def result_lines(result: Any, batch: Batch, config: dict[str, Any]) -> dict[str, Any]:
    """What ``run`` gave back as the lines to append, and how many items have no result."""
    if result is None:
        raise TypeError("run() gives None; it has to give a list or a DataFrame")
    failed = max(0, batch.mini_batch_size - len(result))
    if not config["append_to"]:
        return {"lines": [], "failed": failed}
    if hasattr(result, "to_csv"):
        # the defaults of the service; arguments of the program change them
        text = result.to_csv(index=False, header=config["header"], sep=config["separator"])
        return {"lines": text.splitlines(), "failed": failed}
    return {"lines": [str(item) for item in result], "failed": failed}


def count_batches(config: dict[str, Any]) -> int:
    return len(table_batches(config)) if config["table"] else len(config["batches"])


def count_items(config: dict[str, Any], number: int) -> int:
    return len(table_batches(config)[number] if config["table"] else config["batches"][number])


_tables: list[Any] = []


def table_batches(config: dict[str, Any]) -> list[Any]:
    """The rows of a table, cut into pieces of about the wanted size."""
    if not _tables:
        _tables.extend(cut(config["table"]))
    return _tables


def cut(table: dict[str, Any]) -> Iterator[Any]:
    import pandas

    readers = {"csv": pandas.read_csv, "parquet": pandas.read_parquet, "json_lines": pandas.read_json}
    parts = [readers[table["format"]](path, **table["options"]) for path in table["files"]]
    rows = pandas.concat(parts, ignore_index=True) if parts else pandas.DataFrame()
    if table["keys"]:
        for _, group in rows.groupby(table["keys"], sort=True):
            yield group.reset_index(drop=True)
        return
    size = sum(os.path.getsize(path) for path in table["files"])
    step = max(1, int(len(rows) * table["size"] / size)) if size else 1
    for start in range(0, len(rows), step):
        yield rows.iloc[start : start + step].reset_index(drop=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
