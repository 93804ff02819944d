"""How a step becomes a component and its node: the part that the kinds of steps share.

A kind of step says what differs by a subclass of :class:`StepBuilder`; the table of kinds is in the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import libcst as cst
import libcst.matchers as m

from migrate.decisions.branches import all_of, check_condition
from migrate.decisions.compute import compute_of, same_compute
from migrate.decisions.context import Context, sees
from migrate.decisions.data import parameter_name, parameter_type, writes_to_default
from migrate.decisions.inputs import INPUT_VARIABLE, port_mode, port_type, v1_access
from migrate.decisions.naming import base_name
from migrate.decisions.outputs import OUTPUT_VARIABLE, TABLE, TABLE_FILE, output_port
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Fate, Manual, changed
from migrate.decisions.run_settings import Bound, bound_settings, run_keywords
from migrate.decisions.settings import EnvironmentPlan, default_environment
from migrate.decisions.settings import settings as run_settings
from migrate.decisions.steps.files import as_yaml, beside_yaml
from migrate.v1.automl_step import AUTOML_STEPS
from migrate.v1.data import Port as UsedPort
from migrate.v1.data import port_name, v1_name
from migrate.v1.environments import fold_environment
from migrate.v1.pipelines import PipelineModel
from migrate.v1.scenarios import Condition
from migrate.v1.steps import StepModel, Word
from migrate.v1.values import Const, DictValue, Obj, constant, objects, type_name
from migrate.v2 import commands, names
from migrate.v2.components import ComponentSpec, Port, builder, component_yaml
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import CallTo, Code, Expr, ListOf, Literal, Text, User, call, dict_of
from migrate.v2.statements import Assign, Statement

FILE, FOLDER, MODEL = "uri_file", "uri_folder", "mlflow_model"
MARKER = "done"
"""The output that a step writes only so that another one can wait for it."""


@dataclass(frozen=True)
class ComponentPlan:
    """A step's component, under the name of the variable that holds it."""

    variable: str
    node: str
    """Name of the variable of its node in the pipeline function."""
    value: Expr | None
    """The component; None when the node is made without one."""
    before: tuple[Statement, ...]
    owns_statement: bool
    """Whether the statement is nothing but the step."""
    marker: str | None
    waits: Mapping[StepModel, str]
    """Steps that this one waits for without data, with the input that is bound to their marker."""
    inputs: Mapping[Obj, str]
    outputs: Mapping[Obj, str]
    parameters: Mapping[Obj, str]
    on_node: tuple[tuple[str, Expr | Bound], ...]
    """Attributes to set on the node, because its component cannot carry them."""
    in_yaml: bool
    fates: Mapping[str, Fate]
    make: Callable[[CallTo], Expr] = lambda called: called
    """The node, from the call of the component with its inputs."""
    calls: tuple[tuple[str, Mapping[str, Expr]], ...] = ()
    """Methods to call on the node, with their keywords."""
    part_fates: Mapping[Obj, Mapping[str, Fate]] = field(default_factory=dict)
    """Fates of arguments of the objects that hold settings of the step."""

    def made(self, arguments: list[tuple[str, Expr]]) -> Expr:
        """The node with these inputs."""
        return self.make(CallTo(Code(self.variable), tuple(arguments)))


