"""Workspaces that decorated functions, ``with`` statements and namespaces give, also over modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion import convert, convert_project
from tests.linking.test_origins import without_addresses

_TIMED = """\
import functools


def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner
"""
_USE = "print(ws.name, ws.get_default_datastore().name)\n"
_V2 = "print(ws.workspace_name, ws.datastores.get_default().name)\n"


def _given(decorator: str, imports: str, gives: str = "return") -> str:
    return f"""\
from azureml.core import Workspace
{imports}

@{decorator}
def get_workspace():
    {gives} Workspace.from_config()
"""


@pytest.mark.parametrize(
    ("decorator", "imports"),
    [
        ("timed", "from deco import timed\n"),
        ("functools.lru_cache(maxsize=None)", "import functools\n"),
        ("timed", "\n" + _TIMED),
        ("st.cache_resource", "import streamlit as st\n"),
    ],
)
def test_a_decorator_that_hands_on(tmp_path: Path, decorator: str, imports: str) -> None:
    main = f"from spaces import get_workspace\n\nws = get_workspace()\n{_USE}"
    files = {"deco.py": _TIMED, "spaces.py": _given(decorator, imports), "main.py": main}
    assert convert_project(tmp_path, files)["main.py"].text.endswith(_V2)


def test_a_decorator_that_is_not_known(tmp_path: Path) -> None:
    main = f"from spaces import get_workspace\n\nws = get_workspace()\n{_USE}"
    files = {"spaces.py": _given("task", "from flows import task\n"), "main.py": main}
    todo = (
        "# TODO(azureml-migrate %s): this stays v1: `spaces.py:6` gives a v2 `Workspace`, "
        "but what `@task` makes of it is not known"
    )
    found = without_addresses(convert_project(tmp_path, files)["main.py"].text)
    assert found.endswith(f"{todo % 'AML301'}\n{todo % 'AML101'}\n{_USE}")


def test_a_workspace_through_a_decorator_that_is_not_known(tmp_path: Path) -> None:
    """v1 takes nothing else as a workspace."""
    main = (
        "from azureml.core import Datastore\n\nfrom spaces import get_workspace\n\n"
        'print(Datastore.get(get_workspace(), "sales").name)\n'
    )
    files = {"spaces.py": _given("task", "from flows import task\n"), "main.py": main}
    found = convert_project(tmp_path, files)["main.py"].text
    assert found == 'from spaces import get_workspace\n\nprint(get_workspace().datastores.get("sales").name)\n'


def test_a_context_manager(tmp_path: Path) -> None:
    spaces = _given("contextmanager", "from contextlib import contextmanager\n", "yield")
    main = f"from spaces import get_workspace\n\nwith get_workspace() as ws:\n    {_USE}"
    files = {"spaces.py": spaces, "main.py": main}
    assert convert_project(tmp_path, files)["main.py"].text.endswith(f"    {_V2}")


def test_a_namespace() -> None:
    text = """\
from types import SimpleNamespace

from azureml.core import Workspace

names = SimpleNamespace(ws=Workspace.from_config(), count=3)
other = SimpleNamespace(ws=names)
print(names.ws.name, other.ws.count, other.ws.ws.name)
"""
    assert convert(text).text.endswith("print(names.ws.workspace_name, other.ws.count, other.ws.ws.workspace_name)\n")


_CLASSES = """\
from azureml.core import Workspace


def get_workspace(name=None):
    return Workspace.from_config(name)


class Base:
    def __init__(self, ws=None):
        self.ws = ws or get_workspace()


class Single:
    _one = None
    _ws = None

    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
            cls._one.ws = Workspace.from_config()
        return cls._one

    @classmethod
    def workspace(cls):
        if cls._ws is None:
            cls._ws = Workspace.from_config()
        return cls._ws
"""


@pytest.mark.parametrize(
    "code",
    [
        "class Tool(spaces.Base):\n    def show(self):\n        print(self.ws.name)\n",
        "print(spaces.Single().ws.name)\n",
        "print(spaces.Single.workspace().name)\n",
    ],
)
def test_what_classes_keep(tmp_path: Path, code: str) -> None:
    files = {"spaces.py": _CLASSES, "main.py": f"import spaces\n\n\n{code}"}
    text = convert_project(tmp_path, files)["main.py"].text
    assert text.endswith(code.replace(".name", ".workspace_name"))
