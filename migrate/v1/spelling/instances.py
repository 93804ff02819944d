"""Objects of which only the constructor is left, as variables: ``builder.steps`` is ``steps``.

Where all methods of an object are written out that makes steps of what it is given, it holds nothing but values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import libcst as cst

from migrate.v1.nodes import bound_by, bound_names, locals_of, names_read, walk
from migrate.v1.source import FAR, Place
from migrate.v1.spelling.bodies import given, hands_on, is_word
from migrate.v1.spelling.folded import Folder
from migrate.v1.spelling.inlining import is_alone, outside
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import Survey, steps_of
from migrate.v1.spelling.writer import SurveyWriter, without_gaps


@dataclass
class _Held:
    """An object.

    Args:
        statement: what makes it.
        values: what the constructor is given, by parameter.
        names: by attribute what it is from now on.
    """

    owner: cst.ClassDef
    init: cst.FunctionDef
    statement: cst.SimpleStatementLine
    values: dict[str, cst.BaseExpression]
    names: dict[str, cst.BaseExpression]


class Instances(SurveyWriter):
    """Writes the attributes of such objects as variables."""

    def __init__(
        self,
        survey: Survey,
        places: Mapping[cst.CSTNode, tuple[int, Place]],
        but: Set[tuple[int, Place]],
        is_taken: Callable[[str], bool],
    ) -> None:
        super().__init__(survey, places, but)
        self._held: dict[str, _Held] = {}
        pipelines = [steps_of(one) for one in survey.of(cst.Call) if survey.is_pipeline(one)]
        listed = {survey.held[name] for name in pipelines if name is not None and name in survey.held}
        for owner in dict.fromkeys(survey.held.values()):
            builds = owner in listed or places[owner][1][0] >= FAR
            if builds and places[owner] not in but and not is_taken(owner.name.value):
                taken = set(outside(list(survey.modules), {owner}))
                self._held |= _held(owner, survey, taken)
                self.names |= taken
        self._at = {one.statement: name for name, one in self._held.items()}
        self._owners: set[cst.CSTNode] = {one.owner for one in self._held.values()}
        self.is_idle = not self._held
        self.made = {places[one.owner]: set() for one in self._held.values()}
        for call in survey.of(cst.Call):
            if survey.is_maker(call) or survey.is_pipeline(call):
                for name in {name.value for name in names_read(call)} & self._held.keys():
                    self.made[places[self._held[name].owner]].add(places[call])

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        return without_gaps(self, original_node, updated_node, self._owners)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef | cst.RemovalSentinel:
        if original_node not in self._owners:
            return updated_node
        self.written = True
        return cst.RemoveFromParent()

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        of = original_node.value
        held = self._held.get(of.value) if isinstance(of, cst.Name) else None
        if held is None:
            return updated_node
        self.written = True
        return held.names[original_node.attr.value].deep_clone()

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        held = self._held.get(self._at.get(original_node, ""))
        if held is None:
            return updated_node
        self.written = True
        lines: list[cst.BaseStatement] = []
        names = _variables(held, self.survey, self.names)
        for name, value in held.values.items():
            if name in names:
                made = cst.Assign([cst.AssignTarget(cst.Name(names[name]))], value.deep_clone())
                lines.append(cst.SimpleStatementLine([made]))
        renamer = _Unbound(held, {name: one for name, one in held.values.items() if name not in names}, names)
        for line in _body(held.init):
            if not _is_same(line, held):
                written = line.visit(renamer)
                assert isinstance(written, cst.BaseStatement)
                lines.append(written)
        self.before |= renamer.before
        if not lines:
            return cst.RemoveFromParent()
        leading = [*updated_node.leading_lines, *getattr(lines[0], "leading_lines", ())]
        lines[0] = lines[0].with_changes(leading_lines=leading)
        self.before |= {one: self.before.get(one, original_node) for one in lines}
        return cst.FlattenSentinel(lines)


class _Unbound(Folder):
    """Writes the constructor with its arguments, and variables for the attributes."""

    def __init__(self, held: _Held, values: dict[str, cst.BaseExpression], names: dict[str, str]) -> None:
        super().__init__(values, names)
        self._held = held

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        if isinstance(original_node.value, cst.Name) and original_node.value.value == "self":
            return self._held.names[original_node.attr.value].deep_clone()
        return super().leave_Attribute(original_node, updated_node)


def _held(owner: cst.ClassDef, survey: Survey, taken: set[str]) -> dict[str, _Held]:
    """The objects of a class by their variables, when nothing of it is needed but what its constructor sets."""
    inits = [one for one, of in survey.methods.items() if of is owner]
    names = [name for name, one in survey.held.items() if one is owner]
    init = inits[0] if inits else None
    makers = {line.body[0].value: line for line, _ in survey.assignments if isinstance(line.body[0], cst.Assign)}
    calls = {
        call: line for call, line in makers.items() if isinstance(call, cst.Call) and _says(call.func, owner.name.value)
    }
    reads = [one for one in survey.reads(owner.name.value) if one is not owner.name]
    if len(inits) > 1 or not is_alone(owner, survey) or len(calls) != len(names) or len(reads) != len(calls):
        return {}
    if init is None or init.name.value != "__init__" or not _is_plain(init) or not _has_only(owner, init):
        return {}
    attributes = dict.fromkeys(_attributes(init, "self"))
    if None in attributes or not _is_bound_first(init):
        return {}
    found: dict[str, _Held] = {}
    for call, line in calls.items():
        small = cst.ensure_type(line.body[0], cst.Assign)
        name = cst.ensure_type(small.targets[0].target, cst.Name).value
        values = given(call, init, survey)
        mentions = [one for one in survey.mentions(name) if one is not small.targets[0].target]
        asked = {one.value: one.attr.value for one in survey.of(cst.Attribute)}
        if values is None or any(asked.get(one) not in attributes for one in mentions):
            return {}
        if any(survey.scopes[one] is not survey.scopes[line] for one in mentions):
            return {}
        held = _Held(owner, init, line, values, {})
        for attribute in attributes:
            assert attribute is not None
            same = _same(attribute, init, values, survey)
            wanted = attribute.lstrip("_") or name
            held.names[attribute] = same if same is not None else cst.Name(free(wanted, taken))
        found[name] = held
    return found


def _says(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _is_plain(init: cst.FunctionDef) -> bool:
    """Whether it does nothing that has to be in a function."""
    refused = (cst.Return, cst.Yield, cst.Await, cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef, cst.Lambda)
    inside = any(isinstance(node, refused) for node in walk(init.body))
    return not inside and not init.decorators and hands_on(init) and isinstance(init.body, cst.IndentedBlock)


def _has_only(owner: cst.ClassDef, init: cst.FunctionDef) -> bool:
    others = [one for one in owner.body.body if one is not init]
    return all(isinstance(one, cst.SimpleStatementLine) and _is_text(one) for one in others)


def _is_text(line: cst.SimpleStatementLine) -> bool:
    """A docstring, or ``pass``."""
    return all(
        isinstance(one, cst.Pass) or (isinstance(one, cst.Expr) and isinstance(one.value, cst.SimpleString))
        for one in line.body
    )


def _attributes(init: cst.FunctionDef, instance: str) -> Iterator[str | None]:
    """The attributes that a constructor reads and sets; None where it needs the object itself."""
    asked = {one.value: one.attr.value for one in walk(init.body) if isinstance(one, cst.Attribute)}
    for name in names_read(init.body):
        if name.value == instance:
            yield asked.get(name)


def _is_bound_first(init: cst.FunctionDef) -> bool:
    """Whether each attribute is set by a statement of its own before anything else is done with it."""
    known: set[str] = set()
    for line in _body(init):
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
        own = isinstance(target, cst.Attribute) and _says(target.value, "self")
        rest = small.value if own and isinstance(small, cst.Assign) else line
        asked = {one.attr.value for one in walk(rest) if isinstance(one, cst.Attribute) and _says(one.value, "self")}
        if not asked <= known:
            return False
        if own and isinstance(target, cst.Attribute):
            known.add(target.attr.value)
    return True


def _body(init: cst.FunctionDef) -> Sequence[cst.BaseStatement]:
    if not isinstance(init.body, cst.IndentedBlock):
        return ()
    return init.body.body[1:] if init.get_docstring() is not None else init.body.body


def _same(
    attribute: str, init: cst.FunctionDef, values: Mapping[str, cst.BaseExpression], survey: Survey
) -> cst.BaseExpression | None:
    """The variable that the constructor is given for an attribute, when it is never another one."""
    value = _set_once(attribute, init)
    known = values.get(value.value) if isinstance(value, cst.Name) and value.value in values else None
    bound = {name for line in _body(init) for name in _bound(line)}
    once = isinstance(value, cst.Name) and value.value not in bound and not _is_changed(attribute, init, survey)
    if not once or not isinstance(known, cst.Name):
        return None
    own = [name for node in walk(survey.methods[init]) for name in bound_by(node) if name == known.value]
    return known if survey.bound[known.value] - len(own) == 1 else None


def _is_changed(attribute: str, init: cst.FunctionDef, survey: Survey) -> bool:
    """Whether something else than the constructor sets an attribute of this name."""
    inside = set(walk(init))
    targets = (
        *(one.target for one in survey.of(cst.AssignTarget) if one not in inside),
        *(one.target for one in survey.of(cst.AugAssign) if one not in inside),
        *(one.target for one in survey.of(cst.For) if one not in inside),
    )
    nodes = (node for target in targets for node in walk(target))
    return any(isinstance(node, cst.Attribute) and node.attr.value == attribute for node in nodes)


def _set_once(attribute: str, init: cst.FunctionDef) -> cst.BaseExpression | None:
    """What a constructor sets an attribute to."""
    found = [
        node.value
        for node in walk(init.body)
        if isinstance(node, cst.Assign)
        and any(
            isinstance(one.target, cst.Attribute)
            and _says(one.target.value, "self")
            and one.target.attr.value == attribute
            for one in node.targets
        )
    ]
    return found[0] if len(found) == 1 else None


def _bound(line: cst.BaseStatement) -> Iterator[str]:
    for node in walk(line):
        if isinstance(node, (cst.AssignTarget, cst.For, cst.AugAssign, cst.NamedExpr)):
            yield from bound_names(node.target)


def _is_same(line: cst.BaseStatement, held: _Held) -> bool:
    """Whether a statement sets an attribute to the variable that it is from now on."""
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
    target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
    if not isinstance(target, cst.Attribute) or not _says(target.value, "self") or not isinstance(small, cst.Assign):
        return False
    value = held.values.get(small.value.value) if isinstance(small.value, cst.Name) else None
    return value is not None and held.names[target.attr.value] is value


def _variables(held: _Held, survey: Survey, taken: set[str]) -> dict[str, str]:
    """By parameter, and by variable of the constructor, the one that it needs where the object is made."""
    init = held.init
    own = locals_of(init) - held.values.keys() - {"self"}
    needed = [
        name
        for name, value in held.values.items()
        if name in {bound for line in _body(init) for bound in _bound(line)}
        or not (is_word(name, value, init, survey) or _is_handed_on(name, init))
    ]
    return {name: free(name, taken) for name in (*needed, *sorted(own))}


def _is_handed_on(parameter: str, init: cst.FunctionDef) -> bool:
    """Whether a parameter is nothing but what an attribute is set to, before anything else is done."""
    reads = [name for name in names_read(init.body) if name.value == parameter]
    for line in _body(init):
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        if not isinstance(small, cst.Assign) or not isinstance(small.value, cst.Name):
            return False
        if reads == [small.value]:
            return True
    return False
