"""The kinds of v1 steps: what each has beyond a script, its arguments and a run configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Tuple

from migrate.verify.graph import InputPort, Node, Origin, OutputPort, Value, Word, WordKind
from migrate.verify.project.context import Context
from migrate.verify.project.text import without_suffix
from migrate.verify.remarks import SHELL, UNQUOTED
from migrate.verify.shell import survives
from migrate.verify.v1 import code_folder, modules, run_configuration, special, words
from migrate.verify.v1.bindings import relative_folder, value
from migrate.verify.v1.ports import port_settings

_NEVER_REUSED = {"KustoStep"}
"""Steps whose results are not reused unless the code asks for it."""

_Inputs = Tuple[InputPort, ...]
_Outputs = Tuple[OutputPort, ...]


def read(node: Any, step: Any, inputs: _Inputs, outputs: _Outputs, context: Context) -> Node:
    """Read a node of the graph, by the kind of the step that made it."""
    made = _common(node, step, inputs, outputs, context)
    kind = step_kind(step)
    reader: Callable[[Node, Any, Any, Context], Node] | None = special.READERS.get(kind)
    return reader(made, node, step, context) if reader is not None else made


_INTERPRETER = "python.interpreter"


def step_kind(step: Any) -> str:
    """The name of the SDK's class of a step; the project may have subclasses of its own."""
    for cls in type(step).__mro__:
        if cls.__module__.startswith("azureml."):
            return without_suffix(cls.__name__.lstrip("_"), "Base")
    return type(step).__name__


def _common(node: Any, step: Any, inputs: _Inputs, outputs: _Outputs, context: Context) -> Node:
    parameters = {name: param.value for name, param in node.params.items()}
    settings = run_configuration.read(modules.run_configuration(node, step, context))
    builder = node._module_builder
    names = [port.name for port in inputs], [port.name for port in outputs]
    given = getattr(builder, "_arguments", None) or ()
    line = _line(step, given, names)
    if line is not None:
        program, arguments = words.split(line.words)
    else:
        program, arguments = _program(step_kind(step), parameters, words.typed(given, *names), names)
    interpreter = settings.settings.pop(_INTERPRETER, None)
    if interpreter is not None and line is None and program[:1] == _literal("python"):  # a command is as it is given
        program = (*_literal(str(interpreter.value)), *program[1:])
    folder = getattr(builder, "_content_path", None)
    module = getattr(builder, "_module_def", None)
    reuse = bool(getattr(module, "allow_reuse", True))
    target = parameters.get("Target") or settings.target or None
    made = Node(
        name=node.name,
        kind="command",
        line=line.text if line is not None else "",
        program=program,
        arguments=arguments,
        inputs=inputs,
        outputs=outputs,
        source=code_folder.hashes(folder, context),
        source_folder=relative_folder(folder, context),
        compute=Value(target, origin=Origin.EXPLICIT if target else Origin.SDK_DEFAULT),
        environment=settings.environment,
        environment_variables={**settings.variables, **_variables(node, step)},
        node_count=settings.node_count,
        processes_per_node=settings.processes,
        distribution=settings.distribution,
        timeout_seconds=settings.timeout,
        reuse=value(reuse, step_kind(step) not in _NEVER_REUSED),
        settings={**settings.settings, **port_settings(node), **_shell(line, parameters)},
    )
    return _bound(made, parameters)


def _program(
    kind: str, parameters: dict[str, Any], arguments: tuple[Word, ...], names: tuple[list[str], list[str]]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    command, script = parameters.get("Command"), parameters.get("Script")
    if command:  # the first word of it; the SDK has put the others among the arguments
        return words.split((words.word(str(command), *names), *arguments))
    if script:
        return (*_literal("Rscript" if kind == "RScriptStep" else "python", str(script)),), arguments
    return (), arguments


def _line(step: Any, arguments: Sequence[Any], names: tuple[list[str], list[str]]) -> words.Line | None:
    """The command of a step as it was written: the SDK takes its quotes away. None when the step has no command."""
    given = getattr(step, "_offline_command", None)
    if isinstance(given, str):
        return words.line([given], *names)
    if isinstance(given, list) and given and len(arguments) >= len(given) - 1:
        # the SDK splits the first element, and leaves the others as they are
        return words.line([given[0], *arguments[len(arguments) - len(given) + 1 :]], *names)
    return None


def _shell(line: words.Line | None, parameters: Mapping[str, Any]) -> dict[str, Value]:
    """What the shell of a command acts on, and the values of which it does not make one word."""
    if line is None:
        return {}
    found = {SHELL: Value(list(line.shell))} if line.shell else {}
    for name, quotes, alone in line.exposed:
        default = value(parameters.get(name)).value
        if default is not None and not survives(str(default), quotes, alone):
            found[f"{UNQUOTED}.{name}"] = Value(str(default))
    return found


def _literal(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(WordKind.LITERAL, text) for text in texts)


def _variables(node: Any, step: Any) -> dict[str, Value]:
    """Variables that carry step parameters; those of parameters among the arguments are made by the SDK alone."""
    implicit = getattr(step, "_pipeline_params_implicit", None) or {}
    found = {}
    for param in node.params.values():
        if getattr(param.param_def, "set_env_var", False):
            name = param.param_def.env_var_override or f"AML_PARAMETER_{param.name}"
            origin = Origin.SDK_DEFAULT if param.name in implicit else Origin.EXPLICIT
            found[str(name)] = replace(value(param.value), origin=origin)
    return found


def _bound(made: Node, parameters: dict[str, Any]) -> Node:
    """Settings of the run configuration that a pipeline parameter overrides."""
    if parameters.get("NodeCount") is not None:
        made = replace(made, node_count=value(parameters["NodeCount"]))
    if parameters.get("MpiProcessCountPerNode") is not None:
        made = replace(made, processes_per_node=value(parameters["MpiProcessCountPerNode"]))
    for name, item in (
        ("TensorflowWorkerCount", "distribution.workers"),
        ("TensorflowParameterServerCount", "distribution.parameter_servers"),
    ):
        if parameters.get(name) is not None:
            made = replace(made, settings={**made.settings, item: value(parameters[name])})
    return made
