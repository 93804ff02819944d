"""``HyperDriveStep``: a sweep, whose trials are a command component with an input for each hyperparameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.decisions.context import single
from migrate.decisions.moving import check_configuration, check_moved
from migrate.decisions.rule import Manual, changed
from migrate.decisions.search_space import ALGORITHMS, Hyperparameter, policy_of, search_space, seconds
from migrate.decisions.steps.base import FILE, FOLDER, MARKER
from migrate.decisions.steps.command import refuse_references
from migrate.decisions.steps.estimator import DescribedBuilder
from migrate.decisions.steps.metrics import Trained, metrics_node, read_metrics
from migrate.decisions.steps.plan import ComponentPlan
from migrate.v1.configurations import Configuration, fold_configuration
from migrate.v1.data import Port as UsedPort
from migrate.v1.pipelines import PipelineModel
from migrate.v1.problems import not_followed
from migrate.v1.steps import StepModel
from migrate.v1.sweep_step import training_output
from migrate.v1.values import Const, Obj, constant
from migrate.v2 import commands, names
from migrate.v2.components import Port
from migrate.v2.expressions import Attr, CallTo, Expr, Literal, Text, User, call

_MINUTES = 10080
"""How long a sweep may take when nobody says anything (HyperDriveConfig of azureml-train-core 1.62)."""
_WITHOUT = ("resume_from", "resume_child_runs", "pipeline")


class SweepBuilder(DescribedBuilder):
    """Plans a step that tries hyperparameters."""

    told = "hyperdrive_config"
    sends_variables = False
    """Whether trials get their environment variables: those of a node do not (azure-ai-ml 1.35.2)."""

    space: Mapping[str, Hyperparameter]
    """By the input of the trial that takes it."""

    @property
    def configuration(self) -> Configuration:
        assert self.step.configuration is not None
        return self.step.configuration

    def check(self) -> None:
        super().check()
        step, target = self.step, self.step.call.where
        check_configuration(self.configuration, target, self.context)
        for part in step.parts[1:]:
            assert part.call is not None
            check_configuration(fold_configuration(part, part.call), target, self.context)
        if step.separators:
            refuse_references(step)
        for name in _WITHOUT:
            if self.configuration.argument(name) is not None:
                raise Manual(f"a sweep of v2 has no `{name}`")

    def name_ports(self) -> None:
        super().name_ports()
        sampling = self.sampling()
        assert sampling.call is not None
        for argument in sampling.call.arguments.values():
            check_moved(argument.node.value, sampling.call.where, self.step.call.where, self.context)
        found = search_space(sampling, self.step.call.where, self.context)
        self.space = {names.unique(names.port(one.flag.lstrip("-")), self.taken): one for one in found}

    def sampling(self) -> Obj:
        argument = self.configuration.argument("hyperparameter_sampling")
        found = single(argument.value) if argument is not None else None
        if found is None or found.symbol not in ALGORITHMS:
            node = argument.node.value if argument is not None else None
            raise Manual(not_followed("its sampling", node, argument))
        return found

    def note_unnamed(self) -> None:
        """What the trials write is copied to the outputs, so that only inputs can be without an argument."""
        outputs = self.fates.pop("outputs", None)
        super().note_unnamed()
        self.fates.pop("outputs", None)
        if outputs is not None:
            self.fates["outputs"] = outputs
        if not self.sends_variables and self.variables()[0] is not None:
            message = "azure-ai-ml does not send the environment variables of trials: set them in the script"
            self.fates["hyperdrive_config"] = changed("command(...).sweep(...)", message)

    def variables(self) -> tuple[Expr | None, Expr | None]:
        return self.or_of_environment(super().variables())

    # The trial

    def command(self, suffix: str) -> Text:
        chosen: list[commands.Part] = []
        for name, one in self.space.items():
            chosen += [commands.Word(one.flag), commands.InputRef(name, one.type == "string")]
        after = "".join(self.copies()) + suffix
        if not self.step.separators:
            return commands.command_line(self.program(), [*self.words(), *chosen], after)
        line = list(zip(self.step.separators, map(self.word, self.step.words), strict=True))
        return commands.shell_line([*line, *((" ", word) for word in chosen)], after)

    def copies(self) -> Iterator[str]:
        """The shell that puts the file which v1 takes from the best trial to the output."""
        named = {word.port.source for word in self.step.places if word.port is not None}
        for port in self.step.outputs:
            taken = training_output(port.source)
            if taken is None or port.source in named:
                continue
            for name in ("iteration", "metric"):
                argument = taken.argument(name)
                if argument is not None and argument.value != Const(None):
                    raise Manual(f"`{name}` of a TrainingOutput: v2 has the outputs of the best trial only")
            argument = taken.argument("model_file")
            path = constant(argument.value) if argument is not None else None
            if not isinstance(path, str):
                raise Manual("which file of the best trial is wanted is not known: name it as `model_file`")
            copied = commands.command_line([commands.Word("cp"), commands.Word(path)], [])
            yield f" && {''.join(map(str, copied.parts))} ${{{{outputs.{self.outputs[port.source]}}}}}"

    def input_ports(self, waits: Mapping[StepModel, tuple[str, bool]]) -> tuple[Port, ...]:
        return (*super().input_ports(waits), *(Port(name, one.type) for name, one in self.space.items()))

    # The node

    def plan(self) -> ComponentPlan:
        plan = super().plan()
        output = next((self.written(port) for port in self.step.outputs), Port(plan.marker or MARKER))
        beside = metrics_node(Trained(self.step, "a sweep", output), self.context)
        fates = {**plan.fates, **(beside.fates if beside is not None else {})}
        return replace(plan, make=self.swept, beside=beside, fates=fates)

    def written(self, port: UsedPort) -> Port:
        return Port(self.outputs[port.source], FILE if self.is_single_file(port.source) else FOLDER)

    def is_awaited(self, pipelines: list[PipelineModel]) -> bool:
        """Also by the component that stands for its metrics."""
        return super().is_awaited(pipelines) or (not self.step.outputs and bool(read_metrics(self.step, self.context)))

    def swept(self, called: CallTo) -> Expr:
        """``train_component(data=…, lr=Uniform(…)).sweep(…)``."""
        found = self.configuration.argument
        space = tuple((name, one.expr) for name, one in self.space.items())
        keywords: dict[str, Expr | None] = {"sampling_algorithm": Literal(ALGORITHMS[self.sampling().symbol])}
        for name, keyword in (
            ("primary_metric_name", "primary_metric"),
            ("primary_metric_goal", "goal"),
            ("max_total_runs", "max_total_trials"),
            ("max_concurrent_runs", "max_concurrent_trials"),
        ):
            argument = found(name)
            keywords[keyword] = User(argument.node.value) if argument is not None else None
        keywords["timeout"] = seconds(found("max_duration_minutes"), _MINUTES)
        limit = self.step.argument("max_run_duration_seconds")
        keywords["trial_timeout"] = User(limit.node.value) if limit is not None else None
        keywords["early_termination_policy"] = policy_of(found("policy"), self.step.call.where, self.context)
        trial = CallTo(called.func, (*called.args, *space))
        return call(Attr(trial, "sweep"), **keywords)
