"""The report of a conversion, as its JSON says it (``schema_version`` 1.0)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from migrate.conversion import FileKind
from migrate.ledger import Kind, Outcome
from migrate.verify.levels import Level

Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """A part of the report: it never changes, and holds nothing but its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(Part):
    name: str
    version: str


class FileCounts(Part):
    """Files that were read; ``read`` is the sum of the others. Files that the conversion adds are not counted."""

    read: Count = 0
    converted: Count = 0
    unchanged: Count = 0
    failed: Count = 0


class UseCounts(Part):
    """Uses of SDK v1 by outcome; ``total`` is the sum of the others."""

    total: Count = 0
    converted: Count = 0
    changed: Count = 0
    dropped: Count = 0
    manual: Count = 0


class PipelineCounts(Part):
    """Pipelines that reached a proof level or a higher one."""

    total: Count = 0
    parsed: Count = 0
    conforming: Count = 0
    builds: Count = 0
    equivalent: Count = 0
    runs: Count = 0


class Summary(Part):
    files: FileCounts
    uses: UseCounts
    pipelines: PipelineCounts


class UseLocation(Part):
    """A place in the v1 code."""

    path: str = Field(description="relative to the root")
    line: int = Field(ge=1, description="in a notebook: in the cell")
    column: int = Field(ge=0, description="from 0")
    cell: int | None = Field(default=None, ge=0, description="index in the cells of a notebook")


class FileEntry(Part):
    """A file. One that the conversion adds has the ``path`` of the file that it comes from."""

    path: str = Field(description="relative to the root")
    output_path: str | None = Field(description="null when nothing was written; else relative to the output folder")
    kind: FileKind | None = Field(description="null for a folder, or a file of no kind that is converted")
    status: Literal["converted", "unchanged", "failed"]
    error: str | None = Field(default=None, description="why it failed")
    origin: UseLocation | None = Field(
        default=None, description="of a file that the conversion adds: the place in ``path`` that it comes from"
    )


class Place(Part):
    """A file, or a line of it."""

    path: str = Field(description="relative to the root")
    line: Count = Field(description="0 when it concerns the file as a whole")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class UseEntry(Part):
    """One import, call, argument, attribute or file of SDK v1, and what became of it."""

    id: str = Field(pattern=r"^u\d{4,}$", description="its number in this report")
    code: str = Field(description="of the rule")
    outcome: Outcome
    kind: Kind
    symbol: str = Field(description="the v1 symbol in its canonical spelling")
    name: str = Field(description="the keyword or attribute; empty for a call or an import")
    location: UseLocation = Field(description="in the v1 code")
    output: Place | None = Field(default=None, description="in the v2 code; null when that is not known")
    v2: str = Field(description="the counterpart; empty when there is none")
    message: str = Field(description="what a reviewer should know, or what a person has to do")
    url: str = Field(description="the official page")


class RemarkEntry(Part):
    """A place that a person should look at, though it is no use of SDK v1 in code."""

    location: UseLocation
    message: str


class GraphNode(Part):
    """A step of a v1 pipeline, or a node of a v2 pipeline."""

    id: str
    title: str
    kind: str = ""
    path: str = ""
    line: Count = Field(default=0, description="where it is written; 0 when that is not known")
    cell: int | None = Field(default=None, ge=0)


class GraphEdge(Part):
    """One node goes before another: because of data, or because the code says so."""

    source: str
    target: str
    name: str = Field(default="", description="of the data; empty for an ordering without data")


class GraphSide(Part):
    known_from: Literal["code", "sdk"] = Field(description="read from the code, or built by the SDK")
    nodes: list[GraphNode]
    edges: list[GraphEdge]


class NodeDifference(Part):
    v1: str | None = Field(description="id of the node; null when v1 has none")
    v2: str | None
    texts: list[str]
    excused: bool


class PipelineGraphs(Part):
    """The steps of a pipeline on both sides, to be drawn."""

    v1: GraphSide | None
    v2: GraphSide | None
    pairs: list[tuple[str, str]] = Field(description="ids of the nodes that were taken for the same")
    differences: list[NodeDifference] = []


class PipelineEntry(Part):
    """A pipeline with the level of proof that it reached."""

    name: str
    v1: Place | None = Field(description="null when it was not converted, only verified")
    v2: Place | None = Field(description="null when a person must write it")
    level: Level
    reason: str = Field(description="why it did not reach the next level, in one line; empty when none was asked for")
    differences: list[str] = Field(
        description="all that keeps it from the next level, then what a reviewer should know"
    )
    excused: list[str] = Field(description="differences from v1 that v2 cannot express and the entries of uses tell of")
    not_provable: list[str] = Field(description="what only the service can tell")
    graphs: PipelineGraphs | None = Field(default=None, description="null when neither side is known")


class RuleEntry(Part):
    """A rule that the uses name."""

    code: str
    name: str
    summary: str
    url: str


class SourceEntry(Part):
    """A file that the conversion changes or adds, as text, with secrets masked."""

    path: str = Field(description="of the output; relative to the root")
    before: str | None = Field(description="null for a file that the conversion adds")
    after: str
    exact: bool = Field(description="whether the texts are the files to the byte: UTF-8, and nothing was masked")


class Report(Part):
    """What one conversion did. The same input gives the same bytes."""

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    summary: Summary
    files: list[FileEntry] = Field(description="those that were read, and those that the conversion adds")
    uses: list[UseEntry] = Field(description="each with its outcome")
    pipelines: list[PipelineEntry] = Field(description="each with its level of proof")
    jobs: list[PipelineEntry] = Field(
        default=[], description="what is submitted without a pipeline, each with its level of proof"
    )
    remarks: list[RemarkEntry] = Field(
        default=[], description="what a person should look at, though it is no use in code"
    )
    rules: list[RuleEntry] = Field(default=[], description="those that the uses name")
    sources: list[SourceEntry] | None = Field(
        default=None, description="the code, in a report that is to be rendered later; else left out"
    )
