"""Steps of a v1 pipeline, as their constructor and everything around it say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

import libcst as cst

from migrate.v1.alike_parameters import are_alike
from migrate.v1.argument_lists import Unsplit, split
from migrate.v1.asked import asked
from migrate.v1.configurations import Configuration
from migrate.v1.data import CONSUMPTION, OUTPUT_CONFIGS, Port, as_listed, port_name, port_of, v1_name
from migrate.v1.data import words as flat
from migrate.v1.environments import Given
from migrate.v1.problems import Problem, origin
from migrate.v1.run_configurations import RunModel
from migrate.v1.scenarios import Condition, Unsettled, conditions, exclusive, united
from migrate.v1.texts import pieces
from migrate.v1.values import (
    Argument,
    Call,
    Const,
    Item,
    ListValue,
    Obj,
    SetEvent,
    Value,
    alternatives,
    constant,
    objects,
)

When: TypeAlias = tuple[tuple[Condition, bool], ...]
VARIABLE = "AML_PARAMETER_"
"""Begins the environment variable that v1 sets for an entry of ``params``."""
PYTHON_SCRIPT_STEP = "azureml.pipeline.steps.PythonScriptStep"


@dataclass(frozen=True)
class Repeat:
    """Words of the argument vector that stand there for each element of a list of data."""

    source: str
    """The variable of the list."""
    words: tuple[str | None, ...]
    """The words of one round; None is the element."""
    variable: str = ""
    """The list of words that the code makes of it; empty when the list itself is among the arguments."""
    statements: tuple[cst.CSTNode, ...] = ()
    """The statements that make that list."""


@dataclass(frozen=True, eq=False)
class Word:
    """One word of the argument vector; exactly one of ``port`` and ``parameter`` is set when it is not plain."""

    node: cst.BaseExpression
    value: Value
    port: Port | None = None
    output: bool = False
    parameter: Obj | None = None
    repeat: Repeat | None = None
    parts: tuple[Word, ...] = ()
    """What a text is put together of that has data in it."""
    many: bool = False
    """Whether it is a list of words, of which nothing is known."""
    when: When = ()
    """The conditions on which the word is there, each with whether it has to hold."""


class Reading(Protocol):
    """Reads the lists of a step that may be made often, with other data each time."""

    def items(self, name: str) -> list[Item]:
        """The elements of a list argument."""

    def ports(self, name: str) -> list[Port]:
        """The data in an argument."""

    def fill(self, inputs: list[Port], outputs: list[Port], arguments: list[Item]) -> None:
        """Fill in the argument vector and what flows into and out of the step."""


@dataclass(eq=False, repr=False)
class StepModel:
    """A step, as the kinds have it in common."""

    obj: Obj
    call: Call
    words: list[Word] = field(default_factory=list)
    inputs: list[Port] = field(default_factory=list)
    """Every input once, in the order of the argument vector, then of ``inputs``."""
    outputs: list[Port] = field(default_factory=list)
    parameters: list[Obj] = field(default_factory=list)
    run: RunModel | None = None
    problems: list[Problem] = field(default_factory=list)
    sometimes: dict[Obj, When] = field(default_factory=dict)
    """The data that is an input on a condition only."""
    writes_when: dict[Obj, When] = field(default_factory=dict)
    """The data that is an output on a condition only."""
    lists: list[ListValue] = field(default_factory=list)
    """The lists of words and data that are made for the step where a function or a loop makes it."""
    tests: dict[str, Condition] = field(default_factory=dict)
    """By text the first of the conditions on which it is given something."""
    groups: list[str] = field(default_factory=list)
    """The variables of lists of data that are inputs."""
    known: Mapping[cst.CSTNode, Value] = field(default_factory=dict)
    """What each expression of the file stands for."""
    branches: Mapping[cst.CSTNode, Condition] = field(default_factory=dict)
    """By what stands behind ``else`` the condition that it belongs to."""
    uses: list[Port] = field(default_factory=list)
    """Every use of data in the constructor, also of the same data twice."""
    configuration: Configuration | None = None
    """The object that holds further settings of the step."""
    estimator: Configuration | None = None
    """What describes its script, environment and processes in place of a run configuration."""
    parts: list[Obj] = field(default_factory=list)
    """The objects that hold what the step's own arguments do not."""
    lent: dict[str, Argument] = field(default_factory=dict)
    """Arguments that the configuration holds in place of the step, under the names that a script step has for them."""
    single_file: Obj | None = None
    """The output that v2 writes as one file: what the script of a parallel step returns."""
    rows_beside: Obj | None = None
    """The output that the script of a parallel step also writes to itself, so that what it returns goes elsewhere."""
    best: list[Obj] = field(default_factory=list)
    """The outputs that are a file of the best trial."""
    models: list[Obj] = field(default_factory=list)
    """The outputs that v2 writes as a folder with an MLflow model."""
    tables: list[Obj] = field(default_factory=list)
    """The data that the step reads as tables and in no other way."""
    lost: list[Obj] = field(default_factory=list)
    """Data that only v1 writes for the step: the metrics of all trials."""
    alike: list[Obj] = field(default_factory=list)
    """Pipeline parameters that another branch makes in place of one of these, with the same name and default."""
    bound: dict[str, Obj] = field(default_factory=dict)
    """The pipeline parameters that are settings of the step rather than arguments of its script, by setting."""

    separators: list[str] = field(default_factory=list)
    """For a line of shell: the text before each of its words, which is empty inside of a string."""
    own: dict[str, Given] = field(default_factory=dict)
    """Settings that a run configuration would have, by the same dotted names."""
    distribution: Given | None = None
    """What says how many processes it has, when another function, or a branch, makes that."""

    cut: list[Obj] = field(default_factory=list)
    """The inputs that a parallel step cuts into mini-batches."""
    reading: Reading | None = None
    """What reads its lists where it is made by a function or in a loop."""
    expressions: dict[Obj, cst.BaseExpression] | None = None
    """By input and parameter what stands for it there, when it was read so."""

    stand_in: bool = False
    """Whether v2 has no counterpart for it."""
    untold: list[str] = field(default_factory=list)
    """The arguments of such a step that hold data which is not known here, or which v2 has nothing for."""
    written: list[Obj] = field(default_factory=list)
    """The places outside of the pipeline that it writes to."""
    late: list[SetEvent] = field(default_factory=list)
    """What is set on a job by itself in branches only, or after it was submitted for the first time."""
    describes_environment: bool = False
    """Whether the environment is described among its settings, rather than given."""

    @property
    def variable(self) -> str:
        return self.obj.name

    @property
    def places(self) -> Iterator[Word]:
        """The words, in place of one that is put together its parts."""
        for word in self.words:
            yield from word.parts or (word,)

    def argument(self, name: str) -> Argument | None:
        return self.lent.get(name) or self.call.arguments.get(name)

    @property
    def all_parameters(self) -> list[Obj]:
        """The pipeline parameters that the step uses, each once."""
        return list(dict.fromkeys((*self.parameters, *self.bound.values())))

    @property
    def environment(self) -> Obj | None:
        """The environment, when it is the only one that it can be."""
        argument = self.argument("environment")
        if argument is None or argument.value == Const(None):
            return self.run.environment.obj if self.run is not None else None
        found = objects(argument.value)
        return found[0] if len(found) == len(alternatives(argument.value)) == 1 else None

    @property
    def title(self) -> str:
        """The step's name when it is a literal (v1: the script's name when none is given), else its variable."""
        for name in ("name", "script_name"):
            argument = self.argument(name)
            if argument is not None and argument.value != Const(None):
                text = constant(argument.value)
                if isinstance(text, str) or self.variable:
                    return text if isinstance(text, str) else self.variable
        return self.variable

    def lend(self, configuration: Configuration, names: Mapping[str, str]) -> None:
        """Take arguments from a configuration, under other names."""
        for name, lent in names.items():
            found = configuration.argument(name)
            if found is not None:
                self.lent[lent] = found

    def produces(self, data: Obj) -> bool:
        return any(port.source is data for port in self.outputs) or data in self.lost


