"""Environment variables that nobody set, and arguments that nobody gave. Isolated process only."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Mapping
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.own_defaults import copes_without

_NUMBER = re.compile(
    r"(((?<!AC)COUNT|NODES?|SIZE|TIMEOUT|SECONDS|MINUTES|HOURS|EPOCHS?|THRESHOLD)|(^|_)(NUM|PORT|MAX|MIN))(_|$)"
)
_FLAG = re.compile(r"^(IS|USE|ENABLE|ALLOW|FORCE|SKIP|DO)_|_(ENABLED|FLAG|REUSE)$")
_IDENTIFIER = re.compile(r"DATA(SET|_|$)|(IN|OUT)PUT|PARAM|COLUMN")
"""What becomes the name of an input or output, in which the SDK takes no hyphen."""
_VM_SIZE = re.compile(r"(VM|SKU|MACHINE).*SIZE|VM_?SKU|SIZE.*VM")


class Placeholder(str):
    """A made-up value, which also passes for a number."""

    __slots__ = ()  # azureml-core 1.62 takes what has a ``__dict__`` for an object that it cannot serialize

    def __int__(self) -> int:
        return 1

    def __float__(self) -> float:
        return 1.0

    def lower(self) -> str:
        return Placeholder(str.lower(self))

    def strip(self, *_: Any) -> str:
        return self


def placeholder(name: str) -> str:
    """A value for a variable, by its name: a size of a machine, a number, a flag, or a name."""
    upper = name.upper()
    if _VM_SIZE.search(upper):
        return "STANDARD_DS3_V2"
    if _FLAG.search(upper):
        return Placeholder("false")
    if _NUMBER.search(upper):
        return Placeholder("1")
    between = "_" if _IDENTIFIER.search(upper) else "-"
    return Placeholder(re.sub(r"[^a-z0-9]+", between, name.lower()).strip(between) or "placeholder")


def install_arguments(context: Context, guesses: Collection[str]) -> None:
    """Let a required argument of the command line have a made-up value, of the type that its parser wants.

    Args:
        guesses: options without a default that an earlier attempt asked for in vain (``--name``).
    """
    import argparse

    real = argparse.ArgumentParser.parse_known_args

    class Given(argparse.Namespace):
        """What was given; notes which options the project reads that were not."""

        def __getattribute__(self, name: str) -> Any:
            value = super().__getattribute__(name)
            if name == "__dict__" and context.called_by_project():
                for other in [key for key, held in value.items() if held is None]:
                    context.miss(f"--{other}")
            if name.startswith("__") or not (value is None or f"--{name}" in guesses):
                return value
            asking = context.asking()
            if asking is None:
                return value
            if copes_without(*asking, name):
                return None
            context.miss(f"--{name}")
            return value

    def parse(self: Any, args: Any = None, namespace: Any = None) -> Any:
        # parse_args of the standard library is between the project and here
        ours = context.runs_project()
        required = [action for action in self._actions if action.required] if ours else []
        for action in required:
            action.required = False
            if not action.option_strings and action.nargs is None:
                action.nargs = "?"
        found, rest = real(self, args, Given() if ours and namespace is None else namespace)
        optional = [action for action in self._actions if _takes_a_value(action) and f"--{action.dest}" in guesses]
        for action in [*required, *(optional if ours else ())]:
            if found.__dict__.get(action.dest) is None:
                made = _argument(action)
                if made is not None:
                    context.note(f"placeholder for the argument {action.dest}: {made}")
                    setattr(found, action.dest, made)
        return found, rest

    argparse.ArgumentParser.parse_known_args = parse  # type: ignore[method-assign]


def _takes_a_value(action: Any) -> bool:
    """Not a flag, not ``--help``, and no default."""
    return action.nargs != 0 and action.default is None and action.dest.isidentifier()


def _argument(action: Any) -> Any:
    """A made-up value, or None for what takes neither a word nor a number."""
    made: Any = None
    for text in [next(iter(action.choices))] if action.choices else [placeholder(action.dest), "1"]:
        with contextlib.suppress(Exception):  # types are functions of the project
            made = action.type(text) if callable(action.type) and not action.choices else text
            break
    many = action.nargs in ("+", "*") or isinstance(action.nargs, int) or type(action).__name__ == "_AppendAction"
    return [made] if many and made is not None else made


def install_placeholders(context: Context, given: Mapping[str, str], guesses: Collection[str]) -> None:
    """Let ``os.environ["NAME"]`` succeed for project code.

    Args:
        given: values of an environment file or sample.
        guesses: variables that an earlier attempt asked for in vain with ``os.getenv("NAME")``, which is None for
            good reason in much code: where that has a default of its own, it stays None.
    """
    for name, value in given.items():
        os.environ.setdefault(name, value)
    real: Any = os.environ
    kind: Any = type(real)

    def guess(name: str) -> str:
        value = placeholder(name)
        context.note(f"placeholder for the environment variable {name}: {value}")
        return value

    class Environment(kind):  # type: ignore[misc]  # the class of os.environ is private to the os module
        def __getitem__(self, name: str) -> Any:
            try:
                return super().__getitem__(name)
            except KeyError:
                if not context.called_by_project():
                    raise
            return guess(name)

        def get(self, name: str, default: Any = None) -> Any:
            try:
                return super().__getitem__(name)
            except KeyError:
                pass
            asking = context.asking() if default is None else None
            if asking is None or copes_without(*asking, name):
                return default
            if name in guesses:
                return guess(name)
            context.miss(name)
            return default

    made: Any = Environment.__new__(Environment)
    made.__dict__.update(real.__dict__)
    # os.getenv looks this name up, and who has imported it before runs before the project does
    os.environ = made  # noqa: B003
