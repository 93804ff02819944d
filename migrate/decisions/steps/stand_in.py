"""Steps without counterpart: a command component in the same place, whose body a person has to write."""

from __future__ import annotations

import shlex
from dataclasses import replace

import libcst as cst

from migrate.decisions.attached import attachments
from migrate.decisions.context import Context
from migrate.decisions.data import data_type
from migrate.decisions.environments import DEFAULT_IMAGE, constant_of
from migrate.decisions.inputs import path_of
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Manual, changed, manual
from migrate.decisions.settings import EnvironmentPlan
from migrate.decisions.steps.base import FILE
from migrate.decisions.steps.component import ComponentBuilder
from migrate.decisions.v1_text import commented, v1_lines
from migrate.v1.data import DATA_REFERENCE, Port
from migrate.v1.nodes import walk
from migrate.v1.pipelines import PipelineModel
from migrate.v1.stand_in import DATA_TRANSFER_STEP, NEVER_REUSED
from migrate.v1.steps import StepModel
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2 import components
from migrate.v2.components import ComponentSpec
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Expr, Literal, Text
from migrate.v2.statements import Statement

TOLD = changed("", "part of the step that a person has to write: the comment above its component has it")
"""What becomes of an argument that says what the step did, rather than where it stands."""


class StandInBuilder(ComponentBuilder):
    """Plans what stands for a step until a person has written it. It fails when it runs."""

    def check(self) -> None:
        """Nothing of it is converted but its place."""
        self.fates |= dict.fromkeys(self.step.untold, manual("the component does not get it: the comment above has it"))

    def note_unnamed(self) -> None:
        """How the data is handed over is for the person to say."""

    def command(self, suffix: str) -> Text:
        kind = self.step.obj.symbol.rpartition(".")[2]
        text = f"v2 has no {kind}: write here what {self.step.title} did"
        return Text((f"echo {shlex.quote(text)} >&2; exit 1",))

    def spec(self, *arguments: object, **keywords: object) -> ComponentSpec:
        spec = super().spec(*arguments, **keywords)  # type: ignore[arg-type]
        return replace(spec, outputs=tuple(self.placed(port) for port in spec.outputs))

    def placed(self, output: components.Port) -> components.Port:
        """An output that is a place outside of the pipeline."""
        for port in self.step.outputs:
            if port.source.symbol == DATA_REFERENCE and self.outputs[port.source] == output.name:
                return replace(output, path=path_of(port.source, self.context), type=self.place_type(port))
        return output

    def place_type(self, port: Port) -> str:
        path = port.source.argument("path_on_datastore")
        return data_type(constant(path.value)) if path is not None else "uri_folder"

    def code(self, pipelines: list[PipelineModel]) -> Expr | None:
        argument = self.step.argument("source_directory")
        return super().code(pipelines) if argument is not None and argument.value != Const(None) else None

    def environment(self) -> tuple[EnvironmentPlan, tuple[Statement, ...]]:
        entry = self.context.catalogue.get(DEFAULT_IMAGE)
        described = EnvironmentSpec(image=Literal(constant_of(entry.value) if entry is not None else ""))
        return EnvironmentPlan(described.expr, described), ()

    def deterministic(self) -> Expr | None:
        if self.step.argument("allow_reuse") is None and self.step.obj.symbol in NEVER_REUSED:
            return Literal(False)
        return super().deterministic()

    def compute(self) -> Expr:
        """v2 cannot attach what it ran on, and validates no node without a compute."""
        return Literal("serverless")

    def variables(self) -> tuple[Expr | None, Expr | None]:
        return None, None


class TransferBuilder(StandInBuilder):
    """Plans a step that copies data: from one datastore to another, a command can."""

    def command(self, suffix: str) -> Text:
        if not copies(self.step):
            return super().command(suffix)
        (source,), (target,) = self.step.inputs, self.step.outputs
        read = f"${{{{inputs.{self.inputs[source.source]}}}}}"
        written = f"${{{{outputs.{self.outputs[target.source]}}}}}"
        if self.input_type(source) != FILE:
            return Text((f"cp -r {read}/. {written}/{suffix}",))
        return Text((f"cp {read} {written}{'' if self.place_type(target) == FILE else '/'}{suffix}",))


def copies(step: StepModel) -> bool:
    """Whether both ends of a transfer are files on datastores."""
    return step.obj.symbol == DATA_TRANSFER_STEP and len(step.inputs) == len(step.outputs) == 1


LIBRARIES = tuple(
    f"azureml.core.databricks.{name}"
    for name in ("EggLibrary", "JarLibrary", "MavenLibrary", "PyPiLibrary", "RCranLibrary")
)
"""What a Databricks step installs on its cluster."""


def library(use: Call, context: Context) -> Decision:
    """A library that only steps without counterpart install: the comment above their component has it.

    Raises:
        Manual: something else has it too.
    """
    steps = [step.call.node for step in context.converted_steps if step.stand_in]
    inside = {node for step in steps for node in walk(step)}
    if use.node in inside:
        return Decision(TOLD, arguments=dict.fromkeys(use.arguments, TOLD))
    edit = removal(use.where.statement, use.node)
    read = context.references_to(use.result) if isinstance(use.result, Obj) else []
    if edit is None or not read or not inside.issuperset(read):
        raise Manual(f"{use.entry.v2}: {use.entry.note}" if use.entry.v2 else use.entry.note)
    return Decision(TOLD, edits=(edit,), arguments=dict.fromkeys(use.arguments, TOLD))


def v1_text(use: Call, context: Context) -> tuple[str, ...]:
    """The statement that made the step as comments, without its secrets, after those that attached its compute."""
    attached = [one for one in attachments(context) if one.first.call is use]
    calls = [call for one in attached for call in one.calls if isinstance(call.result, Obj)]
    named = {node for node in walk(use.node) if isinstance(node, cst.Name)}
    for call in context.interpreter.uses.calls.values():
        made = call.result if call.symbol in LIBRARIES else None
        if isinstance(made, Obj) and made.bound_to and named.intersection(context.references_to(made)):
            calls.append(call)
    statements = dict.fromkeys((call.where.statement, call.node) for call in (*calls, use))
    lines = [line for statement, node in statements for line in v1_lines(statement, node)]
    return commented(lines)
