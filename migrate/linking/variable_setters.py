"""Functions that set environment variables on the environment or run configuration that they make, by what they get.

``def get_environment(name, debug): …; if debug: env.environment_variables["X"] = "1"; return env``
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrate.linking.borrowing import PlaceOf
from migrate.linking.imported import Imported
from migrate.linking.pipeline_makers import arguments_of
from migrate.v1.folding import ENVIRONMENT, RUN_CONFIGURATION, VARIABLES
from migrate.v1.nodes import code_of, locals_of, names_read, walk
from migrate.v1.source import Source
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.updates import updated_in

_PLAIN = (
    *(cst.Name, cst.Attribute, cst.Subscript, cst.SimpleString, cst.Integer, cst.Float, cst.Dict, cst.List, cst.Tuple),
    *(cst.Comparison, cst.BooleanOperation, cst.UnaryOperation),
)
_OF_ITS_OWN = (cst.Lambda, cst.NamedExpr, cst.Await, cst.Yield, cst.BaseComp, cst.FormattedString)
"""What binds names of its own, or must not stand elsewhere."""
BUILT_IN = frozenset({"True", "False", "None", "str", "int", "float", "bool", "len"})


@dataclass(frozen=True, eq=False)
class Taken:
    """A call of such a function: what holds the object behind which statement."""

    call: cst.Call
    owner: str
    given: Mapping[str, cst.BaseExpression]
    """What it gives for each parameter, its default included."""


@dataclass(eq=False)
class Setter:
    """A function that sets environment variables on what it makes and returns."""

    path: str
    function: cst.FunctionDef
    variable: str
    statements: list[cst.BaseStatement]
    """What sets them, and nothing else."""
    around: set[str]
    """The names of its module that they read."""
    calls: dict[str, dict[cst.BaseStatement, Taken]] = field(default_factory=dict)
    """By path and by the statement behind which the object is held."""


@dataclass(frozen=True, eq=False)
class Wrapper:
    """A function that makes a run configuration with the environment that it is given."""

    path: str
    function: cst.FunctionDef
    parameter: str


def setters_in(source: Source, survey: Survey) -> Iterator[Setter]:
    """The functions of a document that set environment variables by what they are given."""
    for function in _functions(survey):
        made = _made(function, survey)
        if made is None:
            continue
        line, variable, _ = made
        names = {one.name.value for one in function.params.params}
        behind = function.body.body[function.body.body.index(line) + 1 :]
        found = [one for one in behind if isinstance(one, cst.BaseStatement) and _sets(one, variable)]
        mentions = [one for one in walk(function.body) if _is_of(one, variable)]
        inside = {node for one in found for node in walk(one)}
        read = {name.value for one in found for name in names_read(one)} - {variable} - BUILT_IN
        plain = not any(isinstance(node, _OF_ITS_OWN) for node in inside)
        needs = any(isinstance(one, cst.If) for one in found) or not read.isdisjoint(names)
        around = read - names
        own = all(survey.bound[name] == 1 for name in around) and around.isdisjoint(locals_of(function))
        if found and plain and needs and own and inside.issuperset(mentions) and _keeps(function, names):
            yield Setter(source.path, function, variable, found, around)


def wrappers_in(source: Source, survey: Survey) -> Iterator[Wrapper]:
    for function in _functions(survey):
        made = _made(function, survey)
        attributes = (one for one in walk(function.body) if isinstance(one, cst.Attribute))
        if made is None or made[2] != RUN_CONFIGURATION or any(one.attr.value == VARIABLES[0] for one in attributes):
            continue
        for one in function.body.body:
            target, value = _assigned(one)
            names = [param.name.value for param in function.params.params]
            if target == f"{made[1]}.environment" and isinstance(value, cst.Name) and value.value in names:
                yield Wrapper(source.path, function, value.value)


def find_calls(
    setter: Setter,
    sources: Sequence[Source],
    surveys: Mapping[str, Survey],
    wrappers: Sequence[Wrapper],
    place_of: PlaceOf,
) -> bool:
    """Find all calls of the function; False when one cannot set the variables as well, or it is used in another way."""
    name = setter.function.name
    for source in sources:
        known = Imported(source, setter.path, name.value, place_of)
        if not known.taken:
            continue
        survey = surveys[source.path]
        reads = [node for node in survey.nodes if node not in survey.in_imports and known.is_function(node)]
        calls: dict[cst.CSTNode, cst.Call] = {node.func: node for node in survey.of(cst.Call)}
        inner = {one.value for one in reads if isinstance(one, cst.Attribute)}
        for read in reads:
            if read is name or read in inner:
                continue
            if read not in calls:
                return False
            found = _taken(calls[read], setter, source, survey, wrappers, place_of)
            if found is None:
                return False
            setter.calls.setdefault(source.path, {})[found[0]] = found[1]
        if setter.around and source.path in setter.calls and source.path != setter.path:
            return False  # Its names mean nothing there.
    return bool(setter.calls)


def _functions(survey: Survey) -> Iterator[cst.FunctionDef]:
    for name, function in survey.functions.items():
        params = function.params
        simple = not (params.kwonly_params or params.posonly_params or params.star_kwarg)
        if (
            simple
            and survey.bound[name] == 1
            and not function.decorators
            and function.asynchronous is None
            and not isinstance(params.star_arg, cst.Param)
            and isinstance(function.body, cst.IndentedBlock)
        ):
            yield function


def _made(function: cst.FunctionDef, survey: Survey) -> tuple[cst.BaseStatement, str, str] | None:
    """The statement that makes what a function returns, with its variable and class."""
    body = function.body.body
    returns = [node for node in walk(function.body) if isinstance(node, cst.Return)]
    last = body[-1].body[0] if isinstance(body[-1], cst.SimpleStatementLine) else None
    if len(returns) != 1 or returns[0] is not last or not isinstance(last, cst.Return):
        return None
    if not isinstance(last.value, cst.Name):
        return None
    variable, found = last.value.value, []
    for node in walk(function.body):
        if isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.For, cst.NamedExpr, cst.AsName)):
            target = node.target if not isinstance(node, cst.AsName) else node.name
            found += [name for name in names_read(target) if name is target and name.value == variable]
    for one in body:
        target_code, value = _assigned(one)
        if target_code == variable and isinstance(value, cst.Call) and isinstance(one, cst.BaseStatement):
            root, _, factory = code_of(value.func).partition(".")
            symbol = survey.imported.get(root, "")
            if len(found) == 1 and symbol in (ENVIRONMENT, RUN_CONFIGURATION) and "." not in factory:
                return one, variable, symbol
    return None


def _assigned(statement: cst.CSTNode) -> tuple[str, cst.BaseExpression | None]:
    """What the only assignment of a statement sets, as it is written, and to what."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return "", None
    return code_of(small.targets[0].target), small.value


