"""Environments, folded from their construction and every mutation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import libcst as cst

from migrate.v1.catalogue import catalogue
from migrate.v1.conda import DEFAULT_PIP, Conda, Package, extending, fold_conda, given_conda
from migrate.v1.folding import ENVIRONMENT as ENVIRONMENT
from migrate.v1.folding import (
    VARIABLES,
    aside,
    branch_of,
    by_callers,
    conda_mutations,
    events,
    foldable,
    path_of,
    root_of,
    where_of,
)
from migrate.v1.problems import Problem, in_short, not_followed, origin
from migrate.v1.r_section import R_SECTION, R, fold_r
from migrate.v1.values import UNKNOWN, Call, Const, DictValue, Obj, SetEvent, Unknown, Value, constant, objects

ENVIRONMENT_CLASSES = frozenset({ENVIRONMENT, "azureml.core.runconfig.EnvironmentDefinition"})
CURATED_FOR_AUTOML = "get_curated_environment"
"""What the private client of AutoML calls its choice among AutoML's environments."""
OF_RUN = "get_environment"
"""What gives the environment that a run has, or had."""
BUILD_CONTEXT = "azureml.core.environment.DockerBuildContext"


@dataclass(frozen=True, eq=False)
class Given:
    """An expression of the user's, with what it stands for."""

    expression: cst.BaseExpression
    value: Value


@dataclass(frozen=True, eq=False)
class Copied:
    """A registered environment that another one is a copy of: the variable that holds it, or what asks for it."""

    variable: cst.Name | None
    call: Call | None


