"""Parameters and arguments of the project's own functions, with more or fewer of them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def without_comma(original: cst.Call | cst.Parameters, updated: cst.Call | cst.Parameters) -> cst.Call | cst.Parameters:
    """Without the comma behind the last argument or parameter, where that was followed by another one."""
    field = "args" if isinstance(original, cst.Call) else "params"
    before, after = getattr(original, field), getattr(updated, field)
    if len(before) == len(after) or not after or isinstance(before[-1].comma, cst.Comma):
        return updated
    return updated.with_changes(**{field: [*after[:-1], after[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]})


def with_parameters(params: cst.Parameters, names: Sequence[str], annotation: str = "") -> cst.Parameters:
    """With more parameters at the end; by name only where some before have a default."""
    if not names:
        return params
    told = cst.Annotation(cst.parse_expression(annotation)) if annotation else None
    added = [cst.Param(cst.Name(name), told) for name in names]
    known = [*params.posonly_params, *params.params]
    plain = not any(one.default is not None for one in known) and params.star_arg is cst.MaybeSentinel.DEFAULT
    if plain and params.star_kwarg is None and not params.kwonly_params:
        return params.with_changes(params=_joined(params.params, added))
    star = params.star_arg if params.star_arg is not cst.MaybeSentinel.DEFAULT else cst.ParamStar()
    if params.kwonly_params:
        return params.with_changes(kwonly_params=_joined(params.kwonly_params, added))
    if not isinstance(star, cst.ParamStar) or not params.params:
        own = [*params.params[:-1], *(one.with_changes(comma=_COMMA) for one in params.params[-1:])]
        return params.with_changes(params=own, star_arg=star, kwonly_params=added)
    joined = _joined(params.params, added)
    between = joined[-2].comma
    assert isinstance(between, cst.Comma)
    own, more = joined[: -len(added)], joined[-len(added) :]
    return params.with_changes(params=own, star_arg=cst.ParamStar(between), kwonly_params=more)


def with_argument(call: cst.Call, given: tuple[str, str] | None) -> cst.Call:
    """With one more argument, by name and laid out as those before."""
    if given is None:
        return call
    name, value = given
    bare = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    added = cst.Arg(cst.parse_expression(value), cst.Name(name), bare)
    if not call.args:
        return call.with_changes(args=[added])
    last = call.args[-1]
    between = _COMMA
    if len(call.args) > 1 and isinstance(call.args[-2].comma, cst.Comma):
        between = call.args[-2].comma
    elif isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace):
        between = cst.Comma(whitespace_after=call.whitespace_before_args)
    before = last.with_changes(comma=between, whitespace_after_arg=cst.SimpleWhitespace(""))
    end = added.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
    return call.with_changes(args=[*call.args[:-1], before, end])


def _joined(known: Sequence[cst.Param], added: Sequence[cst.Param]) -> list[cst.Param]:
    """Laid out as those before are: on one line, or each on its own."""
    if not known:
        return list(added)
    last = known[-1]
    between = _COMMA
    if len(known) > 1 and isinstance(known[-2].comma, cst.Comma):
        between = known[-2].comma
    end = added[-1].with_changes(comma=last.comma, whitespace_after_param=last.whitespace_after_param)
    before = last.with_changes(comma=between, whitespace_after_param=cst.SimpleWhitespace(""))
    return [*known[:-1], before, *(one.with_changes(comma=between) for one in added[:-1]), end]
