"""Modules that import each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence


def circles(paths: Sequence[str], imports: Callable[[str], Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The groups of modules that import each other, each after those that it imports (Tarjan's algorithm)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for start in paths:
        todo: list[tuple[str, Iterator[str]]] = []
        if start not in numbers:
            numbers[start] = lowest[start] = len(numbers)
            stack.append(start)
            todo.append((start, iter(imports(start))))
        while todo:
            path, rest = todo[-1]
            following = next(rest, None)
            if following is None:
                todo.pop()
                if todo:
                    above = todo[-1][0]
                    lowest[above] = min(lowest[above], lowest[path])
                if lowest[path] == numbers[path]:
                    place = stack.index(path)
                    yield tuple(sorted(stack[place:]))
                    del stack[place:]
            elif following not in numbers:
                numbers[following] = lowest[following] = len(numbers)
                stack.append(following)
                todo.append((following, iter(imports(following))))
            elif following in stack:
                lowest[path] = min(lowest[path], numbers[following])
