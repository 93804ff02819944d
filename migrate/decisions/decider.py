"""Ask the rules about every use of a file, and write down what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

import libcst as cst

from migrate.conversion import Options
from migrate.decisions import secrets
from migrate.decisions.advice import advice, of_text, unknown_argument
from migrate.decisions.attached import CALLS, FILE_SYSTEM, SQL_REFERENCE, attachments
from migrate.decisions.bases import called_on, extended, is_base, made_elsewhere, set_on
from migrate.decisions.clients import WORKSPACE
from migrate.decisions.context import Context
from migrate.decisions.decided import NO_RULE, Decisions, Todo
from migrate.decisions.handed_clients import HandedClients, hand_on
from migrate.decisions.jobs import RUN
from migrate.decisions.left_out import left_out
from migrate.decisions.mates import Mates, makers
from migrate.decisions.outside_errors import is_raised_by_v2
from migrate.decisions.rule import Decision, Fate, Manual, Rule, dropped, manual
from migrate.decisions.staying import staying, staying_job
from migrate.decisions.told_signatures import told_signatures
from migrate.ledger import Kind, Outcome, Use, Verdict
from migrate.v1.catalogue import Entry
from migrate.v1.folding import root_of
from migrate.v1.interpreter import Interpreter
from migrate.v1.job_script import runs_in_jobs
from migrate.v1.nodes import walk
from migrate.v1.pipelines import PIPELINE
from migrate.v1.uses import AskedUse, AttributeUse, ReferenceUse, SubscriptUse
from migrate.v1.values import Call, Obj, SetEvent, Unknown, Value, Where, objects

_HOME = "https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2"


@dataclass(frozen=True)
class _Given:
    """A value that a use needs, with the parameter that it fills."""

    value: Value | None
    parameter: str = ""


def chosen(code: str, options: Options) -> bool:
    """Whether the user wants the rule with this code."""
    selected = not options.select or code.startswith(options.select)
    return selected and not (options.ignore and code.startswith(options.ignore))


_VAIN = dropped("it goes with what nothing uses")
_LEFT_OUT = Decision(dropped("it goes with the argument that v2 has no use for"))
_GONE = {f"{RUN}.input_datasets", f"{RUN}.output_datasets"}
"""What the run of v1 in a script does not have in a job of v2, where all else of it still works."""


def decide(
    interpreter: Interpreter,
    options: Options,
    root: Path,
    path: PurePosixPath,
    rules: Iterable[Rule],
    taken: Callable[[str], bool],
) -> tuple[Context, Decisions]:
    """Decide on everything in a file.

    A pipeline is converted whole or not at all. When a part of it turns out to stay v1, everything is decided again
    without that pipeline.

    Args:
        taken: whether another file of the project takes a name from this one.
    """
    refused: dict[Obj, str] = {}
    clients = HandedClients(interpreter, taken)
    clients.assign()
    while True:
        context = Context(interpreter, options, root, path, taken, refused=refused)
        decider = Decider(context, rules)
        decisions = decider.decide()
        found = {obj: reason for model in context.pipelines.values() for obj, reason in staying(model, context)}
        found |= {job.obj: reason for job in context.jobs for reason in staying_job(job, context)}
        if not found:
            hand_on(context, clients)
            decisions.uses += told_signatures(context, decider.answering)
            return context, decisions
        refused = {**found, **refused}


def _spelled_out(
    handler: Callable[[Call, Context], Decision], spread: frozenset[str]
) -> Callable[[Call, Context], Decision]:
    """The handler, for calls whose arguments are all there to be read."""

    def checked(call: Call, context: Context) -> Decision:
        if call.symbol not in spread and any(name.startswith("*") for name in call.arguments):
            raise Manual("its arguments are only known when the code runs")
        return handler(call, context)

    return checked


class Decider:
    """Finds the rule for each use. What no rule answers for is left to a person, with what the catalogue says."""

    def __init__(self, context: Context, rules: Iterable[Rule]) -> None:
        self.context = context
        self.rules = tuple(rules)
        self.decisions = Decisions(by_node=context.decisions)
        self._deciding: set[cst.CSTNode] = set()
        self._mates = Mates(context.interpreter)
        self._items: dict[cst.CSTNode, Decision] = {}
        """What became of an item of a collection, by the collection's place."""
        self._left_out: set[cst.CSTNode] = set()
        self._parts: list[tuple[AttributeUse, Todo]] = []
        """What is to be done about parts of objects, unless their statement has a TODO of its own."""
        context.decider, context.answers = self.call, self._answers

    # Finding the rule

    @cached_property
    def _tables(self) -> dict[str, dict[str, Rule]]:
        """By kind of use and symbol the rule that answers for it."""
        tables: dict[str, dict[str, Rule]] = {}
        for kind in ("calls", "attributes", "sets", "references", "subscripts", "errors"):
            tables[kind] = {symbol: rule for rule in self.rules for symbol in getattr(rule, kind)}
        return tables

    def _rule(self, kind: str, symbol: str) -> tuple[Rule, str] | None:
        """The rule for a symbol, or for the same member of a base class."""
        table = self._tables[kind]
        if symbol in table:
            return table[symbol], symbol
        owner, _, name = symbol.rpartition(".")
        entry = self.context.catalogue.get(owner)
        for base in entry.bases if entry else ():
            found = self._rule(kind, f"{base}.{name}")
            if found is not None:
                return found
        return None

    def _selected(self, rule: Rule) -> bool:
        return chosen(rule.code, self.context.options)

    def _answers(self, symbol: str) -> bool:
        found = self._rule("calls", symbol)
        return found is not None and self._selected(found[0])

    def answering(self, symbol: str) -> tuple[str, str]:
        """The code and the page of the rule for a class."""
        made = f"{symbol}.from_config" if symbol == WORKSPACE else symbol
        found = self._rule("calls", made)
        return found[0].code if found else NO_RULE, self._url(found, self.context.catalogue.get(symbol))

    # Deciding

    def call(self, call: Call) -> Decision:
        """The decision for a call; made once."""
        node = call.node
        if node in self.context.decisions:
            return self.context.decisions[node]
        if node in self._deciding:
            return Decision(manual("this depends on itself"))
        self._deciding.add(node)
        found = self._rule("calls", call.symbol)
        handler = (
            partial(_spelled_out(found[0].calls[found[1]], found[0].spread), call, self.context) if found else None
        )
        decision = self._ask(found, handler, call.entry, self._given(call, found), node)
        holder = set_on(call, self.context) if not decision.stays_v1 else ""
        if holder:
            decision = Decision(manual(f"what this is set on stays v1: {holder}", call.entry.v2))
        if (node in self._going or decision.fate is _VAIN) and not decision.arguments:
            decision = replace(decision, arguments=dict.fromkeys(call.arguments, decision.fate))
        self._deciding.discard(node)
        self.context.decisions[node] = decision
        if decision.stays_v1:
            self._take_back(call)
        return decision

    def _take_back(self, call: Call) -> None:
        """Decide anew on what a variable may hold instead of the result of a call that turned out to stay v1."""
        decided = self.context.decisions
        for one in [maker for mate in self._mates.of_call(call) for maker in makers(mate)]:
            if one.node in decided and one.node not in self._deciding and not decided[one.node].stays_v1:
                del decided[one.node]
                self.call(one)

    def _given(self, call: Call, found: tuple[Rule, str] | None) -> list[_Given]:
        """What the call is made with, and what a variable may hold instead of its result."""
        given = [_Given(call.receiver)]
        # The rules say themselves what is wrong with a step or a job, and what a person has to write anyway may name
        # things that stay v1.
        stands = found is not None and found[1] in found[0].stand_ins
        made = call.result if isinstance(call.result, Obj) else None
        step = self.context.step(made) if made is not None else None
        left = made is not None and self.context.why_no_job(made) is not None
        if stands or left or (step is not None and step not in self.context.converted_steps):
            given = []
        else:
            table: Mapping[str, Fate] = found[0].parameters.get(found[1], {}) if found is not None else {}
            # What is dropped may stay v1, but for a workspace: the v2 code asks it for its client.
            dropped = (name for name, fate in table.items() if fate.outcome is Outcome.DROPPED)
            unused = {"steps", *dropped} - {"workspace"}
            given += [_Given(one.value, name) for name, one in call.arguments.items() if name not in unused]
        mates = self._mates.of_call(call)
        waiting = (one for one in mates if not any(maker.node in self._deciding for maker in makers(one)))
        return [*given, *map(_Given, waiting)]

    def _ask(
        self,
        found: tuple[Rule, str] | None,
        handler: Callable[[], Decision] | None,
        entry: Entry | None,
        given: Iterable[_Given] = (),
        node: cst.CSTNode | None = None,
    ) -> Decision:
        """What the rule says; ``given`` are the values that must not be v1 objects that stay v1."""
        if node in self._going and (found is None or found[1] not in (*CALLS, SQL_REFERENCE, FILE_SYSTEM)):
            return Decision(dropped("it goes with the compute or the database that v2 cannot attach"))
        if node in self.context.in_vain:
            return Decision(_VAIN)
        if found is None or handler is None:
            return Decision(manual(advice(entry), entry.v2 if entry else ""))
        if not self._selected(found[0]):
            return Decision(manual("the rule for this was not selected"))
        if self._in_job:
            return Decision(manual(advice(entry), entry.v2 if entry else ""))
        for one in given:
            reason = self._reason_of_v1(one.value)
            if reason is not None:
                told = f"`{one.parameter.lstrip('*')}` stays v1: {reason}" if one.parameter else advice(entry)
                return Decision(manual(told, entry.v2 if entry else ""))
            # The rules know which unknown arguments they need, but call a workspace; only a pipeline does not.
            called = not one.parameter or (one.parameter == "workspace" and found[1] != PIPELINE)
            made = made_elsewhere(one.value) if called and one.parameter else called_on(one.value) if called else ""
            if made:
                told = f"`{one.parameter}` stays v1: {made}" if one.parameter else made
                return Decision(manual(told, entry.v2 if entry else ""))
        try:
            return handler()
        except Manual as refusal:
            return Decision(manual(str(refusal), entry.v2 if entry else ""))

    def _unless_left_out(self, node: cst.CSTNode, decision: Decision) -> Decision:
        return _LEFT_OUT if node in self._left_out and decision.stays_v1 else decision

    @cached_property
    def _going(self) -> set[cst.CSTNode | None]:
        """The expressions of statements that go as a whole."""
        return {node for one in attachments(self.context) for top in one.statements for node in walk(top)}

    @cached_property
    def _in_job(self) -> bool:
        return runs_in_jobs(self.context.interpreter.uses)

    def _stays_v1(self, value: Value | None) -> bool:
        """Whether the value is an object of v1 that stays one, so that v2 code cannot use it."""
        return self._reason_of_v1(value) is not None

    def _reason_of_v1(self, value: Value | None) -> str | None:
        """Why the value, or the collection that it is an element of, stays v1; None when it does not."""
        for obj in objects(value):
            named = obj
            while obj.call is None and obj.owner is not None:
                obj = obj.owner
            if obj.call is None and named.symbol == WORKSPACE and self.context.catalogue.is_subclass(obj.symbol, RUN):
                return "the workspace of a run that may be one of v1"
            for call in makers(obj):
                decision = self.call(call)
                if decision.stays_v1:
                    return decision.fate.message
        return None

    def _may_be_run_of_v1(self, value: Value | None) -> bool:
        """Whether nobody here made the run: the one of a script, which v2 does not have as a job, is alike."""
        roots = [root for obj in objects(value) if (root := root_of(obj)).call is None]
        return any(self.context.catalogue.is_subclass(root.symbol, RUN) for root in roots)

    def decide(self) -> Decisions:
        """Decide on everything, calls first and in source order."""
        uses = self.context.interpreter.uses
        for call in sorted(uses.calls.values(), key=lambda one: one.where.order):
            self.call(call)
        for call in uses.calls.values():
            self._record_call(call)
        for subscript in uses.subscripts.values():
            self._decide_subscript(subscript)
        for attribute in uses.attributes.values():
            self._decide_attribute(attribute)
        for obj, event in uses.sets.values():
            self._decide_set(obj, event)
        for reference in uses.references.values():
            self._decide_reference(reference)
        for asked in uses.asked.values():
            self._decide_asked(asked)
        for error in uses.errors.values():
            if is_raised_by_v2(error, self.context):
                self._decide_error(error)
        for imported in uses.imports:
            use = self._use(Kind.IMPORT, imported.symbol, "", imported.node, imported.where)
            self.decisions.imports.append((imported, use))
        for read, todo in self._parts:  # which objects stay v1 is only known now
            told = self.decisions.todos.get(read.where.statement)
            stays = self._stays_v1(read.receiver) or self._may_be_run_of_v1(read.receiver)
            if not told and (not stays or read.symbol in _GONE):
                self._todo(read.where, todo)
        return self.decisions

    def _decide_attribute(self, use: AttributeUse) -> None:
        found = self._rule("attributes", use.symbol)
        handler = partial(found[0].attributes[found[1]], use, self.context) if found else None
        # Of all that the variable may hold, one object that stays v1 is enough for the attribute to stay.
        given = [_Given(use.receiver), _Given(self.context.value(use.node.value))]
        decision = self._ask(found, handler, use.entry, given, use.node)
        decision = self._unless_left_out(use.node, decision)
        item = self._items.get(use.node)
        if item is not None and item.fate.outcome is not Outcome.MANUAL:
            # ``ws.datastores`` in ``ws.datastores["sales"]``, which becomes something else as a whole.
            decision = Decision(item.fate)
        # ``run_config.environment`` on the way to what is set there.
        part = isinstance(use.value, Obj) and use.value.owner is not None
        if part and decision.fate.outcome is Outcome.MANUAL:
            code = found[0].code if found else NO_RULE
            self._parts.append((use, Todo(code, decision.fate.message, self._url(found, use.entry))))
        is_the_same = use.entry is not None and use.entry.is_the_same
        part = part or (is_the_same and decision.fate.message == advice(use.entry))
        name = use.node.attr.value
        self._record(Kind.ATTRIBUTE, use.symbol, name, use.node, use.where, found, decision, silent=part)

    def _decide_set(self, obj: Obj, event: SetEvent) -> None:
        symbol = self.context.symbol_of(obj, event)
        entry = self.context.catalogue.get(symbol)
        found = self._rule("sets", symbol)
        handler = partial(found[0].sets[found[1]], obj, event, self.context) if found else None
        decision = self._ask(found, handler, entry, node=event.node)
        silent = self._stays_v1(obj)
        hidden = secrets.of_staying_set(obj, event, self.context) if decision.stays_v1 else None
        if hidden is not None:
            decision = replace(decision, fate=hidden)
        self._record(Kind.ATTRIBUTE, symbol, event.name, event.node, event.where, found, decision, silent=silent)

    def _decide_reference(self, use: ReferenceUse) -> None:
        found = self._rule("references", use.symbol)
        handler: Callable[[], Decision] | None = None
        if found is not None:
            handler = extended if is_base(use) else partial(found[0].references[found[1]], use, self.context)
        decision = self._ask(found, handler, self.context.catalogue.get(use.symbol), node=use.node)
        decision = self._unless_left_out(use.node, decision)
        self._record(Kind.ATTRIBUTE, use.symbol, "", use.node, use.where, found, decision)

    def _decide_error(self, use: ReferenceUse) -> None:
        found = self._rule("errors", use.symbol)
        handler = partial(found[0].errors[found[1]], use, self.context) if found else None
        decision = self._ask(found, handler, None, node=use.node)
        self._record(Kind.ATTRIBUTE, use.symbol, "", use.node, use.where, found, decision)

    def _decide_asked(self, use: AskedUse) -> None:
        """What code asks for by a text stays, as nothing says what else is done with it."""
        of = use.receiver.symbol if isinstance(use.receiver, (Obj, Unknown)) else ""
        kinds = ("attributes", "calls") if use.entry is not None else ()
        found = next((rule for kind in kinds if use.entry and (rule := self._rule(kind, use.entry.symbol))), None)
        told = called_on(use.receiver) or of_text(use.entry)
        decision = Decision(manual(told, use.entry.v2 if use.entry else ""))
        symbol, name = (use.entry.symbol, use.entry.name) if use.entry is not None else (of, "")
        silent = self._stays_v1(use.receiver)
        self._record(Kind.ATTRIBUTE, symbol, name, use.node, use.where, found, decision, silent=silent)

    def _decide_subscript(self, use: SubscriptUse) -> None:
        found = self._rule("subscripts", use.symbol)
        handler = partial(found[0].subscripts[found[1]], use, self.context) if found else None
        taken = self.context.interpreter.values.get(use.node)
        given = [_Given(mate) for mate in self._mates.of_value(taken)]
        container = self.context.interpreter.uses.attributes.get(use.container)  # type: ignore[call-overload]
        if container is not None:
            given.append(_Given(container.receiver))
        decision = self._ask(found, handler, self.context.catalogue.get(use.symbol), given, use.node)
        decision = self._unless_left_out(use.node, decision)
        if decision.expr is not None:
            self._items[use.container] = decision
        self._record(Kind.ATTRIBUTE, use.symbol, "[]", use.node, use.where, found, decision)

    # Recording

    def _record_call(self, call: Call) -> None:
        found = self._rule("calls", call.symbol)
        decision = self.context.decisions[call.node]
        code = self._record(Kind.CALL, call.symbol, "", call.node, call.where, found, decision)
        table: Mapping[str, Fate] = found[0].parameters.get(found[1], {}) if found else {}
        self._left_out.update(left_out(call, decision, table))
        is_manual = decision.fate.outcome is Outcome.MANUAL
        hidden = secrets.of_staying_call(call, self.context) if decision.stays_v1 else {}
        for name, argument in call.arguments.items():
            if decision.stands:
                fate = decision.arguments.get(name) or table.get(name) or decision.fate
            elif is_manual:
                fate = hidden.get(name, decision.fate)
            else:
                fate = decision.arguments.get(name) or table.get(name) or manual(unknown_argument(name))
                if fate.outcome is Outcome.MANUAL:
                    self._todo(call.where, Todo(code, f"`{name}`: {fate.message}", self._url(found, call.entry)))
            use = self._use(Kind.ARGUMENT, call.symbol, name, argument.node, call.where)
            use.verdict = Verdict(fate.outcome, code, fate.message, fate.v2, self._url(found, call.entry))
            self.decisions.uses.append((use, call.where))

    def _record(
        self,
        kind: Kind,
        symbol: str,
        name: str,
        node: cst.CSTNode,
        where: Where,
        found: tuple[Rule, str] | None,
        decision: Decision,
        silent: bool = False,
    ) -> str:
        """Add the use to the ledger; returns the code that it got.

        ``silent``: no TODO of its own, since the statement that made the object has one.
        """
        entry = self.context.catalogue.get(symbol)
        code = found[0].code if found else NO_RULE
        fate, url = decision.fate, self._url(found, entry)
        use = self._use(kind, symbol, name, node, where)
        use.verdict = Verdict(fate.outcome, code, fate.message, fate.v2, url)
        self.decisions.uses.append((use, where))
        if node not in self.context.decisions:
            self.context.decisions[node] = decision
        if fate.outcome is Outcome.MANUAL and not silent:
            self._todo(where, Todo(code, fate.message, url))
        return code

    def _use(self, kind: Kind, symbol: str, name: str, node: cst.CSTNode, where: Where) -> Use:
        location = self.context.interpreter.source.location(where.cell, node)
        return Use(kind, symbol, name, location)

    def _url(self, found: tuple[Rule, str] | None, entry: Entry | None) -> str:
        if found is not None:
            return found[0].url
        return entry.url if entry and entry.url else _HOME

    def _todo(self, where: Where, todo: Todo) -> None:
        todos = self.decisions.todos.setdefault(where.statement, [])
        if todo not in todos:
            todos.append(todo)
