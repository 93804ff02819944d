"""What cells that cannot be parsed make and change."""

from __future__ import annotations

import pytest

from migrate.v1.unread import bound_in, changed_in, imported_in, words_in


@pytest.mark.parametrize(
    ("cell", "bound"),
    [
        ("ws = Workspace.from_config(\nprint 'a'", {"ws": "Workspace.from_config"}),
        ("a, b = f()\nc: int = 1\n", {"a": "", "b": "", "c": ""}),
        ("run_config = RunConfiguration() # d = 1\nif a:\n    e = f()", {"run_config": "RunConfiguration", "e": "f"}),
        ("def f(a=1):\n  return\nclass G:\n  pass\nfor x, y in z:\n  pass", dict.fromkeys("fGxy", "")),
        ("with a(1) as b:\n    pass\nexcept E as e:\n", {"b": "", "e": ""}),
        ("f(\n    a=1,\n    b=2,\n)\nf(a=1)\na == 1\na.b = 1\nprint 'c = 1'\n# d = 1", {}),
        ("f(\n    a=1,\n\nb = 2", {"b": ""}),
    ],
)
def test_what_it_binds(cell: str, bound: dict[str, str]) -> None:
    assert bound_in(cell) == bound


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        ("steps.append(step)\nrc.environment.docker.enabled = True", {"steps", "rc"}),
        ("table['a'] = 1\nd['a']['b'] += 1\nsteps += [a]\nif a:\n  s.run_after(t)", {"table", "d", "steps", "s"}),
        ("env.python.conda_dependencies.add_pip_package(<name>)\nsettings.update({})", {"env", "settings"}),
        ("print a.b\na.b == c\na.b(c=1)\nws.get_default_datastore()\nf(a, b=c)\na = b\nprint 'a.b = 1'", set()),
    ],
)
def test_what_it_changes(cell: str, changed: set[str]) -> None:
    assert changed_in(cell) == changed


@pytest.mark.parametrize(
    ("cell", "imported"),
    [
        ("from a.b import C, D as E  # F", {"C": "a.b.C", "E": "a.b.D"}),
        ("import a.b\nimport a.b as c\nimport d, e", {"a": "a", "c": "a.b", "d": "d", "e": "e"}),
        ("from a import (b)\nfrom c import *\nimport\nprint 'import x'", {"b": "a.b"}),
    ],
)  # fmt: skip
def test_what_it_imports(cell: str, imported: dict[str, str]) -> None:
    assert imported_in(cell) == imported


def test_the_words_of_its_code() -> None:
    assert words_in("print ws.name, 'Dataset' # Run\nx = \"it's\" + y") == {"print", "ws", "name", "x", "y"}
