"""What a rule may ask while it decides: the understanding of the file, the plans made so far, and free names."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

import libcst as cst

from migrate.conversion import NewFile, Options, PipelineFound, Style, WrittenFile
from migrate.decisions.found_pipelines import find_pipelines
from migrate.decisions.free_names import FreeNames
from migrate.decisions.handed_on import names_handed_on
from migrate.decisions.idle import nodes_of_idle
from migrate.decisions.loaded import note_loaded
from migrate.decisions.rule import Decision, Manual, Move
from migrate.decisions.unused import nodes_of_unused
from migrate.project.written import sure
from migrate.v1.automl_step import read_automl_jobs
from migrate.v1.bound import Bound
from migrate.v1.catalogue import Catalogue
from migrate.v1.clients import HandedClient
from migrate.v1.interpreter import Interpreter
from migrate.v1.many_models import MAKERS
from migrate.v1.pipelines import PIPELINE_STEP, PipelineModel, PipelineReader
from migrate.v1.problems import in_short
from migrate.v1.scopes import FunctionScope
from migrate.v1.script_job import read_script_jobs
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Const, ListValue, Obj, SetEvent, Value, Where, alternatives, objects
from migrate.v2.expressions import Code, Expr, User
from migrate.v2.names import unique


def _undecided(call: Call) -> Decision:
    raise Manual("no rules")


@dataclass
class Context:
    """One file's conversion, as the rules see it."""

    interpreter: Interpreter
    options: Options
    root: Path
    path: PurePosixPath
    """The file, relative to ``root``; of several that are converted together the one with the pipeline."""
    taken: Callable[[str], bool] = field(default=lambda name: False)
    """Whether another file of the project takes a name from this one."""
    decider: Callable[[Call], Decision] = field(default=_undecided)
    answers: Callable[[str], bool] = field(default=lambda symbol: False)
    """Whether a rule that was selected answers for calls of a symbol."""
    decisions: dict[cst.CSTNode, Decision] = field(default_factory=dict)
    replacements: dict[cst.CSTNode, Expr] = field(default_factory=dict)
    """Expressions that are no use of v1 themselves but name something that has another name in v2."""
    secrets: set[str] = field(default_factory=set)
    """Literal secrets of the file; nothing that is shown may hold them."""
    new_files: list[NewFile] = field(default_factory=list)
    pipelines_found: list[PipelineFound] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    """The statements that become the body of a pipeline function."""
    superfluous: set[cst.CSTNode] = field(default_factory=set)
    """Parameters and arguments of the project's own functions that v2 has no use for."""
    more_parameters: dict[cst.Parameters, tuple[str, ...]] = field(default_factory=dict)
    """What the project's own functions take in v2 besides that."""
    client_parameters: dict[cst.Parameters, str] = field(default_factory=dict)
    """The parameter of these that takes the client in v2, where v1 did without."""
    more_arguments: dict[cst.Call, tuple[str, str]] = field(default_factory=dict)
    """What calls of these give them besides that: the parameter, and the variable."""
    clients_given: dict[cst.Call, str] = field(default_factory=dict)
    """By call that gives a client the parameter for it."""
    asked_for_client: set[FunctionScope] = field(default_factory=set)
    """The functions without a workspace for whose uses a rule wanted a client."""
    handed_clients: dict[FunctionScope, str] = field(default_factory=dict)
    """The functions that take a client in v2, each with the parameter for it."""
    vanished: dict[Obj, str] = field(default_factory=dict)
    """Objects that v2 has nothing for at the place of their variable, with what a leftover use has to know."""
    folders: set[str] = field(default_factory=set)
    """Folders and files that the v2 code refers to, relative to the root."""
    plans: dict[tuple[str, object], object] = field(default_factory=dict)
    """What rules worked out once for an object, by rule and object."""
    _component_names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Components so far; each has a folder of its name in style YAML."""
    refused: Mapping[Obj, str] = field(default_factory=dict)
    """Pipelines and steps that an earlier attempt found not to be convertible, with the reason."""

    def is_occupied(self, path: str) -> bool:
        """Whether a new file must not take a path."""
        return path in self.options.occupied

    @property
    def catalogue(self) -> Catalogue:
        return self.interpreter.catalogue

    # What was understood

    @cached_property
    def _reader(self) -> PipelineReader:
        note_loaded(self._calls_in_order(), self)
        steps = [
            call.result
            for call in self._calls_in_order()
            if isinstance(call.result, Obj)
            and (
                call.symbol in MAKERS
                or (call.entry.kind == "class" and self.catalogue.is_subclass(call.symbol, PIPELINE_STEP))
            )
        ]
        modules = [module for _, module in self.interpreter.source]
        return PipelineReader(
            self.catalogue, steps, modules, self.interpreter.values, self.interpreter.else_expressions
        )

    def _calls_in_order(self) -> list[Call]:
        return sorted(self.interpreter.uses.calls.values(), key=lambda call: call.where.order)

    @property
    def steps(self) -> list[StepModel]:
        """Every step of the file, in source order, whatever holds it."""
        return self._reader.steps

    @cached_property
    def pipelines(self) -> dict[Obj, PipelineModel]:
        """Every pipeline of the file, in source order."""
        return find_pipelines(self._calls_in_order(), self._reader, self.interpreter, self.refused, self.bound)

    def mover_of(self, step: StepModel) -> PipelineModel | None:
        """The pipeline whose function the statements move into that make the step."""
        return next((model for model in self.pipelines_of(step) if model.flow is not None), None)

    def pipelines_of(self, step: StepModel) -> list[PipelineModel]:
        """The pipelines that hold the step and are converted."""
        return [model for model in self.pipelines.values() if step in model.steps and model.convertible]

    @cached_property
    def converted_steps(self) -> list[StepModel]:
        """The steps that some converted pipeline holds, in source order."""
        steps = {step: None for model in self.pipelines.values() if model.convertible for step in model.steps}
        return sorted(steps, key=lambda step: step.call.where.order)

    @cached_property
    def jobs(self) -> list[StepModel]:
        """The configurations of AutoML, and of scripts, that are submitted by themselves and can be converted."""
        found = []
        for job in self._automl_jobs:
            holders = [step for step in self._reader.steps if job.obj in step.parts]
            known = len(self.references_to(job.obj)) == 1 + len(holders)
            if known and not job.problems and all(step in self.converted_steps for step in holders):
                found.append(job)
        return [*found, *self.script_jobs]

    @cached_property
    def _automl_jobs(self) -> list[StepModel]:
        return list(read_automl_jobs(self._calls_in_order(), set(self.refused), self.interpreter.values))

    @cached_property
    def script_jobs(self) -> list[StepModel]:
        """The scripts that are submitted by themselves and can be converted."""
        return [job for job in self._submitted_scripts if not job.problems]

    @cached_property
    def _submitted_scripts(self) -> list[StepModel]:
        return list(read_script_jobs(self._calls_in_order(), self.interpreter, self.refused))

    def why_no_job(self, obj: Obj) -> str | None:
        """Why a script or an AutoML job that is submitted by itself stays v1."""
        jobs = [*self._submitted_scripts, *self._automl_jobs]
        return next((one.message for job in jobs if job.obj is obj for one in job.problems), self.refused.get(obj))

    def submitted_jobs(self, use: Call) -> list[StepModel]:
        """The jobs by themselves of which a call submits one; nothing when it may submit something else."""
        given = alternatives(use.value("config"))
        found = [job for job in self.jobs if job.obj in given]
        return found if len(found) == len(given) else []

    @property
    def scripts(self) -> list[StepModel]:
        """Everything that is converted and runs in an environment."""
        return [*self.converted_steps, *self.script_jobs]

    @property
    def readers(self) -> list[StepModel]:
        """Everything that is converted and reads data."""
        return [*self.converted_steps, *self.jobs]

    def once(self, what: str, of: object) -> bool:
        """Whether it is asked for the first time: what several pipelines share is written once."""
        key = (what, of)
        first = key not in self.plans
        self.plans[key] = True
        return first

    def step(self, obj: Obj) -> StepModel | None:
        return next((step for step in self._reader.steps if step.obj is obj), None)

    def calls_of(self, obj: Obj, *names: str) -> list[Call]:
        return [call for call in obj.calls.values() if call.entry.name in names]

    def value(self, node: cst.CSTNode) -> Value | None:
        return self.interpreter.values.get(node)

    def references_to(self, obj: Obj) -> list[cst.Name]:
        """The places where a variable that holds the object is read."""
        found = (node for node, value in self.interpreter.references.items() if obj in alternatives(value))
        return [node for node in found if node not in self.in_vain]

    @cached_property
    def in_vain(self) -> set[cst.CSTNode]:
        """What is read only to make what nothing uses: a step that no pipeline holds, or settings that none has."""
        return nodes_of_unused(self) | nodes_of_idle(self)

    @cached_property
    def all_handed_on(self) -> set[cst.Name]:
        """The names in calls of code that is neither v1 nor in this file."""
        return names_handed_on(self.interpreter)

    def handed_on(self, obj: Obj) -> cst.Name | None:
        """Where the object is given to code that is not in this file and may change it."""
        return next((node for node in self.references_to(obj) if node in self.all_handed_on), None)

    @cached_property
    def bound(self) -> Bound:
        """Where the variables are bound."""
        return Bound(self.interpreter)

    def is_own(self, where: Where) -> bool:
        """Whether a place is in the document that is written, not in one that is only converted together with it."""
        return where.cell not in self.interpreter.source.beside

    def place(self, node: cst.CSTNode) -> tuple[int, int] | None:
        """The cell and line where a node of the source stands."""
        for cell, positions in self.interpreter.source.positions.items():
            found = positions.get(node)
            if found is not None:
                return cell, found.start.line
        return None

    # Names

    @cached_property
    def names(self) -> FreeNames:
        """Every name that the file binds or reads; new ones must differ from all."""
        # ``load_component`` loads the others.
        return FreeNames(self.interpreter, {"load_component"} if self.options.style is Style.YAML else set())

    def component_name(self, wanted: str, where: Where) -> str:
        """The name of a component that no other one has; that of a file has to differ in all documents."""
        home = self.names.home(where) if self.options.style is Style.INLINE else ""
        return unique(wanted, self._component_names[home])

    def new_name(self, wanted: str, where: Where | None = None) -> str:
        return self.names.new(wanted, where)

    def client(self, name: str | None) -> Expr:
        """The variable that holds the client at the place of a use (``call.client``).

        Raises:
            Manual: no variable there holds a workspace.
        """
        if name is None:
            raise Manual("no variable here holds the workspace, which v2 needs for this")
        if isinstance(name, HandedClient):
            self.asked_for_client.add(name.function)
        return Code(name)

    # Files

    @property
    def folder(self) -> Path:
        """Where the file is. Its paths are relative to this folder, or to the nearest parent where they exist."""
        return self.root / self.path.parent

    def find(self, relative: str) -> Path | None:
        """A file or folder that the code names by a relative path."""
        start = self.folder
        for base in (start, *start.parents):
            candidate = base / relative
            if candidate.exists() or self._relative(candidate) in self._written_places:
                return candidate
            if base == self.root:
                break
        return None

    def find_script(self, folder: str | None, name: str) -> Path | None:
        """The script of a step.

        Args:
            folder: None when it is only known when the code runs; what a notebook writes is found all the same.
        """
        if folder is not None:
            return self.find(f"{folder}/{name}")
        own = {file.path for file in self.options.written if file.notebook == str(self.path)}
        found = [path for path in own if f"/{path}".endswith(f"/{name}")]
        return self.root / found[0] if len(found) == 1 else None

    def data_of(self, path: Path) -> bytes | None:
        """What is in a file of the project; None when there is none, or it cannot be read."""
        written = self._written.get(self._relative(path))
        try:
            return path.read_bytes() if written is None else written.text.encode("utf-8", "replace")
        except OSError:
            return None

    @cached_property
    def _written(self) -> Mapping[str, WrittenFile]:
        """What notebooks write: this one, and others as far as it is known what is in the file."""
        own = {file.path: file for file in self.options.written if file.notebook == str(self.path)}
        return {**sure(self.options.written), **own}

    @cached_property
    def _written_places(self) -> frozenset[str]:
        """The written files and the folders that they are in."""
        return frozenset(
            str(place) for name in self._written for place in (PurePosixPath(name), *PurePosixPath(name).parents)
        )

    def _relative(self, path: Path) -> str:
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    # Decisions

    def is_converted(self, obj: Obj) -> bool:
        """Whether what created the object became v2 code."""
        return obj.call is None or not self.decide(obj.call).stays_v1

    def decide(self, call: Call) -> Decision:
        """The decision for a call, made now if need be."""
        return self.decider(call)

    def refuse_staying(self, calls: Iterable[Call | None]) -> None:
        """Refuse what other places of the code make, and stays v1 there.

        Raises:
            Manual: why it does.
        """
        for call in calls:
            decision = self.decide(call) if call is not None else None
            if decision is not None and decision.stays_v1:
                raise Manual(decision.fate.message)

    def decide_object(self, obj: Obj) -> Decision:
        """The decision for the call that made an object."""
        if obj.call is None:
            raise Manual("where this comes from is not known")
        return self.decide(obj.call)

    def refer(self, folder: str) -> None:
        """Note a folder or file that the v2 code refers to, so that it is part of the output."""
        found = self.find(folder)
        place = self._relative(found) if found is not None else ".."
        if PurePosixPath(place).parts[:1] != ("..",):
            self.folders.add(place)

    def symbol_of(self, obj: Obj, event: SetEvent) -> str:
        """The canonical symbol of an attribute that is set."""
        name = event.name.removesuffix("[]")
        entry = self.catalogue.member(obj.symbol, name)
        return entry.symbol if entry else f"{obj.symbol}.{name}"

    def function_of(self, reference: cst.Name) -> FunctionScope | None:
        """The function in which a name is read."""
        return self.interpreter.reference_functions.get(reference)


def plain_name(node: cst.BaseExpression) -> str | None:
    """``ws`` or ``self.ws`` as text; None for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    owner = plain_name(node.value) if isinstance(node, cst.Attribute) else None
    return f"{owner}.{node.attr.value}" if isinstance(node, cst.Attribute) and owner is not None else None


