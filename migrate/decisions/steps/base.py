"""How a step becomes a node: the inputs, outputs and waits that all kinds of steps have.

A kind of step says what differs by a subclass of :class:`StepBuilder`; the table of kinds is in the package.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.data import parameter_name, parameter_type
from migrate.decisions.inputs import INPUT_VARIABLE, port_mode, port_type, v1_access
from migrate.decisions.naming import base_name
from migrate.decisions.outputs import OUTPUT_VARIABLE, TABLE, TABLE_FILE
from migrate.decisions.rule import Fate, Manual, changed, manual
from migrate.decisions.step_tables import TABLE_LEFT, table_file
from migrate.decisions.steps.plan import ComponentPlan, PlanOf
from migrate.decisions.steps.variables import reads_variable
from migrate.v1.automl_step import AUTOML_STEP
from migrate.v1.data import Port as UsedPort
from migrate.v1.data import origins, port_name, v1_name
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, Obj
from migrate.v2 import names
from migrate.v2.components import Port
from migrate.v2.expressions import Expr, Literal, User

FILE, FOLDER, MODEL = "uri_file", "uri_folder", "mlflow_model"
MARKER = "done"
"""The output that a step writes only so that another one can wait for it."""


class StepBuilder(ABC):
    """Plans one step.

    Args:
        plan_of: gives the plan of another step.
    """

    def __init__(self, step: StepModel, context: Context, plan_of: PlanOf):
        self.step = step
        self.plan_of = plan_of
        self.context = context
        self.fates: dict[str, Fate] = {}
        self.taken: set[str] = set()
        self.inputs: dict[Obj, str] = {}
        self.outputs: dict[Obj, str] = {}
        self.parameters: dict[Obj, str] = {}

    @abstractmethod
    def plan(self) -> ComponentPlan:
        """What becomes of the step.

        Raises:
            Manual: something in it is not converted.
        """

    def check(self) -> None:  # noqa: B027 (most kinds refuse nothing)
        """Refuse what the kind of step cannot convert.

        Raises:
            Manual: for what.
        """

    # Ports

    def name_ports(self) -> None:
        for port in self.step.inputs:
            self.inputs[port.source] = names.unique(names.port(port_name(port)), self.taken)
        for obj in self.step.parameters:
            self.parameters[obj] = names.unique(parameter_name(obj), self.taken)
        taken: set[str] = set()
        for port in self.step.outputs:
            self.outputs[port.source] = names.unique(names.port(port_name(port)), taken)
        self.taken |= taken

    def note_single_files(self) -> None:
        """Rows that a parallel step appended: v1 gave a folder with the file in it."""
        rows = [step.single_file for step in self.context.converted_steps if step.single_file is not None]
        found = [
            self.inputs[port.source] for port in self.step.inputs if any(one in rows for one in origins(port.source))
        ]
        if found:
            text = ", ".join(found)
            message = f"the script gets the path of the file with the rows ({text}), in v1 that of the folder around it"
            self.fates["inputs"] = changed("inputs", message)
        found = [self.inputs[port.source] for port in self.step.inputs if self.is_model(port.source)]
        if found:
            text = ", ".join(found)
            message = f"the script gets the path of a folder with an MLflow model ({text}), in v1 that of a pickled one"
            self.fates["inputs"] = changed("inputs", message)
        tables = [port.source for port in self.step.outputs if self.is_table(port.source)]
        left = [source for source in tables if table_file(source, self.context) is not None]
        for message, sources in (
            (TABLE_LEFT, left),
            (TABLE_FILE, [source for source in tables if source not in left]),
        ):
            if sources:
                text = ", ".join(self.outputs[source] for source in sources)
                self.fates["outputs"] = changed("outputs", f"{text}: {message}")

    def note_unnamed(self) -> None:
        """Data that is no argument: the script of v1 found it in an environment variable or through its run."""
        for parameter, ports, variable in (
            ("inputs", self.step.inputs, INPUT_VARIABLE),
            ("outputs", self.step.outputs, OUTPUT_VARIABLE),
        ):
            unnamed = self.unnamed(ports)
            if unnamed:
                named_ports = self.inputs if parameter == "inputs" else self.outputs
                said = "; ".join(f"{v1_access(port)} is {variable}{named_ports[port.source]}" for port in unnamed)
                message = f"what the script found without an argument is in other environment variables: {said}"
                asked = any(reads_variable(self.step, port, self.context) for port in unnamed)
                self.fates[parameter] = manual(message) if asked else changed(parameter, message)

    def unnamed(self, ports: Sequence[UsedPort]) -> list[UsedPort]:
        """The data among these that is no argument."""
        named = {word.port.source for word in self.step.places if word.port is not None}
        return [port for port in ports if port.source not in named]

    def note_without_variable(self, parameter: str, unnamed: Sequence[UsedPort]) -> None:
        """Data that is no argument of a job whose script gets no variables for it."""
        if unnamed:
            named_ports = self.outputs if parameter == "outputs" else self.inputs
            found = ", ".join(named_ports[port.source] for port in unnamed)
            message = f"the script finds {found} through no argument: v2 has no variable for it"
            asked = any(reads_variable(self.step, port, self.context) for port in unnamed)
            v2 = "inputs" if "inputs" in parameter else parameter
            told = f"{message}, give it as an argument and read that in the script"
            self.fates[parameter] = manual(told, v2) if asked else changed(v2, message)

    def marker(self) -> str:
        """The output that steps which wait for this one without data are bound to."""
        return names.unique(MARKER, self.taken)

    def bindable_output(self) -> str:
        """The output that they are bound to when the job runs no shell that could write one for them.

        Raises:
            Manual: it has none.
        """
        if not self.outputs:
            raise Manual("another step waits for this one, which has no output that it could be bound to")
        return next(iter(self.outputs.values()))

    def is_awaited(self, pipelines: list[PipelineModel]) -> bool:
        return any(earlier is self.step for model in pipelines for earlier, _ in model.orderings)

    def waits(self, pipelines: list[PipelineModel]) -> dict[StepModel, tuple[str, bool]]:
        """For each step awaited: the input's name, and whether only some of the pipelines ask for it."""
        found: dict[StepModel, tuple[str, bool]] = {}
        given: dict[str, str] = {}
        for model in pipelines:
            for earlier, later in model.orderings:
                listed = model.flow is not None and model.flow.gathers((earlier, later))
                if later is self.step and earlier not in found and not listed:
                    varies = any(one.flow is not None and one.flow.varies((earlier, later)) for one in pipelines)
                    varies = varies or earlier is later
                    wanted = "after_previous" if varies else f"after_{base_name(earlier)}"
                    name = given.get(wanted) if varies else None
                    name = given[wanted] = name or names.unique(wanted, self.taken)
                    everywhere = all(other.is_always((earlier, later)) for other in pipelines)
                    found[earlier] = (name, not everywhere)
        return found

    def input_ports(self, waits: Mapping[StepModel, tuple[str, bool]]) -> tuple[Port, ...]:
        ports = [
            Port(self.inputs[port.source], self.input_type(port), optional=port.source in self.step.sometimes)
            for port in self.step.inputs
        ]
        ports += [Port(name, parameter_type(obj)) for obj, name in self.parameters.items()]
        waiting = {name: self.marker_type(earlier) for earlier, (name, _) in waits.items()}
        for earlier, (name, _) in waits.items():
            if self.marker_type(earlier) != waiting[name]:
                raise Manual("it waits for one of several steps, whose outputs are of different types")
        for name, kind in waiting.items():
            needless = all(optional for one, optional in waits.values() if one == name)
            ports.append(Port(name, kind, optional=needless))
        return tuple(ports)

    def input_type(self, port: UsedPort) -> str:
        if self.is_single_file(port.source):
            return FILE
        if self.is_model(port.source):
            return MODEL
        return TABLE if self.is_table(port.source) else port_type(port, self.context)

    def marker_type(self, earlier: StepModel) -> str:
        """The type of the output that an awaited step has in any case."""
        if earlier.single_file is not None:
            return FILE
        return MODEL if earlier.obj.symbol == AUTOML_STEP else FOLDER

    def is_model(self, source: Obj) -> bool:
        """Whether some step makes the data a folder with an MLflow model."""
        return self._is_among(source, [one for step in self.context.converted_steps for one in step.models])

    def is_table(self, source: Obj) -> bool:
        """Whether some step can read the data as a table only."""
        return any(source in step.tables for step in self.context.converted_steps)

    def is_single_file(self, source: Obj) -> bool:
        """Whether some step makes the data one file rather than a folder."""
        steps = self.context.converted_steps
        return self._is_among(source, [one for step in steps for one in (step.single_file, *step.best, *step.lost)])

    def _is_among(self, source: Obj, found: Sequence[Obj | None]) -> bool:
        """Whether the data is one of these, whichever call of its function it comes from."""
        known = [source in found or one in found for one in origins(source)]
        if any(known) and not all(known):
            raise Manual(f"`{v1_name(source)}` is a folder or something else, and an input of v2 has one type")
        return all(known)

    def modes(self) -> Iterator[tuple[str, str]]:
        """Inputs that the step reads in another mode than the data has by itself."""
        for port in self.step.inputs:
            mode = port_mode(port, self.context)
            if mode is not None:
                yield self.inputs[port.source], mode

    # Names

    def display_name(self) -> Expr:
        for name in ("name", "script_name"):
            argument = self.step.argument(name)
            if argument is not None and argument.value != Const(None):
                return self.literal(argument.node.value)
        return Literal(self.step.title)

    def literal(self, node: cst.BaseExpression) -> Expr:
        value = self.context.value(node)
        if isinstance(node, cst.SimpleString) and isinstance(value, Const):
            return Literal(value.value)
        return User(node)
