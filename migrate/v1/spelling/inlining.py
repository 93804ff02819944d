"""Functions and methods that make steps or pipelines, written out where they are called.

A helper that two pipelines share, or a function that makes a pipeline of the steps that it is given, has no place in
v2, where nodes are made inside of one pipeline function. What such a function does stands at its calls instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from migrate.v1.nodes import bound_by, children, code_of, locals_of, names_read, walk
from migrate.v1.source import Place
from migrate.v1.spelling.bodies import (
    are_words,
    body_at,
    called,
    expression,
    given,
    handed_on,
    hands_on,
    instance_of,
    is_called,
)
from migrate.v1.spelling.folded import Folder, truth
from migrate.v1.spelling.survey import FUNCTIONS, Survey
from migrate.v1.spelling.writer import Writer, without_gaps

_MOST_CALLS = 40
"""A function that is called more often is better kept."""
_MOST_STATEMENTS = 25
_REFUSED = (
    cst.Yield, cst.Await, cst.Global, cst.Nonlocal, cst.ClassDef, cst.Lambda, cst.NamedExpr, cst.Try, cst.With,
    cst.While, cst.Import, cst.ImportFrom, cst.Del, cst.FunctionDef,
)  # fmt: skip


@dataclass
class Inlined:
    """A function, with the statements that are nothing but a call of it.

    Of a function that is nothing but an expression all calls, wherever they stand.
    """

    function: cst.FunctionDef
    statements: list[cst.SimpleStatementLine] = field(default_factory=list)
    calls: list[cst.Call] = field(default_factory=list)

    def makers(self, survey: Survey) -> list[cst.Call]:
        """What makes steps, their data and pipelines in it, or is given the data that it lists."""
        calls = (node for node in walk(self.function.body) if isinstance(node, cst.Call))
        found = [call for call in calls if survey.is_maker(call) or survey.is_pipeline(call)]
        return found or _given_to(self.function, survey)


def inlined(survey: Survey, is_taken: Callable[[str], bool]) -> list[Inlined]:
    """The functions of the document that can be written out at all their calls, inner ones first.

    Args:
        is_taken: whether another document takes a name of this one.
    """
    functions = (
        *survey.functions.values(),
        *survey.nested,
        *(one for one, owner in survey.methods.items() if takes_self(one) and is_alone(owner, survey)),
    )
    found = [one for function in functions if (one := _inlined(function, survey)) is not None]
    found = [one for one in found if one.function in survey.nested or not is_taken(_taken_as(one.function, survey))]
    return [one for one in found if not any(_calls(one.function, other.function, survey) for other in found)]


def _calls(function: cst.FunctionDef, other: cst.FunctionDef, survey: Survey) -> bool:
    """Whether it reads the other one."""
    nodes = walk(function.body) if other in survey.methods else names_read(function.body)
    return any(is_called(node, other, survey) for node in nodes)


def _taken_as(function: cst.FunctionDef, survey: Survey) -> str:
    """The name by which another document may take a function; ``Class.method`` for a method."""
    owner = survey.methods.get(function)
    return f"{owner.name.value}.{function.name.value}" if owner is not None else function.name.value


def takes_self(method: cst.FunctionDef) -> bool:
    return next((one.name.value for one in method.params.params), "") == "self"


def is_alone(owner: cst.ClassDef, survey: Survey) -> bool:
    """Whether nothing but the class itself can have its methods, or be asked for them by name."""
    above = [name.value for one in owner.bases for name in names_read(one.value)]
    heirs = [one for one in survey.classes for base in one.bases if code_of(base.value) == owner.name.value]
    asked = {"getattr", "setattr", "vars"} & survey.names
    return not heirs and not asked and not owner.decorators and set(above) <= {"object"}


def _inlined(function: cst.FunctionDef, survey: Survey) -> Inlined | None:
    found = Inlined(function)
    makes = _makes(function, survey) or (_lists_own(function, survey) and bool(_given_to(function, survey)))
    makes = makes or is_of_builder(function, survey)
    if not _is_bound_once(function, survey) or not makes or not is_simple(function) or _holds_builder(function, survey):
        return None
    reads = _mentions(function, survey)
    if reads is None:
        return None
    everywhere = [node for node in survey.of(cst.Call) if node.func in reads]
    if expression(function) is not None and all(are_words(call, function, survey) for call in everywhere):
        found.calls = everywhere
        known = 0 < len(everywhere) <= _MOST_CALLS and {call.func for call in everywhere} == reads
        return found if known and _is_free(found, survey) else None
    for node in survey.of(cst.SimpleStatementLine):
        if called(node, function, survey) is not None:
            found.statements.append(node)
    calls = [call for one in found.statements if (call := called(one, function, survey)) is not None]
    if not calls or len(calls) > _MOST_CALLS or {call.func for call in calls} != reads:
        return None
    known = all(given(call, function, survey) is not None for call in calls) and _is_free(found, survey)
    return found if known else None


def _is_bound_once(function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether nothing else has its name."""
    name = function.name.value
    owner = survey.methods.get(function)
    if owner is None:
        return survey.bound[name] == 1
    return sum(one.name.value == name for one, of in survey.methods.items() if of is owner) == 1


