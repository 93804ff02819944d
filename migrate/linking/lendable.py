"""Functions and classes that make steps of what they are given, so that each of their calls makes another component."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import bound_names, code_of, imports_at_top, locals_of, module_name, names_read
from migrate.v1.source import Source
from migrate.v1.spelling import reading
from migrate.v1.spelling.inlining import is_alone, is_simple
from migrate.v1.spelling.survey import Survey

Import = cst.Import | cst.ImportFrom
Definition = cst.FunctionDef | cst.ClassDef


@dataclass(eq=False)
class Lendable:
    """A function or class of a module.

    Args:
        needs: the names that it reads, each with the statement that imports it; None for a name of the module itself.
        v1: the names of v1 that the module imports, each with the statement.
        reads: where the module itself reads it.
    """

    source: Source
    definition: Definition
    needs: dict[str, Import | None]
    v1: Mapping[str, Import]
    reads: Sequence[cst.Name]

    listed: bool
    """Whether the module says what ``*`` imports from it."""

    @property
    def name(self) -> str:
        return self.definition.name.value

    def gives(self, name: str) -> bool:
        """Whether ``*`` imports a name that the module has."""
        return not self.listed and not name.startswith("_")


def lendable(source: Source) -> dict[str, Lendable]:
    """The functions and classes at the top of a module that make steps of lists, or of data to write, they are given.

    Also the functions that call such a function: what they give it is what they are given.
    """
    if source.notebook or len(source.modules) != 1:
        return {}
    (module,) = source.modules.values()
    survey = reading(source).survey
    simple = {
        name: function
        for name, function in survey.functions.items()
        if survey.bound[name] == 1 and name not in survey.declared and is_simple(function)
    }
    found = {name for name, function in simple.items() if survey.makes_of_given(function)}
    while more := {
        name
        for name, function in simple.items()
        if name not in found and any(one.value in found for one in names_read(function.body))
    }:
        found |= more
    builders = {
        one.name.value: one
        for one in dict.fromkeys(survey.methods.values())
        if survey.bound[one.name.value] == 1
        and is_alone(one, survey)
        and any(survey.makes_of_given(method) for method, of in survey.methods.items() if of is one)
    }
    known: dict[str, Definition] = {name: simple[name] for name in found} | builders
    listed = survey.bound["__all__"] > 0
    v1 = {name: node for name, node in imported(module).items() if survey.imported.get(name, "").startswith("azureml")}
    return {
        name: Lendable(source, one, needs, v1, [read for read in survey.reads(name) if read is not one.name], listed)
        for name, one in sorted(known.items())
        if (needs := _needs(one, survey, module)) is not None
    }


def _needs(definition: Definition, survey: Survey, module: cst.Module) -> dict[str, Import | None] | None:
    """By name what it reads of its module; None when that is not known."""
    imports = imported(module)
    own = {name for statement in module.body for name in _bound_at_top(statement)}
    read = {name for one in _functions(definition) for name in _read(one)}
    found: dict[str, Import | None] = {}
    for name in sorted(read):
        if survey.bound[name] > 1 or name in survey.declared:
            return None
        if name in imports:
            found[name] = imports[name]
        elif name in own:
            found[name] = None
        elif not hasattr(builtins, name):
            return None
    return found


def _functions(definition: Definition) -> Iterator[cst.FunctionDef]:
    if isinstance(definition, cst.FunctionDef):
        yield definition
    else:
        yield from (one for one in definition.body.body if isinstance(one, cst.FunctionDef))


def _read(function: cst.FunctionDef) -> set[str]:
    """The names that a function reads and does not bind."""
    params = (*function.params.params, *function.params.kwonly_params)
    defaults = [one.default for one in params if one.default is not None]
    return {name.value for node in (function.body, *defaults) for name in names_read(node)} - locals_of(function)


def _bound_at_top(statement: cst.CSTNode) -> Iterator[str]:
    if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
        yield statement.name.value
    elif isinstance(statement, cst.SimpleStatementLine):
        for small in statement.body:
            targets = small.targets if isinstance(small, cst.Assign) else ()
            yield from (name for one in targets for name in bound_names(one.target))
            if isinstance(small, cst.AnnAssign):
                yield from bound_names(small.target)


# Import statements


def imported(module: cst.Module) -> dict[str, Import]:
    """By name the statements at the top of a module that import it."""
    return {
        local_name(alias, node): node
        for _, node in imports_at_top(module)
        for alias in (() if isinstance(node.names, cst.ImportStar) else node.names)
    }


def is_absolute(node: Import) -> bool:
    return isinstance(node, cst.Import) or not node.relative


def local_name(alias: cst.ImportAlias, node: Import) -> str:
    """What an import binds."""
    name = alias.evaluated_name.split(".")[0] if isinstance(node, cst.Import) else alias.evaluated_name
    return alias.evaluated_alias or name


def import_of(name: str, node: Import) -> str:
    """The statement without the other names that it imports."""
    assert not isinstance(node.names, cst.ImportStar)
    alias = next(one for one in node.names if local_name(one, node) == name)
    said = code_of(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT))
    return f"import {said}" if isinstance(node, cst.Import) else f"from {module_name(node)} import {said}"


def imports_of(source: Source) -> set[str]:
    """What the imports at the top of a document bind, each as a statement of its own."""
    modules = (module for _, module in source)
    return {import_of(name, node) for module in modules for name, node in imported(module).items()}
