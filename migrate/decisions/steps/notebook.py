"""``NotebookRunnerStep``: a command component that runs the notebook with papermill."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.decisions.moving import check_configuration
from migrate.decisions.rule import Manual, changed
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.steps.plan import ComponentPlan
from migrate.v1.notebook_step import PAPERMILL
from migrate.v1.pipelines import PipelineModel
from migrate.v1.steps import StepModel
from migrate.v1.values import Argument, Const, constant, objects
from migrate.v2 import commands, names
from migrate.v2.components import ComponentSpec, Port
from migrate.v2.expressions import Expr, Text

_NEEDS = f"the environment has to have {' and '.join(PAPERMILL)}, which v1 added"
_OPTIONS = {
    "timeout": "--execution-timeout {}",
    "progress_bar": "--{}progress-bar",
    "log_output": "--{}log-output",
}
"""What a handler may say, and the options of papermill that say it."""


class NotebookBuilder(ComponentBuilder):
    """Plans a step that runs a notebook."""

    def check(self) -> None:
        if self.step.run is None and self.context.mover_of(self.step) is not None:
            raise Manual(f"its default environment has no {' and '.join(PAPERMILL)}: give its NotebookRunConfig one")
        assert self.step.configuration is not None
        check_configuration(self.step.configuration, self.step.call.where, self.context)
        self.fates["notebook_run_config"] = changed('command(command="papermill …")', _NEEDS)

    def plan(self) -> ComponentPlan:
        plan = super().plan()
        return plan if self.result is None else replace(plan, named={self.result: self.result})

    def note_unnamed(self) -> None:
        """All data is named: the notebook has a variable for it."""

    def name_ports(self) -> None:
        super().name_ports()
        given = self.step.argument("output_notebook_pipeline_data_name")
        name = constant(given.value) if given is not None else None
        if given is not None and given.value != Const(None) and not isinstance(name, str):
            raise Manual("the name of the output for the notebook is only known when the code runs")
        self.result = names.unique(names.port(name), self.taken) if isinstance(name, str) else None

    def spec(
        self,
        base: str,
        environment: EnvironmentPlan,
        marker: str | None,
        waits: Mapping[StepModel, tuple[str, bool]],
        pipelines: list[PipelineModel],
    ) -> ComponentSpec:
        spec = super().spec(base, environment, marker, waits, pipelines)
        return spec if self.result is None else replace(spec, outputs=(*spec.outputs, Port(self.result)))

    def command(self, suffix: str) -> Text:
        given = self.step.argument("script_name")
        notebook = constant(given.value) if given is not None else None
        if not isinstance(notebook, str):
            raise Manual("which notebook it runs is only known when the code runs")
        name = shlex.quote(self.written(notebook))
        target = f"${{{{outputs.{self.result}}}}}/{name}" if self.result is not None else f"outputs/{name}"
        before = "" if self.result is not None else "mkdir -p outputs && "
        options = "".join(f" {option}" for option in self.options())
        begin = f"{before}papermill {shlex.quote(notebook)} {target}{options}"
        line = commands.command_line(self.words(), [], suffix)
        if not self.step.words:
            return Text((f"{begin}{suffix}",), wrap=True)
        first, rest = (line.parts[0], line.parts[1:]) if isinstance(line.parts[0], str) else ("", line.parts)
        return Text((f"{begin} {first}", *rest), wrap=True)

    def variables(self) -> tuple[Expr | None, Expr | None]:
        """`params` are variables of the notebook."""
        return self.run_variables()

    def written(self, notebook: str) -> str:
        """The file of the notebook with its results."""
        assert self.step.configuration is not None
        given = self.step.configuration.argument("output_notebook")
        if given is None or given.value == Const(None):
            return f"{PurePosixPath(notebook).stem}.output{PurePosixPath(notebook).suffix}"
        name = constant(given.value)
        if not isinstance(name, str):
            raise Manual("the name of the notebook with the results is only known when the code runs")
        return PurePosixPath(name).name

    def options(self) -> Iterator[str]:
        """What the handler says, as papermill takes it; v1 makes the kernel that a notebook asks for of its Python."""
        assert self.step.configuration is not None
        handler = self.step.configuration.argument("handler")
        yield f"-k {self.text(handler, 'kernel_name') or 'python3'}"
        for found in objects(handler.value) if handler is not None else ():
            for name, text in _OPTIONS.items():
                argument = found.argument(name)
                value = constant(argument.value) if argument is not None else None
                if argument is not None and argument.value != Const(None) and not isinstance(value, int):
                    raise Manual(f"`{name}` of the handler is only known when the code runs")
                if isinstance(value, bool):
                    yield text.format("" if value else "no-")
                elif isinstance(value, int) and value > 0:
                    yield text.format(value)
        folder = self.text(handler, "cwd")
        if folder:
            yield f"--cwd {folder}"

    def text(self, handler: Argument | None, name: str) -> str | None:
        """A text that the handler says, as a word."""
        for found in objects(handler.value) if handler is not None else ():
            argument = found.argument(name)
            if argument is not None and argument.value != Const(None):
                value = constant(argument.value)
                if not isinstance(value, str):
                    raise Manual(f"`{name}` of the handler is only known when the code runs")
                return shlex.quote(value)
        return None
