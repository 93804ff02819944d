"""How a step becomes a component of its own, with the environment and the settings that it runs in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import replace

import libcst as cst

from migrate.decisions.branches import all_of, check_condition
from migrate.decisions.compute import compute_of, same_compute
from migrate.decisions.context import Context, single
from migrate.decisions.data import writes_to_default
from migrate.decisions.distributions import chosen_settings, distribution_keywords
from migrate.decisions.misplaced import sees
from migrate.decisions.naming import distinct_name
from migrate.decisions.outputs import TABLE, output_port
from migrate.decisions.places import named
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Manual, changed, manual
from migrate.decisions.run_settings import FROM_OUTSIDE, RUN_FROM_OUTSIDE, Bound, bound_settings, run_keywords
from migrate.decisions.settings import EnvironmentPlan, default_environment
from migrate.decisions.settings import settings as run_settings
from migrate.decisions.settings.escaping import MORE, may_be_none, own_compute
from migrate.decisions.step_tables import leave_table, table_file
from migrate.decisions.steps.base import FILE
from migrate.decisions.steps.files import as_yaml, beside_yaml
from migrate.decisions.steps.plan import ComponentPlan
from migrate.decisions.steps.words import WordsBuilder
from migrate.decisions.variables import variables_expr
from migrate.v1.environments import fold_environment
from migrate.v1.nodes import code_of, walk
from migrate.v1.notebook_step import NOTEBOOK_STEP, PAPERMILL
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import not_followed
from migrate.v1.run_configurations import RUN_CONFIGURATION, RunModel, comes_from_outside
from migrate.v1.steps import VARIABLE, StepModel
from migrate.v1.values import Const, DictValue, Obj, Where, alternatives, constant, objects
from migrate.v2 import commands, names
from migrate.v2.components import ComponentSpec, Port, builder, component_yaml
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import (
    SPREAD,
    Code,
    DictOf,
    Either,
    Expr,
    Index,
    ListOf,
    Literal,
    Text,
    User,
    call,
    dict_of,
)
from migrate.v2.statements import Assign, Statement


class ComponentBuilder(WordsBuilder):
    """Plans a step that a component runs."""

    def plan(self) -> ComponentPlan:
        step, context = self.step, self.context
        self.check()
        self.name_ports()
        pipelines = context.pipelines_of(step)
        marker = self.marker() if self.is_awaited(pipelines) else None
        waits = self.waits(pipelines)
        self.note_unnamed()
        self.note_single_files()
        base = context.component_name(distinct_name(step, context), step.call.where)
        environment, before = self.environment()
        spec = self.spec(base, environment, marker, waits, pipelines)
        variable = context.new_name(f"{base}_component", step.call.where)
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

    # The component

    @abstractmethod
    def command(self, suffix: str) -> Text:
        """The command; ``suffix`` is shell that has to run after it."""

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
        outputs = [replace(port, when=self.written_when(port.name)) for port in outputs]
        if marker is not None:
            outputs.append(Port(marker))
        suffix = self.tables_left() + (commands.marker(marker) if marker is not None else "")
        variables, value = self.variables()
        shared = all(same_compute(model, self.context) is not None for model in pipelines)
        return ComponentSpec(
            name=base,
            display_name=self.display_name(),
            code=self.code(pipelines),
            command=self.command(suffix),
            inputs=self.input_ports(waits),
            outputs=tuple(outputs),
            environment=environment.expr if self.keywords() is None else None,
            described=environment.described,
            environment_variables=variables,
            variables_value=value,
            compute=None if shared else self.compute(),
            deterministic=self.deterministic(),
            settings=self.settings(),
            keywords=self.keywords() or distribution_keywords(step),
        )

    def tables_left(self) -> str:
        """What writes the files ``MLTable`` of the outputs that AutoML reads."""
        files = ((self.outputs[port.source], table_file(port.source, self.context)) for port in self.step.outputs)
        return "".join(leave_table(name, content) for name, content in files if content is not None)

    def compute(self) -> Expr | None:
        """The compute that the step names, for a pipeline without one for all; None where its dictionary names it."""
        run = run_settings(self.context).runs.get(self.step.run.obj) if self.step.run is not None else None
        return None if run is not None and run.names_compute else compute_of(self.step, self.context)

    def as_yaml(self, spec: ComponentSpec, environment: EnvironmentPlan) -> Expr | None:
        """The component in a file of its own, loaded; None when it stays inline."""
        return as_yaml(self.step, spec, environment, self.context, component_yaml)

    def inline(self, spec: ComponentSpec) -> Expr:
        return builder(spec)

    def written_when(self, name: str) -> Expr | None:
        """The condition on which an output is there.

        Raises:
            Manual: it does not mean the same where the component is made.
        """
        when = next((when for data, when in self.step.writes_when.items() if self.outputs[data] == name), ())
        for condition, _ in when:
            check_condition(condition, "which outputs it has", self.context)
        return User(all_of(when)) if when else None

    def on_node(self, spec: ComponentSpec, in_yaml: bool) -> Iterator[tuple[str, Expr | Bound]]:
        """What only the node can say: settings that are pipeline parameters."""
        return bound_settings(self.step.bound, spec.settings)

    def code(self, pipelines: list[PipelineModel]) -> Expr | None:
        argument = self.step.argument("source_directory")
        if argument is None or argument.value == Const(None):
            defaults = [model.obj.argument("default_source_directory") for model in pipelines]
            argument = next((default for default in defaults if default is not None), None)
        if argument is None:
            return Literal(".")
        folder = named(argument.value, self.context)
        if folder is not None:
            self.context.refer(folder)
        code = self.literal(argument.node.value)
        if isinstance(code, Literal) and isinstance(code.value, str):
            return Literal(code.value.replace("\\", "/"))  # Windows takes slashes too, others take nothing else
        return code

    def deterministic(self) -> Expr | None:
        argument = self.step.argument("allow_reuse")
        if argument is None or argument.value in (Const(None), Const(True)):
            return None
        return Literal(False) if argument.value == Const(False) else User(argument.node.value)

    def settings(self) -> dict[str, Expr]:
        """What the run configuration says besides environment, variables and compute, as keywords of ``command``."""
        step, environment = self.step, self.step.environment
        if self.keywords() is not None:
            return run_keywords(step.own, {}, step.bound)
        docker = fold_environment(environment).docker if environment is not None else {}
        said = {**(step.run.settings if step.run is not None else {}), **step.own}
        return run_keywords(said, docker, step.bound) | chosen_settings(step)

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
            plan = default_environment(self.context, self.added(step))
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
        if made is None and self.context.once("run configuration from outside", step.call.where.function):
            self.fates["runconfig"] = manual(RUN_FROM_OUTSIDE, "command(**run_config)")
        # Not described: what the function makes must stay the one place that says so, also in style YAML.
        environment = User(argument.node.value)
        return EnvironmentPlan(environment, EnvironmentSpec(reference=environment)), ()

    def keywords(self) -> Expr | None:
        """The dictionary that the run configuration has become, when another function makes it."""
        run = run_settings(self.context).runs.get(self.step.run.obj) if self.step.run else None
        argument = self.step.argument("runconfig")
        if run is None or not run.is_dictionary or argument is None:
            return None
        own = own_compute(self.step) if run.names_compute else None
        compute = compute_of(self.step, self.context) if own is not None else None
        given = User(argument.node.value)
        if own is None or compute is None:
            return given
        if may_be_none(own, self.step.call.where.function):
            compute = Either(compute, Index(given, Literal("compute")))
        return DictOf(((SPREAD, given), (Literal("compute"), compute)))

    def given_environment(self, node: cst.BaseExpression) -> EnvironmentPlan:
        """The environment that the step was given without a run configuration."""
        obj, found = self.step.environment, run_settings(self.context)
        argument, here = self.step.argument("environment"), User(self.without_configuration(node))
        if obj is None:
            named = constant(argument.value) if argument is not None else None
            if isinstance(named, str):
                return EnvironmentPlan(Literal(named), EnvironmentSpec(reference=Literal(named)))
            if argument is not None and comes_from_outside(argument.value):
                check_outside(node, self.context)
                self.fates[self.teller()] = manual(FROM_OUTSIDE.format("its environment"), "environment")
                return EnvironmentPlan(here, EnvironmentSpec(reference=here))
            if argument is None or len(objects(argument.value)) != len(alternatives(argument.value)):
                raise Manual(not_followed("its environment", node, argument))
            for one in objects(argument.value):
                self.check_choice(one)
            return EnvironmentPlan(here, EnvironmentSpec(reference=here))
        plan = found.environments.get(obj)
        if obj.call is None and obj.owner is None and not obj.sets and not obj.parts:
            # It comes from elsewhere: a parameter, a collection, another file.
            return EnvironmentPlan(here, EnvironmentSpec(reference=here))
        if plan is None:
            problem = found.problems.get(obj)
            raise Manual(problem.message if problem else "its environment could not be converted")
        if obj.call is not None and not sees(self.settled, obj.call.where):
            return EnvironmentPlan(here, EnvironmentSpec(reference=here))
        return plan

    @property
    def settled(self) -> Where:
        """Where the settings of the step stand, which another function may make."""
        return self.step.call.where

    def check_choice(self, environment: Obj) -> None:
        """Refuse one of several environments that the step may have, when more than the variable has to know it.

        Raises:
            Manual: why.
        """
        found = run_settings(self.context)
        if environment not in found.environments:
            problem = found.problems.get(environment)
            raise Manual(problem.message if problem else "where its environment comes from is not known")
        described = fold_environment(environment)
        if described.variables or described.told or described.docker:
            raise Manual("one of several environments that it may have sets more than v2 has in an environment")

    def without_configuration(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """``run_config`` for ``run_config.environment``, where a function makes it: in v2 that gives an environment."""
        owner = single(self.context.value(node.value)) if isinstance(node, cst.Attribute) else None
        if not isinstance(node, cst.Attribute) or owner is None or owner.symbol != RUN_CONFIGURATION:
            return node
        if owner.call is not None and sees(self.step.call.where, owner.call.where):
            return node
        run = run_settings(self.context).runs.get(owner)
        if run is None:
            problem = run_settings(self.context).problems.get(owner)
            raise Manual(problem.message if problem else "its run configuration could not be converted")
        if run.is_dictionary:
            return node  # The rule for run configurations takes it from the dictionary.
        if run.variables is not None:
            raise Manual(MORE)
        return node.value

    def teller(self) -> str:
        """The parameter of the step that holds the environment, or the configuration that does."""
        found = (
            name for name, one in self.step.call.arguments.items() if set(objects(one.value)) & set(self.step.parts)
        )
        return next(found, "environment")

    def is_written_before(self, step: StepModel) -> bool:
        """Whether the default environment is written for all steps that move into the pipeline function."""
        return self.context.mover_of(step) is not None

    @staticmethod
    def added(step: StepModel) -> tuple[str, ...]:
        """The packages that v1 adds to the default environment for a step."""
        return PAPERMILL if step.call.symbol == NOTEBOOK_STEP else ()

    def is_first(self, step: StepModel) -> bool:
        """Whether no inline component before this one has written the default environment where this one sees it."""
        path_of = self.context.interpreter.source.path_of
        for other in sorted(self.context.scripts, key=lambda one: one.call.where.order):
            if other is step:
                return True
            given = other.environment is not None or other.describes_environment
            here = path_of(other.call.where.cell) == path_of(step.call.where.cell)
            seen = here and not given and self.added(step) == self.added(other)
            seen = seen and sees(step.call.where, other.call.where)
            if seen and (other in self.context.script_jobs or not self.plan_of(other, self.context).in_yaml):
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
            if f"{VARIABLE}{name}" in self.step.bound:
                continue
            self.refuse_data_in(item.node)
            text = constant(item.value)
            items[f"{VARIABLE}{name}"] = Literal(str(text)) if text is not None else call_str(item.node)
        if variables is not None or self.keywords() is not None:
            raise Manual("`params` together with environment variables of the run configuration")
        self.fates["params"] = changed("environment_variables", "the script reads AML_PARAMETER_<name>, as in v1")
        return (dict_of(items) if items else None), None

    def or_of_environment(self, own: tuple[Expr | None, Expr | None]) -> tuple[Expr | None, Expr | None]:
        """The variables that the step has, or those of its environment.

        A ``ScriptRunConfig`` has no run configuration when it is given an environment.
        """
        environment = self.step.environment
        if self.step.run is not None or environment is None:
            return own
        found = variables_expr(RunModel(environment, fold_environment(environment)), self.context)
        if found is not None and own[0] is not None:
            raise Manual("`params` together with environment variables of the environment")
        return own if found is None else (found, None)

    def run_variables(self) -> tuple[Expr | None, Expr | None]:
        """The environment variables that the run configuration says."""
        run = run_settings(self.context).runs.get(self.step.run.obj) if self.step.run else None
        return (run.variables, run.variables_value) if run and not run.is_dictionary else (None, None)


_SECTIONS = ("python", "docker")
"""What environments of v1 have and those of v2 do not."""


def check_outside(node: cst.BaseExpression, context: Context) -> None:
    """Refuse an environment that the code treats as one of v1: what made it has stayed v1.

    Raises:
        Manual: it does.
    """
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return
    variable = code_of(node)
    for inner in (one for module in context.interpreter.source.modules.values() for one in walk(module)):
        if isinstance(inner, cst.Attribute) and inner.attr.value in _SECTIONS and code_of(inner.value) == variable:
            raise Manual(f"`{code_of(inner)}` is of v1: make `{variable}` an environment of v2 first")
        made = inner.value.func if isinstance(inner, cst.Assign) and isinstance(inner.value, cst.Call) else None
        if not (isinstance(made, cst.Attribute) and made.attr.value == "clone" and isinstance(inner, cst.Assign)):
            continue
        if any(code_of(one.target) == variable for one in inner.targets):
            raise Manual(f"v2 copies no environments: make `{variable}` an environment of v2 first")


def call_str(node: cst.BaseExpression) -> Expr:
    """``str(x)``: v2 wants text for a variable."""
    return call(Code("str"), User(node))
