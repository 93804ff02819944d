"""Every use of v1 is found, under whatever name, and with the object that it concerns."""

from __future__ import annotations

import libcst as cst
import pytest

from migrate.project.reading import decode
from migrate.v1.interpreter import Interpreter, interpret
from migrate.v1.source import parse
from migrate.v1.values import Obj, Unknown, Value, alternatives, objects
from tests.conversion import notebook

FROM_CONFIG = "azureml.core.Workspace.from_config"


def understand(text: str, path: str = "pipeline.py") -> Interpreter:
    return interpret(parse(decode(path, text.encode())))


def understand_cells(*cells: str) -> Interpreter:
    return interpret(parse(decode("pipeline.ipynb", notebook(*cells).encode())))


def code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def calls(found: Interpreter) -> list[str]:
    """The v1 symbols that are called, in source order."""
    return [call.symbol for call in sorted(found.uses.calls.values(), key=lambda call: call.where.order)]


def symbols(value: Value | None) -> list[str]:
    """What a variable may hold: classes of v1 objects, and the type names of everything else."""
    return [one.symbol if isinstance(one, Obj) else type(one).__name__ for one in alternatives(value)]


def variable(found: Interpreter, name: str) -> list[str]:
    return symbols(found.module.variables[name])


class TestNames:
    @pytest.mark.parametrize(
        "text",
        [
            "from azureml.core import Workspace\nws = Workspace.from_config()",
            "from azureml.core import Workspace as W\nws = W.from_config()",
            "from azureml.core.workspace import Workspace\nws = Workspace.from_config()",
            "import azureml.core\nws = azureml.core.Workspace.from_config()",
            "import azureml.core.workspace\nws = azureml.core.workspace.Workspace.from_config()",
            "import azureml.core as aml\nws = aml.Workspace.from_config()",
            "import azureml\nws = azureml.core.Workspace.from_config()",
            "from azureml import core\nws = core.Workspace.from_config()",
            "from azureml.core import *\nws = Workspace.from_config()",
            "import azureml.core\nPlace = azureml.core.Workspace\nws = Place.from_config()",
            "from azureml.core import Workspace\nmake = Workspace.from_config\nws = make()",
            "if True:\n    from azureml.core import Workspace\nws = Workspace.from_config()",
            "try:\n    from azureml.core import Workspace\nexcept E:\n    pass\nws = Workspace.from_config()",
        ],
    )
    def test_all_spellings_mean_the_same(self, text: str) -> None:
        found = understand(text)
        assert calls(found) == [FROM_CONFIG]
        assert variable(found, "ws") == ["azureml.core.Workspace"]

    @pytest.mark.parametrize(
        "text",
        [
            "from platform_sdk import Workspace\nws = Workspace.from_config()",
            "from .azureml.core import Workspace\nws = Workspace.from_config()",
            "import azureml_tools.core\nws = azureml_tools.core.Workspace.from_config()",
            "from azureml.core import Workspace\nWorkspace = load()\nws = Workspace.from_config()",
            "from azureml.core import Workspace\nclass Workspace:\n    pass\nws = Workspace.from_config()",
            "from azureml.core import Workspace\ndef make(Workspace):\n    return Workspace.from_config()\nws = 1",
            "from azureml.core import Workspace\nfrom fakes import Workspace\nws = Workspace.from_config()",
            "from azureml.core import Workspace\nws = [Workspace.from_config() for Workspace in places]",
            "from azureml.core import Workspace\nws = lambda Workspace: Workspace.from_config()",
            "ws = Workspace.from_config()",
        ],
    )
    def test_what_only_looks_alike(self, text: str) -> None:
        found = understand(text)
        assert calls(found) == []
        assert "azureml.core.Workspace" not in variable(found, "ws")

    def test_a_comprehension_leaves_the_name_as_it_was(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "ws = Workspace.from_config()\n"
            "names = [ws for ws in windows]\n"
            "table = {ws: 1 for ws in windows}\n"
            "key = lambda ws: ws.size\n"
        )
        assert variable(found, "ws") == ["azureml.core.Workspace"]
        assert list(found.uses.attributes) == []

    def test_a_global_name_is_that_of_the_module(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "ws = None\n"
            "def connect():\n"
            "    global ws\n"
            "    ws = Workspace.from_config()\n"
            "connect()\n"
            "print(ws.name)\n"
        )
        assert [use.symbol for use in found.uses.attributes.values()] == ["azureml.core.Workspace.name"]


class TestCells:
    def test_they_run_in_order(self) -> None:
        found = understand_cells(
            "from azureml.core import Workspace", "ws = Workspace.from_config()", "print(ws.name)", "ws = 1"
        )
        assert calls(found) == [FROM_CONFIG]
        assert [(use.symbol, use.where.cell) for use in found.uses.attributes.values()] == [
            ("azureml.core.Workspace.name", 2)
        ]
        assert variable(found, "ws") == ["Const"]

    def test_a_function_of_an_earlier_cell(self) -> None:
        found = understand_cells(
            "from azureml.core import Workspace\ndef connect():\n    return Workspace.from_config()", "ws = connect()"
        )
        assert variable(found, "ws") == ["azureml.core.Workspace"]
        assert [call.where.cell for call in found.uses.calls.values()] == [0]

    def test_a_broken_cell_is_passed_over(self) -> None:
        found = understand_cells("from azureml.core import Workspace", "print 1", "ws = Workspace.from_config()")
        assert calls(found) == [FROM_CONFIG]


