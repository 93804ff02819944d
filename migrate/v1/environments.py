"""Environments, conda dependencies and run configurations, folded from their construction and every mutation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.problems import Problem
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Call, Const, ListValue, Obj, SetEvent, Value, Where, constant, objects

CONDA_DEPENDENCIES = "azureml.core.conda_dependencies.CondaDependencies"
ENVIRONMENT = "azureml.core.Environment"
ENVIRONMENT_CLASSES = frozenset({ENVIRONMENT, "azureml.core.runconfig.EnvironmentDefinition"})
RUN_CONFIGURATION = "azureml.core.RunConfiguration"

CHANNELS = ("anaconda", "conda-forge")
"""Channels of every v1 conda file (azureml-core 1.61)."""
CREATE_PYTHON = "3.10.18"
"""Python of ``CondaDependencies.create`` without ``python_version`` (azureml-core 1.61)."""
DEFAULT_PYTHON = "3.8.13"
"""Python of an environment that nobody gave conda dependencies (azureml-core 1.61)."""
DEFAULT_PIP = "azureml-defaults"
"""The pip package of conda dependencies that nobody gave any (azureml-core 1.61)."""

VARIABLES = ("environment_variables", "environment_variables[]")
"""The environment variables, set as a whole or one by one."""


@dataclass(frozen=True, eq=False)
class Package:
    """One package specification: a known string, or the user's expression (``spread``: of several)."""

    text: str | None
    node: cst.BaseExpression | None = None
    spread: bool = False


@dataclass(eq=False)
class Conda:
    """What a ``CondaDependencies`` holds in the end."""

    obj: Obj | None
    file: cst.BaseExpression | None = None
    python: Package = field(default_factory=lambda: Package(DEFAULT_PYTHON))
    pip: list[Package] = field(default_factory=list)
    conda: list[Package] = field(default_factory=list)
    channels: list[Package] = field(default_factory=lambda: [Package(channel) for channel in CHANNELS])
    options: list[Package] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(eq=False)
