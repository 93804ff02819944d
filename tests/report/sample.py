"""Results of a conversion to report on, as the engine would give them."""

from __future__ import annotations

from migrate.conversion import ConvertedFile, Document, NewFile, PipelineFound
from migrate.ledger import Kind, Ledger, Location, Outcome, Use, Verdict
from migrate.project.python_file import read_python
from migrate.verify.levels import Level, PipelineProof

URL = "https://learn.microsoft.com/azure/machine-learning/x"
V1 = b"from azureml.core import Workspace\nws = Workspace.from_config()\n"
V2 = "from azure.ai.ml import MLClient\nws = MLClient.from_config(credential)\n"


def document(path: str = "train/pipeline.py", data: bytes = V1) -> Document:
    return read_python(path, data)


def use(
    line: int = 1,
    outcome: Outcome = Outcome.CONVERTED,
    *,
    path: str = "train/pipeline.py",
    column: int = 0,
    kind: Kind = Kind.CALL,
    symbol: str = "azureml.core.Workspace.from_config",
    name: str = "",
    message: str = "",
    cell: int | None = None,
    code: str = "AML101",
) -> Use:
    verdict = Verdict(outcome, code, message, "azure.ai.ml.MLClient.from_config", URL)
    return Use(kind, symbol, name, Location(path, line, column, cell), verdict, output_line=line)


def converted(path: str = "train/pipeline.py", *uses: Use) -> ConvertedFile:
    return ConvertedFile(
        document(path),
        cells={0: V2},
        new_files=[NewFile("components/prep/component.yaml", "name: prep\n", Location(path, 2))],
        ledger=Ledger(list(uses or (use(1, path=path, kind=Kind.IMPORT), use(2, path=path, column=5)))),
        pipelines=[PipelineFound("training", Location(path, 2), path, 9)],
    )


def proof(level: Level = Level.CONFORMING, name: str = "training", line: int = 9) -> PipelineProof:
    return PipelineProof(name, "train/pipeline.py", line, level, ("not built: no --trust-code",), ("assets exist",))