class TestBranches:
    def test_both_sides_are_joined(self) -> None:
        found = understand(
            "from azureml.core import Environment, Workspace\n"
            "if local:\n    thing = Workspace.from_config()\nelse:\n    thing = Environment('e')\n"
        )
        assert variable(found, "thing") == ["azureml.core.Workspace", "azureml.core.Environment"]

    def test_what_was_there_before_an_if_without_else(self) -> None:
        found = understand(
            "from azureml.core import Workspace\nws = None\nif online:\n    ws = Workspace.from_config()\n"
        )
        assert variable(found, "ws") == ["azureml.core.Workspace", "Const"]

    def test_a_side_that_leaves_does_not_count(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "def connect():\n"
            "    ws = None\n"
            "    if online:\n        ws = Workspace.from_config()\n    else:\n        return\n"
            "    print(ws.name)\n"
        )
        use = next(iter(found.uses.attributes.values()))
        assert symbols(found.values[use.node.value]) == ["azureml.core.Workspace"]

    def test_elif(self) -> None:
        found = understand("if a:\n    x = 1\nelif b:\n    x = 'two'\nelse:\n    x = [3]\n")
        assert variable(found, "x") == ["Const", "Const", "ListValue"]

    def test_the_main_guard_is_no_branch(self) -> None:
        found = understand(
            "from azureml.core import Workspace\nif __name__ == '__main__':\n    ws = Workspace.from_config()\n"
        )
        assert variable(found, "ws") == ["azureml.core.Workspace"]
        assert [call.where.conditional for call in found.uses.calls.values()] == [False]

    def test_get_or_create(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "from azureml.core.compute import AmlCompute, ComputeTarget\n"
            "from azureml.core.compute_target import ComputeTargetException\n"
            "ws = Workspace.from_config()\n"
            "try:\n"
            "    target = ComputeTarget(workspace=ws, name='cpu')\n"
            "except ComputeTargetException:\n"
            "    settings = AmlCompute.provisioning_configuration(vm_size='STANDARD_D2_V2')\n"
            "    target = ComputeTarget.create(ws, 'cpu', settings)\n"
            "    target.wait_for_completion()\n"
        )
        assert variable(found, "target") == ["azureml.core.compute.ComputeTarget"] * 2
        assert [call.where.conditional for call in found.uses.calls.values()] == [False, False, True, True, True]
        assert [use.symbol for use in found.uses.references.values()] == ["azureml.exceptions.ComputeTargetException"]

    def test_a_loop_may_not_run(self) -> None:
        found = understand(
            "from azureml.core import Workspace\nws = 1\nfor name in names:\n    ws = Workspace.from_config(name)\n"
        )
        assert variable(found, "ws") == ["Const", "azureml.core.Workspace"]

    def test_with_while_and_match(self) -> None:
        found = understand(
            "from azureml.core import Experiment, Workspace\n"
            "ws = Workspace.from_config()\n"
            "with Experiment(ws, 'e').start_logging() as run:\n    run.log('a', 1)\n"
            "while ws.name:\n    run.log('b', 2)\n"
            "match ws:\n    case Workspace():\n        run.log('c', 3)\n    case _:\n        run.log('d', 4)\n"
        )
        logged = [code(call.node) for call in found.uses.calls.values() if call.entry.name == "log"]
        assert logged == ["run.log('a', 1)", "run.log('b', 2)", "run.log('c', 3)", "run.log('d', 4)"]