class EnvironmentModel:
    """What an ``Environment`` is in the end. ``reference`` is set when it is looked up rather than described."""

    obj: Obj
    name: cst.BaseExpression | None = None
    reference: Call | None = None
    image: SetEvent | cst.BaseExpression | None = None
    conda: Conda | None = None
    conda_file: cst.BaseExpression | None = None
    user_managed: bool = False
    variables: list[SetEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(eq=False)
class RunModel:
    """What a ``RunConfiguration`` says in the end."""

    obj: Obj
    environment: EnvironmentModel
    target: SetEvent | None = None
    variables: list[SetEvent] = field(default_factory=list)
    settings: dict[str, SetEvent] = field(default_factory=dict)
    """The other fields that were set, by their dotted name."""
    problems: list[Problem] = field(default_factory=list)

    def objects(self) -> Iterator[Obj]:
        """All the v1 objects that it is made of."""
        yield from owned(self.obj)
        yield from owned(self.environment.obj)
        if self.environment.conda is not None and self.environment.conda.obj is not None:
            yield self.environment.conda.obj


def owned(obj: Obj) -> Iterator[Obj]:
    """The object and the parts that nobody else made: ``run_config.environment.docker``."""
    yield obj
    for part in obj.parts.values():
        if part.owner is obj and part.call is None:
            yield from owned(part)


def events(obj: Obj) -> list[SetEvent]:
    """The attributes set on the object and its own parts, in source order."""
    found = [event for part in owned(obj) for event in part.sets.values()]
    return sorted(found, key=lambda event: event.where.order)


def mutations(obj: Obj) -> list[Where]:
    """The places where the object is made or changed, in source order."""
    places = [obj.call.where] if obj.call else []
    for part in owned(obj):
        places += [event.where for event in part.sets.values()]
        places += [call.where for call in part.calls.values() if call.entry.name in _CONDA_MUTATIONS]
    return sorted(places, key=lambda where: where.order)


def foldable(obj: Obj) -> list[Problem]:
    """What keeps the object from being written as one expression: changes in a branch or in another function."""
    if obj.call is None:
        return []
    home = obj.call.where
    problems = []
    for part in owned(obj):
        if part is not obj and part.bound_to:
            place = next(iter(part.bound_to))
            problems.append(Problem(place, f"`{part.attribute}` of it has a variable of its own"))
    for event in events(obj):
        if event.where.function is not home.function:
            problems.append(
                Problem(event.node, f"`{event.name}` is set in another function than the object is made in")
            )
        elif event.where.blocks != home.blocks[: len(event.where.blocks)]:
            problems.append(Problem(event.node, f"`{event.name}` is set in a branch only"))
    for part in owned(obj):
        for call in _conda_mutations(part):
            if call.where.function is not home.function:
                message = f"`{call.entry.name}` is called in another function than the object is made in"
                problems.append(Problem(call.node, message))
            elif call.where.blocks != home.blocks[: len(call.where.blocks)]:
                problems.append(Problem(call.node, f"`{call.entry.name}` is called in a branch only"))
    return problems


_CONDA_MUTATIONS = frozenset(
    {f"{verb}_{what}" for verb in ("add", "remove") for what in ("pip_package", "conda_package", "channel")}
    | {"set_python_version", "set_pip_option", "set_pip_index_url", "set_pip_requirements", "remove_pip_option"}
    | {"add_tensorflow_pip_package", "add_tensorflow_conda_package", "add_cntk_package"}
)


def _conda_mutations(obj: Obj) -> list[Call]:
    """The calls that change conda dependencies, in source order."""
    found = [call for call in obj.calls.values() if call.entry.name in _CONDA_MUTATIONS]
    return sorted(found, key=lambda call: call.where.order)


def fold_conda(obj: Obj) -> Conda:
    """Fold a ``CondaDependencies``."""
    model = Conda(obj, problems=foldable(obj))
    call = obj.call
    if call is None:
        model.pip = [Package(DEFAULT_PIP)]
    elif call.symbol.endswith(".create"):
        _created(model, call)
    elif call.expression("conda_dependencies_file_path") is not None:
        model.file = call.expression("conda_dependencies_file_path")
    elif "_underlying_structure" in call.arguments:
        model.problems.append(Problem(call.node, "the dependencies come from a dictionary"))
    else:
        model.pip = [Package(DEFAULT_PIP)]
    for mutation in _conda_mutations(obj):
        _mutate(model, mutation)
        if model.file is not None:
            model.problems.append(Problem(mutation.node, _CHANGED_FILE))
    return model


_CHANGED_FILE = "the conda dependencies come from a file and are changed here: change the file instead"


def _created(model: Conda, call: Call) -> None:
    model.python = _package(call, "python_version") or Package(CREATE_PYTHON)
    given = call.value("pip_packages") not in (None, Const(None))
    model.pip = list(_packages(call, "pip_packages")) if given else [Package(DEFAULT_PIP)]
    for conda_package in _packages(call, "conda_packages"):
        _add_conda(model, conda_package)
    index = _package(call, "pip_indexurl")
    if index is not None and index.text is not None:
        model.options = [Package(f"--find-links {index.text}", index.node)]
    elif index is not None:
        model.problems.append(Problem(call.node, "`pip_indexurl` is only known when the code runs"))


def _package(call: Call, parameter: str) -> Package | None:
    argument = call.arguments.get(parameter)
    if argument is None or argument.value == Const(None):
        return None
    text = constant(argument.value)
    written = isinstance(argument.node.value, cst.SimpleString)
    return Package(text if isinstance(text, str) and written else None, argument.node.value)


def _packages(call: Call, parameter: str) -> Iterable[Package]:
    argument = call.arguments.get(parameter)
    if argument is None or argument.value == Const(None):
        return
    value = argument.value
    if isinstance(value, ListValue) and isinstance(argument.node.value, (cst.List, cst.Tuple)) and value.known:
        for item in value.items:
            text = constant(item.value)
            yield Package(text if isinstance(text, str) else None, item.node)
    else:
        yield Package(None, argument.node.value, spread=True)


def _mutate(model: Conda, call: Call) -> None:
    name = call.entry.name
    lists = {"pip_package": model.pip, "conda_package": model.conda, "channel": model.channels}
    verb, _, rest = name.partition("_")
    if name == "set_python_version":
        model.python = _package(call, "version") or model.python
    elif name in ("set_pip_index_url", "set_pip_option"):
        option = _package(call, next(iter(call.arguments), ""))
        if option is not None:
            _put(model.options, option, _option)
    elif rest in lists and verb in ("add", "remove"):
        package = _package(call, rest)
        if package is None:
            return
        target = lists[rest]
        if verb == "remove" and package.text is None:
            model.problems.append(Problem(call.node, "which package is removed is only known when the code runs"))
        elif verb == "remove":
            named = _base if rest == "pip_package" else _whole
            target[:] = [one for one in target if one.text is None or named(one) != named(package)]
        elif rest == "pip_package":
            _put(target, package, _base)
        elif rest == "conda_package":
            _add_conda(model, package)
        elif package.text is None or package.text not in [one.text for one in target]:
            target.append(package)
    elif name in _CONDA_MUTATIONS:
        model.problems.append(Problem(call.node, f"`{name}` has no counterpart"))


def _add_conda(model: Conda, package: Package) -> None:
    """v1 takes ``python=3.9`` for the Python version, and leaves out what is there already, word for word."""
    if _base(package) == "python":
        model.python = Package((package.text or "").removeprefix("python").strip("=<>~! "), package.node)
    elif package.text is None or package.text not in [one.text for one in model.conda]:
        model.conda.append(package)


def _put(target: list[Package], package: Package, name: Callable[[Package], str]) -> None:
    """v1 replaces a package that is given again, at the end of the list."""
    if package.text is not None:
        target[:] = [one for one in target if one.text is None or name(one) != name(package)]
    target.append(package)


def _base(package: Package) -> str:
    """The name without version and extras, cut as v1 cuts it (``_get_package_name``, azureml-core 1.61)."""
    return re.split(r"[\[=|<>~!]", package.text or "")[0]


def _whole(package: Package) -> str:
    return package.text or ""


def _option(package: Package) -> str:
    return (package.text or "").partition(" ")[0]


def fold_environment(obj: Obj) -> EnvironmentModel:
    """Fold an ``Environment``, or the one that a run configuration holds."""
    model = EnvironmentModel(obj, problems=foldable(obj))
    _environment_origin(model)
    for event in events(obj):
        _environment_event(model, event)
    python = obj.parts.get("python")
    conda = python.parts.get("conda_dependencies") if python else None
    if conda is not None:
        model.conda = fold_conda(conda)
        model.problems += model.conda.problems
        home = _home(obj)
        if home is not None and conda.call is not None and conda.call.where.function is not home:
            model.problems.append(Problem(conda.call.node, "its conda dependencies are made in another function"))
        if conda.call is not None:
            model.conda_file = None
        elif model.conda_file is not None:
            model.problems += [Problem(call.node, _CHANGED_FILE) for call in _conda_mutations(conda)]
    elif model.conda_file is None and not model.user_managed:
        model.conda = Conda(None, pip=[Package(DEFAULT_PIP)])
    if model.user_managed or model.reference is not None:
        model.conda = None
    return model


def _home(obj: Obj) -> FunctionScope | None:
    """The function in which an object, or what it is a part of, is made."""
    while obj.call is None and obj.owner is not None:
        obj = obj.owner
    return obj.call.where.function if obj.call is not None else None


def _environment_origin(model: EnvironmentModel) -> None:
    call = model.obj.call
    if call is None:
        return
    factory = call.entry.name
    model.name = call.expression("name")
    if call.entry.kind == "class":
        return
    if factory == "get":
        model.reference = call
    elif factory == "from_conda_specification":
        model.conda_file = call.expression("file_path")
    elif factory == "from_docker_image":
        model.image = call.expression("image")
        model.conda_file = call.expression("conda_specification")
        model.user_managed = model.conda_file is None
        for parameter in ("pip_requirements", "container_registry"):
            if call.value(parameter) not in (None, Const(None)):
                model.problems.append(Problem(call.node, f"`{parameter}` is not converted yet"))
    else:
        model.problems.append(Problem(call.node, f"`Environment.{factory}` is not converted yet"))


_IGNORED_EVENTS = frozenset({"enabled", "shared_volumes", "gpu_support"})


def _environment_event(model: EnvironmentModel, event: SetEvent) -> None:
    if event.name == "base_image":
        model.image = None if event.value == Const(None) else event
    elif event.name == "base_dockerfile":
        if event.value != Const(None):
            model.problems.append(Problem(event.node, "`base_dockerfile` is not converted yet"))
    elif event.name == "user_managed_dependencies":
        flag = constant(event.value)
        if isinstance(flag, bool):
            model.user_managed = flag
        else:
            model.problems.append(
                Problem(event.node, "whether dependencies are user managed is known only at run time")
            )
    elif event.name == "conda_dependencies":
        if not objects(event.value):
            model.problems.append(Problem(event.node, "where these conda dependencies come from is not known"))
    elif event.name in VARIABLES:
        model.variables.append(event)
    elif event.name not in _IGNORED_EVENTS:
        model.problems.append(Problem(event.node, f"`{event.name}` is not converted yet"))


_RUN_SETTINGS = frozenset(
    {"node_count", "max_run_duration_seconds", "auto_prepare_environment", "framework", "communicator", "history"}
    | {"script", "arguments", "mpi.process_count_per_node", "mpi.node_count"}
    | {"docker", "docker.use_docker", "docker.shm_size", "docker.arguments"}
)


def fold_run_configuration(obj: Obj) -> RunModel:
    """Fold a ``RunConfiguration``."""
    environment = obj.parts.get("environment")
    if environment is None:
        environment = Obj(ENVIRONMENT, None, owner=obj, attribute="environment")
    model = RunModel(obj, fold_environment(environment), problems=foldable(obj))
    if environment.owner is not obj or environment.call is not None:
        model.problems += model.environment.problems
    else:
        model.problems += [problem for problem in model.environment.problems if problem not in model.problems]
    _constructor(model)
    for part in owned(obj):
        if part is environment or part.owner is environment or _inside(part, environment):
            continue
        path = f"{part.attribute}." if part is not obj else ""
        for event in sorted(part.sets.values(), key=lambda one: one.where.order):
            _run_event(model, f"{path}{event.name}", event)
    return model


def _inside(part: Obj, whole: Obj) -> bool:
    while part.owner is not None:
        part = part.owner
        if part is whole:
            return True
    return False


def _constructor(model: RunModel) -> None:
    call = model.obj.call
    if call is None or call.entry.kind != "class":
        if call is not None:
            model.problems.append(Problem(call.node, f"`RunConfiguration.{call.entry.name}` is not converted yet"))
        return
    for name, argument in call.arguments.items():
        if name == "conda_dependencies":
            conda = objects(argument.value)
            if conda:
                model.environment.conda = fold_conda(conda[0])
                model.problems += model.environment.conda.problems
            else:
                model.problems.append(Problem(argument.node, "where these conda dependencies come from is not known"))
        elif name in ("framework", "communicator"):
            if _telling(argument.value):
                model.problems.append(Problem(argument.node, f"`{name}` is not converted yet"))
        elif name not in ("script", "arguments") and argument.value != Const(None):
            model.problems.append(Problem(argument.node, f"`{name}` is not converted yet"))


def _telling(value: Value) -> bool:
    text = constant(value)
    return not (isinstance(text, str) and text.lower() in ("python", "none", ""))


def _run_event(model: RunModel, path: str, event: SetEvent) -> None:
    if path == "target":
        model.target = event
    elif path in VARIABLES:
        model.variables.append(event)
    elif path == "environment":
        if not any(one.symbol in ENVIRONMENT_CLASSES for one in objects(event.value)):
            model.problems.append(Problem(event.node, "where this environment comes from is not known"))
    elif path in _RUN_SETTINGS and not (path in ("framework", "communicator") and _telling(event.value)):
        model.settings[path] = event
    else:
        model.problems.append(Problem(event.node, f"`{path}` is not converted yet"))