def read_ports(model: StepModel, inputs: list[Port], outputs: list[Port], arguments: list[Item]) -> None:
    """Fill in the words of the argument vector, and every input, output and parameter once."""
    if model.reading is not None:
        model.reading.fill(inputs, outputs, arguments)
        return
    produced = {port.source for port in outputs}
    read = {port.source for port in inputs}
    for item in arguments:
        word = _text(model, item, produced, read) or _word(model, item, produced, read)
        model.words.append(replace(word, when=when_of(model, item)) if item.conditional else word)
    check_named(model, inputs, outputs)
    used = [*inputs, *outputs, *(word.port for word in model.places if word.port is not None)]
    model.uses += [one for port in used for one in (port, *port.parts)]
    for word in model.places:
        if word.port is not None:
            port = word.port if word.output else as_listed(word.port, inputs)
            _add(model.outputs if word.output else model.inputs, port)
        if word.parameter is not None and word.parameter not in model.parameters:
            model.parameters.append(word.parameter)
    for port in inputs:
        _add(model.inputs, port)
    for port in outputs:
        _add(model.outputs, port)


def check_named(model: StepModel, inputs: list[Port], outputs: list[Port]) -> None:
    """Whether data that a text names is known to v1 as an input or output of the step."""
    given = {port.source for port in (*inputs, *outputs)} - set(model.sometimes)
    given |= {word.port.source for word in model.words if word.port is not None and not word.when}
    given |= {word.parameter for word in model.words if word.parameter is not None and not word.when}
    for word, when in [(part, one.when) for one in model.words if one.when for part in one.parts or (one,)]:
        used = word.port.source if word.port is not None else word.parameter
        if word.port is not None and used not in given and _is_optional(model, word, when):
            model.sometimes[word.port.source] = when
        elif word.port is not None and word.output and used not in given and model.obj.symbol == PYTHON_SCRIPT_STEP:
            model.writes_when.setdefault(word.port.source, when)
        elif word.port is not None and used is not None and used not in given:
            message = f"`{port_name(word.port)}` is an argument in a branch only"
            model.problems.append(Problem(word.node, message))
            given.add(used)
    for word, when in [(part, one.when) for one in model.words for part in one.parts or (one,)]:
        if word.port is not None and model.writes_when.get(word.port.source, when) != when:
            message = f"`{port_name(word.port)}` is an argument on another condition than an output"
            model.problems.append(Problem(word.node, message))
    for data in [one for one in model.sometimes if one in given]:
        model.problems.append(Problem(model.call.node, f"`{v1_name(data)}` is an input in a branch only"))
    for word in model.places:
        if word.port is not None and word.port.source not in {*given, *model.sometimes, *model.writes_when}:
            name = port_name(word.port)
            message = f"v1 takes `{name}` for no input or output of the step, since only a text names it"
            model.problems.append(Problem(word.node, message))


