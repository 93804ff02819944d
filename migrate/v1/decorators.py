"""Whether a function still gives what it returns when it has a decorator."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrate.v1.nodes import children, walk

_HANDING_ON = frozenset(
    {"staticmethod", "classmethod", "property", "cached_property", "lru_cache", "cache", "wraps", "singledispatch"}
    | {"abstractmethod", "override", "final", "overload", "typechecked", "beartype", "validate_call", "deprecated"}
    | {"contextmanager", "asynccontextmanager", "fixture", "retry", "backoff", "on_exception", "on_predicate"}
    | {"command", "group", "option", "argument", "pass_context", "pass_obj", "callback", "main", "setter"}
    | {"timeit", "profile", "log_call", "logged", "timed", "memoize", "cache_data", "cache_resource", "mark"}
    | {"parametrize", "patch", "skip", "skipif", "usefixtures", "no_type_check", "njit", "trace", "coroutine"}
)
"""Decorators of Python and of well-known packages after which a function gives what it returns, or yields to a ``with``
statement; ``command`` and the like are those of click and typer.
"""


def is_known(name: str) -> bool:
    """Whether a decorator with this last name leaves alone what a function gives."""
    return name in _HANDING_ON or "cache" in name


def is_transparent(function: cst.CSTNode | None) -> bool:
    """Whether a function is a decorator, or gives one, whose ``wrapper`` returns what it calls."""
    if not isinstance(function, cst.FunctionDef):
        return False
    names = [one.name.value for one in (*function.params.posonly_params, *function.params.params)]
    inner = {one.name.value: one for one in _own(function.body) if isinstance(one, cst.FunctionDef)}
    given = [one.value for one in _own(function.body) if isinstance(one, cst.Return)]
    return bool(given) and all(_is_same(one, names[:1], inner) for one in given)


def _decorated_names(function: cst.FunctionDef) -> set[str]:
    """The names under which a decorator, or one that it gives, knows what it decorates."""
    functions = [function, *(one for one in walk(function.body) if isinstance(one, cst.FunctionDef))]
    params = [(*one.params.posonly_params, *one.params.params) for one in functions]
    return {one[0].name.value for one in params if one}


def given_by_decorator(function: cst.FunctionDef) -> Iterator[tuple[int | str, cst.BaseExpression]]:
    """What a decorator calls what it decorates with, by place or name."""
    names = _decorated_names(function)
    for call in (one for one in walk(function.body) if isinstance(one, cst.Call)):
        if isinstance(call.func, cst.Name) and call.func.value in names:
            for place, argument in enumerate(call.args):
                if argument.star:
                    break
                yield argument.keyword.value if argument.keyword is not None else place, argument.value


def keeps_or_gives(function: cst.CSTNode | None) -> bool:
    """Whether a decorator keeps what it decorates, or calls it with something besides what its caller passes."""
    if not isinstance(function, cst.FunctionDef):
        return False
    names = _decorated_names(function)
    kept = (one for one in walk(function.body) if isinstance(one, cst.Assign) and last_name(one.value) in names)
    in_table = any(isinstance(target.target, cst.Subscript) for one in kept for target in one.targets)
    passed_on = {one.name.value for one in walk(function) if isinstance(one, cst.Param)}
    return in_table or any(last_name(one) not in passed_on for _, one in given_by_decorator(function))


def _is_same(value: cst.BaseExpression | None, decorated: list[str], inner: dict[str, cst.FunctionDef]) -> bool:
    """Whether what a decorator returns gives what the decorated function gives."""
    if isinstance(value, cst.Name):
        made = inner.get(value.value)
        return value.value in decorated or (made is not None and (_gives(made, decorated) or is_transparent(made)))
    if isinstance(value, cst.Lambda):
        return _is_call(value.body, decorated)
    if not isinstance(value, cst.Call):
        return False
    if isinstance(value.func, cst.Name) and value.func.value in inner:
        return is_transparent(inner[value.func.value])  # ``return decorator(function)``
    # ``functools.wraps(function)(wrapper)``, ``update_wrapper(wrapper, function)``
    first = value.args[0].value if value.args else None
    named = value.func.func if isinstance(value.func, cst.Call) else value.func
    name = named.attr.value if isinstance(named, cst.Attribute) else named.value if isinstance(named, cst.Name) else ""
    return name in ("wraps", "update_wrapper") and isinstance(first, cst.Name) and _is_same(first, decorated, inner)


def _gives(wrapper: cst.FunctionDef, decorated: list[str]) -> bool:
    """Whether a wrapper returns what it calls, itself or through a variable."""
    own = list(_own(wrapper.body))
    given = [one.value for one in own if isinstance(one, cst.Return) and one.value is not None]
    bound: dict[str, list[cst.BaseExpression]] = {}
    for one in own:
        if isinstance(one, cst.Assign):
            for target in one.targets:
                if isinstance(target.target, cst.Name):
                    bound.setdefault(target.target.value, []).append(one.value)
    known = {
        name
        for name, values in bound.items()
        if all(_is_call(one, decorated) or _is_none(one) for one in values) and not all(map(_is_none, values))
    }
    found = [one for one in given if not _is_none(one)]
    return bool(found) and all(
        _is_call(one, decorated) or (isinstance(one, cst.Name) and one.value in known) for one in found
    )


def _is_call(node: cst.BaseExpression, decorated: list[str]) -> bool:
    if isinstance(node, cst.Await):
        node = node.expression
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in decorated


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _own(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What stands in a function, without what stands in the functions and classes in it."""
    for child in children(node):
        yield child
        if not isinstance(child, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            yield from _own(child)


def decorating(decorator: cst.Decorator) -> cst.BaseExpression:
    """The decorator itself, also of one that is called with settings."""
    return decorator.decorator.func if isinstance(decorator.decorator, cst.Call) else decorator.decorator


def last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