class TestUses:
    def test_imports(self) -> None:
        found = understand(
            "import os, azureml.core as aml\n"
            "from azureml.core import Workspace, Dataset as D\n"
            "from azureml.pipeline.steps import *\n"
            "from azureml.core.authentication import (\n    InteractiveLoginAuthentication,\n)\n"
        )
        assert [(use.symbol, use.local) for use in found.uses.imports] == [
            ("azureml.core", "aml"),
            ("azureml.core.Workspace", "Workspace"),
            ("azureml.core.Dataset", "D"),
            ("azureml.pipeline.steps", "*"),
            ("azureml.core.authentication.InteractiveLoginAuthentication", "InteractiveLoginAuthentication"),
        ]

    def test_arguments_are_bound_to_parameters(self) -> None:
        found = understand(
            "from azureml.core.compute import AmlCompute, ComputeTarget\n"
            "ComputeTarget.create(ws, 'cpu', provisioning_configuration=settings)\n"
            "AmlCompute.provisioning_configuration('D2', *rest, min_nodes=0, **more)\n"
        )
        bound = [
            {name: code(argument.node.value) for name, argument in call.arguments.items()}
            for call in found.uses.calls.values()
        ]
        assert bound == [
            {"workspace": "ws", "name": "'cpu'", "provisioning_configuration": "settings"},
            {"vm_size": "'D2'", "*": "rest", "min_nodes": "0", "**": "more"},
        ]

    def test_attributes_read(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "ws = Workspace.from_config()\n"
            "print(ws.name, ws.location, ws.unheard_of, Workspace.from_config().tags)\n"
        )
        assert [(use.symbol, code(use.node)) for use in found.uses.attributes.values()] == [
            ("azureml.core.Workspace.name", "ws.name"),
            ("azureml.core.Workspace.location", "ws.location"),
            ("azureml.core.Workspace.unheard_of", "ws.unheard_of"),
            ("azureml.core.Workspace.tags", "Workspace.from_config().tags"),
        ]

    def test_attributes_set(self) -> None:
        found = understand(
            "from azureml.core import RunConfiguration\n"
            "run = RunConfiguration()\n"
            "run.target = 'cpu'\n"
            "run.environment.docker.enabled = True\n"
            'run.environment_variables["A"] = "1"\n'
        )
        assert [(obj.symbol, event.name, code(event.expression)) for obj, event in found.uses.sets.values()] == [
            ("azureml.core.RunConfiguration", "target", "'cpu'"),
            ("azureml.core.environment.DockerSection", "enabled", "True"),
            ("azureml.core.RunConfiguration", "environment_variables[]", '"1"'),
        ]

    def test_names_without_a_call(self) -> None:
        found = understand(
            "from azureml.core import Workspace, Environment as E\n"
            "import azureml.core as aml\n"
            "print(isinstance(x, Workspace), aml.VERSION, [E])\n"
            "def show(ws: Workspace) -> 'E': ...\n"
        )
        assert sorted((code(node), use.symbol) for node, use in found.uses.references.items()) == [
            ("E", "azureml.core.Environment"),
            ("Workspace", "azureml.core.Workspace"),
            ("Workspace", "azureml.core.Workspace"),
            ("aml.VERSION", "azureml.core.VERSION"),
        ]

    def test_collections_of_the_workspace(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "ws = Workspace.from_config()\n"
            "target = ws.compute_targets['cpu'] if 'cpu' in ws.compute_targets else None\n"
            "'gpu' not in ws.compute_targets\n"
            "name in ws.name\n"
        )
        assert [(code(node), use.symbol) for node, use in found.uses.subscripts.items()] == [
            ("'cpu' in ws.compute_targets", "azureml.core.Workspace.compute_targets"),
            ("ws.compute_targets['cpu']", "azureml.core.Workspace.compute_targets"),
            ("'gpu' not in ws.compute_targets", "azureml.core.Workspace.compute_targets"),
        ]
        assert variable(found, "target") == ["azureml.core.compute.ComputeTarget", "Const"]

    def test_methods_of_a_collection(self) -> None:
        found = understand(
            "from azureml.core import Workspace\n"
            "ws = Workspace.from_config()\n"
            "target = ws.compute_targets.get('cpu')\n"
            "other = ws.compute_targets.get('gpu', None)\n"
            "for name, one in ws.compute_targets.items():\n    print(name, one)\n"
            "for each in ws.compute_targets.values():\n    print(each)\n"
        )
        assert [code(node) for node in found.uses.subscripts] == ["ws.compute_targets.get('cpu')"]
        assert [variable(found, name) for name in ("target", "one", "each")] == [
            ["azureml.core.compute.ComputeTarget"]
        ] * 3
        assert [variable(found, name) for name in ("other", "name")] == [["Unknown"], ["Unknown"]]

    def test_a_call_knows_the_variable_that_holds_the_workspace(self) -> None:
        found = understand(
            "from azureml.core import Experiment, Workspace\n"
            "Workspace.from_config()\n"
            "place = Workspace.from_config()\n"
            "Experiment(place, 'e')\n"
            "def inside():\n    Experiment(place, 'f')\n"
        )
        assert [call.client for call in found.uses.calls.values()] == [None, None, "place", "place"]

    def test_one_expression_makes_one_object(self) -> None:
        """A loop or a second call of the function around it meets the same expression again."""
        found = understand(
            "from azureml.core import Environment\n"
            "def make():\n    return Environment('e')\n"
            "one, other = make(), make()\n"
            "for name in names:\n    third = make()\n"
        )
        held = {obj for name in ("one", "other", "third") for obj in objects(found.module.variables[name])}
        assert len(held) == 1
        assert len(found.uses.calls) == 1

    def test_an_attribute_of_an_unknown_object_is_unknown(self) -> None:
        found = understand("from azureml.core import Workspace\nname = settings().workspace.name\n")
        assert found.module.variables["name"] == Unknown()
        assert list(found.uses.attributes) == []


def test_what_a_loop_binds_before_it_is_left() -> None:
    source = """\
from azureml.core import Environment

for name in names:
    if name:
        found = Environment(name)
        break
for name in names:
    if name:
        other = Environment(name)
        continue
    other = None
found.name
other.name
"""
    interpreter = understand(source)
    assert [use.symbol for use in interpreter.uses.attributes.values()] == ["azureml.core.Environment.name"] * 2
