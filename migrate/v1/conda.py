"""Conda dependencies, folded from their construction and every mutation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrate.v1.folding import CONDA_MUTATIONS, branch_of, conda_mutations, foldable, repeated, root_of
from migrate.v1.problems import Problem
from migrate.v1.scopes import FunctionScope
from migrate.v1.values import Argument, Call, Const, ListValue, Obj, Value, alternatives, constant, objects

CONDA_DEPENDENCIES = "azureml.core.conda_dependencies.CondaDependencies"

CHANNELS = ("anaconda", "conda-forge")
"""Channels of every v1 conda file (azureml-core 1.61)."""
CREATE_PYTHON = "3.10.18"
"""Python of ``CondaDependencies.create`` without ``python_version`` (azureml-core 1.61)."""
DEFAULT_PYTHON = "3.8.13"
"""Python of an environment that nobody gave conda dependencies (azureml-core 1.61)."""
DEFAULT_PIP = "azureml-defaults"
"""The pip package of conda dependencies that nobody gave any (azureml-core 1.61)."""


@dataclass(frozen=True, eq=False)
class Package:
    """One package specification: a known string, or the user's expression.

    ``spread`` when it stands for several; ``file`` when it is the path of a file with one on each line; ``sometimes``
    the name of the package when it is there on a condition.
    """

    text: str | None
    node: cst.BaseExpression | None = None
    spread: bool = False
    file: bool = False
    sometimes: str = ""


@dataclass(eq=False)
class Conda:
    """What a ``CondaDependencies`` holds in the end."""

    obj: Obj | None
    file: cst.BaseExpression | None = None
    extends: bool = False
    """Whether it only adds to what a file has, or a registered environment, which the workspace knows."""
    python: Package = field(default_factory=lambda: Package(DEFAULT_PYTHON))
    pip: list[Package] = field(default_factory=list)
    conda: list[Package] = field(default_factory=list)
    channels: list[Package] = field(default_factory=lambda: [Package(channel) for channel in CHANNELS])
    options: list[Package] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    given: tuple[Obj, ...] = ()
    """What another function makes, and may be here: ``file`` is then the expression that gives it."""


def given_conda(value: Value, node: cst.BaseExpression, home: FunctionScope) -> Conda | None:
    """The dependencies that another function makes; None when the function at hand does, or it is not known."""
    found = objects(value)
    if all(one.call is None or one.call.where.function is home for one in found):
        return None
    model = Conda(None, file=node, given=found)
    for one in found:
        model.problems += fold_conda(one).problems
        other = next((call for call in one.calls.values() if call.entry.name not in CONDA_MUTATIONS), None)
        if other is not None:
            model.problems.append(Problem(other.node, f"`{other.entry.name}` is called on its conda dependencies"))
    if len(found) < len(alternatives(value)) or any(one.call is None for one in found):
        model.problems.append(Problem(node, "its conda dependencies are made in another function"))
    return model


def fold_conda(obj: Obj, base: Conda | None = None) -> Conda:
    """Fold a ``CondaDependencies``.

    Args:
        base: what the environment that holds it was made with.
    """
    model = Conda(obj, problems=foldable(obj))
    call = obj.call
    if base is not None:
        model.extends, model.file, model.python = base.extends, base.file, base.python
        model.options = list(base.options)
        model.pip, model.conda, model.channels = list(base.pip), list(base.conda), list(base.channels)
    elif call is None:
        model.pip = [Package(DEFAULT_PIP)]
    elif call.symbol.endswith(".create"):
        _created(model, call)
    elif call.expression("conda_dependencies_file_path") is not None:
        model.file = call.expression("conda_dependencies_file_path")
    elif "_underlying_structure" in call.arguments:
        model.problems.append(Problem(call.node, "the dependencies come from a dictionary"))
    else:
        model.pip = [Package(DEFAULT_PIP)]
    changes = conda_mutations(obj)
    if model.file is not None and changes:
        model.extends, model.python, model.channels = True, Package(None), []
    for mutation in changes:
        _mutate(model, mutation)
        if model.extends and mutation.entry.name not in _EXTENDS:
            model.problems.append(Problem(mutation.node, CHANGED_FILE if model.file is not None else _CHANGED))
    if model.extends and model.python.text is not None:
        model.problems.append(Problem(changes[-1].node, CHANGED_FILE if model.file is not None else _CHANGED))
    return model


def extending(file: cst.BaseExpression | None = None) -> Conda:
    """What is added to the conda dependencies of a registered environment, or to those in a file."""
    return Conda(None, file, extends=True, python=Package(None), channels=[])


_EXTENDS = frozenset({"add_pip_package", "add_conda_package", "add_channel"})
_CHANGED = "only the workspace knows what the registered environment has that is changed here"
CHANGED_FILE = "the conda dependencies come from a file and are changed here: change the file instead"


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
    return packages_in(call.arguments.get(parameter), call.where.function.arguments)


def packages_in(argument: Argument | None, given: Collection[str] = ()) -> Iterable[Package]:
    """The packages that a list names; one for the whole list when its elements are not known.

    Args:
        given: the parameters of the function at hand, which its callers may give other packages than those known here.
    """
    if argument is None or argument.value == Const(None):
        return
    value, written = argument.value, argument.node.value
    if isinstance(value, ListValue) and isinstance(written, (cst.List, cst.Tuple)) and value.known:
        spread = [one.value for one in written.elements if isinstance(one, cst.StarredElement)]
        if any(isinstance(one, cst.Name) and one.value in given for one in spread):
            items = {item.node: item for item in value.items}
            for element in written.elements:
                item = items.get(element.value)
                text = constant(item.value) if item is not None else None
                known = text if isinstance(text, str) else None
                yield Package(known, element.value, isinstance(element, cst.StarredElement))
            return
        for item in value.items:
            text = constant(item.value)
            yield Package(text if isinstance(text, str) else None, item.node)
    else:
        yield Package(None, argument.node.value, spread=True)


def _each(loop: cst.For) -> Iterable[Package]:
    """The packages that a loop adds."""
    if isinstance(loop.iter, (cst.List, cst.Tuple)):
        for element in loop.iter.elements:
            text = element.value.evaluated_value if isinstance(element.value, cst.SimpleString) else None
            known = text if isinstance(text, str) else None
            yield Package(known, element.value, isinstance(element, cst.StarredElement))
    else:
        yield Package(None, loop.iter, spread=True)


def _mutate(model: Conda, call: Call) -> None:
    loop = repeated(call)
    home = root_of(model.obj).call if model.obj is not None else None
    branch = branch_of(call.where, home.where, whole=False) if home is not None and loop is None else None
    if branch is not None:
        _add_sometimes(model, call, branch)
        return
    packages: Iterable[Package | None] = _each(loop) if loop is not None else (None,)
    for package in packages:
        _change(model, call, package)


def _add_sometimes(model: Conda, call: Call, branch: cst.If) -> None:
    """``if gpu: conda.add_pip_package("cupy")`` is ``*(["cupy"] if gpu else [])``."""
    package = _package(call, call.entry.name.removeprefix("add_"))
    target = model.pip if call.entry.name == "add_pip_package" else model.conda
    if package is None or package.node is None:
        return
    name = package_of(package)
    if name == "python" or (name and name in (package_of(one) for one in target)):
        model.problems.append(Problem(call.node, f"another version of `{name}` is there in a branch only"))
        return
    chosen = cst.IfExp(branch.test, cst.List([cst.Element(package.node)]), cst.List([]))
    target.append(Package(None, chosen, spread=True, sometimes=name))


def _change(model: Conda, call: Call, given: Package | None) -> None:
    """Apply a call; ``given`` when a loop repeats it, for the package of one round."""
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
        package = given or _package(call, rest)
        if package is None:
            return
        target = lists[rest]
        if verb == "remove" and package.text is None:
            model.problems.append(Problem(call.node, "which package is removed is only known when the code runs"))
        elif verb == "remove" and any(one.sometimes == package_of(package) for one in target):
            model.problems.append(Problem(call.node, "it removes a package that is there in a branch only"))
        elif verb == "remove":
            named = package_of if rest == "pip_package" else _whole
            target[:] = [one for one in target if one.text is None or named(one) != named(package)]
        elif rest == "pip_package":
            _put(target, package, package_of)
        elif rest == "conda_package":
            _add_conda(model, package)
        elif package.text is None or package.text not in [one.text for one in target]:
            target.append(package)
    elif name == "remove_pip_option":
        option = _package(call, "pip_option")
        if option is not None and option.text is None:
            model.problems.append(Problem(call.node, "which option is removed is only known when the code runs"))
        elif option is not None:
            model.options[:] = [one for one in model.options if one.text is None or _option(one) != _option(option)]
    elif name == "set_pip_requirements":
        model.options[:] = []
        model.pip[:] = list(_packages(call, "pip_requirements"))
    elif name.startswith("add_"):
        _framework(model, call)


_FRAMEWORKS = {"add_tensorflow_pip_package": "==", "add_tensorflow_conda_package": "=", "add_cntk_package": "=="}
_VERSIONS = {"tensorflow": "2.2.0", "cntk": "2.7"}
"""What v1 takes when nobody says a version (azureml-core 1.61)."""


def _framework(model: Conda, call: Call) -> None:
    """``add_tensorflow_pip_package(core_type="gpu", version="2.4")``: one package instead of all with that prefix."""
    core, version = constant(call.value("core_type") or Const("cpu")), call.value("version")
    text = constant(version)
    if not isinstance(core, str) or not (version in (None, Const(None)) or isinstance(text, str)):
        model.problems.append(Problem(call.node, "which package is added is only known when the code runs"))
        return
    name = "cntk" if "cntk" in call.entry.name else "tensorflow"
    suffix = "-gpu" if core.lower() == "gpu" else ""
    target = model.conda if "conda" in call.entry.name else model.pip
    target[:] = [one for one in target if one.text is None or not one.text.startswith(name)]
    target.append(Package(f"{name}{suffix}{_FRAMEWORKS[call.entry.name]}{text or _VERSIONS[name]}", None))


def _add_conda(model: Conda, package: Package) -> None:
    """v1 takes ``python=3.9`` for the Python version, and leaves out what is there already, word for word."""
    if package_of(package) == "python":
        model.python = Package((package.text or "").removeprefix("python").strip("=<>~! "), package.node)
    elif package.text is None or package.text not in [one.text for one in model.conda]:
        model.conda.append(package)


def _put(target: list[Package], package: Package, name: Callable[[Package], str]) -> None:
    """v1 replaces a package that is given again, at the end of the list."""
    if package.text is not None:
        told = {one for one in target if one.text is not None or one.sometimes}
        target[:] = [one for one in target if one not in told or name(one) != name(package)]
    target.append(package)


def package_of(package: Package) -> str:
    """The name without version and extras, cut as v1 cuts it (``_get_package_name``, azureml-core 1.61)."""
    return package.sometimes or re.split(r"[\[=|<>~!]", package.text or "")[0]


def _whole(package: Package) -> str:
    return package.text or ""


def _option(package: Package) -> str:
    return (package.text or "").partition(" ")[0]