class StepBuilder:
    """Plans one step.

    Args:
        plan_of: gives the plan of another step.
    """

    def __init__(self, step: StepModel, context: Context, plan_of: Callable[[StepModel, Context], ComponentPlan]):
        self.step = step
        self.plan_of = plan_of
        self.context = context
        self.fates: dict[str, Fate] = {}
        self.taken: set[str] = set()
        self.inputs: dict[Obj, str] = {}
        self.outputs: dict[Obj, str] = {}
        self.parameters: dict[Obj, str] = {}

    def plan(self) -> ComponentPlan:
        step, context = self.step, self.context
        self.check()
        self.name_ports()
        pipelines = context.pipelines_of(step)
        marker = self.marker() if self.is_awaited(pipelines) else None
        waits = self.waits(pipelines)
        self.note_unnamed()
        self.note_single_files()
        base = names.unique(base_name(step), context.component_names)
        environment, before = self.environment()
        spec = self.spec(base, environment, marker, waits, pipelines)
        variable = context.new_name(f"{base}_component")
        on_node: list[tuple[str, Expr | Bound]] = [
            (f"inputs.{name}.mode", Literal(mode)) for name, mode in self.modes()
        ]
        value = self.as_yaml(spec, environment)
        in_yaml = value is not None
        if value is None:
            value = self.inline(spec)
        else:
            before = ()
            on_node += beside_yaml(spec)
        on_node += self.on_node(spec, in_yaml)
        return ComponentPlan(
            variable=variable,
            node=names.snake(step.variable) if step.variable else f"{base}_step",
            value=value,
            before=before,
            owns_statement=sole_value(step.call.where.statement) is step.call.node,
            marker=marker,
            waits={earlier: name for earlier, (name, _) in waits.items()},
            inputs=self.inputs,
            outputs=self.outputs,
            parameters=self.parameters,
            on_node=tuple(on_node),
            in_yaml=in_yaml,
            fates=self.fates,
        )

    def check(self) -> None:
        """Refuse what the kind of step cannot convert.

        Raises:
            Manual: for what.
        """

    def refuse_lost(self, what: str) -> None:
        """Refuse what another step would read and v2 does not write.

        Raises:
            Manual: a step reads the metrics.
        """
        for data in self.step.lost:
            if any(port.source is data for other in self.context.converted_steps for port in other.inputs):
                script = f"the script that reads `{v1_name(data)}` has to ask mlflow"
                raise Manual(f"metrics of {what} are no output in v2: {script}")

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
        found = [self.inputs[port.source] for port in self.step.inputs if port.source in rows]
        if found:
            text = ", ".join(found)
            message = f"the script gets the path of the file with the rows ({text}), in v1 that of the folder around it"
            self.fates["inputs"] = changed("inputs", message)
        found = [self.inputs[port.source] for port in self.step.inputs if self.is_model(port.source)]
        if found:
            text = ", ".join(found)
            message = f"the script gets the path of a folder with an MLflow model ({text}), in v1 that of a pickled one"
            self.fates["inputs"] = changed("inputs", message)
        found = [self.outputs[port.source] for port in self.step.outputs if self.is_table(port.source)]
        if found:
            self.fates["outputs"] = changed("outputs", f"{', '.join(found)}: {TABLE_FILE}")

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
                self.fates[parameter] = changed(parameter, message)

    def unnamed(self, ports: Sequence[UsedPort]) -> list[UsedPort]:
        """The data among these that is no argument."""
        named = {word.port.source for word in self.step.places if word.port is not None}
        return [port for port in ports if port.source not in named]

    def note_without_variable(self, parameter: str, unnamed: Sequence[str]) -> None:
        """Data that is no argument of a job whose script gets no variables for it."""
        if unnamed:
            message = f"the script finds {', '.join(unnamed)} through no argument: v2 has no variable for it"
            self.fates[parameter] = changed("inputs" if "inputs" in parameter else parameter, message)

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
        for model in pipelines:
            for earlier, later in model.orderings:
                if later is self.step and earlier not in found:
                    name = names.unique(f"after_{base_name(earlier)}", self.taken)
                    everywhere = all(other.is_always((earlier, later)) for other in pipelines)
                    found[earlier] = (name, not everywhere)
        return found

    def input_ports(self, waits: Mapping[StepModel, tuple[str, bool]]) -> tuple[Port, ...]:
        ports = [Port(self.inputs[port.source], self.input_type(port)) for port in self.step.inputs]
        ports += [Port(name, parameter_type(obj)) for obj, name in self.parameters.items()]
        for earlier, (name, optional) in waits.items():
            ports.append(Port(name, self.marker_type(earlier), optional=optional))
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
        return MODEL if earlier.obj.symbol in AUTOML_STEPS else FOLDER

    def is_model(self, source: Obj) -> bool:
        """Whether some step makes the data a folder with an MLflow model."""
        return any(source in step.models for step in self.context.converted_steps)

    def is_table(self, source: Obj) -> bool:
        """Whether some step can read the data as a table only."""
        return any(source in step.tables for step in self.context.converted_steps)

    def is_single_file(self, source: Obj) -> bool:
        """Whether some step makes the data one file rather than a folder."""
        return any(step.single_file is source or source in step.best for step in self.context.converted_steps)

    def modes(self) -> Iterator[tuple[str, str]]:
        """Inputs that the step reads in another mode than the data has by itself."""
        for port in self.step.inputs:
            mode = port_mode(port, self.context)
            if mode is not None:
                yield self.inputs[port.source], mode

    # The command

    def program(self) -> list[commands.Part]:
        """The words of the command before the arguments: ``python train.py``."""
        raise NotImplementedError

    def command(self, suffix: str) -> Text:
        """The command; ``suffix`` is shell that has to run after it."""
        return commands.command_line(self.program(), self.words(), suffix)

    def words(self) -> list[commands.Part]:
        """The words of the arguments, those of a branch behind its condition.

        Raises:
            Manual: a condition does not mean the same where the component is made.
        """
        groups = [(when, [self.word(word) for word in found]) for when, found in groupby(self.step.words, _when)]
        parts: list[commands.Part] = []
        while groups:
            when, found = groups.pop(0)
            if not when:
                parts += found
                continue
            for condition, _ in when:
                check_condition(condition, "which arguments it has", self.context)
            opposite = (*when[:-1], (when[-1][0], not when[-1][1]))
            other = groups.pop(0)[1] if groups and groups[0][0] == opposite and len(when) == 1 else []
            if not when[-1][1] and other:
                when, found, other = opposite, other, found
            parts.append(commands.Branch(User(all_of(when)), tuple(found), tuple(other)))
        return parts

    def refuse_data_in(self, node: cst.BaseExpression) -> None:
        """v1 puts a placeholder for data or a parameter into text; the expression would put v2's own text there."""
        for inner in (node, *m.findall(node, m.Name() | m.Attribute())):
            for obj in objects(self.context.value(inner)):
                if obj.symbol.startswith(("azureml.data", "azureml.pipeline")):
                    kind = obj.symbol.rpartition(".")[2]
                    raise Manual(f"`{cst.Module([]).code_for_node(node)}` makes text of a {kind}")

    def plain(self, node: cst.BaseExpression, value: object, kind: str) -> commands.Part:
        self.refuse_data_in(node)
        if value is not None and isinstance(node, (cst.SimpleString, cst.Integer, cst.Float, cst.ConcatenatedString)):
            return commands.Word(str(value))
        if isinstance(value, (bool, int, float)) and isinstance(node, (cst.UnaryOperation, cst.Name)):
            # A number that has a name keeps it.
            named = isinstance(node, cst.Name) and node.value not in ("True", "False")
            return commands.Computed(User(node), kind) if named else commands.Word(str(value))
        return commands.Computed(User(node), kind)

    def word(self, word: Word) -> commands.Part:
        if word.parts:
            return commands.Joined(tuple(self.word(part) for part in word.parts))
        if word.repeat is not None:
            return commands.Raw(Code(word.repeat.variable))
        if word.port is not None:
            if word.output:
                return commands.OutputRef(self.outputs[word.port.source])
            return commands.InputRef(self.inputs[word.port.source])
        if word.parameter is not None:
            return commands.InputRef(self.parameters[word.parameter], parameter_type(word.parameter) == "string")
        return self.plain(word.node, constant(word.value), type_name(word.value))

    # The component

    def as_yaml(self, spec: ComponentSpec, environment: EnvironmentPlan) -> Expr | None:
        """The component in a file of its own, loaded; None when it stays inline."""
        return as_yaml(self.step, spec, environment, self.context, component_yaml)

    def inline(self, spec: ComponentSpec) -> Expr:
        return builder(spec)

    def on_node(self, spec: ComponentSpec, in_yaml: bool) -> Iterator[tuple[str, Expr | Bound]]:
        """What only the node can say: settings that are pipeline parameters."""
        return bound_settings(self.step.bound, spec.settings)

    def spec(
        self,
        base: str,
        environment: EnvironmentPlan,
        marker: str | None,
        waits: Mapping[StepModel, tuple[str, bool]],
        pipelines: list[PipelineModel],
    ) -> ComponentSpec:
        step = self.step
        default = all(writes_to_default(model) for model in pipelines)
        outputs = [output_port(port, self.outputs[port.source], default, self.context) for port in step.outputs]
        files = [self.outputs[port.source] for port in step.outputs if self.is_single_file(port.source)]
        outputs = [replace(port, type=FILE) if port.name in files else port for port in outputs]
        tables = [self.outputs[port.source] for port in step.outputs if self.is_table(port.source)]
        outputs = [replace(port, type=TABLE) if port.name in tables else port for port in outputs]
        if marker is not None:
            outputs.append(Port(marker))
        suffix = commands.marker(marker) if marker is not None else ""
        variables, value = self.variables()
        shared = all(same_compute(model, self.context) is not None for model in pipelines)
        compute = compute_of(step, self.context)
        return ComponentSpec(
            name=base,
            display_name=self.display_name(),
            code=self.code(pipelines),
            command=self.command(suffix),
            inputs=self.input_ports(waits),
            outputs=tuple(outputs),
            environment=environment.expr,
            described=environment.described,
            environment_variables=variables,
            variables_value=value,
            compute=None if shared else compute,
            deterministic=self.deterministic(),
            settings=self.settings(),
        )

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

    def code(self, pipelines: list[PipelineModel]) -> Expr | None:
        argument = self.step.argument("source_directory")
        if argument is None or argument.value == Const(None):
            defaults = [model.obj.argument("default_source_directory") for model in pipelines]
            argument = next((default for default in defaults if default is not None), None)
        if argument is None:
            return Literal(".")
        folder = constant(argument.value)
        if isinstance(folder, str):
            self.context.refer(folder)
        return self.literal(argument.node.value)

    def deterministic(self) -> Expr | None:
        argument = self.step.argument("allow_reuse")
        if argument is None or argument.value in (Const(None), Const(True)):
            return None
        return Literal(False) if argument.value == Const(False) else User(argument.node.value)

    def settings(self) -> dict[str, Expr]:
        """What the run configuration says besides environment, variables and compute, as keywords of ``command``."""
        step, environment = self.step, self.step.environment
        docker = fold_environment(environment).docker if environment is not None else {}
        return run_keywords({**(step.run.settings if step.run is not None else {}), **step.own}, docker, step.bound)

    def plain_value(self, node: cst.BaseExpression) -> Expr:
        """A literal of the user's as one of ours, so that it can also be written to YAML."""
        known = self.context.value(node)
        literal = isinstance(node, (cst.SimpleString, cst.Integer, cst.Float, cst.UnaryOperation))
        if literal and isinstance(known, Const):
            return Literal(known.value)
        if isinstance(node, (cst.List, cst.Tuple)) and all(isinstance(item, cst.Element) for item in node.elements):
            return ListOf(tuple(self.plain_value(item.value) for item in node.elements))
        return User(node)

    # Environment and variables

    def environment(self) -> tuple[EnvironmentPlan, tuple[Statement, ...]]:
        step = self.step
        given = step.argument("environment")
        if given is not None and given.value != Const(None):
            return self.given_environment(given.node.value), ()
        if step.run is None:
            plan = default_environment(self.context)
            here = self.is_first(step) and not self.is_written_before(step)
            return plan, (Assign(plan.expr.text, plan.described.expr),) if here else ()
        run = run_settings(self.context).runs.get(step.run.obj)
        if run is None:
            problem = run_settings(self.context).problems.get(step.run.obj)
            raise Manual(problem.message if problem else "its run configuration could not be converted")
        made = step.run.obj.call
        if made is not None and sees(step.call.where, made.where):
            return run.environment, ()
        argument = step.argument("runconfig")
        assert argument is not None
        target = step.run.target is not None and step.argument("compute_target") is None
        if run.variables is not None or target or self.settings():
            raise Manual("its run configuration comes from a function and holds more than an environment")
        # Not described: what the function makes must stay the one place that says so, also in style YAML.
        environment = User(argument.node.value)
        return EnvironmentPlan(environment, EnvironmentSpec(reference=environment)), ()

    def given_environment(self, node: cst.BaseExpression) -> EnvironmentPlan:
        """The environment that the step was given without a run configuration."""
        obj, found = self.step.environment, run_settings(self.context)
        if obj is None:
            raise Manual("where its environment comes from is not known")
        plan = found.environments.get(obj)
        if obj.call is None and obj.owner is None and not obj.sets and not obj.parts:
            # It comes from elsewhere: a parameter, a collection, another file.
            given = User(node)
            return EnvironmentPlan(given, EnvironmentSpec(reference=given))
        if plan is None:
            problem = found.problems.get(obj)
            raise Manual(problem.message if problem else "its environment could not be converted")
        if obj.call is not None and not sees(self.step.call.where, obj.call.where):
            here = User(node)
            return EnvironmentPlan(here, EnvironmentSpec(reference=here))
        return plan

    def is_written_before(self, step: StepModel) -> bool:
        """Whether the default environment is written for all steps that move into the pipeline function."""
        return self.context.mover_of(step) is not None

    def is_first(self, step: StepModel) -> bool:
        """Whether no inline component before this one has written the default environment where this one sees it."""
        for other in self.context.converted_steps:
            if other is step:
                return True
            given = other.environment is not None or other.describes_environment
            seen = not given and sees(step.call.where, other.call.where)
            if seen and not self.plan_of(other, self.context).in_yaml:
                return False
        return True

    def variables(self) -> tuple[Expr | None, Expr | None]:
        """How the component names its environment variables, and what they are when that is a name."""
        variables, value = self.run_variables()
        params = self.step.argument("params")
        if params is None or params.value == Const(None):
            return variables, value
        if not isinstance(params.value, DictValue) or not params.value.complete:
            raise Manual("what `params` holds is only known when the code runs")
        items: dict[str, Expr] = {}
        for name, item in params.value.items.items():
            self.refuse_data_in(item.node)
            text = constant(item.value)
            items[f"AML_PARAMETER_{name}"] = Literal(str(text)) if text is not None else call_str(item.node)
        if variables is not None:
            raise Manual("`params` together with environment variables of the run configuration")
        self.fates["params"] = changed("environment_variables", "the script reads AML_PARAMETER_<name>, as in v1")
        return dict_of(items), None

    def run_variables(self) -> tuple[Expr | None, Expr | None]:
        """The environment variables that the run configuration says."""
        run = run_settings(self.context).runs.get(self.step.run.obj) if self.step.run else None
        return (run.variables, run.variables_value) if run else (None, None)


def _when(word: Word) -> tuple[tuple[Condition, bool], ...]:
    return word.when


def call_str(node: cst.BaseExpression) -> Expr:
    """``str(x)``: v2 wants text for a variable."""
    return call(Code("str"), User(node))
