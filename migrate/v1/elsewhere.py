"""What a module gets from the other modules of its project, as far as that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias


@dataclass(frozen=True)
class Made:
    """An object of this v1 class, made in another module where its v2 counterpart is made as well.

    Args:
        variables: the environment variables that it has in v1 and its counterpart cannot have.
        kept: path and name of the variable at the top of a module that holds it, when some code needs more of it than
            its counterpart: a schedule of v2 starts the pipeline itself, not what was published.
    """

    symbol: str
    variables: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Stays:
    """An object that another module makes and that stays v1.

    Args:
        place: ``path:line`` of the call that makes it.
        symbol: its v1 class.
        reason: why it stays so; empty when it is only of no use to others.
        joint: whether its class becomes v2 only together with those that use it.
    """

    place: str
    symbol: str = field(default="", compare=False)
    reason: str = field(default="", compare=False)
    joint: bool = field(default=False, compare=False)
    kept: tuple[str, str] | None = field(default=None, compare=False)
    """Path and name of the variable at the top of a module that holds it."""
    passed: str = field(default="", compare=False)
    """The parameter that a caller in another module passes it as; ``place`` is that call then."""
    sets: bool = field(default=False, compare=False)
    """Whether it is no parameter, but an attribute that the other module sets."""
    many: str = field(default="", compare=False)
    """``list`` or ``dict``, when it passes a collection of such objects."""
    becomes: bool = field(default=False, compare=False)
    """Whether it is v2 where it is made, and only the parameter may hold something else, too."""
    decorator: str = field(default="", compare=False)
    """What may make something else of it, of the function at ``place``."""


@dataclass(frozen=True)
class Typed:
    """A value of a builtin type that is only known when the code runs.

    Args:
        name: the type; empty when it may be any, or a list or dictionary of such values.
        plain: whether it is certain that it holds nothing else.
    """

    name: str
    plain: bool = False


@dataclass(frozen=True)
class Fixed:
    """A literal."""

    value: object


@dataclass(frozen=True)
class Several:
    """One of these, as the branches of the other module differ."""

    values: tuple[Told, ...]


@dataclass(frozen=True)
class Together:
    """A tuple or list of these.

    Args:
        kept: path and name of the variable at the top of a module that holds it, when some of them stay v1.
    """

    values: tuple[Told | None, ...]
    kept: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Elements:
    """A list or dictionary of any number of these.

    Args:
        kind: ``list`` or ``dict``.
        of: what each of its elements is.
    """

    kind: str
    of: Made | Stays


@dataclass(frozen=True)
class Named:
    """A dictionary, as far as it holds objects of v1, by their keys."""

    items: tuple[tuple[str, Told], ...]


@dataclass(frozen=True)
class Gives:
    """A function of another module, which returns this.

    Args:
        maker: path and name of what makes steps, pipelines or run configurations. Its document is
            understood together with those that call it, if nothing else needs it as it is.
        changes: it may add something to a list or dictionary that it is given.
        place: path and name of the function.
        hands_on: as a decorator it leaves alone what the function gives.
        injects: what it calls a function with that it decorates, by place or name.
        client: the parameter that it takes the client in, which v1 did without.
    """

    result: Told | None
    maker: tuple[str, str] | None = None
    changes: bool = False
    place: tuple[str, str] | None = None
    hands_on: bool = False
    injects: tuple[tuple[int | str, Told], ...] = field(default=(), compare=False)
    client: str = ""


@dataclass(frozen=True)
class Table:
    """A dictionary or list of functions and classes of which some make steps, pipelines or run configurations.

    Args:
        values: what these are.
        maker: path and name of the variable at the top of a module that holds it.
    """

    values: tuple[Told | None, ...]
    maker: tuple[str, str] | None = None


@dataclass(frozen=True)
class Passed:
    """A public name of SDK v1 that the other module imports, too."""

    symbol: str


@dataclass(frozen=True)
class Everything:
    """What ``from module import *`` binds."""

    names: tuple[tuple[str, Told | None], ...]


@dataclass(frozen=True)
class ClassOf:
    """A class of another module.

    Args:
        name: tells it apart from all others of the project.
        members: what its attributes hold and its methods return, as far as that is known.
        instance: this is not the class but one of its instances.
        maker: path and name of the class, when its methods make steps, pipelines or run configurations.
        keeps: the parameters that it is made with, each with the attribute that holds it, if one does.
        hands: what its methods are given by the class itself, in order.
    """

    name: str
    members: tuple[tuple[str, Told | None], ...]
    instance: bool = False
    maker: tuple[str, str] | None = None
    keeps: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    hands: tuple[tuple[str, tuple[Told | None, ...]], ...] = field(default=(), compare=False)


Told: TypeAlias = (
    Made | Stays | Typed | Fixed | Several | Together | Elements | Named | Gives | Table | Passed | Everything | ClassOf
)


Parameters: TypeAlias = Mapping[tuple[str, str, str], Told]
"""What callers in other modules pass, by document, function and parameter."""


class Elsewhere(Protocol):
    """Answers for the names that a module imports from other modules of its project."""

    def __call__(self, dotted: str, path: str) -> Told | None:
        """What a name is in the document ``path``, for example ``helpers.compute.get_compute``, with a dot before it
        for each relative level; ``helpers.compute.*`` asks for all that the module gives away.

        None when the module is not part of the project, or nothing is known of the name.
        """
