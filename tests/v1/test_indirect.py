"""Objects of v1 that come out of what only hands them on: followed where v2 has them in the same place, else told."""

from __future__ import annotations

import pytest

from tests.conversion import assert_converts, convert

_HEAD = """\
import copy
import functools
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

from azureml.core import Dataset, Environment, Workspace

ws = Workspace.from_config()
"""
_V2_HEAD = _HEAD.replace(
    "from azureml.core import Dataset, Environment, Workspace\n",
    "from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n",
).replace("Workspace.from_config()", "MLClient.from_config(DefaultAzureCredential())")
_USE = '.compute_targets["cpu"]'
_V2_USE = '.compute.get("cpu")'
_FOLLOWED = [
    "@dataclass\nclass Parts:\n    name: str\n\n    def __post_init__(self):\n"
    "        self.ws = ws\n\n\nprint(Parts('a').wsUSE)\n",
    "CACHE = {}\n\n\ndef get(name):\n    if name not in CACHE:\n"
    "        CACHE[name] = ws\n    return CACHE[name]\n\n\nprint(get(input())USE)\n",
    "from collections import deque\n\nparts = deque([ws])\nprint(parts.popleft()USE)\n",
    "get = lambda: ws\nprint(get()USE)\n",
    "def make(name):\n    return ws\n\n\nget = functools.partial(make, 1)\nprint(get()USE)\n",
    "print(copy.deepcopy(ws)USE)\n",
    "print(next(iter([ws]))USE)\n",
    "parts = [ws]\nprint(parts.pop()USE)\n",
    "cache = {}\nprint(cache.setdefault('ws', ws)USE)\n",
    "base = {'ws': ws}\nsettings = {**base, 'name': 1}\nprint(settings['ws']USE)\n",
    "settings = {}\nsettings.update(ws=ws)\nprint(settings['ws']USE)\n",
    "with nullcontext(ws) as client:\n    print(clientUSE)\n",
    "Parts = namedtuple('Parts', 'ws name')\nparts = Parts(ws, 'a')\n"
    "print(parts.wsUSE)\nclient, name = parts\nprint(clientUSE)\n",
    "class Parts:\n    ws = ws\n\n\nprint(getattr(Parts, 'ws')USE)\n",
    "class Parts:\n    pass\n\n\nsetattr(Parts, 'ws', ws)\nprint(Parts.wsUSE)\n",
    "class Parts:\n    def __init__(self, **given):\n"
    "        self.__dict__.update(given)\n\n\nprint(Parts(ws=ws).wsUSE)\n",
    "class Parts:\n    def __call__(self):\n        return ws\n\n\nprint(Parts()()USE)\n",
    "class Parts:\n    def __getitem__(self, name):\n        return ws\n\n\nprint(Parts()['ws']USE)\n",
    "class Parts:\n    def __iter__(self):\n        yield ws\n\n\nfor client in Parts():\n    print(clientUSE)\n",
    "class Parts:\n    def __enter__(self):\n        return ws\n\n\nwith Parts() as client:\n    print(clientUSE)\n",
    "@dataclass\nclass Parts:\n    ws: object = field(default_factory=lambda: ws)\n\n\nprint(Parts().wsUSE)\n",
    "def outer():\n    client = None\n\n    def inner():\n        nonlocal client\n"
    "        client = ws\n\n    inner()\n    print(clientUSE)\n",
    "def show(client):\n    print(clientUSE)\n\n\nwith ThreadPoolExecutor() as pool:\n    pool.submit(show, ws)\n",
    "def show(client):\n    print(clientUSE)\n\n\nwith ThreadPoolExecutor() as pool:\n    pool.map(show, [ws])\n",
]


@pytest.mark.parametrize("code", _FOLLOWED)
def test_what_is_followed(code: str) -> None:
    assert_converts(_HEAD + code.replace("USE", _USE), _V2_HEAD + code.replace("USE", _V2_USE))


_TOLD = [
    ("def each():\n    yield DATA\n\n\nfor one in each():\n    print(oneUSE)\n", "yield"),
    ("get = lambda: DATA\nprint(get()USE)\n", "lambda"),
    ("print(copy.copy(DATA)USE)\n", "copy.copy"),
    ("def make():\n    return DATA\n\n\nget = functools.partial(make)\nprint(get()USE)\n", "partial"),
    (
        "def make():\n    return DATA\n\n\nwith ThreadPoolExecutor() as pool:\n"
        "    print(pool.submit(make).result()USE)\n",
        "submit",
    ),
]


@pytest.mark.parametrize(("code", "through"), _TOLD)
def test_what_is_told(code: str, through: str) -> None:
    data = code.replace("DATA", 'Dataset.get_by_name(ws, "sales")').replace("USE", ".to_pandas_dataframe()")
    text = convert(_HEAD + data).text
    assert f"this stays v1: what `{through}` gives is not followed" in text
    assert ".to_pandas_dataframe()" in text


def test_a_copy_of_an_environment_is_another_one() -> None:
    code = "base = Environment('base')\nother = copy.deepcopy(base)\nother.python.user_managed_dependencies = True\n"
    text = convert(_HEAD + code).text
    assert "this stays v1: what `copy.deepcopy` gives is not followed" in text


@pytest.mark.parametrize(
    "code",
    [
        # Nothing of v1 goes in.
        "get = lambda: open('names')\nprint(get().compute_targets)\n",
        "print(copy.copy(settings).compute_targets)\n",
        # What comes out is no object of v1.
        "print(len([ws]).real)\n",
        "print(client_of(ws).compute_targets)\n",
        # A function of the project that is named so.
        "def deepcopy(one):\n    return one.name\n\n\nprint(deepcopy(settings).to_pandas_dataframe())\n",
    ],
)
def test_look_alikes(code: str) -> None:
    head = _HEAD.replace("Dataset, Environment, ", "")
    v2 = _V2_HEAD.replace("Dataset, Environment, ", "")
    assert_converts(head + code, v2 + code)
