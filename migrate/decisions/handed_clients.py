"""Functions that v2 needs a client in, and whose callers can all give them one.

A run, an experiment or a datastore of v1 knows its workspace: ``def show(run)`` needs nothing else. In v2 a client asks
for all that, so that such a function takes one, when each of its calls stands where a variable holds the workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.mentioned import mentions
from migrate.v1.clients import CALLERS, HandedClient
from migrate.v1.interpreter import Interpreter
from migrate.v1.makers import caller_of
from migrate.v1.nodes import code_of, locals_of
from migrate.v1.scopes import FunctionScope
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, LocalClass
from migrate.v2.expressions import CallTo, Code
from migrate.v2.names import unique_variable

Asking: TypeAlias = Call | AttributeUse | SubscriptUse
_NAME = "ml_client"


@dataclass
class HandedClients:
    """The functions of some documents that can take a client.

    Args:
        is_taken: whether another module takes a name of a document.
    """

    interpreter: Interpreter
    is_taken: Callable[[str], bool]
    names: dict[FunctionScope, HandedClient | None] = field(default_factory=dict)

    def assign(self) -> None:
        """Name the parameter in each use for which no variable holds the client."""
        for use in self.uses():
            if use.client is None:
                use.client = self._name(use.where.function)

    def uses(self) -> Iterator[Asking]:
        uses = self.interpreter.uses
        yield from uses.calls.values()
        yield from uses.attributes.values()
        yield from uses.subscripts.values()

    def _name(self, function: FunctionScope) -> HandedClient | None:
        """What a function calls the client that it gets; None when it cannot get one."""
        if function not in self.names:
            self.names[function] = None  # What calls itself is not given one by itself alone.
            if self._can_take(function):
                given = {self.given(call) for call in function.calls}
                if None not in given:
                    self.names[function] = _named(function, given)
        return self.names[function]

    def given(self, call: cst.Call) -> str | None:
        """What a call of such a function gives it."""
        known = self.interpreter.clients_at.get(call)
        caller = caller_of(call, self.interpreter)
        return known or (self._name(caller) if caller is not None and not caller.is_module else None)

    def _can_take(self, function: FunctionScope) -> bool:
        node, owner = function.node, function.owner
        if not isinstance(node, cst.FunctionDef) or node.decorators or node.name.value.startswith("__"):
            return False
        if owner is not None and (owner.heirs or self._inherits(owner) or self.is_taken(owner.name)):
            return False
        path = self.interpreter.source.path_of(self.interpreter.function_cells.get(function, 0))
        taken = self.is_taken(node.name.value)
        if taken and (path, node.name.value, CALLERS) not in self.interpreter.given:
            return False
        if not taken and not function.calls:
            return False
        called = {call.func for call in function.calls}
        return all(one in called for one in mentions(function, self.interpreter))

    def _inherits(self, owner: LocalClass) -> bool:
        node = next((node for node, cls in self.interpreter.classes.items() if cls is owner), None)
        return node is None or any(code_of(one.value) != "object" for one in node.bases)


def _named(function: FunctionScope, given: Set[str | None]) -> HandedClient:
    """As the callers call it, where they agree."""
    assert isinstance(function.node, cst.FunctionDef)
    taken = {*function.variables, *function.arguments, *locals_of(function.node)}
    alike = [str(one) for one in given if one is not None and one.isidentifier()]
    name = alike[0] if len(given) == 1 and alike and alike[0] not in taken else unique_variable(_NAME, taken)
    found = HandedClient(name)
    found.function = function
    return found


def hand_on(context: Context, clients: HandedClients) -> None:
    """Give the functions their parameter that ask the client for something in v2, and their callers the argument."""
    uses = [use for use in clients.uses() if isinstance(use.client, HandedClient)]
    done = [use for use in uses if use.node in context.decisions and not context.decisions[use.node].stays_v1]
    waiting = [use.client.function for use in done if isinstance(use.client, HandedClient)]
    waiting = [one for one in dict.fromkeys(waiting) if one in context.asked_for_client]
    found: dict[FunctionScope, str] = {}
    while waiting:
        function = waiting.pop()
        name = clients.names.get(function)
        if function in found or name is None or not isinstance(function.node, cst.FunctionDef):
            continue
        found[function] = name
        context.client_parameters[function.node.params] = name
        for call in function.calls:
            given = clients.given(call)
            waiting += [given.function] if isinstance(given, HandedClient) else []
            _give(call, name, given, context)
    for call, wanted in context.interpreter.clients_wanted.items():
        _give(call, wanted, clients.given(call), context)
    context.handed_clients |= found


def _give(call: cst.Call, name: str, given: str | None, context: Context) -> None:
    written = context.replacements.get(call)
    if given is None:
        return
    context.clients_given[call] = name
    if isinstance(written, CallTo):
        context.replacements[call] = CallTo(written.func, (*written.args, (name, Code(given))))
    else:
        context.more_arguments[call] = (name, given)
