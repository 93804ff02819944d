"""The children of a node are those that libcst gives, in the same order."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from migrate.v1.nodes import children, walk

ODD = '''\
#!/usr/bin/env python
"""Text."""
import a.b as c, d
from .. import (x as y,)

@one
@two(3)
class A(B, metaclass=C):
    async def f(self, a, /, b: int = 1, *args, c, **kw) -> "T":
        async with a as b, c: await d
        async for x in y: yield x
        else: pass
        return f"{a!r:>{b}}" f"{c=}" "d"

def g[T](x: T, *, y=lambda *a, b=1: (a, b)):
    global q
    try: raise E from e
    except (F, G) as h: del h[1:2, ::3], h.i
    else: assert x, "no"
    finally: x = y = {**a, b: c, **d}; z: int = [*a, b]
    if not x < y <= z or (w := 1) if u else v: pass
    elif x: x += 1
    else: x @= ~y
    while True: break
    return {i: j for i in k if l for j in m}, {n for n in o}, (p for p in q), [-r for r in s]

match command.split():
    case [a, *b] | {"c": d, **e} if f: pass
    case A(1, x=None) as g: pass
    case _: pass
'''


@pytest.mark.parametrize("text", [ODD, *(path.read_text() for path in sorted(Path("migrate/v1").glob("*.py"))[:12])])
def test_children(text: str) -> None:
    nodes = list(walk(cst.parse_module(text)))
    assert nodes
    for node in nodes:
        assert [id(one) for one in children(node)] == [id(one) for one in node.children]