def _is_optional(model: StepModel, word: Word, when: When) -> bool:
    """Whether v2 can leave out the data where v1 does: an input that nothing else asks for."""
    port = word.port
    if port is None or word.output or model.obj.symbol != PYTHON_SCRIPT_STEP:
        return False
    return model.sometimes.get(port.source, when) == when


def _add(ports: list[Port], port: Port) -> None:
    for index, other in enumerate(ports):
        if other.source is port.source:
            if other.mode is None:
                ports[index] = port
            return
    ports.append(port)


def items(model: StepModel, name: str) -> list[Item]:
    """The elements of a list argument; nothing when there is none."""
    if model.reading is not None:
        return model.reading.items(name)
    argument = model.argument(name)
    if argument is None or argument.value == Const(None):
        return []
    value = argument.value
    if isinstance(value, ListValue) and value.known:
        return list(flat(value))
    if name == "arguments" or (name in ("inputs", "outputs") and model.obj.symbol == PYTHON_SCRIPT_STEP):
        found = _branching(model, value)
        found = _partly(model, argument.node.value) if found is None and name == "arguments" else found
        if found is not None:
            return found
    model.problems.append(Problem(argument.node, f"what `{name}` holds is only known when the code runs"))
    return []


def _branching(model: StepModel, value: Value) -> list[Item] | None:
    """The elements of a list that depend on branches; None when they depend on more than that."""
    given = value if isinstance(value, ListValue) else united(value)
    if given is None or not given.complete or given.function is not model.call.where.function:
        return None
    found: list[Item] = []
    for item in given.items:
        if not item.conditional and isinstance(item.value, ListValue) and not item.value.known:
            return None
        if item.conditional and isinstance(item.value, ListValue):
            return None
        found += flat(ListValue([item]))
    try:
        home = model.call.where.blocks
        return [_settled(model, item) for item in found if not exclusive(item.blocks or (), home)]
    except Unsettled:
        return None


def _settled(model: StepModel, item: Item) -> Item:
    """The element, without a condition when it is there whenever the step is."""
    return item if when_of(model, item) else replace(item, conditional=False)