def _holds_builder(function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether it makes an object whose methods are written out in it."""
    if function in survey.methods:
        return False
    made = {name for node in walk(function.body) if isinstance(node, cst.AssignTarget) for name in bound_by(node)}
    owners = {owner for name, owner in survey.instances.items() if name in made}
    return any(is_of_builder(one, survey) for one, owner in survey.methods.items() if owner in owners)


def _mentions(function: cst.FunctionDef, survey: Survey) -> set[cst.CSTNode] | None:
    """Where the function is read; None when something else may have the name of a method."""
    name = function.name.value
    if function not in survey.methods:
        return {node for node in survey.reads(name) if node is not function.name}
    attributes = [node for node in survey.of(cst.Attribute) if node.attr.value == name]
    owner = survey.methods[function]
    if _is_known(owner, survey):
        attributes = [node for node in attributes if is_called(node, function, survey)]
    inside = set(walk(owner))
    own = all(
        is_called(node, function, survey) and (node in inside or code_of(node.value) in survey.instances)
        for node in attributes
    )
    return set(attributes) if own and name not in survey.changed else None


def _is_known(owner: cst.ClassDef, survey: Survey) -> bool:
    """Whether all instances of a class are known, and nothing is given one."""
    names = [name for name, one in survey.instances.items() if one is owner]
    reads = [one for one in survey.reads(owner.name.value) if one is not owner.name]
    asked = {one.value for one in survey.of(cst.Attribute)}
    given = [one for name in names for one in survey.mentions(name) if one not in asked]
    methods = (one for one, of in survey.methods.items() if of is owner)
    own = (one for method in methods for one in names_read(method.body) if one.value == "self")
    return 0 < len(names) == len(reads) == len(given) and all(one in asked for one in own)


def _makes(function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether it makes steps for others, or a pipeline of what it is given."""
    params = function.params
    own = {param.name.value for param in (*params.params, *params.kwonly_params)}
    calls = [node for node in walk(function.body) if isinstance(node, cst.Call)]
    pipelines = [call for call in calls if survey.is_pipeline(call)]
    for call in pipelines:
        steps = next((one.value for one in call.args if one.keyword is not None and one.keyword.value == "steps"), None)
        place = call.args[1].value if steps is None and len(call.args) > 1 else steps
        if place is not None and any(name.value in own for name in names_read(place)):
            return True
    return not pipelines and any(survey.is_maker(call) for call in calls)


def is_of_builder(function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether a method is one of an object that makes steps of what its methods are given, or a pipeline of those."""
    owner = survey.methods.get(function)
    builds = owner in survey.builders and owner in survey.instances.values()
    return builds and function.name.value != "__init__"


def _lists_own(function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether a method is nothing but a list of what its instance keeps: ``return [self.model, self.scores]``."""
    value = expression(function) if function in survey.methods else None
    kept = [one.value for one in value.elements] if isinstance(value, (cst.List, cst.Tuple)) else []
    return bool(kept) and all(
        isinstance(one, cst.Attribute) and isinstance(one.value, cst.Name) and one.value.value == "self" for one in kept
    )


def _given_to(function: cst.FunctionDef, survey: Survey) -> list[cst.Call]:
    """The steps that are made with what a function gives."""
    makers = [call for call in survey.of(cst.Call) if survey.is_maker(call)]
    return [call for call in makers if any(is_called(one, function, survey) for one in walk(call))]


def is_simple(function: cst.FunctionDef) -> bool:
    """Whether it can be written out as it is."""
    params = function.params
    if function.decorators or function.asynchronous is not None or params.posonly_params:
        return False
    if not hands_on(function) or (params.star_kwarg is not None and expression(function) is None):
        return False
    body = function.body.body
    if not isinstance(function.body, cst.IndentedBlock) or len(body) > _MOST_STATEMENTS:
        return False
    inner = [node for statement in body for node in walk(statement)]
    if any(isinstance(node, _REFUSED) for node in inner):
        return False
    returns = [node for node in inner if isinstance(node, cst.Return)]
    last = body[-1]
    final = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
    return not returns or (len(returns) == 1 and returns[0] is final and returns[0].value is not None)


def _is_free(found: Inlined, survey: Survey) -> bool:
    """Whether the names that the function reads mean the same where it is called."""
    function = found.function
    local = locals_of(function)
    read = {name.value for name in names_read(function.body)} - local
    for place in (*found.statements, *found.calls):
        scope = survey.scopes[place]
        if scope is not None and scope is survey.nested.get(function):
            continue
        if isinstance(scope, FUNCTIONS):
            if any(name in locals_of(scope) for name in read):
                return False
        elif scope is not None:
            return False
    return True


class Inliner(Writer):
    """Writes out the functions at their calls.

    Args:
        places: where each node of the document stands.
        but: what stays as it is.
    """

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, tuple[int, Place]],
        but: Set[tuple[int, Place]],
        is_taken: Callable[[str], bool],
        notebook: bool,
    ) -> None:
        super().__init__()
        self.survey = survey
        self.notebook = notebook
        found = [one for one in inlined(survey, is_taken) if places.get(one.function) not in but]
        self.is_idle = not found
        self.at = {statement: one for one in found for statement in one.statements}
        self.calls = {call: one for one in found for call in one.calls}
        self.functions: set[cst.CSTNode] = {one.function for one in found}
        self.made = {places[one.function]: {places[call] for call in one.makers(survey)} for one in found}
        self.taken = set(outside(list(survey.modules), self.functions))
        self.whole = {node for one in found for node in _one_sided(one, survey)}

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        if original_node not in self.functions:
            return updated_node
        self.written = True
        return cst.RemoveFromParent()

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        found = self.calls.get(original_node)
        value = expression(found.function) if found is not None else None
        arguments = given(original_node, found.function, self.survey) if found is not None else None
        if value is None or arguments is None:
            return updated_node
        star = found.function.params.star_kwarg if found is not None else None
        keywords = handed_on(original_node, found.function) if found is not None else []
        instance = instance_of(original_node.func, found.function, self.survey) if found is not None else None
        names = {"self": instance} if instance is not None else {}
        renamer = _Folder(self.whole, arguments, names, (star.name.value if star is not None else "", keywords))
        written = value.visit(renamer)
        assert isinstance(written, cst.BaseExpression)
        self.before |= renamer.before
        self.written = True
        return written

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        return without_gaps(self, original_node, updated_node, self.functions)

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        """No empty line above the first statement, where a function stood before it."""
        gone = bool(original_node.body) and original_node.body[0] in self.functions
        first = updated_node.body[0] if gone and updated_node.body else None
        leading = list(_leading(first)) if isinstance(first, cst.BaseStatement) else []
        if not leading or leading[0].comment is not None:
            return updated_node
        while leading and leading[0].comment is None:
            leading.pop(0)
        assert first is not None
        bare = first.with_changes(leading_lines=leading)
        self.before[bare] = self.before.get(first, first)
        return updated_node.with_changes(body=[bare, *updated_node.body[1:]])

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        found = self.at.get(original_node)
        if found is None:
            return updated_node
        lines, before = body_at(
            found.function, original_node, self.survey, self.taken, partial(_Folder, self.whole), self.notebook
        )
        self.written = True
        self.before |= before
        own = [one for one in _leading(lines[0]) if one.comment is not None]
        lines[0] = lines[0].with_changes(leading_lines=[*updated_node.leading_lines, *own])
        self.before[lines[0]] = original_node
        return cst.FlattenSentinel(lines)


