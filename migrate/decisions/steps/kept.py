"""Attributes that hold a run configuration in v1, and its environment in v2: ``self.run_config``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.settings import settings
from migrate.v1.nodes import names_read, walk
from migrate.v1.scopes import FunctionScope
from migrate.v1.steps import StepModel
from migrate.v1.traced import Flow
from migrate.v1.values import LocalClass, LocalInstance, Obj, Value, alternatives
from migrate.v2.expressions import Code

_NEW = "environment"


def kept_in(run: Obj, context: Context) -> list[cst.Attribute]:
    """Where the attribute is read in the class that makes it, to be handed to a function or to a step."""
    home = run.call.where.function.owner if run.call is not None else None
    if home is None:
        return []
    methods = dict(home.methods)
    passed = {
        argument.value: None
        for scope in context.interpreter.functions.values()
        for call in (*scope.calls, *(one for cls in [scope.owner] if cls is not None for one in cls.made))
        for argument in call.args
    }
    given = (step.argument("runconfig") for step in context.scripts if step.run is not None and step.run.obj is run)
    passed |= {argument.node.value: None for argument in given if argument is not None}
    return [
        node
        for node in passed
        if isinstance(node, cst.Attribute)
        and run in alternatives(context.value(node))
        and _is_of(node, home, context)
        # What a property gives is the environment already.
        and node.attr.value not in methods
    ]


def name_kept_environments(flow: Flow, context: Context) -> None:
    """Name the attributes after what they hold, with the parameters that are kept in them."""
    runs = {step.run.obj for step in flow.steps if step.run is not None and becomes_environment(step, context)}
    for name in dict.fromkeys(
        name
        for cls in context.interpreter.classes.values()
        for name, value in cls.attributes.items()
        if _is_one(value, runs)
    ):
        homes = {run.call.where.function.owner for run in runs if run.call is not None}
        nodes = [
            node
            for node in _nodes(context)
            if isinstance(node, cst.Attribute)
            and node.attr.value == name
            and not any(home is not None and _is_of(node, home, context) for home in homes)
        ]
        fields = _field_names(name, context)
        if _is_free(context) and all(_is_of_project(node, context) for node in nodes) and fields is not None:
            context.replacements |= {node: Code(_NEW) for node in (*(node.attr for node in nodes), *fields)}
    for scope in context.interpreter.functions.values():
        if scope.owner is not None and scope not in flow.helpers:
            _name_parameters(scope, runs, context)


def _field_names(name: str, context: Context) -> list[cst.Name] | None:
    """Where data classes declare it as a field, and where it is given; None when that is not sure."""
    found: list[cst.Name] = []
    for node, cls in context.interpreter.classes.items():
        lines = (line for line in node.body.body if isinstance(line, cst.SimpleStatementLine))
        targets = (one.target for line in lines for one in line.body if isinstance(one, cst.AnnAssign))
        declared = [one for one in targets if isinstance(one, cst.Name) and one.value == name]
        if name not in cls.fields or "__init__" in dict(cls.methods):
            continue
        given = [argument for call in cls.made for argument in call.args]
        if any(argument.star for argument in given):
            return None
        keywords = (argument.keyword for argument in given if argument.keyword is not None)
        found += [*declared, *(keyword for keyword in keywords if keyword.value == name)]
    texts = (one for one in _nodes(context) if isinstance(one, cst.SimpleString)) if found else ()
    return None if any(one.raw_value == name for one in texts) else found


def _name_parameters(scope: FunctionScope, runs: set[Obj], context: Context) -> None:
    assert isinstance(scope.node, cst.FunctionDef)
    params = scope.node.params
    for param in (*params.params, *params.kwonly_params):
        name = param.name.value
        bound = context.interpreter.bindings.get(param.name)
        if name == _NEW or _NEW in scope.variables or not _is_one(bound, runs) or scope.owner is None:
            continue
        made = [*scope.calls, *(call for cls in (scope.owner, *scope.owner.heirs) for call in cls.made)]
        if any(argument.star for call in made for argument in call.args):
            continue
        read = [one for one in names_read(scope.node.body) if one.value == name]
        keywords = [one.keyword for call in made for one in call.args if one.keyword is not None]
        given = [keyword for keyword in keywords if keyword.value == name]
        context.replacements |= {one: Code(_NEW) for one in (param.name, *read, *given)}


def becomes_environment(step: StepModel, context: Context) -> bool:
    """Whether its run configuration becomes an environment, and not a dictionary that holds one."""
    plan = settings(context).runs.get(step.run.obj) if step.run is not None else None
    return plan is not None and not plan.is_dictionary


def _is_one(value: Value | None, runs: set[Obj]) -> bool:
    found = alternatives(value)
    return bool(found) and all(isinstance(one, Obj) and one in runs for one in found)


def name_in_v2(name: str, context: Context) -> str:
    """The attribute that holds the environment: its own name, unless some class has that for something else."""
    return _NEW if _is_free(context) else name


def _is_free(context: Context) -> bool:
    """Whether no class of the project has something of the new name."""
    return not any(_NEW in cls.attributes or _NEW in dict(cls.methods) for cls in context.interpreter.classes.values())


def _is_of_project(node: cst.Attribute, context: Context) -> bool:
    found = alternatives(context.value(node.value))
    return bool(found) and all(isinstance(one, LocalInstance) for one in found)


def _is_of(node: cst.Attribute, cls: LocalClass, context: Context) -> bool:
    found = alternatives(context.value(node.value))
    return any(LocalInstance(one) in found for one in (cls, *cls.heirs))


def _nodes(context: Context) -> Iterator[cst.CSTNode]:
    for _, module in context.interpreter.source:
        yield from walk(module)


__all__ = ["becomes_environment", "kept_in", "name_in_v2", "name_kept_environments"]
