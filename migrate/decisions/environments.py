"""What an environment is in v2: a reference, an image with conda dependencies, or a folder with a Dockerfile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath

import libcst as cst

from migrate.conversion import NewFile, Style
from migrate.decisions.automl_environments import automl_environment
from migrate.decisions.conda import conda_expr, extended
from migrate.decisions.context import Context
from migrate.decisions.data import spliced
from migrate.decisions.moving import operand
from migrate.decisions.places import named
from migrate.decisions.r_packages import dockerfile
from migrate.decisions.rule import Manual
from migrate.decisions.run_environments import run_environment
from migrate.v1.conda import Conda, Package
from migrate.v1.environments import CURATED_FOR_AUTOML, EnvironmentModel, Given
from migrate.v1.nodes import code_of
from migrate.v1.paths import Located
from migrate.v1.values import Call, Const, Where, alternatives, constant
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import V2, Attr, Code, Expr, IfElse, Index, Literal, Text, User, call, method
from migrate.v2.names import snake

DEFAULT_IMAGE = "azureml.core.runconfig.DEFAULT_CPU_IMAGE"
_CURATED = "AzureML-"
_REGISTRY = "azureml://registries/azureml/environments/"


def describe(model: EnvironmentModel, context: Context, keeps_sdk: bool) -> EnvironmentSpec:
    """The v2 environment.

    Args:
        keeps_sdk: whether a script that runs in the environment may import azureml.

    Raises:
        Manual: the image or the Dockerfile is only known when the code runs.
    """
    found = _described(model, context, keeps_sdk)
    if model.version is None or found.reference is not None:
        return found
    return replace(found, version=literal(User(model.version.expression), context))


def _described(model: EnvironmentModel, context: Context, keeps_sdk: bool) -> EnvironmentSpec:
    if model.reference is not None:
        return _changed(model, model.reference, context)
    name = literal(User(model.name), context) if model.name is not None else None
    if model.run is not None:
        return run_environment(model.run, _image(model, context))
    if model.copied is not None:
        if model.copied.variable is not None:
            return _of_registered(model, User(model.copied.variable), name, context)
        assert model.copied.call is not None
        found = Code(context.new_name("registered_environment"))
        made = _of_registered(model, found, name, context)
        return replace(made, before=((found.text, lookup(model.copied.call)),))
    if model.folder is not None:
        return _saved(model.folder, name, context)
    if model.r is not None and not model.r.user_managed:
        image = constant(model.image.value) if model.image is not None else _image_text(context)
        if model.image is not None and image is None:
            known = literal(User(model.image.expression), context)
            image = known.value if isinstance(known, Literal) else None
        if not isinstance(image, str):
            raise Manual("which image R is installed into is only known when the code runs")
        text = dockerfile(image, model.r)
        return replace(_dockerfile(Given(cst.SimpleString('""'), Const(text)), model, context), name=name)
    if model.dockerfile is not None:
        return replace(_dockerfile(model.dockerfile, model, context), name=name)
    if model.build_context is not None:
        return replace(_build(model.build_context, context), name=name)
    conda: Expr | None = None
    before: tuple[tuple[str, Expr], ...] = ()
    if model.conda is not None and model.conda.file is not None and model.conda.extends:
        file = call(V2("pathlib", "Path"), literal(User(model.conda.file), context))
        read = Code(context.new_name("conda_dependencies"))
        before = ((read.text, method(V2("yaml"), "safe_load", method(file, "read_text"))),)
        conda = extended(read, model.conda)
    elif model.conda_file is not None:
        conda = literal(User(model.conda_file), context)
    elif model.conda is not None:
        conda = conda_expr(_with_lines(model.conda, context), keeps_sdk)
    return EnvironmentSpec(name=name, image=_image(model, context), conda=conda, before=before)


def _build(made: Call, context: Context) -> EnvironmentSpec:
    path, file = made.expression("path"), made.expression("dockerfile_path")
    if path is None:
        raise Manual("which folder has the Dockerfile cannot be read from the code")
    folder = named(made.value("path"), context)
    if folder is not None:
        context.refer(folder)
    shown = literal(User(file), context) if file is not None else None
    return EnvironmentSpec(build=literal(User(path), context), dockerfile=shown)


def _image(model: EnvironmentModel, context: Context) -> Expr:
    if model.image is None:
        return Literal(_image_text(context))
    image, address = model.image, model.registry.get("address")
    if address is None:
        return _chosen(image.expression, context)
    server, shown = constant(address.value), literal(User(image.expression), context)
    text = shown.value if isinstance(shown, Literal) else constant(image.value)
    if not isinstance(server, str):
        return Text((User(address.expression), "/", text if isinstance(text, str) else shown))
    if isinstance(text, str) and text.startswith(f"{server}/"):
        return shown
    if isinstance(shown, Literal):
        return Literal(f"{server}/{text}")
    if not isinstance(text, str) and not _begins_with_text(image.expression):
        shown = method(shown, "removeprefix", Literal(f"{server}/"))  # v1 takes an image that names the registry, too.
    return Text((server, "/", shown))


def _begins_with_text(node: cst.BaseExpression) -> bool:
    """``f"sales:{tag}"``"""
    return isinstance(node, cst.FormattedString) and isinstance(next(iter(node.parts), None), cst.FormattedStringText)


def _chosen(node: cst.BaseExpression, context: Context) -> Expr:
    """An image, or one of two."""
    if not isinstance(node, cst.IfExp):
        return literal(User(node), context)
    return IfElse(User(node.test), _chosen(node.body, context), _chosen(node.orelse, context))


def _image_text(context: Context) -> object:
    entry = context.catalogue.get(DEFAULT_IMAGE)
    return constant_of(entry.value) if entry else ""


def literal(expr: Expr, context: Context) -> Expr:
    """A literal of the user's as a literal of ours, so that it can also be written to YAML; constants of v1 too."""
    if isinstance(expr, User):
        value = context.value(expr.node)
        if isinstance(expr.node, cst.SimpleString) and isinstance(value, Const):
            return Literal(value.value)
        use = context.interpreter.uses.references.get(expr.node)
        entry = context.catalogue.get(use.symbol) if use else None
        if entry is not None and entry.value:
            return Literal(constant_of(entry.value))
    return expr


