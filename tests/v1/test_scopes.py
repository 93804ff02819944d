"""Functions and classes of the file are followed: what goes into them, what comes out, and whose name is whose."""

from __future__ import annotations

import pytest

from migrate.v1.interpreter import Interpreter
from migrate.v1.scopes import FunctionScope, merge
from migrate.v1.values import Const, OneOf
from tests.v1.test_interpreter import FROM_CONFIG, calls, symbols, understand, variable

WORKSPACE = "azureml.core.Workspace"


def parameter(found: Interpreter, name: str) -> list[str]:
    """What a parameter of any function may hold."""
    return next(
        symbols(value)
        for node, value in found.bindings.items()
        if node.value == name and any(name in scope.variables for scope in found.functions.values())
    )


class TestLookup:
    def test_the_innermost_scope_wins(self) -> None:
        module = FunctionScope("<module>", variables={"a": Const(1), "b": Const(2)})
        inner = FunctionScope("inner", parent=module, variables={"a": Const(3)})
        assert [inner.lookup(name) for name in "abc"] == [Const(3), Const(2), None]

    def test_a_global_name_is_assigned_in_the_module(self) -> None:
        module = FunctionScope("<module>")
        outer = FunctionScope("outer", parent=module)
        inner = FunctionScope("inner", parent=outer, globals={"a"})
        assert inner.target("a") is module
        assert inner.target("b") is inner

    def test_an_argument_is_news_once(self) -> None:
        scope = FunctionScope("show")
        assert [scope.pass_argument("x", Const(value)) for value in (1, 1, 2, 1)] == [True, False, True, False]
        assert scope.arguments == {"x": OneOf((Const(1), Const(2)))}

    def test_after_branches_a_name_holds_one_of_several(self) -> None:
        assert merge([{"a": Const(1), "b": Const(2)}, {"a": Const(3)}]) == {
            "a": OneOf((Const(1), Const(3))),
            "b": Const(2),
        }


class TestFunctions:
    def test_the_result(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def connect(path):\n"
            "    if path:\n        return Workspace.from_config(path)\n"
            "    return None\n"
            "ws = connect('x')\n"
        )
        assert variable(found, "ws") == [WORKSPACE, "Const"]

    def test_a_function_that_is_called_before_its_helper_is_defined(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def main():\n    ws = connect()\n    print(ws.name)\n"
            "def connect():\n    return Workspace.from_config()\n"
            "main()\n"
        )
        assert [use.symbol for use in found.uses.attributes.values()] == [f"{WORKSPACE}.name"]

    def test_a_function_that_nothing_calls(self) -> None:
        found = understand("from azureml.core import Workspace\ndef connect():\n    return Workspace.from_config()\n")
        assert calls(found) == [FROM_CONFIG]

    def test_an_inner_function_and_a_decorated_one(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def outer():\n"
            "    ws = Workspace.from_config()\n"
            "    def inner():\n        return ws\n"
            "    return inner()\n"
            "@timed\n"
            "async def other(n=1):\n    return Workspace.from_config()\n"
            "ws = outer()\n"
        )
        assert calls(found) == [FROM_CONFIG] * 2
        assert variable(found, "ws") == [WORKSPACE]

    def test_a_nested_function_that_nothing_calls(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def outer():\n"
            "    def inner():\n"
            "        def innermost():\n            return Workspace.from_config()\n"
        )
        assert calls(found) == [FROM_CONFIG]

    @pytest.mark.parametrize(
        "text",
        [
            "def f(x):\n    return f(x)\nf(1)\n",
            "def f(x):\n    return g([x])\ndef g(x):\n    return f([x])\nf(1)\n",
            "def f(x):\n    return f([x] + x) or f({x: x})\nf([1])\n",
            "f = lambda x: f(x)\nf(1)\n",
            "class C:\n    def __init__(self):\n        self.c = C()\nC()\n",
            "x = []\nx.append(x)\nx += x\nfor y in x:\n    x = [*x, y]\n",
            "def f(x):\n    return f\nf(f)(f)\n",
        ],
    )
    def test_recursion_comes_to_an_end(self, text: str) -> None:
        found = understand("from azureml.core import Workspace\n" + text + "ws = Workspace.from_config()\n")
        assert variable(found, "ws") == [WORKSPACE]


