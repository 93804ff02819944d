"""``PythonScriptStep`` and ``RScriptStep``: a command component that runs the script with the step's arguments."""

from __future__ import annotations

from migrate.decisions.rule import Manual
from migrate.decisions.steps.base import StepBuilder
from migrate.v1.values import constant, type_name
from migrate.v2 import commands


class ScriptBuilder(StepBuilder):
    """Plans a step that runs a Python script."""

    interpreter = "python"

    def check(self) -> None:
        super().check()
        if self.step.argument("script_name") is None:
            raise Manual("the step has no script")

    def program(self) -> list[commands.Part]:
        argument = self.step.argument("script_name")
        assert argument is not None
        script = self.plain(argument.node.value, constant(argument.value), type_name(argument.value) or "str")
        return [commands.Word(self.interpreter), script]


class RScriptBuilder(ScriptBuilder):
    """Plans a step that runs a script of R."""

    interpreter = "Rscript"
