"""Command components: as a builder call, or as a YAML file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import FoldedScalarString

from migrate.v2.environments import EnvironmentSpec, value_of
from migrate.v2.expressions import SPREAD, V2, CallTo, DictOf, Expr, IfElse, Literal, Text, call, dict_of, is_constant

AZURE_AI_ML = "azure.ai.ml"
_SCHEMA = "https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json"


@dataclass(frozen=True)
class Port:
    """An input or output of a component."""

    name: str
    type: str = "uri_folder"
    mode: str | None = None
    optional: bool = False
    path: Expr | None = None
    asset: Expr | None = None
    """Name under which an output is registered."""
    held: Expr | None = None
    """What holds the output, when that is made elsewhere."""
    when: Expr | None = None
    """The condition on which it is there."""

    def expr(self, kind: str) -> Expr:
        return self.held or call(
            V2(AZURE_AI_ML, kind),
            type=Literal(self.type),
            path=self.path,
            mode=Literal(self.mode) if self.mode else None,
            name=self.asset,
            optional=Literal(True) if self.optional else None,
        )


@dataclass(frozen=True)
class ComponentSpec:
    """A command component. ``environment`` is how the inline form names it, ``described`` what it is."""

    name: str
    display_name: Expr
    code: Expr | None
    command: Text
    environment: Expr | None
    described: EnvironmentSpec
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    environment_variables: Expr | None = None
    variables_value: Expr | None = None
    """The environment variables as a dict, when ``environment_variables`` is only a name for it."""
    compute: Expr | None = None
    deterministic: Expr | None = None
    settings: Mapping[str, Expr] = field(default_factory=dict)
    """Further keywords of ``command``: ``instance_count``, ``timeout``, …"""
    keywords: Expr | None = None
    """A dictionary with still more of them, that the code makes elsewhere."""

    @property
    def constant(self) -> bool:
        """Whether it can be written as YAML."""
        exprs = [self.display_name, self.command]
        exprs += [self.code] if self.code is not None else []
        exprs += [expr for expr in (self.deterministic, self.variables_value) if expr is not None]
        if self.environment_variables is not None and self.variables_value is None:
            exprs.append(self.environment_variables)
        if self.keywords is not None or self.settings or any(one.held or one.when for one in self.outputs):
            return False
        return self.described.constant and all(map(is_constant, exprs))


def builder(spec: ComponentSpec) -> CallTo:
    """``command(display_name=…, code=…, …)``."""
    return call(V2(AZURE_AI_ML, "command"), display_name=spec.display_name, **_keywords(spec))


def job_builder(spec: ComponentSpec, inputs: Mapping[str, Expr]) -> CallTo:
    """``command(code=…, inputs={"raw": raw}, …)`` that is submitted by itself, with its data."""
    return call(V2(AZURE_AI_ML, "command"), **{**_keywords(spec), "inputs": dict_of(dict(inputs)) if inputs else None})


def trial_builder(spec: ComponentSpec) -> CallTo:
    """``command(code=…, …)`` for the trials of a sweep, which gives them their inputs."""
    return call(V2(AZURE_AI_ML, "command"), **_keywords(spec))


def _keywords(spec: ComponentSpec) -> dict[str, Expr | None]:
    return {
        "code": spec.code,
        "command": spec.command,
        **ports_of(spec),
        "environment": spec.environment,
        "environment_variables": spec.environment_variables,
        "compute": spec.compute,
        "is_deterministic": spec.deterministic,
        **spec.settings,
        "**": spec.keywords,
    }


def ports_of(spec: ComponentSpec) -> dict[str, Expr | None]:
    """``inputs={…}, outputs={…}`` of a builder function."""
    return {
        "inputs": dict_of({port.name: port.expr("Input") for port in spec.inputs}) if spec.inputs else None,
        "outputs": _outputs(spec.outputs) if spec.outputs else None,
    }


def _outputs(ports: Sequence[Port]) -> Expr:
    """``{"clean": Output(…), **({"sample": Output(…)} if wanted else {})}``"""
    items: list[tuple[Expr, Expr]] = []
    for port in ports:
        one = dict_of({port.name: port.expr("Output")})
        if port.when is None:
            items += one.items
        elif len(ports) == 1:
            return IfElse(port.when, one, dict_of({}))
        else:
            items.append((SPREAD, IfElse(port.when, one, dict_of({}))))
    return DictOf(tuple(items))


def component_yaml(spec: ComponentSpec, code: str | None, conda_file: str | None) -> str:
    """The component as a YAML document.

    Args:
        code: path of the code folder relative to the YAML file; None for a command that needs none.
        conda_file: path of the conda file relative to the YAML file; None when the environment has none.
    """
    content = head_content(spec, _SCHEMA, "command")
    if code is not None:
        content["code"] = code
    content["command"] = _folded(str(value_of(spec.command)))
    content["environment"] = environment_content(spec.described, conda_file)
    variables = spec.variables_value or spec.environment_variables
    if variables is not None:
        content["environment_variables"] = value_of(variables)
    return dump(content)


def head_content(spec: ComponentSpec, schema: str, kind: str) -> dict[str, object]:
    """What the YAML documents of all kinds of components begin with."""
    content: dict[str, object] = {
        "$schema": schema,
        "type": kind,
        "name": spec.name,
        "display_name": value_of(spec.display_name),
    }
    if spec.deterministic is not None:
        content["is_deterministic"] = value_of(spec.deterministic)
    if spec.inputs:
        content["inputs"] = {port.name: _port(port) for port in spec.inputs}
    if spec.outputs:
        content["outputs"] = {port.name: _port(port) for port in spec.outputs}
    return content


_FOLD = 120


def _folded(command: str) -> str:
    """A long command, folded before ``&&`` and at spaces; YAML reads the line breaks as spaces again."""
    if len(command) <= _FOLD or "  " in command or "\n" in command or command != command.strip():
        return command
    positions: list[int] = []
    start = 0
    for index, character in enumerate(command):
        if character != " ":
            continue
        end = command.find(" ", index + 1)
        word_end = len(command) if end < 0 else end
        if command.startswith(" && ", index) or word_end - start > _FOLD:
            positions.append(index)
            start = index + 1
    folded = FoldedScalarString(command)
    folded.fold_pos = positions  # type: ignore[attr-defined]
    return folded


def _port(port: Port) -> dict[str, object]:
    content: dict[str, object] = {"type": port.type}
    if port.mode:
        content["mode"] = port.mode
    if port.optional:
        content["optional"] = True
    return content


def environment_content(spec: EnvironmentSpec, conda_file: str | None) -> object:
    """An environment inside of a YAML document."""
    if spec.reference is not None:
        return value_of(spec.reference)
    content: dict[str, object] = {}
    if spec.name is not None:
        content["name"] = value_of(spec.name)
    if spec.image is not None:
        content["image"] = value_of(spec.image)
    if spec.build is not None:
        content["build"] = {"path": value_of(spec.build)}
        if spec.dockerfile is not None:
            content["build"] = {"path": value_of(spec.build), "dockerfile_path": value_of(spec.dockerfile)}
    if conda_file is not None:
        content["conda_file"] = conda_file
    return content


def dump(content: object, flow: bool = False) -> str:
    """YAML in block style, sequences indented, nothing wrapped; or in flow style, on one line."""
    yaml = YAML()
    yaml.default_flow_style = flow
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    stream = io.StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()
