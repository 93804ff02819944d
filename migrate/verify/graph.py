"""The neutral graph of a pipeline: what v1 and v2 pipelines have in common, and nothing of either SDK.

Both sides are read into this form, v1 from the graph that its real SDK builds, v2 from the public ``dump()`` of the
job, and then compared. A value that nobody wrote but that the SDK filled in is marked, since SDK versions differ in
such defaults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Origin(str, Enum):
    """Who chose a value."""

    EXPLICIT = "explicit"
    SDK_DEFAULT = "sdk default"


@dataclass(frozen=True)
class Place:
    """A line of source code; ``path`` is relative to the project's root. In a notebook, lines count within a cell."""

    path: str = ""
    line: int = 0
    cell: int | None = None


@dataclass(frozen=True)
class Value:
    """A setting that may be a literal, or bound to a pipeline parameter."""

    value: object = None
    parameter: str | None = None
    origin: Origin = Origin.EXPLICIT


class WordKind(str, Enum):
    LITERAL = "literal"
    INPUT = "input"
    OUTPUT = "output"
    PARAMETER = "parameter"
    SEARCH = "search"
    """A value that a sweep chooses; the text is its name in the search space."""


@dataclass(frozen=True)
class Word:
    """One word of a node's argument vector; ``text`` holds literal text, or the name of the port or parameter.

    ``prefix`` and ``suffix`` are literal text glued to it (``--data=<input>``).
    """

    kind: WordKind
    text: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class DataSource:
    """Data from outside: a path on a datastore, a registered asset, or a literal URI."""

    uri: str = ""
    """``azureml://datastores/<store>/paths/<path>``, ``azureml:<name>:<version>``, …; ``<default>`` for the store."""
    kind: str = ""
    """``folder``, ``file``, ``table`` or empty when v1 does not say."""
    registered_as: str = ""
    """Name under which the same code registers this data."""
    options: dict[str, object] = field(default_factory=dict)
    """How a file ``MLTable`` reads the data, in the words of v1."""


@dataclass(frozen=True)
class InputPort:
    """What flows into a node: exactly one of ``source``, ``producer`` and ``parameter`` is set."""

    name: str
    mode: str = ""
    """``mount``, ``download``, ``direct``, … in one vocabulary for both sides; empty when not said."""
    kind: str = ""
    source: DataSource | None = None
    producer: tuple[str, str] | None = None
    """Node and output port that it comes from."""
    parameter: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class OutputPort:
    """What a node writes."""

    name: str
    mode: str = ""
    kind: str = ""
    destination: str = ""
    """Where it is written when the code says so; empty for the service's own choice on the default datastore."""
    registered_as: str = ""
    pipeline_output: str = ""
    """Name under which the pipeline gives it back."""


@dataclass(frozen=True)
class Environment:
    """Where a node runs."""

    reference: str = ""
    """``name:version`` or ``name@latest`` of a registered environment."""
    image: Value = Value()
    dockerfile: str = ""
    python: Value = Value()
    python_written: str = ""
    """The version that v1's conda file asks for, where the v1 SDK cannot read it and puts its own default instead."""
    conda_packages: tuple[str, ...] = ()
    pip_packages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    user_managed: bool = False
    packages_origin: Origin = Origin.EXPLICIT
    channels_origin: Origin = Origin.EXPLICIT


@dataclass(frozen=True)
class Node:
    """One step. ``settings`` holds what only some kinds have (sweep, parallel, spark, AutoML), by dotted name."""

    name: str
    kind: str
    """``command``, ``parallel``, ``sweep``, ``automl``, ``spark``, ``pipeline``, or v1 only (``databricks``, …)."""
    place: Place = Place()
    program: tuple[Word, ...] = ()
    """``python train.py``; for a parallel node its entry script."""
    arguments: tuple[Word, ...] = ()
    inputs: tuple[InputPort, ...] = ()
    outputs: tuple[OutputPort, ...] = ()
    source: dict[str, str] = field(default_factory=dict)
    """Hash of each file of the code folder by its POSIX path (``source_hash``: comments do not count)."""
    source_folder: str = ""
    compute: Value = Value()
    environment: Environment = Environment()
    environment_variables: dict[str, Value] = field(default_factory=dict)
    node_count: Value = Value(1, origin=Origin.SDK_DEFAULT)
    processes_per_node: Value = Value(None, origin=Origin.SDK_DEFAULT)
    distribution: str = ""
    timeout_seconds: Value = Value(None, origin=Origin.SDK_DEFAULT)
    reuse: Value = Value(True, origin=Origin.SDK_DEFAULT)
    settings: dict[str, Value] = field(default_factory=dict)
    marker: bool = False
    line: str = ""
    """The line that a shell reads in place of an argument vector (v1 ``CommandStep``), as it was written, with
    ``${{inputs.x}}``, ``${{outputs.x}}`` and ``${{parameters.x}}`` for its references."""
    variable: str = ""
    """The variable that holds the step in the source, where there is one."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the pipeline. ``kind``: ``string``, ``integer``, ``number``, ``boolean`` or ``data``."""

    name: str
    kind: str
    default: object = None
    registered_as: str = ""
    """Name under which the same code registers the data that is the default."""


@dataclass(frozen=True)
class Submission:
    """What one submission of a pipeline says; see the fields of the same names of ``Graph``."""

    bindings: dict[str, object] = field(default_factory=dict)
    experiment: str = ""
    continue_on_failure: Value = Value(False, origin=Origin.SDK_DEFAULT)
    force_rerun: Value = Value(False, origin=Origin.SDK_DEFAULT)


@dataclass(frozen=True)
class Graph:
    """A whole pipeline."""

    name: str
    place: Place = Place()
    nodes: tuple[Node, ...] = ()
    ordering: tuple[tuple[str, str], ...] = ()
    """Pairs (earlier node, later node) that no data implies; only v1 has them."""
    parameters: tuple[Parameter, ...] = ()
    bindings: dict[str, object] = field(default_factory=dict)
    """Parameter values of the submission, where the code makes one."""
    experiment: str = ""
    continue_on_failure: Value = Value(False, origin=Origin.SDK_DEFAULT)
    force_rerun: Value = Value(False, origin=Origin.SDK_DEFAULT)
    default_compute: Value = Value()
    default_datastore: Value = Value()
    published: dict[str, Value] = field(default_factory=dict)
    """What its publication says, where the code makes one; v2: the settings of its deployment."""
    schedule: dict[str, Value] = field(default_factory=dict)
    """When it is started, where the code makes a schedule."""
    notes: tuple[str, ...] = ()
    """What could not be read, one line each."""
    earlier: tuple[Submission, ...] = ()
    """The submissions before the one that the graph has; only v1 submits the same pipeline again."""
