"""Keywords that calls have in common: ``**common``, and ``functools.partial``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.nodes import code_of, locals_of, names_read, walk
from migrate.v1.spelling.survey import FUNCTIONS, Survey

_PARTIAL = ("partial", "functools.partial")


@dataclass(eq=False)
class Common:
    """A variable whose keywords, or further arguments, calls share."""

    name: str
    """Empty for a dictionary that stands in the call itself."""
    statement: cst.CSTNode
    """The statement that binds it, or the call."""
    value: cst.BaseExpression
    keywords: dict[str, cst.BaseExpression]
    positional: list[cst.BaseExpression] = field(default_factory=list)
    called: cst.Name | None = None
    """What the variable calls, when it is a ``partial``."""
    calls: list[cst.Call] = field(default_factory=list)
    """The calls that are spelled out."""
    through: list[cst.Call] = field(default_factory=list)
    """The calls with a dictionary that it is a part of."""
    within: list[Common] = field(default_factory=list)
    """The variables of this kind that it is a part of."""
    stays: bool = False
    """Whether something else reads the variable."""


def dictionary(node: cst.BaseExpression, known: dict[str, Common]) -> dict[str, cst.BaseExpression] | None:
    """The entries of ``{"a": 1}`` and ``dict(a=1)``, also with other dictionaries in it; None for anything else."""
    found: dict[str, cst.BaseExpression] = {}
    if isinstance(node, cst.Name):
        return dict(known[node.value].keywords) if node.value in known and not known[node.value].called else None
    if isinstance(node, cst.Dict):
        for element in node.elements:
            if isinstance(element, cst.StarredDictElement):
                inner = dictionary(element.value, known)
                if inner is None:
                    return None
                found |= inner
            elif isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
                found[str(element.key.evaluated_value)] = element.value
            else:
                return None
        return found
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name) or node.func.value != "dict":
        return None
    for argument in node.args:
        if argument.keyword is not None:
            found[argument.keyword.value] = argument.value
            continue
        inner = dictionary(argument.value, known) if argument.star != "*" else None
        if inner is None:
            return None
        found |= inner
    return found


def commons(survey: Survey) -> Iterator[Common]:
    """The variables of the document that hold keywords for what makes steps, and nothing else."""
    known: dict[str, Common] = {}
    for statement in survey.lines:
        found = _common(statement, known, survey)
        if found is not None:
            known[found.name] = found
    inline = list(_inline(known, survey))
    for common in known.values():
        _find_calls(common, [*known.values(), *inline], survey)
    yield from (one for one in (*known.values(), *inline) if one.calls or one.through or one.within)


def _inline(known: dict[str, Common], survey: Survey) -> Iterator[Common]:
    """``PythonScriptStep(**{**common, "compute_target": "gpu"})``."""
    for node in survey.of(cst.Call):
        spread = [one.value for one in node.args if one.star == "**" and not isinstance(one.value, cst.Name)]
        for value in spread if spread and survey.is_maker(node) else ():
            entries = dictionary(value, known)
            if entries and _is_stable(entries, survey):
                yield Common("", node, value, entries, calls=[node])


def _common(statement: cst.SimpleStatementLine, known: dict[str, Common], survey: Survey) -> Common | None:
    small = statement.body[0]
    target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
    if not isinstance(small, cst.Assign) or not isinstance(target, cst.Name) or survey.bound[target.value] != 1:
        return None
    entries = dictionary(small.value, known)
    if entries:
        return Common(target.value, statement, small.value, entries) if _is_stable(entries, survey) else None
    return _partial(statement, target.value, small.value, known, survey)


def _is_stable(entries: dict[str, cst.BaseExpression], survey: Survey) -> bool:
    return all(name.isidentifier() and survey.is_stable(value) for name, value in entries.items())


def _partial(
    statement: cst.SimpleStatementLine,
    name: str,
    node: cst.BaseExpression,
    known: dict[str, Common],
    survey: Survey,
) -> Common | None:
    """``make = partial(PythonScriptStep, compute_target="cpu")``."""
    if not isinstance(node, cst.Call) or code_of(node.func) not in _PARTIAL or not node.args:
        return None
    called, *rest = node.args
    if called.keyword is not None or called.star or not isinstance(called.value, cst.Name):
        return None
    given = [(one, dictionary(one.value, known) if one.star == "**" else None) for one in rest]
    if any(one.star and entries is None for one, entries in given) or survey.bound[called.value.value] != 1:
        return None
    if not all(survey.is_stable(one.value) for one, entries in given if entries is None):
        return None
    keywords = {one.keyword.value: one.value for one in rest if one.keyword is not None}
    for _, entries in given:
        keywords |= entries or {}
    positional = [one.value for one in rest if one.keyword is None and not one.star]
    return Common(name, statement, node, keywords, positional, called.value)


def _find_calls(common: Common, known: list[Common], survey: Survey) -> None:
    """The calls that use it; none when something may change it."""
    inside = {node for one in known if one.name for node in walk(one.value)}
    spread = {node for one in known if not one.name for node in walk(one.value)}
    own = {node for node in names_read(common.statement) if node not in inside}
    reads = set(survey.reads(common.name)) - own
    given: dict[cst.CSTNode, cst.Call] = {}
    for node in survey.of(cst.Call):
        if common.called is not None and node.func in reads:
            given[node.func] = node
        elif common.called is None:
            spreads = [one.value for one in node.args if one.star == "**"]
            given |= {one: node for one in spreads if one in reads and one not in inside}
    if not reads <= {*given, *spread, *inside}:
        return
    for call in given.values():
        if not _means_the_same(common, call, survey):
            common.stays = True
            continue
        used = common.called if common.called is not None else call
        if survey.makers(used if isinstance(used, cst.Name) else call) or survey.is_maker(_called(call, common)):
            common.calls.append(call)
        else:
            common.stays = True
    common.within = [one for one in known if one.name and any(node in reads for node in walk(one.value))]
    if any(read in spread for read in reads):
        common.through = [
            one.calls[0] for one in known if not one.name and any(node in reads for node in walk(one.value))
        ]


def _means_the_same(common: Common, call: cst.Call, survey: Survey) -> bool:
    """Whether what it holds may stand in a call: in its own function, or in one inside that has no such names."""
    home, inner = survey.scopes[common.statement], survey.scopes[call]
    if home is None or inner is home:
        return True
    if not isinstance(inner, FUNCTIONS) or survey.scopes[inner] is not home:
        return False
    return locals_of(inner).isdisjoint(name.value for name in names_read(common.value))


def _called(call: cst.Call, common: Common) -> cst.Call:
    return call if common.called is None else cst.Call(common.called)


def spelled(call: cst.Call, updated: cst.Call, common: Common) -> cst.Call | None:
    """The call with the keywords written out; None when it says one of them itself in another way."""
    own = {one.keyword.value for one in call.args if one.keyword is not None}
    extra = {name: value for name, value in common.keywords.items() if name not in own}
    if common.called is None and len(extra) < len(common.keywords):
        return None
    keywords = [_keyword(name, value) for name, value in extra.items()]
    if common.called is not None:
        positional = [cst.Arg(value.deep_clone()) for value in common.positional]
        return updated.with_changes(
            func=common.called.deep_clone(), args=_spaced([*positional, *updated.args, *keywords])
        )
    args: list[cst.Arg] = []
    for before, argument in zip(call.args, updated.args, strict=True):
        named = isinstance(before.value, cst.Name) and before.value.value == common.name
        is_it = before.star == "**" and (before.value is common.value or named)
        args += keywords if is_it else [argument]
    return updated.with_changes(args=_spaced(args))


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    return cst.Arg(
        value.deep_clone(),
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )


def _spaced(args: list[cst.Arg]) -> list[cst.Arg]:
    """The arguments with commas between them."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [
        one.with_changes(comma=comma) if one.comma is cst.MaybeSentinel.DEFAULT and place < len(args) - 1 else one
        for place, one in enumerate(args)
    ]
