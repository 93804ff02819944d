"""``CommandStep``: a command component with the line of shell that v1 had."""

from __future__ import annotations

from migrate.decisions.rule import Manual
from migrate.decisions.steps.script import ConfiguredBuilder
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, constant
from migrate.v2 import commands
from migrate.v2.expressions import Expr, Literal, Text


def refuse_references(step: StepModel) -> None:
    """Refuse a line of shell that v2 would take for one of its own.

    Raises:
        Manual: it is.
    """
    for word in step.words:
        text = constant(word.value)
        if isinstance(text, str) and "${{" in text:
            raise Manual("v2 would read ${{…}} in the command as a reference of its own")


class CommandBuilder(ConfiguredBuilder):
    """Plans a step that runs a line of shell."""

    def check(self) -> None:
        super().check()
        refuse_references(self.step)

    def command(self, suffix: str) -> Text:
        words = [self.word(word) for word in self.step.words]
        if suffix and words and isinstance(words[-1], commands.Word):
            # Nothing can follow the end of a list of commands.
            words[-1] = commands.Word(words[-1].text.rstrip("; \t\n"))
        return commands.shell_line(list(zip(self.step.separators, words, strict=True)), suffix)

    def display_name(self) -> Expr:
        name = self.step.argument("name")
        if name is not None and name.value != Const(None):
            return self.literal(name.node.value)
        first = constant(self.step.words[0].value) if self.step.words else None
        return Literal(f"CommandStep_{first.split(' ')[0]}") if isinstance(first, str) else super().display_name()
