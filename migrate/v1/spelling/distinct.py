"""Variables that share a name, told apart while a document is spelled out.

Two functions may each have a ``run_config``, and a notebook binds ``common`` anew in every part. What spells a document
out goes by names: here each variable gets one of its own before, and its own name back after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import count, pairwise
from typing import Final, TypeAlias

import libcst as cst

from migrate.v1.nodes import bound_by, bound_names, children, names_read, walk
from migrate.v1.spelling.names import numbered
from migrate.v1.spelling.survey import COMPREHENSIONS, FUNCTIONS, Survey, targets
from migrate.v1.spelling.writer import Writer

_MARK: Final = "__apart"
_MARKED: Final = re.compile(rf"{_MARK}\d+")
_BY_NAME: Final = frozenset({"locals", "globals", "vars", "eval", "exec", "dir"})
"""What reads variables by the text of their names."""
_SCOPES: Final = (*FUNCTIONS, cst.ClassDef)
_CLOSED: Final = frozenset((*_SCOPES, *COMPREHENSIONS))
"""What has variables of its own; compared by type, since with the classes of libcst ``isinstance`` takes long."""
_Comprehension: TypeAlias = cst.ListComp | cst.GeneratorExp | cst.DictComp
_Names: TypeAlias = dict[cst.Name, str]
"""By place where a name stands the name that it gets."""
_Statements: TypeAlias = Sequence[cst.CSTNode]
_Owner: TypeAlias = cst.CSTNode | None
"""The function or class whose variable it is; None for the module."""
_Bound: TypeAlias = dict[_Owner, set[str]]
_Found: TypeAlias = list[tuple[_Owner, cst.Name]]
"""Where a name stands, each with its owner."""


class Renaming(Writer):
    """Gives the variables of a document other names.

    Args:
        names: by place where a name stands the name that it gets.
    """

    def __init__(self, names: Mapping[cst.Name, str]) -> None:
        super().__init__()
        self.names = names
        self.unasked = True

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        name = self.names.get(original_node)
        if name is None:
            return updated_node
        self.written = True
        return updated_node.with_changes(value=name)

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        kept = self._without_own(original_node.body, updated_node.body)
        return updated_node.with_changes(body=kept) if kept else updated_node

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        kept = self._without_own(original_node.body, updated_node.body)
        return updated_node.with_changes(body=kept) if kept else updated_node

    def _without_own(self, before: Sequence[cst.CSTNode], body: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
        """The statements without ``best = best``, which two variables have become that were told apart."""
        return [one for old, one in zip(before, body, strict=True) if not _binds_itself(one) or _binds_itself(old)]


def _binds_itself(statement: cst.CSTNode) -> bool:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or len(small.targets) > 1 or not isinstance(small.value, cst.Name):
        return False
    target = small.targets[0].target
    return isinstance(target, cst.Name) and target.value == small.value.value


# Telling apart


def told_apart(survey: Survey) -> _Names:
    """The names of variables that share theirs with others; nothing of the parts that read names as texts."""
    shared = {name for name, times in survey.bound.items() if times > 1 and not name.startswith("__")}
    if not shared or _BY_NAME & survey.names or any(_MARK in name for name in survey.names):
        return {}
    numbers = count(1)
    shared -= survey.declared
    found: _Names = {}
    for node in _comprehensions(survey):
        for name in sorted(shared & set(targets(node.for_in))):
            if any(survey.makers(call) for call in walk(node) if isinstance(call, cst.Call)):
                found |= dict.fromkeys(_inside(name, node), f"{name}{_MARK}{next(numbers)}")
    top = [statement for module in survey.modules for statement in module.body]
    taken = _bound_in(top)
    for function in survey.of(cst.FunctionDef):
        own = _bound_in([function.params, *_body(function)])
        for name in sorted(shared & own):
            places = _places(name, function, survey, found) if name in taken else None
            if places:
                found |= dict.fromkeys(places, f"{name}{_MARK}{next(numbers)}")
        taken |= own
        _part(_body(function), shared & own - _bound_in([function.params]), found, numbers)
    _part(top, shared, found, numbers)
    return found


def _body(function: cst.FunctionDef) -> _Statements:
    return [function.body] if isinstance(function.body, cst.SimpleStatementSuite) else function.body.body


def _bound_in(nodes: _Statements) -> set[str]:
    """The variables that code binds, but for those of functions, classes and comprehensions in it."""
    found: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        found.update(bound_by(node))
        if type(node) not in _CLOSED:
            todo += children(node)
    return found


def _comprehensions(survey: Survey) -> Iterator[_Comprehension]:
    found: list[_Comprehension] = [*survey.of(cst.ListComp), *survey.of(cst.GeneratorExp), *survey.of(cst.DictComp)]
    return iter(found)


def _inside(name: str, node: _Comprehension) -> list[cst.Name]:
    """Where a variable of a comprehension stands; empty when something else in it may have its name."""
    inner = [one for child in children(node) for one in walk(child) if type(one) in _CLOSED]
    if any(name in _own(one) for one in inner) or any(one.value == name for one in names_read(node.for_in.iter)):
        return []
    return [one for one in names_read(node) if one.value == name]


def _places(name: str, function: cst.FunctionDef, survey: Survey, found: _Names) -> list[cst.Name] | None:
    """Where a variable of a function stands; None when it cannot have another name."""
    body = _body(function)
    inner = [node for statement in body for node in walk(statement)]
    imports = (alias for node in inner if isinstance(node, (cst.Import, cst.ImportFrom)) for alias in _aliases(node))
    if name in (bound for alias in imports for bound in bound_by(alias)):
        return None
    for node in inner:
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)) and name == node.name.value:
            return None
        if type(node) in _CLOSED and name in _own(node) and not _is_found(name, node, found):
            return None
    places = [one for statement in body for one in names_read(statement) if one.value == name and one not in found]
    parameters = [node.name for node in walk(function.params) if isinstance(node, cst.Param)]
    if name not in (one.value for one in parameters):
        return places
    keywords = _keywords(name, function, survey)
    return None if keywords is None else [*places, *keywords, *(one for one in parameters if one.value == name)]


def _aliases(node: cst.Import | cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return () if isinstance(node.names, cst.ImportStar) else node.names


def _own(node: cst.CSTNode) -> set[str]:
    """What a scope inside of a function binds for itself."""
    if isinstance(node, cst.FunctionDef):
        return _bound_in([node.params, *_body(node)])
    if isinstance(node, cst.ClassDef):
        return _bound_in([node.body])
    return {name for one in walk(node) if isinstance(one, (cst.Param, cst.CompFor)) for name in bound_by(one)}


def _keywords(name: str, function: cst.FunctionDef, survey: Survey) -> list[cst.Name] | None:
    """Where calls name a parameter; None when not all its calls are known."""
    called = function.name.value
    if function.decorators or survey.functions.get(called) is not function or survey.bound[called] != 1:
        return None
    calls = [node for node in survey.of(cst.Call) if _is(node.func, called)]
    arguments = [argument for call in calls for argument in call.args]
    if len(survey.reads(called)) - 1 != len(calls) or any(argument.star == "**" for argument in arguments):
        return None
    keywords = (argument.keyword for argument in arguments)
    return [one for one in keywords if one is not None and one.value == name]


def _is(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _part(body: _Statements, shared: set[str], found: _Names, numbers: Iterator[int]) -> None:
    """Give what a variable was before it is bound anew a name of its own."""
    for name in sorted(shared):
        anew = [place for place, statement in enumerate(body) if _is_new(statement, name)]
        if len(anew) < 2 or not _is_plain(body, name, found):
            continue
        stands = [(place, node) for place, node in _stands(body, name) if node not in found]
        places = [(_when(node, place, body), node) for place, node in stands]
        spans = [range(first, behind) for first, behind in pairwise((*anew, len(body)))]
        if any(isinstance(body[one[0]], cst.For) and any(place in one[1:] for place, _ in stands) for one in spans):
            continue
        if not all(times and any(set(times) <= set(span) for span in spans) for times, _ in places):
            continue
        for span in spans[:-1]:
            wanted = f"{name}{_MARK}{next(numbers)}"
            found.update({node: wanted for times, node in places if times[0] in span})


def _stands(body: _Statements, name: str) -> list[tuple[int, cst.Name]]:
    return [(place, one) for place, node in enumerate(body) for one in names_read(node) if one.value == name]


def _when(node: cst.Name, place: int, body: _Statements) -> list[int]:
    """The statements of a body during which a name in one of them may be read; empty when that is not known."""
    statement = body[place]
    inner = [one for one in walk(statement) if isinstance(one, _SCOPES) and any(name is node for name in walk(one))]
    if not inner:
        return [place]
    if not isinstance(statement, cst.FunctionDef):
        return []
    return [place, *(used for used, _ in _stands(body, statement.name.value))]


def _is_new(statement: cst.CSTNode, name: str) -> bool:
    """``name = …``, of something else, or a loop whose rounds all begin so."""
    value = _assigned(statement, name)
    if value is None:
        return isinstance(statement, cst.For) and _begins(statement, name)
    return not _stands([value], name)


def _begins(loop: cst.For, name: str) -> bool:
    """Whether every round of a loop binds the variable before it reads it."""
    rest = [loop.iter, *([loop.orelse] if loop.orelse is not None else [])]
    if _stands(rest, name):
        return False
    body = loop.body.body if isinstance(loop.body, cst.IndentedBlock) else ()
    first = next((one for one in body if _stands([one], name)), None)
    return name in bound_names(loop.target) or (first is not None and _is_new(first, name))


def _assigned(statement: cst.CSTNode, name: str) -> cst.BaseExpression | None:
    """What a statement gives to a variable, or to several of which it is one, when it does nothing else."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if not isinstance(small, cst.Assign) or len(small.targets) != 1:
        return None
    target = small.targets[0].target
    targets = [one.value for one in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else [target]
    plain = all(isinstance(one, cst.Name) for one in targets)
    return small.value if plain and bound_names(target).count(name) == 1 else None


def _is_plain(body: _Statements, name: str, found: _Names) -> bool:
    """Whether nothing but statements of the body bind the variable, or what has another name already."""
    if any(name in _bound_in([one]) and _assigned(one, name) is None and not _is_new(one, name) for one in body):
        return False
    inner = (node for statement in body for node in walk(statement) if type(node) in _CLOSED)
    return not any(name in _own(node) and not _is_found(name, node, found) for node in inner)


def _is_found(name: str, node: cst.CSTNode, found: _Names) -> bool:
    return all(one in found for one in names_read(node) if one.value == name)


# Giving back


def as_named(survey: Survey) -> _Names:
    """The names that variables have in the file; another one where two would meet."""
    marked = {name for name in survey.names if _MARK in name}
    if not marked:
        return {}
    taken = set(survey.names)
    wanted = {name: _MARKED.sub("", name) for name in marked}
    found: dict[str, str] = {}
    for own in sorted(set(wanted.values())):
        family = sorted(name for name in marked if wanted[name] == own)
        alone = {name for name in family if _is_alone(name, {own, *family} - {name}, survey)}
        found |= dict.fromkeys(alone, own)
        family = [name for name in family if name not in alone]
        meets = _meeting(own, family, survey)
        for name in family:
            found[name] = numbered(own, taken) if name in meets else own
    return {node: found[node.value] for node in survey.of(cst.Name) if node.value in found}


def _is_alone(name: str, others: Set[str], survey: Survey) -> bool:
    """Whether it is the variable of a comprehension in which none of the others stands."""
    inside = [set(names_read(node)) for node in _comprehensions(survey) if name in targets(node.for_in)]
    alone = len(inside) == 1 and inside[0].issuperset(survey.reads(name))
    return alone and not any(node.value in others for node in inside[0])


def _meeting(own: str, family: list[str], survey: Survey) -> set[str]:
    """Those of a family of variables that cannot all have the name ``own``."""
    names = {own, *family}
    bound: _Bound = {None: _bound_in([one for m in survey.modules for one in m.body])}
    reads: dict[str, _Found] = {
        name: [(_owner(node, name, survey, bound), node) for node in survey.reads(name)] for name in names
    }
    meeting: set[str] = set()
    for name in family:
        for other in names - {name} - meeting:
            if not _apart(reads[name], reads[other], survey, bound, name, other):
                meeting.add(name)
                break
    return meeting


def _scopes(node: cst.CSTNode, survey: Survey) -> Iterator[cst.CSTNode]:
    """The functions and classes around a node, from the inside."""
    scope = survey.scopes[node]
    while scope is not None:
        yield scope
        scope = survey.scopes[scope]


def _owner(node: cst.CSTNode, name: str, survey: Survey, bound: _Bound) -> _Owner:
    for scope in _scopes(node, survey):
        if scope not in bound:
            bound[scope] = _own(scope)
        if name in bound[scope]:
            return scope
    return None


def _apart(ones: _Found, others: _Found, survey: Survey, bound: _Bound, name: str, other: str) -> bool:
    """Whether two variables stay two when they have one name."""
    owners = {owner for owner, _ in ones}
    if owners & {owner for owner, _ in others}:
        return all(_in_order(owner, ones, others, survey) for owner in owners & {owner for owner, _ in others})
    # A variable inside of what has the other one hides it there.
    hidden = any(_hides(node, owner, other, survey, bound) for owner, node in ones)
    return not hidden and not any(_hides(node, owner, name, survey, bound) for owner, node in others)


def _hides(node: cst.Name, owner: _Owner, name: str, survey: Survey, bound: _Bound) -> bool:
    """Whether something between a name and its owner binds the other variable."""
    for scope in _scopes(node, survey):
        if scope is owner:
            return False
        if name in (bound[scope] if scope in bound else _own(scope)):
            return True
    return False


def _in_order(owner: _Owner, ones: _Found, others: _Found, survey: Survey) -> bool:
    """Whether one variable is done with when the other is bound."""
    if owner is None:
        body: _Statements = [statement for module in survey.modules for statement in module.body]
    elif isinstance(owner, cst.FunctionDef):
        body = [owner.params, *_body(owner)]
    else:
        return False
    places = {node: place for place, statement in enumerate(body) for node in walk(statement)}
    times = [[_when(node, places[node], body) for own, node in stands if own is owner] for stands in (ones, others)]
    if not all(when for stands in times for when in stands):
        return False
    first, second = ([place for when in stands for place in when] for stands in times)
    before, behind = sorted((first, second), key=min)
    if max(before) < min(behind):
        return True
    name = (others if behind is second else ones)[0][1].value
    return max(before) == min(behind) and _assigned(body[min(behind)], name) is not None
