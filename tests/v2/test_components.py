"""Components as a builder call and as YAML, which YAML and the real SDK read back to what they were made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from migrate.v2.commands import InputRef, OutputRef, Part, Word, command_line
from migrate.v2.components import ComponentSpec, Port, builder, component_yaml
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import Code, Expr, Literal, Text, dict_of, strings
from migrate.v2.rendering import Layout, render

DATA: list[Part] = [Word("--data"), InputRef("data"), Word("--to"), OutputRef("model")]
CONDA = dict_of({"channels": strings(["conda-forge"]), "dependencies": strings(["python=3.10"])})


def component(command: Text | None = None, **more: Any) -> ComponentSpec:
    described = EnvironmentSpec(name=Literal("train-env"), image=Literal("image:1"), conda=CONDA)
    fields: dict[str, Any] = {
        "name": "train",
        "display_name": Literal("Train model"),
        "code": Literal("src"),
        "command": command or command_line([Word("python"), Word("train.py")], DATA),
        "environment": Code("environment"),
        "described": described,
        "inputs": (Port("data"), Port("rounds", "integer", optional=True)),
        "outputs": (Port("model"),),
        **more,
    }
    return ComponentSpec(**fields)


def yaml(spec: ComponentSpec) -> str:
    return component_yaml(spec, "../../src", "../../environments/train.yaml")


def loaded(text: str) -> Any:
    return YAML(typ="safe").load(text)


def rendered(expr: Expr) -> str:
    return render(expr, Layout(cst.Module([]).code_for_node, lambda module, name: name))


def test_the_builder() -> None:
    assert (
        rendered(
            builder(component(compute=Literal("cpu"), deterministic=Literal(False), settings={"timeout": Literal(5)}))
        )
        == """\
command(
    display_name="Train model",
    code="src",
    command="python train.py --data ${{inputs.data}} --to ${{outputs.model}}",
    inputs={"data": Input(type="uri_folder"), "rounds": Input(type="integer", optional=True)},
    outputs={"model": Output(type="uri_folder")},
    environment=environment,
    compute="cpu",
    is_deterministic=False,
    timeout=5,
)"""
    )


def test_the_yaml() -> None:
    spec = component(environment_variables=Code("variables"), variables_value=dict_of({"A": Literal("1")}))
    assert (
        yaml(spec)
        == """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
type: command
name: train
display_name: Train model
inputs:
  data:
    type: uri_folder
  rounds:
    type: integer
    optional: true
outputs:
  model:
    type: uri_folder
code: ../../src
command: python train.py --data ${{inputs.data}} --to ${{outputs.model}}
environment:
  name: train-env
  image: image:1
  conda_file: ../../environments/train.yaml
environment_variables:
  A: '1'
"""
    )


def test_a_registered_environment() -> None:
    spec = component(described=EnvironmentSpec(reference=Literal("azureml:env:3")))
    assert loaded(component_yaml(spec, "../../src", None))["environment"] == "azureml:env:3"


@pytest.mark.parametrize(
    ("more", "constant"),
    [
        ({}, True),
        ({"display_name": Code("name")}, False),
        ({"code": Code("folder")}, False),
        ({"command": Text(("python ", Code("script")))}, False),
        ({"deterministic": Code("flag")}, False),
        ({"environment_variables": Code("variables")}, False),
        ({"environment_variables": Code("variables"), "variables_value": dict_of({"A": Literal("1")})}, True),
        ({"settings": {"timeout": Literal(5)}}, False),
        ({"described": EnvironmentSpec(image=Code("IMAGE"))}, False),
        ({"compute": Code("target")}, True),
    ],
)
def test_what_can_be_yaml(more: dict[str, Any], constant: bool) -> None:
    assert component(**more).constant is constant


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(" \n\t"))
LINE = st.lists(
    st.sampled_from(["--a", "&&", "'b c'", "${{inputs.data}}", "x" * 50, "#", ": ", "- ", "é", ""]), max_size=30
)


@given(TEXT | LINE.map(" ".join))
def test_the_command_comes_back_exactly(command: str) -> None:
    assert loaded(yaml(component(Text((command,)))))["command"] == command


def test_a_long_command_is_folded() -> None:
    words = [Word(f"--option-{number}") for number in range(12)]
    text = yaml(component(command_line([Word("python")], words, " && echo done")))
    assert max(map(len, text.splitlines())) <= 122
    assert "\n  && echo done\n" in text


@given(TEXT.filter(str.strip))
def test_names_and_variables_come_back_exactly(text: str) -> None:
    content = loaded(yaml(component(display_name=Literal(text), environment_variables=dict_of({"A": Literal(text)}))))
    assert (content["display_name"], content["environment_variables"]) == (text, {"A": text})


@pytest.fixture(scope="module")
def load_component() -> Callable[..., Any]:
    return pytest.importorskip("azure.ai.ml").load_component  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name in ("components/train", "environments", "src"):
        (root / name).mkdir(parents=True)
    (root / "environments" / "train.yaml").write_text("channels: [conda-forge]\ndependencies: [python=3.10]\n")
    (root / "src" / "train.py").write_text("print()\n")
    return root / "components" / "train" / "component.yaml"


def test_the_sdk_reads_it(load_component: Callable[..., Any], folder: Path) -> None:
    spec = component(deterministic=Literal(False), environment_variables=dict_of({"A": Literal("1")}))
    folder.write_text(yaml(spec))
    read = load_component(source=folder)
    assert (read.name, read.display_name, read.is_deterministic) == ("train", "Train model", False)
    assert read.command == "python train.py --data ${{inputs.data}} --to ${{outputs.model}}"
    assert {name: (port.type, bool(port.optional)) for name, port in read.inputs.items()} == {
        "data": ("uri_folder", False),
        "rounds": ("integer", True),
    }
    assert {name: port.type for name, port in read.outputs.items()} == {"model": "uri_folder"}
    assert read.environment.image == "image:1"
    assert read.environment.conda_file == {"channels": ["conda-forge"], "dependencies": ["python=3.10"]}
    assert read.environment_variables == {"A": "1"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINE)
def test_the_sdk_reads_any_command(load_component: Callable[..., Any], folder: Path, words: list[str]) -> None:
    command = " ".join(["python", *words])
    folder.write_text(yaml(component(Text((command,)))), encoding="utf-8")
    assert load_component(source=folder).command == command
