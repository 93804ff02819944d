"""Functions and methods that make a pipeline of the steps that they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.nodes import bound_names, code_of, names_read, walk
from migrate.v1.source import Source
from migrate.v1.spelling import reading
from migrate.v1.spelling.inlining import is_alone, takes_self
from migrate.v1.spelling.survey import Survey

_NAME = "pipeline"


@dataclass
class Maker:
    """A function that makes a pipeline of a parameter."""

    path: str
    function: cst.FunctionDef
    owner: cst.ClassDef | None
    """The class that has it as a method."""
    call: cst.Call
    """What makes the pipeline."""
    statement: cst.SimpleStatementLine
    steps: str
    """The parameter."""
    variable: str
    """What holds the pipeline, and is the parameter from now on."""
    whole: bool
    """Whether the statement does nothing but bind the pipeline to the variable."""
    calls: dict[str, dict[cst.SimpleStatementLine, cst.Call]] = field(default_factory=dict)
    """By path the statements that call it."""

    @property
    def names(self) -> list[str]:
        """The parameters that a call gives."""
        names = [one.name.value for one in self.function.params.params]
        return names if self.owner is None else names[1:]


def makers_in(source: Source) -> Iterator[Maker]:
    if source.notebook:
        return
    survey = reading(source).survey
    for name, function in survey.functions.items():
        if survey.bound[name] == 1 and (found := _maker(source.path, function, None, survey)) is not None:
            yield found
    for function, owner in survey.methods.items():
        own = survey.bound[owner.name.value] == 1 and takes_self(function) and is_alone(owner, survey)
        if own and (found := _maker(source.path, function, owner, survey)) is not None:
            yield found


def _maker(path: str, function: cst.FunctionDef, owner: cst.ClassDef | None, survey: Survey) -> Maker | None:
    calls = [one for one in walk(function.body) if isinstance(one, cst.Call) and survey.is_pipeline(one)]
    params = {one.name.value: one for one in function.params.params}
    if len(calls) != 1 or not isinstance(function.body, cst.IndentedBlock) or function.decorators:
        return None
    (call,) = calls
    given = arguments_of(call, ("workspace", "steps"))
    steps = given.get("steps") if given is not None else None
    if not isinstance(steps, cst.Name) or steps.value not in params or params[steps.value].default is not None:
        return None
    lines = [one for one in function.body.body if any(node is call for node in walk(one))]
    line = lines[0]
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    small = line.body[0]
    whole = isinstance(small, cst.Assign) and small.value is call
    bound = bound_names(small.targets[0].target) if isinstance(small, cst.Assign) and len(small.targets) == 1 else []
    variable = bound[0] if whole and len(bound) == 1 else _NAME
    before = function.body.body[: function.body.body.index(line)]
    touched = {name.value for one in before for name in names_read(one)}
    if (
        (whole and not bound)
        or (isinstance(small, cst.Return) and small.value is call)
        or variable in {*params, *touched}
    ):
        return None
    if not whole and any(name.value == variable for name in names_read(function.body)):
        return None
    used = [name for name in names_read(function.body) if name.value == steps.value]
    others = [one for name, one in (given or {}).items() if name != "steps"]
    plain = all(
        (isinstance(one, cst.Name) and (one.value in params or one.value in ("True", "False")))
        or (owner is not None and is_own(one))
        for one in others
    )
    rebound = {name.value for one in before for name in _bound_in(one)}
    if len(used) != 1 or not plain or not rebound.isdisjoint(code_of(one) for one in others):
        return None
    return Maker(path, function, owner, call, line, steps.value, variable, whole)


def is_own(node: cst.BaseExpression) -> bool:
    """``self.ws``"""
    return isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == "self"


def _bound_in(statement: cst.CSTNode) -> Iterator[cst.Name]:
    kinds = (cst.AssignTarget, cst.For, cst.AugAssign, cst.AnnAssign, cst.NamedExpr)
    for node in walk(statement):
        if isinstance(node, kinds):
            yield from names_read(node.target)


def arguments_of(call: cst.Call, names: Sequence[str]) -> dict[str, cst.BaseExpression] | None:
    """What a call gives by parameter; None when that is not known."""
    found: dict[str, cst.BaseExpression] = {}
    for place, argument in enumerate(call.args):
        if argument.star or (argument.keyword is None and place >= len(names)):
            return None
        found[argument.keyword.value if argument.keyword is not None else names[place]] = argument.value
    return found


def called_by(line: cst.SimpleStatementLine) -> cst.Call | None:
    """The call that is all of a statement, or all that it binds or returns."""
    small = line.body[0] if len(line.body) == 1 else None
    value = small.value if isinstance(small, cst.Expr | cst.Assign | cst.Return) else None
    return value if isinstance(value, cst.Call) else None