class _Folder(Folder):
    """Leaves out what a call does not take, as far as another one takes it, or nothing of v1 can be in it."""

    def __init__(
        self,
        whole: Set[cst.If],
        values: dict[str, cst.BaseExpression],
        names: dict[str, str],
        keywords: tuple[str, Sequence[cst.Arg]] = ("", ()),
    ) -> None:
        super().__init__(values, names, keywords)
        self.whole = whole

    def leave_If(
        self, original_node: cst.If, updated_node: cst.If
    ) -> cst.If | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        return updated_node if original_node in self.whole else super().leave_If(original_node, updated_node)

    def leave_IfExp(self, original_node: cst.IfExp, updated_node: cst.IfExp) -> cst.BaseExpression:
        told = any(map(_may_be_v1, (original_node.body, original_node.orelse)))
        return updated_node if told else super().leave_IfExp(original_node, updated_node)

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        told = _may_be_v1(updated_node.value)
        return updated_node if told else super().leave_Subscript(original_node, updated_node)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        asked = updated_node.func.value if isinstance(updated_node.func, cst.Attribute) else None
        told = isinstance(asked, cst.Dict) and _may_be_v1(asked)
        return updated_node if told else super().leave_Call(original_node, updated_node)


def _may_be_v1(node: cst.BaseExpression) -> bool:
    """Whether it asks or calls anything, which nobody would be told of when it is left out."""
    return any(isinstance(one, (cst.Call, cst.Attribute, cst.Subscript)) for one in walk(node))


