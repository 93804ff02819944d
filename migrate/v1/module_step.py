"""``ModuleStep``: the script that a version of its module was published with, as far as this file publishes it."""

from __future__ import annotations

from dataclasses import replace

from migrate.v1.data import v1_name
from migrate.v1.problems import Problem
from migrate.v1.stand_in import known_ports, read_stand_in
from migrate.v1.step_settings import read_params, read_run_configuration
from migrate.v1.steps import StepModel, items, read_ports
from migrate.v1.values import Argument, Call, Const, DictValue, ListValue, Obj, Value, alternatives, constant, objects

MODULE_STEP = "azureml.pipeline.steps.ModuleStep"
MODULE = "azureml.pipeline.core.Module"
PUBLISH_SCRIPT = f"{MODULE}.publish_python_script"
_LENT = ("script_name", "source_directory")
_EITHER = ("params", "runconfig")
"""What the version or the step may say; both together are left to a person."""


def read_module_step(model: StepModel) -> None:
    """Fill in what the step and the version of its module say; what is not known of them, a person has to write."""
    version = _version(model)
    module = _only(version.receiver) if version is not None else None
    if version is None or module is None or not isinstance(version.result, Obj):
        read_stand_in(model)
        return
    model.parts += [version.result, module]
    for name in _LENT:
        _lend(model, name, version.arguments.get(name))
    for name in _EITHER:
        if not _is_given(model.argument(name)):
            _lend(model, name, version.arguments.get(name))
    if not _is_given(model.argument("name")):
        _lend(model, "name", module.argument("name"))
    _bind_params(model)
    inputs, outputs = list(known_ports(model, "inputs_map")), list(known_ports(model, "outputs_map"))
    read_ports(model, inputs, outputs, items(model, "arguments"))
    read_params(model)
    read_run_configuration(model)
    if model.untold:
        names = " and ".join(f"`{name}`" for name in model.untold)
        model.problems.append(Problem(model.call.node, f"what {names} holds is not known"))


def _bind_params(model: StepModel) -> None:
    """v1 takes a pipeline parameter among the arguments for the parameter of the module with the same name."""
    params = model.argument("params")
    if params is None or not isinstance(params.value, DictValue):
        return
    given = {v1_name(obj): item for item in items(model, "arguments") for obj in objects(item.value)}
    named = {name: given.get(str(name), item) for name, item in params.value.items.items()}
    model.lent["params"] = Argument("params", params.node, replace(params.value, items=named))


def _lend(model: StepModel, name: str, argument: Argument | None) -> None:
    if argument is not None and _is_given(argument):
        model.lent[name] = argument


def _is_given(argument: Argument | None) -> bool:
    return argument is not None and argument.value != Const(None)


def _only(value: Value | None) -> Obj | None:
    found = objects(value)
    return found[0] if len(found) == 1 and len(alternatives(value)) == 1 else None


def _version(model: StepModel) -> Call | None:
    """The call that published the version which the step runs, when a step of v2 can do without it."""
    given = model.argument("module_version")
    if given is not None and _is_given(given):
        version = _only(given.value)
        found = version.call if version is not None else None
    else:
        found = _of_module(model)
    if found is None or found.symbol != PUBLISH_SCRIPT or _has_arguments(found) or _has_resources(found):
        return None
    both = [name for name in _EITHER if _is_given(found.arguments.get(name)) and _is_given(model.argument(name))]
    return None if both else found


def _has_arguments(version: Call) -> bool:
    """Whether the version itself says how the ports are handed to the script."""
    argument = version.arguments.get("arguments")
    return _is_given(argument) and not (
        argument is not None
        and isinstance(argument.value, ListValue)
        and argument.value.known
        and not argument.value.items
    )


def _has_resources(version: Call) -> bool:
    """Whether v1 puts an input beside the script, which v2 does with none."""
    given = version.value("inputs")
    ports = [obj for item in given.flat() for obj in objects(item.value)] if isinstance(given, ListValue) else []
    found = [obj.argument("is_resource") for obj in ports]
    return any(one is not None and one.value != Const(False) for one in found)


def _of_module(model: StepModel) -> Call | None:
    """The version of the module that the step asks for: by its number, else the default one."""
    argument = model.argument("module")
    module = _only(argument.value) if argument is not None else None
    if module is None or module.call is None or module.call.symbol != f"{MODULE}.create":
        return None
    published = [call for call in module.calls.values() if call.entry.name.startswith("publish")]
    if any(call.symbol != PUBLISH_SCRIPT or call.where.conditional for call in published):
        return None
    wanted = model.argument("version")
    if wanted is not None and _is_given(wanted):
        text = constant(wanted.value)
        found = [call for call in published if isinstance(text, str) and constant(call.value("version")) == text]
    else:
        found = [call for call in published if call.value("is_default") == Const(True)]
        found = found if found else published
    return found[0] if len(found) == 1 else None
