"""The search space, the sampling and the early termination of a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.moving import check_moved, operand
from migrate.decisions.rule import Manual
from migrate.v1.problems import not_followed
from migrate.v1.values import Argument, Call, Const, DictValue, ListValue, Obj, Where, constant, type_name
from migrate.v2.expressions import V2, Code, Expr, ListOf, Literal, User, call

HYPERDRIVE = "azureml.train.hyperdrive"
SWEEP = "azure.ai.ml.sweep"

ALGORITHMS = {
    f"{HYPERDRIVE}.RandomParameterSampling": "random",
    f"{HYPERDRIVE}.GridParameterSampling": "grid",
    f"{HYPERDRIVE}.BayesianParameterSampling": "bayesian",
}
CHOICE = f"{HYPERDRIVE}.choice"
EXPRESSIONS = {
    "randint": ("Randint", "integer"),
    "uniform": ("Uniform", "number"),
    "quniform": ("QUniform", "number"),
    "loguniform": ("LogUniform", "number"),
    "qloguniform": ("QLogUniform", "number"),
    "normal": ("Normal", "number"),
    "qnormal": ("QNormal", "number"),
    "lognormal": ("LogNormal", "number"),
    "qlognormal": ("QLogNormal", "number"),
}
"""The functions of v1, with the class of v2 and the type of the values."""
POLICIES = ("BanditPolicy", "MedianStoppingPolicy", "TruncationSelectionPolicy")
NO_POLICY = f"{HYPERDRIVE}.NoTerminationPolicy"

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


@dataclass(frozen=True)
class Hyperparameter:
    """One dimension of a search space."""

    flag: str
    """The word that v1 puts before the value."""
    type: str
    expr: Expr


def search_space(sampling: Obj, target: Where, context: Context) -> list[Hyperparameter]:
    """The hyperparameters of a sampling, in the order in which v1 hands them to the script.

    Raises:
        Manual: some of it is only known when the code runs.
    """
    made = sampling.call
    space = made.value("parameter_space") if made is not None else None
    if made is None or not isinstance(space, DictValue) or not space.complete:
        raise Manual("what its search space holds is only known when the code runs")
    if made.value("properties") not in (None, Const(None)):
        raise Manual("`properties` of a sampling are not converted yet")
    found = []
    for name, item in space.items.items():
        use = context.interpreter.uses.calls.get(item.node) if isinstance(item.node, cst.Call) else None
        if not isinstance(name, str) or use is None:
            raise Manual(f"which values `{name}` can have is only known when the code runs")
        for argument in use.arguments.values():
            check_moved(argument.node.value, use.where, target, context)
        found.append(hyperparameter(name, use, context))
    return found


def hyperparameter(name: str, use: Call, context: Context) -> Hyperparameter:
    """What the search space of v2 has for one entry of that of v1."""
    flag = name if name.startswith("-") else f"--{name}"
    if use.symbol == CHOICE:
        values, kind = _choice(use, context)
        return Hyperparameter(flag, kind, call(V2(SWEEP, "Choice"), values=values))
    function = use.symbol.rpartition(".")[2]
    if not use.symbol.startswith(f"{HYPERDRIVE}.") or function not in EXPRESSIONS:
        raise Manual(f"which values `{name}` can have is not known")
    cls, kind = EXPRESSIONS[function]
    given = {key: User(argument.node.value) for key, argument in use.arguments.items()}
    return Hyperparameter(flag, kind, call(V2(SWEEP, cls), **given))


def _choice(use: Call, context: Context) -> tuple[Expr, str]:
    """The values of ``choice(1, 2)``, ``choice([1, 2])`` or ``choice(range(3))``, and their type."""
    nodes = [argument.node for argument in use.arguments.values()]
    if len(nodes) == 1:
        node, value = nodes[0].value, context.value(nodes[0].value)
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "range":
            return call(Code("list"), User(node)), "integer"
        if isinstance(value, ListValue):
            kinds = {type_name(item.value) for item in value.items} if value.known else {""}
            same = not isinstance(node, cst.Tuple) and not nodes[0].star
            return User(node) if same else call(Code("list"), User(node)), _kind(kinds)
        if not isinstance(value, Const):
            return call(Code("list"), User(node)), "string"
    if any(node.star for node in nodes):
        raise Manual("which values a `choice` has is only known when the code runs")
    kinds = {type_name(context.value(node.value)) for node in nodes}
    return ListOf(tuple(User(node.value) for node in nodes)), _kind(kinds)


def _kind(names: set[str]) -> str:
    """The type of an input that takes values of these types."""
    if names == {"int", "float"}:
        return "number"
    return _TYPES.get(names.pop(), "string") if len(names) == 1 else "string"


def policy_of(argument: Argument | None, target: Where, context: Context) -> Expr | None:
    """The early termination of a sweep; None when it has none.

    Raises:
        Manual: where it comes from is not known.
    """
    if argument is None:
        return None
    policy = single(argument.value)
    if policy is None or policy.call is None:
        raise Manual(not_followed("its termination policy", argument.node.value, argument))
    if policy.symbol == NO_POLICY:
        return None
    kind = policy.symbol.rpartition(".")[2]
    if kind not in POLICIES:
        raise Manual(f"`{kind}` has no counterpart")
    given: dict[str, Expr] = {}
    for name, one in policy.call.arguments.items():
        check_moved(one.node.value, policy.call.where, target, context)
        if one.value != Const(None):
            given[name] = User(one.node.value)
    # v1 looks after every metric; the default of v2 is 0 (azure-ai-ml 1.35.2).
    given.setdefault("evaluation_interval", Literal(1))
    return call(V2(SWEEP, kind), **dict(_ordered(given)))


_ORDER = ("slack_factor", "slack_amount", "truncation_percentage", "evaluation_interval", "delay_evaluation")


def _ordered(given: dict[str, Expr]) -> Iterator[tuple[str, Expr]]:
    yield from ((name, given[name]) for name in _ORDER if name in given)


def seconds(minutes: Argument | None, default: int) -> Expr:
    """A time that v1 gives in minutes."""
    if minutes is None:
        return Literal(60 * default)
    known, node = constant(minutes.value), minutes.node.value
    if isinstance(known, (int, float)) and isinstance(node, (cst.Integer, cst.Float)):
        return Literal(int(60 * known))
    return User(cst.BinaryOperation(cst.Integer("60"), cst.Multiply(), operand(node)))