@dataclass(eq=False)
class EnvironmentModel:
    """What an ``Environment`` is in the end.

    ``reference`` is set when it is looked up rather than described, ``opaque`` when the code only gets it from
    elsewhere: as a parameter, from a collection, from another file.
    """

    obj: Obj
    name: cst.BaseExpression | None = None
    version: Given | None = None
    reference: Call | None = None
    run: Call | None = None
    """What asks a run for the environment that it was executed in."""
    opaque: bool = False
    copied: Copied | None = None
    folder: Given | None = None
    """The folder that ``load_from_directory`` reads."""
    image: Given | None = None
    dockerfile: Given | None = None
    """The text of a Dockerfile, or its path."""
    build_context: Call | None = None
    """``DockerBuildContext.from_local_directory``."""
    registry: dict[str, Given] = field(default_factory=dict)
    """``address``, ``username`` and ``password`` of the registry that the image is in."""
    r: R | None = None
    """The R that v1 installs."""
    conda: Conda | None = None
    conda_file: cst.BaseExpression | None = None
    user_managed: bool = False
    interpreter: Given | None = None
    """The Python that runs scripts when the dependencies are user managed."""
    variables: list[SetEvent] = field(default_factory=list)
    docker: dict[str, Given] = field(default_factory=dict)
    """Settings of the container that v2 has on the job: ``shm_size``, ``arguments``."""
    sections: list[Obj] = field(default_factory=list)
    """The objects that were made for one of its fields: ``env.docker.base_image_registry = ContainerRegistry()``."""
    told: dict[str, str] = field(default_factory=dict)
    """The environment variables that it has from another module."""
    later: list[tuple[str, SetEvent]] = field(default_factory=list)
    """What those set by its path to whom a function gives it."""
    aside: list[SetEvent] = field(default_factory=list)
    """What is set in a branch only, where it stays."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_asked_for(self) -> bool:
        """Whether only the service knows what it holds."""
        return self.reference is not None or self.run is not None

    @property
    def is_described(self) -> bool:
        """Whether the code says anything about it, so that it is not just what every run has."""
        conda = self.conda.obj if self.conda is not None else None
        said = (self.obj.call, conda, self.conda_file, self.image, self.dockerfile, self.r)
        return self.opaque or any(one is not None for one in said)

    @property
    def has_image(self) -> bool:
        """Whether the code says what its container is made of."""
        return any(one is not None for one in (self.image, self.dockerfile, self.build_context, self.folder))


def fold_environment(obj: Obj) -> EnvironmentModel:
    """Fold an ``Environment``, or the one that a run configuration holds."""
    model = EnvironmentModel(obj, problems=foldable(obj))
    model.opaque = obj.call is None and obj.owner is None
    model.told = dict(obj.variables)
    requirements = _origin(model)
    model.aside = aside(obj)
    later = by_callers(root_of(obj))
    model.later = [(path_of(event, obj), event) for event in later] if root_of(obj) is obj else []
    model.variables += [event for path, event in model.later if path in VARIABLES]
    for event in events(obj):
        if event not in later and (event not in model.aside or event.name in VARIABLES):
            _event(model, event)
    _registry(model)
    python = obj.parts.get("python")
    conda = python.parts.get("conda_dependencies") if python else None
    if conda is not None:
        if model.conda_file is not None and conda_mutations(conda):
            requirements = extending(model.conda_file)
        model.conda = _given_conda(obj) or fold_conda(conda, None if conda.call is not None else requirements)
        model.problems += model.conda.problems
        if conda.call is not None or model.conda.file is not None:
            model.conda_file = None
    elif model.conda_file is None and not model.user_managed and model.conda is None and not _extends(requirements):
        model.conda = requirements or Conda(None, pip=[Package(DEFAULT_PIP)])
    if not model.user_managed:
        model.interpreter = None
    if model.user_managed or model.build_context is not None or model.run is not None or model.opaque:
        model.conda = None
        model.conda_file = None if model.user_managed else model.conda_file
    elif model.dockerfile is not None:
        message = "v2 installs no conda dependencies on top of a Dockerfile: install them in the Dockerfile"
        model.problems.append(Problem(model.dockerfile.expression, message))
    return model


def _given_conda(obj: Obj) -> Conda | None:
    """The conda dependencies that another function makes than the environment, or what it is a part of."""
    made, given = root_of(obj).call, obj.parts["python"].last_set("conda_dependencies")
    if made is None or given is None:
        return None
    return given_conda(given.value, given.expression, made.where.function)


def _extends(base: Conda | None) -> bool:
    """Whether it begins with what only the workspace knows."""
    return base is not None and base.extends


def _given(call: Call, parameter: str) -> Given | None:
    argument = call.arguments.get(parameter)
    if argument is None or argument.value == Const(None):
        return None
    return Given(argument.node.value, argument.value)


def _origin(model: EnvironmentModel) -> Conda | None:
    """Note what the constructor or factory says; returns the conda dependencies that it begins with."""
    call = model.obj.call
    if call is None:
        return None
    factory = call.entry.name
    model.name = call.expression("name") or call.expression("new_name")
    if call.entry.kind == "class":
        return None
    if factory in ("get", CURATED_FOR_AUTOML):
        model.reference = call
        return extending()
    elif factory == OF_RUN:
        model.run = call
    elif factory == "from_conda_specification":
        model.conda_file = call.expression("file_path")
    elif factory == "from_pip_requirements":
        return _requirements(call, "file_path")
    elif factory in ("from_docker_image", "from_dockerfile"):
        model.image, model.dockerfile = _given(call, "image"), _given(call, "dockerfile")
        conda = _given(call, "conda_specification")
        model.conda_file = conda.expression if conda is not None else None
        registry = _given(call, "container_registry")
        if registry is not None:
            _registry_object(model, registry)
        if _given(call, "pip_requirements") is not None:
            return _requirements(call, "pip_requirements")
        model.user_managed = conda is None
    elif factory == "from_docker_build_context":
        context = _given(call, "docker_build_context")
        _build_context(model, call, context)
    elif factory == "load_from_directory":
        model.folder = _given(call, "path")
        model.user_managed = True
    elif factory == "clone":
        return _clone(model, call)
    else:
        model.problems.append(Problem(call.node, f"`Environment.{factory}` is not converted yet"))
    return None


def _requirements(call: Call, parameter: str) -> Conda | None:
    """v1 reads the file, and adds pip itself to the conda packages (azureml-core 1.61)."""
    file, version = _given(call, parameter), _given(call, "pip_version")
    if file is None:
        return None
    conda = Conda(None, pip=[Package(None, file.expression, spread=True, file=True)], conda=[Package("pip")])
    if version is not None:
        text = constant(version.value)
        conda.conda = [Package(f"pip={text}" if isinstance(text, str) else None, version.expression)]
        if not isinstance(text, str):
            conda.problems.append(Problem(version.expression, "the version of pip is only known when the code runs"))
    return conda


def _build_context(model: EnvironmentModel, call: Call, given: Given | None) -> None:
    found = objects(given.value) if given is not None else ()
    made = found[0].call if len(found) == 1 else None
    if made is None or made.entry.name != "from_local_directory":
        told = given if given is not None else Given(call.node, UNKNOWN)
        message = not_followed("this build context", told.expression, told.value)
        model.problems.append(Problem(call.node, message))
        return
    model.build_context = made
    model.sections.append(found[0])


def _clone(model: EnvironmentModel, call: Call) -> Conda | None:
    """A copy under another name, as it was when it was copied: what is changed later must not be in it."""
    found = objects(call.receiver)
    if len(found) != 1 or found[0].call is None:
        model.problems.append(
            Problem(call.node, f"where the environment that is copied comes from is not known{origin(call.receiver)}")
        )
        return None
    original = fold_environment(found[0])
    model.problems += original.problems
    if original.later:
        message = "the environment that is copied is changed in another function than it is made in"
        model.problems.append(Problem(call.node, message))
    changes = [event.where for event in events(found[0])]
    python = found[0].parts.get("python")
    if python is not None and "conda_dependencies" in python.parts:
        changes += [where_of(one) for one in conda_mutations(python.parts["conda_dependencies"])]
    if any(where.order > call.where.order for where in changes):
        model.problems.append(Problem(call.node, "the environment that is copied is changed after this"))
    model.variables = list(original.variables)
    model.told = dict(original.told)
    if original.is_asked_for or original.copied is not None:
        receiver = call.node.func.value if isinstance(call.node.func, cst.Attribute) else None
        variable = receiver if isinstance(receiver, cst.Name) else None
        model.copied = Copied(variable, original.reference)
        if variable is None and (original.reference is None or changes):
            message = "only the workspace knows what the environment holds that is copied and changed"
            model.problems.append(Problem(call.node, message))
        return extending()
    model.image, model.dockerfile, model.build_context = original.image, original.dockerfile, original.build_context
    model.folder = original.folder
    model.registry, model.conda_file, model.user_managed = (
        dict(original.registry),
        original.conda_file,
        original.user_managed,
    )
    if original.conda is not None:
        model.conda = replace(original.conda, obj=None)
    return model.conda


def known_variables(obj: Obj) -> tuple[tuple[str, str], ...] | None:
    """The environment variables that an environment surely has; None when only running the code tells them."""
    if obj.symbol != ENVIRONMENT:
        return ()
    model = fold_environment(obj)
    found = dict(model.told)
    for event in sorted(model.variables, key=lambda one: one.where.order):
        home = obj.call.where if obj.call is not None else None
        if home is None or event.shared or event.where.function is not home.function:
            return None
        given = _named_texts(event)
        if given is None or event.where.blocks != home.blocks[: len(event.where.blocks)]:
            return None
        found = given if event.name == VARIABLES[0] else {**found, **given}
    return tuple(found.items())


def _named_texts(event: SetEvent) -> dict[str, str] | None:
    """The environment variables that are set there."""
    key = event.node.slice[0].slice if isinstance(event.node, cst.Subscript) else None
    values: dict[object, Value | None] = {}
    if isinstance(key, cst.Index):
        name = key.value.evaluated_value if isinstance(key.value, cst.SimpleString) else None
        values[name] = event.value
    elif isinstance(event.value, DictValue) and event.value.complete:
        values = {name: None if item.conditional else item.value for name, item in event.value.items.items()}
    else:
        return None
    texts = {name: constant(value) for name, value in values.items()}
    known = {name: str(text) for name, text in texts.items() if isinstance(name, str) and text is not None}
    return known if len(known) == len(texts) else None


_ADVICE = {
    "base_conda_environment": "v2 takes no environment of the image as a base: name all packages in the conda file",
    "platform": "v2 builds images for Linux on x64: take it out",
    "packages": "v2 has the packages of Spark on the component: spark(jars=…, conf=…)",
    "repositories": "v2 has the repositories of Spark on the component: spark(conf=…)",
}
"""What a person has to do about settings that are not converted."""
IGNORED = frozenset(
    {"enabled", "shared_volumes", "gpu_support", "inferencing_stack_version", "precache_packages", "_name"}
)
"""What says nothing in v2."""
OF_CONTAINERS = ("shm_size", "arguments")
"""What v2 has on the job."""


def _event(model: EnvironmentModel, event: SetEvent) -> None:
    given = None if event.value == Const(None) else Given(event.expression, event.value)
    if event.name == "base_image":
        model.image = _in_a_branch(model, event, given)
        if given is not None:
            model.dockerfile = model.build_context = None
    elif event.name == "base_dockerfile":
        model.dockerfile = given
        if given is not None:
            model.image = model.build_context = None
    elif event.name == "build_context":
        if given is not None:
            call = objects(event.value)[0].call if objects(event.value) else None
            if call is None:
                message = not_followed("this build context", event.expression, event.value)
                model.problems.append(Problem(event.node, message))
            else:
                _build_context(model, call, given)
    elif event.name == "base_image_registry":
        if given is not None:
            _registry_object(model, given)
    elif event.name == "r":
        if given is not None:
            _r_section(model, given)
    elif event.name in ("address", "username", "password"):
        if given is not None:
            model.registry[event.name] = given
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
            named = in_short(event.expression)
            message = f"where these conda dependencies `{named}` come from is not known{origin(event.value)}"
            model.problems.append(Problem(event.node, message))
    elif event.name == "conda_dependencies_file":
        model.conda_file = given.expression if given is not None else None
    elif event.name == "name" and given is not None:
        model.name = given.expression
    elif event.name == "interpreter_path":
        model.interpreter = given
    elif event.name == "version":
        model.version = given
    elif event.name in VARIABLES:
        model.variables.append(event)
    elif event.name in OF_CONTAINERS:
        if given is not None:
            model.docker[event.name] = given
    elif event.name not in IGNORED:
        advice = _ADVICE.get(event.name, "it is not converted yet")
        model.problems.append(Problem(event.node, f"`{event.name}` of its environment: {advice}"))


def _in_a_branch(model: EnvironmentModel, event: SetEvent, given: Given | None) -> Given | None:
    """The image, which is another one when a branch does not say it."""
    home = root_of(model.obj).call
    branch = branch_of(event.where, home.where) if home is not None else None
    if branch is None:
        return given
    entry = catalogue().get("azureml.core.runconfig.DEFAULT_CPU_IMAGE")
    default = cst.parse_expression(entry.value.replace("'", '"') if entry is not None else "None")
    other = model.image.expression if model.image is not None else default
    own = given.expression if given is not None else default
    return Given(cst.IfExp(branch.test, own, other), Unknown("str"))


def _registry_object(model: EnvironmentModel, given: Given) -> None:
    """``ContainerRegistry()`` with what is set on it."""
    found = objects(given.value)
    if len(found) != 1 or found[0].call is None:
        message = not_followed("this registry", given.expression, given.value)
        model.problems.append(Problem(given.expression, message))
        return
    model.sections.append(found[0])
    model.problems += foldable(found[0])
    for event in events(found[0]):
        if event.value != Const(None):
            model.registry[event.name] = Given(event.expression, event.value)


def _r_section(model: EnvironmentModel, given: Given) -> None:
    found = objects(given.value)
    if len(found) != 1 or found[0].symbol != R_SECTION or found[0].call is None:
        message = not_followed("this section for R", given.expression, given.value)
        model.problems.append(Problem(given.expression, message))
        return
    model.r = fold_r(found[0])
    model.sections += model.r.objects
    model.problems += model.r.problems


def _registry(model: EnvironmentModel) -> None:
    """v1 takes the address of the registry apart from the image."""
    address = model.registry.get("address")
    if address is not None and model.image is not None and not isinstance(constant(model.image.value), str):
        written = isinstance(constant(address.value), str)
        if not written:
            message = "which image this is depends on the address of its registry: write both as one name"
            model.problems.append(Problem(address.expression, message))