def _partly(model: StepModel, node: cst.BaseExpression) -> list[Item] | None:
    """The elements of a list, with lists in it of which nothing is known; None when that is not all."""
    if not model.known:
        return None
    try:
        found = list(split(node, model.known))
        for item in found:
            when_of(model, item)
    except (Unsplit, Unsettled):
        return None
    return found


def when_of(model: StepModel, item: Item) -> When:
    """The conditions on which an element is there when the step is.

    Raises:
        Unsettled: it is not known on which.
    """
    if not item.conditional:
        return ()
    if item.blocks is None:
        raise Unsettled
    found = conditions(item.blocks, model.call.where.blocks, model.branches)
    told = []
    for one, holds in found:
        text, same = asked(one.test, model.known)
        first = model.tests.setdefault(text, one)
        told.append((first, holds is (same is asked(first.test, model.known)[1])))
    return tuple(told)


def ports(model: StepModel, name: str) -> list[Port]:
    """The data in a list argument."""
    if model.reading is not None:
        return model.reading.ports(name)
    found = []
    for item in items(model, name):
        port = port_of(item.value)
        if port is None:
            model.problems.append(
                Problem(item.node, f"what this element of `{name}` stands for is not known{origin(item.value)}")
            )
        else:
            found.append(port)
            if item.conditional and name == "outputs":
                _note_written(model, port, item)
            elif item.conditional and all(one.source is not port.source for one in found[:-1]):
                model.sometimes[port.source] = when_of(model, item)
            elif port.source in model.sometimes:
                model.problems.append(Problem(item.node, f"`{port_name(port)}` is an input in several branches"))
    return found


def _note_written(model: StepModel, port: Port, item: Item) -> None:
    """An output that is there on a condition."""
    if port.source in model.writes_when or port.source.argument("pipeline_output_name") is not None:
        model.problems.append(Problem(item.node, f"whether `{port_name(port)}` is an output depends on a branch"))
    model.writes_when[port.source] = when_of(model, item)


def single_port(model: StepModel, name: str) -> Port | None:
    """The data that an argument is; None when it is none, or which is not known."""
    argument = model.argument(name)
    if argument is None:
        return None
    if model.reading is not None:
        found = model.reading.ports(name)
        return found[0] if found else None
    return port_of(argument.value)


def _text(model: StepModel, item: Item, produced: set[Obj], read: set[Obj]) -> Word | None:
    """A word that names data in a text; None when it does not."""
    if item.many or objects(item.value):
        return None
    found = list(pieces(item.node, item.value, model.known))
    if all(port_of(part.value) is None for part in found):
        return None
    parts = tuple(_word(model, part, produced, read) for part in found)
    return parts[0] if len(parts) == 1 else Word(item.node, item.value, parts=parts)


def _word(model: StepModel, item: Item, produced: set[Obj], read: set[Obj]) -> Word:
    if item.many:
        return Word(item.node, item.value, many=True)
    port = port_of(item.value)
    if port is not None:
        # v1 writes to an output configuration that is an argument, unless it is listed as an input.
        written = port.source.symbol in OUTPUT_CONFIGS and port.source not in read
        return Word(item.node, item.value, port=port, output=not port.consumed and (written or port.source in produced))
    found = objects(item.value)
    if found and len(alternatives(item.value)) == len(found) and are_alike(found):
        model.alike += found[1:]
        return Word(item.node, item.value, parameter=found[0])
    for obj in found:
        if obj.symbol.startswith(("azureml.data", "azureml.pipeline")):
            model.problems.append(Problem(item.node, unclear(obj, item.value)))
    return Word(item.node, item.value)


def unclear(obj: Obj, value: Value) -> str:
    """Why an argument that may be this object of v1 is none that a command of v2 can have."""
    kind = obj.symbol.rpartition(".")[2]
    if len(alternatives(value)) > 1:
        return f"whether this argument is a {kind}, and which one, depends on a branch"
    if obj.symbol == CONSUMPTION:
        return f"where the data of this argument comes from is not known{origin(_held(obj))}"
    return f"{kind} as an argument is not converted yet"


def _held(obj: Obj) -> Value | None:
    """What ``.as_named_input("sales").as_mount()`` is called on."""
    call = obj.call
    if call is None:
        return None
    held = call.receiver if call.receiver is not None else call.value("dataset")
    inner = objects(held)
    return _held(inner[0]) if inner and inner[0].symbol == CONSUMPTION else held
