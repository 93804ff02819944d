"""The classes of parameters of a module's functions, as their callers in other modules tell.

``def show(compute)`` says nothing of what it takes; when all that call it pass a compute target, it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.linking.telling import Passes


def classes(path: str, functions: Mapping[str, list[str]], calls: Iterable[Passes]) -> dict[tuple[str, str, str], str]:
    """The class of each parameter of which all calls agree, by document, function and parameter."""
    seen: dict[tuple[str, str, str], set[str]] = {}
    for (home, name), keywords, given in calls:
        if home != path or name not in functions:
            continue
        names = iter(functions[name])
        starred = any(keyword.startswith("*") for keyword in keywords)
        for keyword, symbol in zip(keywords, given, strict=True):
            parameter = keyword or next(names, "")
            seen.setdefault((path, name, parameter), set()).add("" if starred else symbol)
    return {key: next(iter(symbols)) for key, symbols in seen.items() if len(symbols) == 1 and "" not in symbols}
