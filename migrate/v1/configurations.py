"""Objects that hold the settings of a step: ``ParallelRunConfig``, ``HyperDriveConfig``, ``AutoMLConfig``."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.folding import foldable
from migrate.v1.loaded import is_loaded
from migrate.v1.problems import Problem
from migrate.v1.values import Argument, Call, Const, DictValue, Obj, alternatives, objects

SCRIPT_RUN_CONFIG = "azureml.core.ScriptRunConfig"


@dataclass(eq=False)
class Configuration:
    """What such an object says in the end: its constructor's arguments, and what was set on it afterwards."""

    obj: Obj
    call: Call
    arguments: dict[str, Argument]
    problems: list[Problem] = field(default_factory=list)
    spread: frozenset[str] = frozenset()
    """The arguments that came from a dictionary: ``**settings``."""

    def argument(self, name: str) -> Argument | None:
        """An argument; None when it was left out, or None."""
        found = self.arguments.get(name)
        return None if found is None or found.value == Const(None) else found


def fold_configuration(obj: Obj, call: Call, spread: bool = False) -> Configuration:
    """Fold such an object.

    Args:
        spread: whether ``**settings`` is taken apart when the dictionary is known.
    """
    arguments = dict(call.arguments) if call.entry.kind == "class" else {}
    problems = foldable(obj)
    given = arguments["**"].value if spread and "**" in arguments else None
    found: dict[str, Argument] = {}
    if isinstance(given, DictValue) and given.complete and all(isinstance(name, str) for name in given.items):
        del arguments["**"]
        found = {str(key): Argument(str(key), cst.Arg(item.node), item.value) for key, item in given.items.items()}
        arguments |= found
    if any(name.startswith("*") for name in arguments):
        problems.append(Problem(call.node, f"the arguments of its {kind_of(obj)} are only known when the code runs"))
    for event in sorted(obj.sets.values(), key=lambda one: one.where.order):
        if event.name.endswith("[]"):
            problems.append(Problem(event.node, f"an item of `{event.name.removesuffix('[]')}` is set"))
        arguments[event.name] = Argument(event.name, cst.Arg(event.expression), event.value)
    return Configuration(obj, call, arguments, problems, frozenset(found))


def configuration_in(argument: Argument | None, symbol: str, spread: bool = False) -> Configuration | None:
    """The configuration of a class that an argument is; None when it may be something else.

    Args:
        spread: whether ``**settings`` is taken apart when the dictionary is known.
    """
    found = objects(argument.value) if argument is not None else ()
    if argument is None or len(found) != 1 or len(alternatives(argument.value)) != 1:
        return None
    obj = found[0]
    if obj.symbol != symbol or obj.call is None or not (obj.call.entry.kind == "class" or is_loaded(obj)):
        return None
    return fold_configuration(obj, obj.call, spread)


def kind_of(obj: Obj) -> str:
    """The name of its class."""
    return obj.symbol.rpartition(".")[2]