def _one_sided(found: Inlined, survey: Survey) -> Iterator[cst.If]:
    """The conditions of which no call takes one side: it would be gone, and nobody told of it."""
    calls = [*found.calls, *(called(one, found.function, survey) for one in found.statements)]
    known = [given(call, found.function, survey) if call is not None else None for call in calls]
    conditions = [node for node in walk(found.function.body) if isinstance(node, cst.If)]
    inner = {node for outer in conditions for node in walk(outer) if isinstance(node, cst.If) and node is not outer}
    yield from inner
    for node in conditions:
        if node not in inner:
            tests = (node.test.visit(Folder(dict(one or {}), {})) for one in known)
            taken = {truth(test) if isinstance(test, cst.BaseExpression) else None for test in tests}
            if taken == {False} or (taken == {True} and node.orelse is not None):
                yield node


def _leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    """The lines above it: what the function says of itself, when it stands first."""
    found: Sequence[cst.EmptyLine] = getattr(statement, "leading_lines", ())
    return found


def outside(nodes: list[cst.CSTNode], functions: Set[cst.CSTNode]) -> Iterator[str]:
    """The names that stand for something outside of these functions and classes."""
    for node in nodes:
        if node in functions:
            continue
        if isinstance(node, (cst.Import, cst.ImportFrom)):
            aliases = () if isinstance(node.names, cst.ImportStar) else node.names
            yield from ((alias.evaluated_alias or alias.evaluated_name).split(".")[0] for alias in aliases)
        elif isinstance(node, cst.Name):
            yield node.value
        elif isinstance(node, (cst.Attribute, cst.Arg)):
            yield from outside([node.value], functions)
        else:
            yield from outside(children(node), functions)
