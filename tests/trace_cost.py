"""What tracing costs, as ratios within one run: ``python -m tests.trace_cost``.

The unit is the import of the v1 SDK, as a new process takes it. A loaded machine slows both down, so each is measured
several times by turns, and the medians are what is compared.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.verify.v1.trace import TraceRequest, TraceSession, sdk_v1_missing

_IMPORT = "import azureml.pipeline.core, azureml.pipeline.steps"
_FILES = 20
_PIPELINE = """\
from azureml.core import Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
cpu = ComputeTarget(ws, "cpu")
store = ws.get_default_datastore()
rows = PipelineData("rows", datastore=store)
rate = PipelineParameter("rate", 0.{number})
prepare = PythonScriptStep(
    "prepare.py", name="prepare", arguments=["--out", rows], outputs=[rows], compute_target=cpu, source_directory="src"
)
train = PythonScriptStep(
    "train.py", name="train", arguments=["--rows", rows, "--rate", rate], inputs=[rows], compute_target=cpu,
    source_directory="src",
)
pipeline = Pipeline(ws, steps=[prepare, train])
Experiment(ws, "cost").submit(pipeline)
"""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each is measured (default: 3)")
    times = parser.parse_args(arguments).times
    if missing := sdk_v1_missing():
        print(missing, file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="azureml-migrate-") as scratch:
        paths = _project(Path(scratch))
        imports: list[float] = []
        alone: list[float] = []
        pooled: list[float] = []
        for _ in range(times):
            imports.append(_seconds_to_import())
            alone.append(_seconds_to_trace(Path(scratch), paths[:1]))
            pooled.append(_seconds_to_trace(Path(scratch), paths))
    unit, one, many = (statistics.median(measured) for measured in (imports, alone, pooled))
    each = (many - one) / (len(paths) - 1)
    print(f"import of azureml.pipeline            1.00  ({unit:.2f} s)")
    print(f"one pipeline, with its process       {one / unit:5.2f}")
    print(f"each further one in the same process {each / unit:5.2f}")
    print(f"{len(paths)} pipelines, each                   {many / len(paths) / unit:5.2f}")
    return 0


def _project(root: Path) -> list[str]:
    (root / "src").mkdir()
    for name in ("prepare.py", "train.py"):
        (root / "src" / name).write_text("print('runs')\n", encoding="utf-8")
    paths = [f"pipeline_{number}.py" for number in range(1, _FILES + 1)]
    for number, path in enumerate(paths, 1):
        (root / path).write_text(_PIPELINE.replace("{number}", str(number)), encoding="utf-8")
    return paths


def _seconds_to_import() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", _IMPORT], check=True, capture_output=True)
    return time.perf_counter() - start


def _seconds_to_trace(root: Path, paths: Sequence[str]) -> float:
    """From nothing to the graphs, in one process."""
    start = time.perf_counter()
    with TraceSession(1) as session:
        for path in paths:
            trace = session.trace(root, TraceRequest(path))
            if len(trace.graphs) != 1:
                raise RuntimeError(f"{path}: {trace.reason}")
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
