"""``ParallelRunStep``: a parallel component whose entry script gets the input in mini-batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from types import MappingProxyType

import libcst as cst

from migrate.decisions.compute import compute_of
from migrate.decisions.data import joined
from migrate.decisions.misplaced import sees
from migrate.decisions.moving import check_configuration, operand
from migrate.decisions.rule import Manual, changed
from migrate.decisions.run_settings import Bound
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.base import FILE
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.files import as_yaml
from migrate.decisions.steps.plan import ComponentPlan
from migrate.decisions.variables import joined_variables, variables_of
from migrate.v1.configurations import Configuration
from migrate.v1.data import DATASET, data_of
from migrate.v1.environments import fold_environment
from migrate.v1.parallel_step import BYTES, FILES
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, DictValue, Obj, Where, constant, type_name
from migrate.v2 import commands, names
from migrate.v2.components import ComponentSpec, Port
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr, Index, Literal, Text, User, call, dict_of
from migrate.v2.parallel import ParallelSpec, parallel_builder, parallel_yaml

_NODE = {
    "node_count": "resources",
    "process_count_per_node": "max_concurrency_per_instance",
    "mini_batch_size": "mini_batch_size",
    "logging_level": "logging_level",
    "run_invocation_timeout": "retry_settings",
}
"""The settings that may be pipeline parameters, with the attribute of the node that takes them."""


_SIZE = "mini_batch_size"
_ROWS = "parallel_run_step.txt"
"""The file of the rows when nobody names one (azureml-pipeline-steps 1.61)."""
BESIDE = "the script writes to the folder too, so that what it returns goes to a file of its own"


def escapes(step: StepModel) -> bool:
    """Whether another function makes the configuration of a parallel step."""
    made = step.configuration
    return made is not None and made.call.where.function is not step.call.where.function


def dictionary_of(spec: ParallelSpec) -> dict[str, Expr]:
    """The settings that its configuration has, by their names in v2."""
    found = {
        "code": spec.code,
        "entry_script": spec.entry_script,
        "environment": spec.environment,
        "description": spec.description,
        **spec.parallel,
        "environment_variables": spec.environment_variables,
    }
    return {name: one for name, one in found.items() if one is not None}


class ParallelBuilder(ComponentBuilder):
    """Plans a step that cuts its input into mini-batches."""

    dictionary: Mapping[str, Expr] = MappingProxyType({})
    """What becomes of the configuration, when another function makes it."""

    @property
    def configuration(self) -> Configuration:
        assert self.step.configuration is not None
        return self.step.configuration

    def check(self) -> None:
        configuration, step = self.configuration, self.step
        if escapes(step):
            self.check_escaping()
        else:
            check_configuration(configuration, step.call.where, self.context)
        for name in step.bound:
            if name not in _NODE:
                raise Manual(f"`{name}` of a parallel job cannot be a pipeline parameter in v2")
        if len(self.partitioned()) != 1:
            raise Manual(
                "a parallel job of v2 cuts one input into mini-batches, this step has "
                f"{len(self.partitioned()) or 'none'}: combine them in one MLTable, or make a step for each"
            )

    def check_escaping(self) -> None:
        """Refuse what a dictionary of settings, which another function makes, cannot say."""
        if self.holder() is None:
            raise Manual("its ParallelRunConfig comes from a function: keep it in a variable first")
        if self.configuration.obj.sets or self.configuration.spread or self.step.bound:
            raise Manual("its ParallelRunConfig comes from a function that does more than to make it")

    def holder(self) -> Expr | None:
        """The variable that holds the dictionary of settings."""
        argument = self.step.call.arguments.get("parallel_run_config")
        node = argument.node.value if argument is not None else None
        return User(node) if isinstance(node, cst.Name) else None

    @property
    def settled(self) -> Where:
        return self.configuration.call.where if escapes(self.step) else super().settled

    def partitioned(self) -> list[Obj]:
        """The inputs that are cut into mini-batches."""
        return self.step.cut

    def note_unnamed(self) -> None:
        """Mini-batches and rows are handed over without arguments; what is beside them is not."""
        sides = [port for port in self.unnamed(self.step.inputs) if port.source not in self.partitioned()]
        self.note_without_variable("side_inputs", sides)
        self.note_kinds()

    def note_kinds(self) -> None:
        """Registered data, of which only the workspace knows whether v1 has it as files or as a table."""
        found = [self.inputs[port.source] for port in self.step.inputs if data_of(port.source).symbol == DATASET]
        if found:
            message = f"if {', '.join(found)} was registered as files: uri_folder, mounted (ro_mount)"
            self.fates["inputs"] = changed("input_data", message)

    def marker(self) -> str:
        return self.bindable_output()

    # The component

    def command(self, suffix: str) -> Text:
        percent = self.configuration.argument("allowed_failed_percent")
        words = self.words()
        if percent is not None:
            value = percent.node.value
            words += [
                commands.Word("--allowed_failed_percent"),
                self.plain(value, constant(percent.value), type_name(percent.value) or "float"),
            ]
        return commands.command_line(words, [])

    def spec(
        self,
        base: str,
        environment: EnvironmentPlan,
        marker: str | None,
        waits: Mapping[StepModel, tuple[str, bool]],
        pipelines: list[PipelineModel],
    ) -> ComponentSpec:
        spec = super().spec(base, environment, None, waits, pipelines)
        script = self.step.argument("script_name")
        description = self.configuration.argument("description")
        if script is None:
            raise Manual("its ParallelRunConfig has no entry script")
        append, rows = self.appended(), self.rows(spec.outputs)
        if rows is not None:
            append, spec = rows.name, replace(spec, outputs=(*spec.outputs, rows))
        made = ParallelSpec(
            **{item.name: getattr(spec, item.name) for item in fields(ComponentSpec)},
            entry_script=self.literal(script.node.value),
            input_data=self.inputs[self.partitioned()[0]],
            append_row_to=append,
            description=self.literal(description.node.value) if description is not None else None,
            parallel=dict(self.parallel()),
        )
        holder = self.holder() if escapes(self.step) else None
        return self.from_dictionary(made, holder) if holder is not None else made

    def from_dictionary(self, spec: ParallelSpec, holder: Expr) -> ParallelSpec:
        """The component with the settings that another function makes."""

        def item(name: str) -> Expr:
            return Index(holder, Literal(name))

        own = set(dictionary_of(spec))
        if self.configuration.argument("partition_keys") is None and self.configuration.argument(_SIZE) is None:
            own.discard(_SIZE)  # It depends on the data that the step cuts.
        if self.names_variables:
            own.discard("environment_variables")
        self.dictionary = {name: one for name, one in dictionary_of(spec).items() if name in own}
        compute = compute_of(self.step, self.context)
        known = isinstance(compute, Literal)
        if compute is not None and not known:
            self.dictionary["compute"] = compute
        found: dict[str, Expr] = {name: item(name) for name in own}
        return replace(
            spec,
            code=found.get("code"),
            entry_script=found["entry_script"],
            description=found.get("description"),
            environment=found.get("environment"),
            described=EnvironmentSpec(reference=found.get("environment")),
            environment_variables=spec.environment_variables
            if self.names_variables
            else found.get("environment_variables"),
            variables_value=None,
            parallel={name: found.get(name, one) for name, one in spec.parallel.items()},
            compute=item("compute") if spec.compute is not None and not known else spec.compute,
        )

    def appended(self) -> str | None:
        """The output that takes the rows."""
        source = self.step.single_file
        return self.outputs[source] if source is not None else None

    def rows(self, outputs: Iterable[Port]) -> Port | None:
        """An output for the rows alone, when the script writes to the folder of its output itself.

        In v1 the file of the rows is in that folder, where it stays when v2 has a place for the folder.
        """
        if self.step.rows_beside is None:
            return None
        folder = next(port for port in outputs if port.name == self.outputs[self.step.rows_beside])
        name = names.unique(f"{folder.name}_rows", {*self.outputs.values(), *self.inputs.values()})
        self.fates["output"] = changed(f"outputs: {folder.name}, {name}", BESIDE)
        return Port(name, FILE, path=self.in_folder(folder.path))

    def in_folder(self, path: Expr | None) -> Expr | None:
        """The file of the rows in a folder; what the service names is another folder for each output."""
        if not isinstance(path, Text):
            return path
        if any(isinstance(part, str) and "${{output_name}}" in part for part in path.parts):
            return path
        given = self.configuration.argument("append_row_file_name")
        name = self.plain_value(given.node.value) if given is not None else Literal(_ROWS)
        *parts, last = path.parts
        return joined((*parts, last.rstrip("/") if isinstance(last, str) else last, "/", name))

    def parallel(self) -> Iterator[tuple[str, Expr]]:
        """The settings that are the same for all nodes of the component."""
        found, bound = self.configuration.argument, self.step.bound
        keys, size = found("partition_keys"), found("mini_batch_size")
        if keys is not None:
            yield "partition_keys", self.plain_value(keys.node.value)
        elif size is None:
            source = self.partitioned()[0]
            tabular = any(self.input_type(port) == "mltable" for port in self.step.inputs if port.source is source)
            yield "mini_batch_size", Literal(BYTES if tabular else FILES)
        elif "mini_batch_size" not in bound:
            yield "mini_batch_size", self.text(size)
        for name, keyword in (
            ("node_count", "instance_count"),
            ("process_count_per_node", "max_concurrency_per_instance"),
            ("error_threshold", "error_threshold"),
            ("allowed_failed_count", "mini_batch_error_threshold"),
            ("logging_level", "logging_level"),
        ):
            argument = found(name)
            if argument is not None and name not in bound:
                yield keyword, self.plain_value(argument.node.value)
        retry = self.retry()
        if retry and "run_invocation_timeout" not in bound:
            yield "retry_settings", dict_of(retry)

    def retry(self) -> dict[str, Expr]:
        tries = self.configuration.argument("run_max_try")
        timeout = self.configuration.argument("run_invocation_timeout")
        settings: dict[str, Expr] = {}
        if tries is not None:
            settings["max_retries"] = self.one_less(tries)
        if timeout is not None and "run_invocation_timeout" not in self.step.bound:
            settings["timeout"] = self.plain_value(timeout.node.value)
        return settings

    def with_timeout(self, timeout: Expr) -> Expr:
        return dict_of({**self.retry(), "timeout": timeout})

    def one_less(self, tries: Argument) -> Expr:
        """v1 counts all tries, v2 those after the first."""
        known, node = constant(tries.value), tries.node.value
        if isinstance(known, int) and isinstance(node, cst.Integer):
            return Literal(known - 1)
        return User(cst.BinaryOperation(operand(node), cst.Subtract(), cst.Integer("1")))

    def text(self, argument: Argument) -> Expr:
        """The text of a number or of text."""
        node, known = argument.node.value, constant(argument.value)
        if isinstance(node, (cst.Integer, cst.SimpleString)) and known is not None:
            return Literal(str(known))
        return User(node) if type_name(argument.value) == "str" else call(Code("str"), User(node))

    def on_node(self, spec: ComponentSpec, in_yaml: bool) -> Iterator[tuple[str, Expr | Bound]]:
        for name, parameter in self.step.bound.items():
            if name == "node_count":
                yield _NODE[name], Bound(parameter, lambda value: dict_of({"instance_count": value}))
            elif name == "run_invocation_timeout":
                yield _NODE[name], Bound(parameter, self.with_timeout)
            else:
                yield _NODE[name], Bound(parameter)
        if in_yaml and spec.environment_variables is not None:
            yield "environment_variables", spec.variables_value or spec.environment_variables

    def plan(self) -> ComponentPlan:
        plan = super().plan()
        return replace(plan, parts={self.configuration.obj: dict_of(dict(self.dictionary))} if self.dictionary else {})

    def as_yaml(self, spec: ComponentSpec, environment: EnvironmentPlan) -> Expr | None:
        assert isinstance(spec, ParallelSpec)
        # A parallel component has no environment variables, its node has.
        bare = replace(spec, environment_variables=None, variables_value=None)
        return as_yaml(self.step, bare, environment, self.context, parallel_yaml)

    def inline(self, spec: ComponentSpec) -> Expr:
        assert isinstance(spec, ParallelSpec)
        return parallel_builder(spec)

    def variables(self) -> tuple[Expr | None, Expr | None]:
        environment = fold_environment(self.step.environment) if self.step.environment is not None else None
        if environment is not None and environment.interpreter is not None:
            raise Manual("what drives a parallel job runs with the Python that is first in PATH of the image")
        own = self.own_variables()
        if environment is None:
            return own, None
        where = self.step.call.where if self.names_variables else self.configuration.call.where
        return joined_variables(variables_of(environment, where, self.context), own), None

    @property
    def names_variables(self) -> bool:
        """Whether the step itself says the variables of an environment that a function makes its configuration with."""
        made = self.step.environment.call if self.step.environment is not None else None
        here = made is not None and sees(self.step.call.where, made.where)
        return escapes(self.step) and here and self.own_variables() is None

    def own_variables(self) -> Expr | None:
        """The environment variables that its configuration says."""
        argument = self.configuration.argument("environment_variables")
        if argument is None:
            return None
        node, value = argument.node.value, argument.value
        if isinstance(node, cst.Dict) and isinstance(value, DictValue) and value.complete:
            return dict_of({str(name): self.plain_value(item.node) for name, item in value.items.items()})
        return User(node)
