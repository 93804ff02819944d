"""Every place where a file touches SDK v1, as found by the interpreter."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.catalogue import Entry
from migrate.v1.values import Call, Obj, SetEvent, Value, Where

ERRORS_OUTSIDE = frozenset(
    {"msrest.exceptions.HttpOperationError", "msrest.exceptions.ClientRequestError"}
    | {"msrest.exceptions.AuthenticationError", "msrestazure.azure_exceptions.CloudError"}
)
"""What the packages raise that v1 sends its requests with."""


@dataclass(eq=False)
class ImportUse:
    """One imported name: ``from azureml.core import Workspace as W``; ``local`` is the name that it binds."""

    node: cst.ImportAlias | cst.ImportFrom
    """The alias; for a star import the statement."""
    symbol: str
    local: str
    where: Where
    through: str = ""
    """The module of the project that it is imported from, when that is not v1 itself."""


@dataclass(eq=False)
class AttributeUse:
    """``ws.name`` read, for an attribute that is not a method being called."""

    node: cst.Attribute
    symbol: str
    """``<class>.<attribute>``, canonical when the catalogue knows it."""
    entry: Entry | None
    receiver: Value
    value: Value
    where: Where
    client: str | None = None


@dataclass(eq=False)
class ReferenceUse:
    """A v1 class, function or constant named without calling it: ``except ComputeTargetException``."""

    node: cst.Name | cst.Attribute
    symbol: str
    where: Where


@dataclass(eq=False)
class SubscriptUse:
    """``ws.compute_targets[name]``, ``ws.compute_targets.get(name)`` or ``name in ws.compute_targets``."""

    node: cst.Subscript | cst.Call | cst.Comparison
    container: cst.BaseExpression
    symbol: str
    where: Where
    client: str | None = None

    @property
    def asks(self) -> bool:
        """Whether it only asks if there is one of the name."""
        return isinstance(self.node, cst.Comparison)

    @property
    def key(self) -> cst.BaseExpression | None:
        """The name of what is looked up; None when that is no single expression."""
        if isinstance(self.node, cst.Call):
            return self.node.args[0].value
        if isinstance(self.node, cst.Subscript) and isinstance(self.node.slice[0].slice, cst.Index):
            return self.node.slice[0].slice.value
        return None


@dataclass(eq=False)
class AskedUse:
    """``getattr(ws, "compute_targets")``, ``hasattr`` and ``setattr``."""

    node: cst.Call
    entry: Entry | None
    """The member; None when its name is only known when the code runs."""
    receiver: Value
    where: Where


@dataclass
class Uses:
    """All uses of one file, by node."""

    imports: list[ImportUse] = field(default_factory=list)
    calls: dict[cst.Call, Call] = field(default_factory=dict)
    attributes: dict[cst.Attribute, AttributeUse] = field(default_factory=dict)
    sets: dict[cst.CSTNode, tuple[Obj, SetEvent]] = field(default_factory=dict)
    references: dict[cst.CSTNode, ReferenceUse] = field(default_factory=dict)
    subscripts: dict[cst.CSTNode, SubscriptUse] = field(default_factory=dict)
    asked: dict[cst.Call, AskedUse] = field(default_factory=dict)
    errors: dict[cst.CSTNode, ReferenceUse] = field(default_factory=dict)
    """Errors that v1 raises and another package defines, by their name there."""
