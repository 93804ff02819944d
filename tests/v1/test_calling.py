"""Classes of the project: what their attributes hold and their methods give, also when they inherit."""

from __future__ import annotations

import pytest

from migrate.project.reading import decode
from migrate.v1.interpreter import interpret
from migrate.v1.source import parse
from migrate.v1.values import Const, Obj, Unknown, Value, alternatives

CLASSES = """\
from abc import ABC, abstractmethod
from dataclasses import dataclass

from azureml.core import Environment, Workspace


@dataclass
class Settings:
    workspace: Workspace
    environment: object
    name: str = "sales"


class Base(ABC):
    script = None

    def __init__(self, compute, environment):
        self.compute = compute
        self.environment = environment

    @abstractmethod
    def words(self):
        pass

    def make(self):
        return self.script


class One(Base):
    script = "one.py"

    def words(self):
        return "one"


class Two(Base):
    script = "two.py"

    def __init__(self, environment, rounds):
        super().__init__("gpu", environment)
        self.rounds = rounds

    def words(self):
        return self.rounds

    @staticmethod
    def same(value):
        return value

    @classmethod
    def of(cls, rounds):
        return cls.script

    @property
    def label(self):
        return "two"


class Three(Two):
    pass


settings = Settings(Workspace.from_config(), environment=Environment("a"))
one, two = One("cpu", settings.environment), Two(settings.environment, 5)
three = Three(settings.environment, 5)
"""


def value(expression: str) -> Value:
    document = decode("a.py", f"{CLASSES}found = {expression}\n".encode())
    return interpret(parse(document)).module.variables["found"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("one.script", {"one.py"}),
        ("two.script", {"two.py"}),
        ("three.script", {"two.py"}),
        ("one.words()", {"one"}),
        ("two.words()", {5}),
        ("three.rounds", {5}),
        # Which of them a method of all of them is called on, is not told apart.
        ("two.make()", {"one.py", "two.py"}),
        ("one.compute", {"cpu", "gpu"}),
        ("Two.same('x')", {"x"}),
        ("two.same('x')", {"x"}),
        ("Two.of(1)", {"two.py"}),
        ("two.label", {"two"}),
    ],
)
def test_literals(expression: str, expected: set[object]) -> None:
    assert {one.value for one in alternatives(value(expression)) if isinstance(one, Const)} == expected


@pytest.mark.parametrize(
    ("expression", "symbol"),
    [
        ("settings.workspace", "azureml.core.Workspace"),
        ("settings.environment", "azureml.core.Environment"),
        ("two.environment", "azureml.core.Environment"),
        ("three.environment", "azureml.core.Environment"),
    ],
)
def test_objects(expression: str, symbol: str) -> None:
    found = value(expression)
    assert isinstance(found, Obj)
    assert (found.symbol, found.call is not None) == (symbol, True)


@pytest.mark.parametrize(
    ("expression", "name"), [("settings.name", "str"), ("settings.other", ""), ("two.other()", "")]
)
def test_what_is_not_known(expression: str, name: str) -> None:
    assert value(expression) == Unknown(name)