def single(value: Value | None) -> Obj | None:
    """The one v1 object that the value is; None when it may be something else."""
    found = objects(value)
    return found[0] if len(found) == 1 and len(alternatives(value)) == 1 else None


def receiver_of(use: Call) -> cst.BaseExpression | None:
    """The expression that a method is called on."""
    return use.node.func.value if isinstance(use.node.func, cst.Attribute) else None


def called_on(use: Call, kind: str) -> cst.BaseExpression:
    """The expression that a method is called on.

    Args:
        kind: what that is, for the message.

    Raises:
        Manual: the method was taken off it before: ``make = workspace.get_default_datastore``.
    """
    receiver = receiver_of(use)
    if receiver is None:
        raise Manual(f"`{in_short(use.node.func)}` was taken off its {kind} before: call the method on that itself")
    return receiver


def given(use: Call, parameter: str) -> Expr | None:
    """An argument of the user's, carried over; None when it was left out, or None."""
    node = use.expression(parameter)
    return None if node is None or use.value(parameter) == Const(None) else User(node)


def elements(value: Value | None) -> list[Obj]:
    """The v1 objects in a list, or the one that the value is."""
    if isinstance(value, ListValue):
        return [obj for item in value.flat() for obj in objects(item.value)]
    return list(objects(value))
