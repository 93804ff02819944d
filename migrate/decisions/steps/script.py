"""``PythonScriptStep`` and ``RScriptStep``: a command component that runs the script with the step's arguments."""

from __future__ import annotations

from migrate.decisions.moving import check_configuration
from migrate.decisions.rule import Manual
from migrate.decisions.steps.component import ComponentBuilder
from migrate.v1.configurations import fold_configuration
from migrate.v1.data import Port
from migrate.v1.environments import fold_environment
from migrate.v1.values import constant, type_name
from migrate.v2 import commands
from migrate.v2.expressions import Expr, Text


def _place(port: Port) -> str | None:
    """Where the data has to be on the compute; None when that is left to v1."""
    call = port.last("as_download", "as_mount")
    place = constant(call.value("path_on_compute")) if call is not None else None
    return place if isinstance(place, str) else None


class ConfiguredBuilder(ComponentBuilder):
    """Plans a step that a ``ScriptRunConfig`` may hold settings of."""

    def check(self) -> None:
        super().check()
        for part in self.step.parts:
            assert part.call is not None
            check_configuration(fold_configuration(part, part.call), self.step.call.where, self.context)

    def variables(self) -> tuple[Expr | None, Expr | None]:
        return self.or_of_environment(super().variables())


class ScriptBuilder(ComponentBuilder):
    """Plans a step that runs a Python script."""

    interpreter = "python"

    def check(self) -> None:
        super().check()
        if self.step.argument("script_name") is None and not self.step.separators:
            raise Manual("the step has no script")

    def command(self, suffix: str) -> Text:
        return commands.command_line(self.program(), self.words(), suffix, self.links())

    def links(self) -> str:
        """What puts data where v1 put it, when the script is not told where v2 does."""
        told = {word.port.source for word in self.step.places if word.port is not None}
        places = ((port, _place(port)) for port in self.step.inputs if port.source not in told)
        return "".join(commands.linked(self.inputs[port.source], place) for port, place in places if place)

    def program(self) -> list[commands.Part]:
        """The words of the command before the arguments: ``python train.py``."""
        argument = self.step.argument("script_name")
        assert argument is not None
        script = self.plain(argument.node.value, constant(argument.value), type_name(argument.value) or "str")
        return [self.interpreter_word(), script]

    def interpreter_word(self) -> commands.Part:
        """``python``, or the one that the environment names for its own Python."""
        return commands.Word(self.interpreter)


class PythonBuilder(ConfiguredBuilder, ScriptBuilder):
    """Plans a ``PythonScriptStep``."""

    def interpreter_word(self) -> commands.Part:
        environment = self.step.environment
        given = fold_environment(environment).interpreter if environment is not None else None
        if given is None:
            return super().interpreter_word()
        path = constant(given.value)
        if not isinstance(path, str):
            raise Manual("which Python of the image runs the script is only known when the code runs")
        return commands.Word(path)


class RScriptBuilder(ScriptBuilder):
    """Plans a step that runs a script of R."""

    interpreter = "Rscript"