def _sets(statement: cst.CSTNode, variable: str) -> bool:
    """Whether all that it does is to set environment variables."""
    if isinstance(statement, cst.If):
        other = statement.orelse
        rest = other.body.body if isinstance(other, cst.Else) else [other] if other is not None else []
        return all(_sets(one, variable) for one in (*statement.body.body, *rest))
    updated = updated_in(statement)
    if updated is not None:
        return _is_of(updated[0], variable)
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return False
    target = small.targets[0].target
    held = target.value if isinstance(target, cst.Subscript) else target
    return _is_of(held, variable)


def _is_of(node: cst.CSTNode, variable: str) -> bool:
    """``env.environment_variables``, ``run_config.environment.environment_variables``"""
    if not isinstance(node, cst.Attribute) or node.attr.value != VARIABLES[0]:
        return False
    return code_of(node.value) in (variable, f"{variable}.environment")


def _keeps(function: cst.FunctionDef, names: set[str]) -> bool:
    """Whether its parameters hold at its end what they were given."""
    bound = [name.value for node in walk(function.body) for name in _bound(node)]
    return names.isdisjoint(bound)


def _bound(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.For, cst.NamedExpr)):
        target = node.target
        yield from names_read(target.value if isinstance(target, cst.Subscript) else target)


# The callers


def _taken(
    call: cst.Call,
    setter: Setter,
    source: Source,
    survey: Survey,
    wrappers: Sequence[Wrapper],
    place_of: PlaceOf,
) -> tuple[cst.BaseStatement, Taken] | None:
    """The statement behind which a caller holds the object, and what holds it."""
    given = _given(call, setter.function)
    line = next((one for one in survey.lines if any(node is call for node in walk(one))), None)
    if given is None or line is None:
        return None
    target, value = _assigned(line)
    if value is call and target.replace(".environment", "").isidentifier():
        wrapped = _wrapped(target, line, source, survey, wrappers, place_of) if target.isidentifier() else None
        behind, owner = wrapped or (line, target)
        return behind, Taken(call, _run_configuration(owner, survey), given)
    if isinstance(value, cst.Call) and target.isidentifier() and _wraps(value, call, source, wrappers, place_of):
        return line, Taken(call, _run_configuration(f"{target}.environment", survey), given)
    return None


def _run_configuration(owner: str, survey: Survey) -> str:
    """The run configuration of an environment, when its own variables are set nowhere; else what is given."""
    variable = owner.removesuffix(".environment")
    own = f"{variable}.{VARIABLES[0]}"
    return owner if any(code_of(one) == own for one in survey.of(cst.Attribute)) else variable


def _wrapped(
    variable: str,
    line: cst.SimpleStatementLine,
    source: Source,
    survey: Survey,
    wrappers: Sequence[Wrapper],
    place_of: PlaceOf,
) -> tuple[cst.SimpleStatementLine, str] | None:
    """The run configuration that is made of an environment which nothing else takes."""
    reads = survey.mentions(variable)
    for other in survey.lines:
        target, value = _assigned(other)
        if other is not line and isinstance(value, cst.Call) and target.isidentifier() and len(reads) == 2:
            inside = [one for one in walk(value) if one in reads]
            if len(inside) == 1 and _wraps(value, inside[0], source, wrappers, place_of):
                return other, f"{target}.environment"
    return None


def _wraps(
    call: cst.Call, environment: cst.CSTNode, source: Source, wrappers: Sequence[Wrapper], place_of: PlaceOf
) -> bool:
    """Whether a call gives a run configuration with that environment."""
    for one in wrappers:
        if Imported(source, one.path, one.function.name.value, place_of).is_function(call.func):
            names = [param.name.value for param in one.function.params.params]
            return (arguments_of(call, names) or {}).get(one.parameter) is environment
    return False


def _given(call: cst.Call, function: cst.FunctionDef) -> dict[str, cst.BaseExpression] | None:
    """What a call gives for each parameter, as far as it can be said again behind it."""
    params = function.params.params
    found = arguments_of(call, [one.name.value for one in params])
    if found is None:
        return None
    given: dict[str, cst.BaseExpression] = {}
    for one in params:
        value = found.get(one.name.value, one.default)
        if value is None:
            return None
        given[one.name.value] = value
    return given


def is_plain(node: cst.BaseExpression) -> bool:
    """Whether it gives the same once more, and does nothing else."""
    return isinstance(node, _PLAIN) and not any(isinstance(one, (cst.Call, *_OF_ITS_OWN)) for one in walk(node))
