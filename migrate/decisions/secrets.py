"""Secrets that v1 code has in the open: in v2 code they are read from environment variables."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Fate, changed
from migrate.v1.nodes import children, code_of
from migrate.v1.values import Call, Const, Obj, SetEvent, constant
from migrate.v2.expressions import V2, Attr, Expr, Index, Literal, User
from migrate.v2.names import snake


def secret(use: Call, parameter: str, variable: str, context: Context) -> tuple[Expr | None, Fate | None]:
    """The argument as v2 code may have it, and its fate when that is not what the user wrote.

    A literal never reaches the output: neither where it is given nor where a variable gets it.

    Args:
        variable: the environment variable that takes its place.
    """
    node, value = use.expression(parameter), use.value(parameter)
    if node is None or value == Const(None):
        return None, None
    outside, fate = _outside(variable), _fate(variable)
    text = constant(value)
    if isinstance(node, cst.Name):
        literals = [given for given in _assigned(node.value, context) if constant(context.value(given)) != ""]
        for given in literals:
            take_out(given, outside, context)
        if literals and all(_default(one) is not None for one in literals):
            fate = _NO_DEFAULT
        return User(node), fate if literals else None
    if _default(node) is not None:
        return take_out(node, outside, context), _NO_DEFAULT
    if isinstance(text, str) and text:
        return take_out(node, outside, context), fate
    return User(node), None


PARAMETERS = frozenset(
    {
        "account_key",
        "admin_user_password",
        "client_secret",
        "password",
        "private_key_passphrase",
        "sas_token",
        "service_principal_password",
        "user_password",
    }
)
"""The parameters, and the attributes, of v1 that take a secret."""


def of_staying_call(use: Call, context: Context) -> dict[str, Fate]:
    """What becomes of the secrets of a call that stays v1: their literals leave the code all the same."""
    fates = {}
    for parameter in sorted(PARAMETERS & use.arguments.keys()):
        _, fate = secret(use, parameter, variable_of(use, parameter), context)
        if fate is not None:
            fates[parameter] = fate
    return fates


def of_staying_set(obj: Obj, event: SetEvent, context: Context) -> Fate | None:
    """What becomes of the secret that an attribute of v1 gets, when the statement stays."""
    value, node = constant(event.value), event.expression
    if event.name not in PARAMETERS or not isinstance(value, str) or not value or node is None:
        return None
    name = f"{snake(obj.symbol.rpartition('.')[2]).upper()}_{event.name.upper()}"
    take_out(node, _outside(name), context)
    return _fate(name)


def variable_of(use: Call, parameter: str) -> str:
    """``ARCHIVE_ACCOUNT_KEY`` for the key of the datastore ``archive``."""
    if parameter == "service_principal_password":
        return CLIENT_SECRET
    name = constant(use.value("datastore_name"))
    prefix = snake(name).upper() if isinstance(name, str) else "DATASTORE"
    return f"{prefix}_{parameter.upper()}"


CLIENT_SECRET = "AZURE_CLIENT_SECRET"
"""The variable that azure.identity reads the secret of a service principal from."""

_NO_DEFAULT = changed('os.environ["…"]', "the secret does not belong in code: its environment variable has to be set")


def _outside(variable: str) -> Expr:
    return Index(Attr(V2("os"), "environ"), Literal(variable))


def _fate(variable: str) -> Fate:
    return changed(f'os.environ["{variable}"]', f"the secret does not belong in code: set {variable} instead")


def take_out(node: cst.BaseExpression, outside: Expr, context: Context) -> Expr:
    """Put an environment variable in place of a literal secret, and keep its text out of everything that is shown.

    Of ``os.getenv("KEY", "literal")`` the variable that the user chose stays.
    """
    default = _default(node)
    if default is not None and isinstance(node, cst.Call):
        outside = Index(Attr(V2("os"), "environ"), User(node.args[0].value))
    context.replacements[node] = outside
    context.secrets.update(_texts(default or node))
    return outside


def _texts(node: cst.BaseExpression) -> Iterator[str]:
    """The literal as it is written, without quotes, and as it is evaluated."""
    if isinstance(node, cst.SimpleString):
        yield node.raw_value
        if isinstance(node.evaluated_value, str):
            yield node.evaluated_value
    elif isinstance(node, cst.ConcatenatedString):
        yield from _texts(node.left)
        yield from _texts(node.right)
        if isinstance(node.evaluated_value, str):
            yield node.evaluated_value


def _assigned(name: str, context: Context) -> Iterator[cst.BaseExpression]:
    """What the variable is assigned, as far as it is a literal."""
    for _, module in context.interpreter.source:
        yield from _in(module, name)


def _in(node: cst.CSTNode, name: str) -> Iterator[cst.BaseExpression]:
    if _gives_literal(node, name) and isinstance(node, cst.Assign):
        yield node.value
    for child in children(node):
        yield from _in(child, name)


def _gives_literal(node: cst.CSTNode, name: str) -> bool:
    """Whether this is ``name = "literal"``."""
    if not isinstance(node, cst.Assign):
        return False
    literal = isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString)) or _default(node.value) is not None
    return literal and any(isinstance(one.target, cst.Name) and one.target.value == name for one in node.targets)


def _default(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The literal in ``os.getenv("KEY", "literal")``."""
    called = code_of(node.func) if isinstance(node, cst.Call) else ""
    if not isinstance(node, cst.Call) or called not in ("os.getenv", "os.environ.get") or len(node.args) != 2:
        return None
    default = node.args[1].value
    return default if isinstance(default, cst.SimpleString) and default.evaluated_value else None