class TestParameters:
    def test_what_all_callers_pass(self) -> None:
        found = understand(
            "from azureml.core import Environment, Workspace\n"
            "def show(thing, *, more=None):\n    print(thing.name)\n"
            "show(Workspace.from_config())\n"
            "show(more=1, thing=Environment('e'))\n"
        )
        assert parameter(found, "thing") == [WORKSPACE, "azureml.core.Environment"]

    def test_a_default(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "home = Workspace.from_config()\n"
            "def show(ws=home, other=None):\n    print(ws.name)\n"
        )
        assert parameter(found, "ws") == [WORKSPACE]
        assert parameter(found, "other") == ["Parameter"]

    @pytest.mark.parametrize("annotation", ["Workspace", "core.Workspace", "azureml.core.Workspace"])
    def test_an_annotation(self, annotation: str) -> None:
        found = understand(
            f"import azureml.core\nfrom azureml import core\nfrom azureml.core import Workspace\n"
            f"def show(ws: {annotation}, count: int) -> None:\n    print(ws.name)\n"
        )
        assert parameter(found, "ws") == [WORKSPACE]
        assert parameter(found, "count") == ["Unknown"]

    @pytest.mark.parametrize(
        "use",
        [
            "ComputeTarget(workspace=place, name='cpu')",
            "ComputeTarget(place, 'cpu')",
            "Experiment(place, 'e')",
            "Pipeline(workspace=place, steps=[])",
            "Datastore.get(place, 'sales')",
        ],
    )
    def test_its_use_tells_that_it_is_a_workspace(self, use: str) -> None:
        found = understand(
            "from azureml.core import Datastore, Experiment\n"
            "from azureml.core.compute import ComputeTarget\n"
            "from azureml.pipeline.core import Pipeline\n"
            f"def run(place):\n    print(place.name)\n    {use}\n"
        )
        assert parameter(found, "place") == [WORKSPACE]
        assert [one.symbol for one in found.uses.attributes.values()] == [f"{WORKSPACE}.name"]

    def test_its_use_in_another_function_tells(self) -> None:
        found = understand(
            "from azureml.core import Experiment\n"
            "def main(place):\n    print(place.name)\n    start(place)\n"
            "def start(where):\n    Experiment(where, 'e')\n"
        )
        assert parameter(found, "where") == [WORKSPACE]
        assert parameter(found, "place") == [WORKSPACE]

    def test_a_use_by_another_function_tells_nothing(self) -> None:
        found = understand("from azureml.core import Run\ndef run(workspace):\n    train(workspace=workspace)\n")
        assert parameter(found, "workspace") == ["Parameter"]

    def test_star_parameters_are_unknown(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def show(first, *rest, **named):\n    print(first.name, rest.name, named.name)\n"
            "show(*places, Workspace.from_config())\n"
            "show(Workspace.from_config(), Workspace.from_config(), place=Workspace.from_config())\n"
        )
        assert [use.symbol for use in found.uses.attributes.values()] == [f"{WORKSPACE}.name"]

    @pytest.mark.parametrize(
        ("name", "member", "expected"),
        [
            ("ws", "compute_targets", WORKSPACE),
            ("aml_workspace", "get_default_datastore", WORKSPACE),
            ("ws", "name", "Parameter"),
            ("ws", "compute", "Parameter"),
            ("settings", "compute_targets", "Parameter"),
            ("rows", "get_default_datastore", "Parameter"),
        ],
    )
    def test_what_is_asked_of_it(self, name: str, member: str, expected: str) -> None:
        found = understand(f"import azureml.core\ndef show({name}):\n    return {name}.{member}\n")
        assert parameter(found, name) == [expected]

    def test_a_client_of_v2_in_code_that_is_half_converted(self) -> None:
        found = understand("import azureml.core\ndef show(ws):\n    return ws.get_default_datastore(), ws.jobs\n")
        assert parameter(found, "ws") == ["Parameter"]

    def test_the_workspace_of_the_run_around_is_no_client(self) -> None:
        code = "from azureml.core import Model, Run, Workspace\nrun = Run.get_context()\nws = {}\nModel(ws, 'm')\n"
        for workspace, client in (("run.experiment.workspace", None), ("Workspace.from_config()", "ws")):
            made = understand(code.format(workspace)).uses.calls.values()
            assert [use.client for use in made if use.symbol == "azureml.core.Model"] == [client]

    def test_a_client_of_v2_that_other_code_gives_and_v1_is_handed(self) -> None:
        code = (
            "from azureml.core import Dataset\n"
            "data = Dataset.get_by_name(ws, 'x')\n"
            "store = ws.datastores.get_default()\n"
            "print(ws.name)\n"
        )
        assert [use.symbol for use in understand(code).uses.attributes.values()] == []
        v1 = understand(code.replace("ws.datastores.get_default()", "ws.datastores['a']"))
        assert sorted(use.symbol for use in v1.uses.attributes.values()) == [
            f"{WORKSPACE}.datastores",
            f"{WORKSPACE}.name",
        ]


class TestClasses:
    def test_an_attribute_of_self(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "class Project:\n"
            "    def __init__(self, path):\n        self.ws = Workspace.from_config(path)\n"
            "    def name(self):\n        return self.ws.name\n"
            "print(Project('x').ws.location)\n"
        )
        assert sorted(use.symbol for use in found.uses.attributes.values()) == [
            f"{WORKSPACE}.location",
            f"{WORKSPACE}.name",
        ]

    def test_a_method_gives_what_it_returns(self) -> None:
        found = understand(
            "from azureml.core import Environment, Workspace\n"
            "class Project:\n"
            "    def connect(self):\n        return Workspace.from_config()\n"
            "    def environment(self, name):\n        return Environment(name)\n"
            "project = Project()\n"
            "ws = project.connect()\n"
            "env = project.environment('e')\n"
        )
        assert variable(found, "ws") == [WORKSPACE]
        assert variable(found, "env") == ["azureml.core.Environment"]

    def test_an_argument_of_the_constructor_ends_up_in_an_attribute(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "class Project:\n"
            "    def __init__(self, ws):\n        self.ws = ws\n"
            "    def show(self):\n        print(self.ws.name)\n"
            "Project(Workspace.from_config()).show()\n"
        )
        assert [use.symbol for use in found.uses.attributes.values()] == [f"{WORKSPACE}.name"]

    def test_an_attribute_of_the_class(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "class Settings:\n    ws = Workspace.from_config()\n    path = 'src'\n"
            "print(Settings.ws.name, Settings().ws.name)\n"
        )
        assert [use.symbol for use in found.uses.attributes.values()] == [f"{WORKSPACE}.name"] * 2

    def test_a_name_of_the_class_is_not_seen_in_its_methods(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "class Project:\n"
            "    ws = Workspace.from_config()\n"
            "    def name(self):\n        return ws.name\n"
        )
        assert list(found.uses.attributes) == []
