"""Where the workspace is that a v1 call names: by its arguments, or by a dictionary of them, as YAML files hold."""

from __future__ import annotations

from dataclasses import dataclass

import libcst.matchers as m

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.v1.values import Call, DictValue
from migrate.v2.expressions import Code, Expr, Index, Literal, User
from migrate.v2.statements import Assign

UNKNOWN = "its arguments are only known when the code runs"
_DROPPED = frozenset({"location", "_location", "cloud", "_cloud", "sku", "tags", "_disable_service_check"})
"""What a client does not need."""


@dataclass(frozen=True)
class Place:
    """Subscription, resource group and name of a workspace, with the statement that has to stand before."""

    subscription_id: Expr
    resource_group: Expr
    name: Expr
    before: tuple[Assign, ...] = ()


def place_in_dictionary(use: Call, name: str, context: Context) -> Place:
    """The place of ``Workspace.get(**config["workspace"])``: v1 says which names the dictionary has.

    Args:
        name: the parameter for the name of the workspace.

    Raises:
        Manual: the dictionary has something else, or lacks something.
    """
    node, value = use.expression("**"), use.value("**")
    if node is None or "*" in use.arguments or use.expression("id") is not None:
        raise Manual(UNKNOWN)
    names = ("subscription_id", "resource_group", name)
    if isinstance(value, DictValue) and value.complete:
        given = {*value.items, *use.arguments}
        if not given.issuperset(names) or not set(value.items) <= {*names, *_DROPPED}:
            raise Manual(f"MLClient needs {', '.join(names[:2])} and {name}, and nothing else of the dictionary")
    before: tuple[Assign, ...] = ()
    settings: Expr = User(node)
    if not m.matches(node, m.Name() | m.Attribute() | m.Subscript()) or m.findall(node, m.Call()):
        variable = context.new_name("workspace_config", use.where)
        before, settings = (Assign(variable, settings),), Code(variable)

    def one(parameter: str) -> Expr:
        own = use.expression(parameter)
        return User(own) if own is not None else Index(settings, Literal(parameter))

    subscription, group, own_name = map(one, names)
    return Place(subscription, group, own_name, before)