def constant_of(text: str) -> object:
    """The value of a catalogue constant, which is written as Python source."""
    return cst.ensure_type(cst.parse_expression(text), cst.SimpleString).evaluated_value if text[:1] in "'\"" else text


def _with_lines(conda: Conda, context: Context) -> Conda:
    """In style YAML the lines of a requirements file stand in the conda file; Python code reads them when it runs."""
    if context.options.style is not Style.YAML:
        return conda
    pip: list[Package] = []
    for package in conda.pip:
        path = named(context.value(package.node), context) if package.file and package.node is not None else None
        file = context.find(path) if path is not None else None
        data = context.data_of(file) if file is not None else None
        if data is None:
            pip.append(package)
        else:
            pip += [Package(line) for line in data.decode("utf-8").splitlines() if _names_package(line)]
    return replace(conda, pip=pip)


def _names_package(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


# Dockerfiles


def _dockerfile(given: Given, model: EnvironmentModel, context: Context) -> EnvironmentSpec:
    """v1 takes the text or the path of a Dockerfile; v2 a folder that has one."""
    text = constant(given.value)
    if isinstance(text, str) and ("\n" in text.strip() or text.lstrip().upper().startswith("FROM ")):
        stem, text = _stem(model), f"{text.strip()}\n"
        path = PurePosixPath("environments", stem)
        taken = {file.path: file.text for file in context.new_files}
        number = 2
        while context.is_occupied(full := _beside(context, path / "Dockerfile")) or taken.get(full, text) != text:
            path, number = PurePosixPath("environments", f"{stem}_{number}"), number + 1
        files = ((str(path / "Dockerfile"), text),)
        return EnvironmentSpec(build=Literal(str(path)), files=files)
    if isinstance(text, str):
        place = PurePosixPath(text)
        context.refer(str(place.parent))
        named = Literal(place.name) if place.name != "Dockerfile" else None
        return EnvironmentSpec(build=Literal(str(place.parent)), dockerfile=named)
    found = _joined(given.expression) or _located(given, context)
    if found is None:
        raise Manual("whether this is the text or the path of a Dockerfile is only known when the code runs")
    folder, name = found
    return EnvironmentSpec(build=folder, dockerfile=None if name == Literal("Dockerfile") else name)


def _joined(node: cst.BaseExpression) -> tuple[Expr, Expr] | None:
    """Folder and file name of ``os.path.join(folder, "Dockerfile")``."""
    if not isinstance(node, cst.Call) or code_of(node.func) not in ("os.path.join", "path.join", "join"):
        return None
    *folders, last = node.args
    if not folders or any(one.star or one.keyword is not None for one in node.args):
        return None
    folder = folders[0].value if len(folders) == 1 else node.with_changes(args=[*folders[:-1], _last(folders[-1])])
    value = last.value
    return User(folder), Literal(value.evaluated_value) if isinstance(value, cst.SimpleString) else User(value)


def _last(argument: cst.Arg) -> cst.Arg:
    return argument.with_changes(comma=cst.MaybeSentinel.DEFAULT)


def _located(given: Given, context: Context) -> tuple[Expr, Expr] | None:
    """Folder and file name of a path that is put together elsewhere; it is one, if not known how it is written."""
    value = given.value
    if not isinstance(value, Located):
        return None
    place = PurePosixPath(str(named(value, context)))
    context.refer(str(place.parent))
    path = User(operand(given.expression))
    folder = method(V2("os"), "path.dirname", User(given.expression)) if value.is_text else Attr(path, "parent")
    return folder, Literal(place.name)


def _stem(model: EnvironmentModel) -> str:
    name = model.name.evaluated_value if isinstance(model.name, cst.SimpleString) else model.obj.name
    return snake(str(name)) if name else "environment"


def _beside(context: Context, path: PurePosixPath) -> str:
    return str(context.path.parent / path)


def add_files(spec: EnvironmentSpec, where: Where, context: Context) -> None:
    """Add the files that the environment needs to the output."""
    source = context.interpreter.source.place(where.cell, where.line, where.column)
    for path, text in spec.files:
        full = _beside(context, PurePosixPath(path))
        if all(file.path != full for file in context.new_files):
            context.new_files.append(NewFile(full, text, source))


# What v1 saved to a folder

_SAVED = "azureml_environment.json"
_SAVED_CONDA = "conda_dependencies.yml"


def _saved(folder: Given, name: Expr | None, context: Context) -> EnvironmentSpec:
    """``Environment.load_from_directory``: what ``save_to_directory`` of v1 wrote there."""
    text = named(folder.value, context)
    path = context.find(f"{text}/{_SAVED}") if text is not None else None
    if path is None:
        return _saved_somewhere(folder, name, context)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        docker, python = content["docker"], content["python"]
        image, managed = docker["baseImage"], python.get("userManagedDependencies")
        described = name or Literal(content["name"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Manual(f"what is saved in {_SAVED} cannot be read") from None
    conda = path.with_name(_SAVED_CONDA)
    if not image or docker.get("baseDockerfile") or not (managed or conda.is_file()):
        raise Manual(f"what is saved in {_SAVED} is more than an image with conda dependencies")
    file = None if managed else Literal(f"{str(text).rstrip('/')}/{_SAVED_CONDA}")
    context.refer(str(text))
    return EnvironmentSpec(name=described, image=Literal(image), conda=file)


def _saved_somewhere(folder: Given, name: Expr | None, context: Context) -> EnvironmentSpec:
    """The same, read when the code runs: only then it is known which folder it is."""
    saved = Code(context.new_name("saved_environment"))
    place = V2("pathlib", "Path")
    text = method(call(place, User(folder.expression), Literal(_SAVED)), "read_text")
    return EnvironmentSpec(
        name=name or Index(saved, Literal("name")),
        image=Index(Index(saved, Literal("docker")), Literal("baseImage")),
        conda=IfElse(
            Index(Index(saved, Literal("python")), Literal("userManagedDependencies")),
            Literal(None),
            call(place, User(folder.expression), Literal(_SAVED_CONDA)),
        ),
        before=((saved.text, method(V2("json"), "loads", text)),),
    )


# Registered environments


def _changed(model: EnvironmentModel, call: Call, context: Context) -> EnvironmentSpec:
    """The registered environment by its name, or one with what it has and what the code changes of it."""
    said = (model.image, model.dockerfile, model.build_context, model.conda, model.conda_file)
    if not model.user_managed and all(one is None for one in said):
        return EnvironmentSpec(reference=reference(call))
    found = Code(context.new_name("registered_environment"))
    node = call.expression("name")
    name = None if is_curated(call) or node is None else literal(User(node), context)
    return replace(_of_registered(model, found, name, context), before=((found.text, lookup(call)),))


def is_curated(call: Call | None) -> bool:
    """Whether it asks for one of the environments that Azure makes itself."""
    name = constant(call.value("name")) if call is not None else None
    return isinstance(name, str) and name.startswith(_CURATED)


def _of_registered(model: EnvironmentModel, base: Expr, name: Expr | None, context: Context) -> EnvironmentSpec:
    """What the registered environment has, and what the code changes of it."""
    if model.dockerfile is not None:
        return replace(_dockerfile(model.dockerfile, model, context), name=name)
    if model.build_context is not None:
        return replace(_build(model.build_context, context), name=name)
    image = _image(model, context) if model.image is not None else Attr(base, "image")
    conda: Expr | None = Attr(base, "conda_file")
    if model.user_managed:
        conda = None
    elif model.conda is not None and model.conda.extends:
        conda = extended(Attr(base, "conda_file"), model.conda)
    elif model.conda is not None:
        conda = conda_expr(_with_lines(model.conda, context), keeps_sdk=True)
    elif model.conda_file is not None:
        conda = literal(User(model.conda_file), context)
    return EnvironmentSpec(name=name, image=image, conda=conda)


def reference(call: Call) -> Expr:
    """``azureml:name:version`` or ``azureml:name@label``; curated ones live in the ``azureml`` registry."""
    if call.entry.name == CURATED_FOR_AUTOML:
        return Literal(f"{_REGISTRY}{automl_environment(call)}/labels/latest")
    name_node, name = call.expression("name"), constant(call.value("name"))
    if name_node is None:
        raise Manual("which environment this is cannot be read from the code")
    version, label = call.expression("version"), call.expression("label")
    curated = is_curated(call)
    parts: list[str | Expr] = [_REGISTRY if curated else "azureml:"]
    parts += _parts(name_node, name)
    if version is not None and _may_be_none(call, "version"):
        latest = [*parts, "/labels/latest" if curated else "@latest"]
        given = [*parts, "/versions/" if curated else ":", User(version)]
        return IfElse(User(version), Text(tuple(given)), Text(tuple(latest)))
    if version is not None and call.value("version") != Const(None):
        parts += ["/versions/" if curated else ":", *_parts(version, constant(call.value("version")))]
    elif label is not None and call.value("label") != Const(None):
        parts += ["/labels/" if curated else "@", *_parts(label, constant(call.value("label")))]
    else:
        parts.append("/labels/latest" if curated else "@latest")
    if all(isinstance(part, str) for part in parts):
        return Literal("".join(part for part in parts if isinstance(part, str)))
    return Text(tuple(parts))


def lookup(call: Call) -> Expr:
    """The registered environment itself, as ``ws.environments.get`` gives it."""
    workspace, name = call.expression("workspace"), call.expression("name")
    if workspace is None or name is None:
        raise Manual("which environment this is cannot be read from the code")
    version, label = _given(call, "version"), _given(call, "label")
    if version is not None:
        latest = None
        if _may_be_none(call, "version"):
            latest = IfElse(version, Literal(None), Literal("latest"))
        return method(User(workspace), "environments.get", User(name), version=version, label=latest)
    return method(User(workspace), "environments.get", User(name), label=label or Literal("latest"))


def _given(call: Call, parameter: str) -> Expr | None:
    node = call.expression(parameter)
    return None if node is None or call.value(parameter) == Const(None) else User(node)


def _parts(node: cst.BaseExpression, value: object) -> list[str | Expr]:
    """What stands for it in a text, without an f-string inside of another one."""
    return (
        [str(value)] if value is not None and isinstance(node, (cst.SimpleString, cst.Integer)) else spliced(User(node))
    )


def _may_be_none(call: Call, parameter: str) -> bool:
    """Whether what is given may be None besides something else: a parameter of the function with that default."""
    node, found = call.expression(parameter), alternatives(call.value(parameter))
    if len(found) > 1 and Const(None) in found:
        return True
    function = call.where.function.node
    if not isinstance(node, cst.Name) or not isinstance(function, cst.FunctionDef):
        return False
    return any(
        param.name.value == node.value and isinstance(param.default, cst.Name) and param.default.value == "None"
        for param in (*function.params.params, *function.params.kwonly_params)
    )
