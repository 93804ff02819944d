"""What the ledger says of the project's own functions that take more, less or something else in v2."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.ledger import Kind, Outcome, Use, Verdict
from migrate.v1.nodes import children, code_of, names_read
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Value, Where, objects
from migrate.v2.expressions import Code

_WORKSPACE = "azureml.core.Workspace"
_PARAMETER = "azureml.pipeline.core.PipelineParameter"
_STEP = "azureml.pipeline.steps.PythonScriptStep"
"""No name that is told is a keyword of a class of v1: a difference between both sides needs an entry for that."""


def told_signatures(context: Context, answering: Callable[[str], tuple[str, str]]) -> list[tuple[Use, Where]]:
    """An entry for each parameter that changes, and for each call that gives a client.

    Args:
        answering: the code and the page of the rule for a symbol.
    """
    changed = (context.client_parameters, context.clients_given, context.more_parameters, context.superfluous)
    renamed = any(isinstance(node, cst.Name) for node in context.replacements)
    return list(_Telling(context, answering).told()) if any(changed) or renamed else []


class _Telling:
    def __init__(self, context: Context, answering: Callable[[str], tuple[str, str]]) -> None:
        self._context = context
        self._interpreter = context.interpreter
        self._answering = answering
        self._around: dict[cst.CSTNode, tuple[int, cst.CSTNode]] = {}
        """By parameter or call the cell and the statement that it stands in."""
        for cell, module in self._interpreter.source:
            self._note(module, cell, module)

    def _note(self, node: cst.CSTNode, cell: int, statement: cst.CSTNode) -> None:
        for child in children(node):
            around = child if isinstance(child, (cst.BaseCompoundStatement, cst.SimpleStatementLine)) else statement
            if isinstance(child, (cst.Call, cst.Param, cst.Parameters)):
                self._around[child] = (cell, around)
            self._note(child, cell, around)

    def told(self) -> Iterator[tuple[Use, Where]]:
        for scope in self._interpreter.functions.values():
            if isinstance(scope.node, cst.FunctionDef):
                yield from self._parameters(scope, scope.node)
        for call, name in self._context.clients_given.items():
            function = code_of(call.func)
            yield self._entry(call, _WORKSPACE, f"{function}({name})", f"`{function}` is given the client")

    def _parameters(self, scope: FunctionScope, node: cst.FunctionDef) -> Iterator[tuple[Use, Where]]:
        context, params = self._context, node.params
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            name = param.name.value
            new = context.replacements.get(param.name)
            if param in context.superfluous:
                message = f"`{scope.name}` takes no `{name}` any more: nothing in it needs that in v2"
                yield self._entry(param, self._class_of(name, node), f"{scope.name}({name})", message)
            elif isinstance(new, Code) and new.text != name:
                message = f"`{scope.name}` takes `{new.text}` in place of `{name}`"
                yield self._entry(param, self._class_of(name, node), f"{scope.name}({name})", message)
        for name in context.more_parameters.get(params, ()):
            message = f"`{scope.name}` takes `{name}`, a parameter of the pipeline function"
            yield self._entry(params, _PARAMETER, f"{scope.name}({name})", message)
        client = context.client_parameters.get(params)
        if client is not None:
            message = f"`{scope.name}` takes the client as `{client}`: what v1 gave it knew its workspace by itself"
            yield self._entry(params, _WORKSPACE, f"{scope.name}({client})", message)

    def _class_of(self, name: str, node: cst.FunctionDef) -> str:
        """The v1 class of what a parameter holds; that of a step for what only steps are made with."""
        read: Value | None = next(
            (self._context.value(one) for one in names_read(node.body) if one.value == name), None
        )
        return next((one.symbol for one in objects(read)), _STEP)

    def _entry(
        self, node: cst.Call | cst.Param | cst.Parameters, symbol: str, name: str, message: str
    ) -> tuple[Use, Where]:
        cell, statement = self._around[node]
        location = self._interpreter.source.location(cell, statement if isinstance(node, cst.Parameters) else node)
        code, url = self._answering(symbol)
        use = Use(Kind.ARGUMENT, symbol, name, location, Verdict(Outcome.CHANGED, code, message, url=url))
        return use, Where(statement, self._interpreter.module, (), cell, location.line, location.column)
