"""The words of the command that a step runs: text, expressions, and references to its inputs and outputs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import libcst as cst
import libcst.matchers as m

from migrate.decisions.branches import all_of, check_condition
from migrate.decisions.context import Context, single
from migrate.decisions.data import default_constant, parameter_type
from migrate.decisions.rule import Manual
from migrate.decisions.steps.base import StepBuilder
from migrate.v1.data import ACCESS, DATASETS, INTERMEDIATE, PIPELINE_PARAMETER
from migrate.v1.nodes import code_of, walk
from migrate.v1.scenarios import Condition
from migrate.v1.steps import When, Word
from migrate.v1.values import DictValue, ListValue, Obj, Unknown, alternatives, constant, objects, type_name
from migrate.v2 import commands
from migrate.v2.expressions import V2, Attr, Code, Expr, User, call

_PLACEHOLDERS = ("azureml.data", "azureml.pipeline")


class WordsBuilder(StepBuilder):
    """Plans a step that has arguments."""

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
            optional = self._optional(when, found) if self._is_optional(when) else None
            if optional is not None and all(isinstance(one, (commands.Word, commands.InputRef)) for one in found):
                parts.append(optional)
                continue
            for condition, _ in when:
                check_condition(condition, "which arguments it has", self.context)
            opposite = (*when[:-1], (when[-1][0], not when[-1][1]))
            if optional is not None:
                parts.append(commands.Branch(User(all_of(when)), (optional,)))
                continue
            paired = groups and groups[0][0] == opposite and len(when) == 1 and not self._is_optional(opposite)
            other = groups.pop(0)[1] if paired else []
            if not when[-1][1] and other:
                when, found, other = opposite, other, found
            parts.append(commands.Branch(User(all_of(when)), tuple(found), tuple(other)))
        return parts

    def _is_optional(self, when: When) -> bool:
        """Whether data among these words is an input on their condition only."""
        return any(self.step.sometimes.get(source) == when for source in self.sources(when))

    def sources(self, when: When) -> list[Obj]:
        """The data among the words of a condition."""
        words = [part for one in self.step.words if one.when == when for part in one.parts or (one,)]
        return [word.port.source for word in words if word.port is not None]

    def _optional(self, when: When, words: Sequence[commands.Part]) -> commands.Part:
        """``$[[--data ${{inputs.data}}]]``

        Raises:
            Manual: other data is among them, or none.
        """
        if any(self.step.sometimes.get(source) != when for source in self.sources(when)):
            raise Manual("data that is an input in a branch only stands beside data that always is one")
        if not any(isinstance(part, commands.InputRef) for one in words for part in _parts(one)):
            raise Manual("words of a branch stand in several places among the arguments")
        return commands.Optional(tuple(words))

    def word(self, word: Word) -> commands.Part:
        if word.parts:
            return commands.Joined(tuple(self.word(part) for part in word.parts))
        if word.many:
            return commands.Raw(call(Attr(V2("shlex", ""), "join"), self.texts(word.node)))
        if word.repeat is not None:
            return commands.Raw(Code(word.repeat.variable))
        if word.port is not None:
            if word.output:
                return commands.OutputRef(self.outputs[word.port.source])
            return commands.InputRef(self.inputs[word.port.source])
        if word.parameter is not None:
            return commands.InputRef(self.parameters[word.parameter], parameter_type(word.parameter) == "string")
        default = self._default(word.node)
        if default is not None:
            value = self.context.value(default)
            return self.plain(default, constant(value), type_name(value))
        return self.plain(word.node, constant(word.value), type_name(word.value))

    def _default(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """What ``rounds.default_value`` says."""
        use = self.context.interpreter.uses.attributes.get(node) if isinstance(node, cst.Attribute) else None
        parameter = single(use.receiver) if use is not None and use.node.attr.value == "default_value" else None
        known = parameter is not None and parameter.symbol == PIPELINE_PARAMETER
        return default_constant(parameter) if known and parameter is not None else None

    def texts(self, node: cst.BaseExpression) -> Expr:
        """A list of words as texts, which v1 makes of them, too."""
        value = self.context.value(node)
        known = isinstance(value, ListValue) and value.complete and value.items
        if known and isinstance(value, ListValue) and all(type_name(item.value) == "str" for item in value.flat()):
            return User(node)
        return call(Code("map"), Code("str"), User(node))

    def refuse_data_in(self, node: cst.BaseExpression) -> None:
        """v1 puts a placeholder for data or a parameter into text; the expression would put v2's own text there.

        What a registered dataset is called is text in both.
        """
        found = (node, *m.findall(node, m.Name() | m.Attribute()))
        called = {one.value for one in found if isinstance(one, cst.Attribute) and self._is_known_by(one)}
        for inner in found:
            for obj in self._objects_of(inner) if inner not in called else ():
                if obj.symbol.startswith(_PLACEHOLDERS):
                    kind = obj.symbol.rpartition(".")[2]
                    raise Manual(f"`{code_of(node)}` makes text of a {kind}")
        for inner in found:
            if isinstance(inner, cst.Name) and self._may_hold(inner):
                raise Manual(f"what of v1 `{code_of(node)}` stands for is only known when the code runs")
        known = self.context.interpreter.uses.calls
        for one in (one for one in walk(node) if isinstance(one, cst.Call) and one not in known):
            data = one.func
            while isinstance(data, cst.Attribute) and data.attr.value in ACCESS:
                data = data.value.func if isinstance(data.value, cst.Call) else data.value
            if data is not one.func:
                raise Manual(f"which data `{code_of(data)}` stands for is not known")

    def _objects_of(self, node: cst.CSTNode) -> list[Obj]:
        """What an expression may be, and what the list or dictionary holds of which v1 would make text."""
        value = self.context.value(node)
        around = self.context.interpreter.values.get(node)
        held = [one for one in alternatives(around) if isinstance(one, (ListValue, DictValue))]
        inside = [
            item.value for one in held for item in (one.all() if isinstance(one, ListValue) else one.items.values())
        ]
        return [*objects(value), *(obj for one in inside for obj in objects(one))]

    def _may_hold(self, name: cst.Name) -> bool:
        """Whether it is a dictionary of which not all is known, but that v1 makes some of it."""
        found = alternatives(self.context.interpreter.values.get(name))
        unknown = (isinstance(one, Unknown) or (isinstance(one, DictValue) and not one.complete) for one in found)
        return any(unknown) and name.value in makers_of_names(self.context)

    def _is_known_by(self, node: cst.Attribute) -> bool:
        """``prices.name``, ``rounds.default_value``"""
        use = self.context.interpreter.uses.attributes.get(node)
        data = single(use.receiver) if use is not None else None
        if self._default(node) is not None:
            return True
        return node.attr.value in ("name", "version", "id") and data is not None and data.symbol in DATASETS

    def _output_name(self, node: cst.BaseExpression) -> str | None:
        """``scores.name``: what v1 was told to call an output."""
        use = self.context.interpreter.uses.attributes.get(node) if isinstance(node, cst.Attribute) else None
        data = single(use.receiver) if use is not None and use.node.attr.value == "name" else None
        if data is None or data.symbol not in INTERMEDIATE or data.call is None:
            return None
        name = constant(data.call.value("name"))
        return name if isinstance(name, str) else None

    def plain(self, node: cst.BaseExpression, value: object, kind: str) -> commands.Part:
        name = self._output_name(node)
        if name is not None:
            return commands.Word(name)
        self.refuse_data_in(node)
        if isinstance(node, cst.Name) and node.value == "None":
            # The word that v1 hands the script.
            return commands.Word("None")
        if value is not None and isinstance(node, (cst.SimpleString, cst.Integer, cst.Float, cst.ConcatenatedString)):
            return commands.Word(str(value))
        if isinstance(value, (bool, int, float)) and isinstance(node, (cst.UnaryOperation, cst.Name)):
            # A number that has a name keeps it.
            named = isinstance(node, cst.Name) and node.value not in ("True", "False")
            return commands.Computed(User(node), kind) if named else commands.Word(str(value))
        return commands.Computed(User(node), "" if kind == "str" and _may_be_none(node) else kind)


def makers_of_names(context: Context) -> set[str]:
    """The variables of dictionaries that are filled with data, or parameters, of pipelines."""
    uses = context.interpreter.uses.calls.items()
    made = {node for node, use in uses if isinstance(use.result, Obj) and use.result.symbol.startswith(_PLACEHOLDERS)}
    found: set[str] = set()
    for _, module in context.interpreter.source:
        for node in walk(module) if made else ():
            if not isinstance(node, cst.Assign):
                continue
            filled = [one.target for one in node.targets if isinstance(one.target, cst.Subscript)]
            owners = [one.value for one in filled] or [one.target for one in node.targets]
            if (filled or isinstance(node.value, cst.DictComp)) and any(inner in made for inner in walk(node.value)):
                found |= {owner.value for owner in owners if isinstance(owner, cst.Name)}
    return found


def _parts(word: commands.Part) -> tuple[commands.Part, ...]:
    return word.parts if isinstance(word, commands.Joined) else (word,)


def _when(word: Word) -> tuple[tuple[Condition, bool], ...]:
    return word.when


def _may_be_none(node: cst.BaseExpression) -> bool:
    """``os.getenv("BRANCH")``: v1 hands the script the word ``None`` where nobody has set it."""
    if not isinstance(node, cst.Call) or len(node.args) != 1:
        return False
    return code_of(node.func) in ("os.getenv", "os.environ.get", "getenv", "environ.get")
