"""An object with all that is changed on it and on its parts: what a v1 object is in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from migrate.v1.nodes import bound_names, code_of, names_read, walk
from migrate.v1.problems import Problem
from migrate.v1.purity import is_pure
from migrate.v1.values import Call, Obj, SetEvent, Where, objects

CONDA_MUTATIONS = frozenset(
    {f"{verb}_{what}" for verb in ("add", "remove") for what in ("pip_package", "conda_package", "channel")}
    | {"set_python_version", "set_pip_option", "set_pip_index_url", "set_pip_requirements", "remove_pip_option"}
    | {"add_tensorflow_pip_package", "add_tensorflow_conda_package", "add_cntk_package"}
)


def conda_mutations(obj: Obj) -> list[Call]:
    """The calls that change conda dependencies, in source order."""
    found = [call for call in obj.calls.values() if call.entry.name in CONDA_MUTATIONS]
    return sorted(found, key=lambda call: call.where.order)


def repeated(call: Call) -> cst.For | None:
    """The loop of ``for name in names: conda.add_pip_package(name)``, which does nothing else."""
    loop = call.where.blocks[-1] if call.where.blocks else None
    if not isinstance(loop, cst.For) or loop.orelse is not None or not call.entry.name.startswith("add_"):
        return None
    given = [argument.node.value for argument in call.arguments.values()]
    own = isinstance(loop.target, cst.Name) and len(given) == 1 and given[0].deep_equals(loop.target)
    small = call.where.statement.body if isinstance(call.where.statement, cst.SimpleStatementLine) else ()
    alone = len(loop.body.body) == len(small) == 1 and isinstance(small[0], cst.Expr) and small[0].value is call.node
    return loop if own and alone and is_pure(loop.iter) else None


def where_of(call: Call) -> Where:
    """The place of a call that changes something: that of the loop which repeats it, if one does."""
    loop, where = repeated(call), call.where
    return where if loop is None else replace(where, statement=loop, blocks=where.blocks[:-1])


_ADDS = frozenset({"add_pip_package", "add_conda_package"})
"""What may be done in a branch: the list then has the package on a condition."""


def branch_of(where: Where, home: Where, whole: bool = True) -> cst.If | None:
    """The ``if`` in whose first branch something is done that else stands beside what it is done to.

    None when it is done more deeply inside, or the condition may not be asked once more.

    Args:
        whole: whether nothing else may be done in it, as it goes with all that it holds.
    """
    branch = where.blocks[-1] if where.blocks else None
    if not isinstance(branch, cst.If) or where.function is not home.function or not is_pure(branch.test):
        return None
    asked = {name.value for name in names_read(branch.test)}
    bound = {name for node in walk(branch) if isinstance(node, cst.AssignTarget) for name in bound_names(node.target)}
    alone = where.blocks[:-1] == home.blocks and asked.isdisjoint(bound)
    foldable_whole = branch.orelse is None and _is_foldable(branch.body)
    return branch if alone and (foldable_whole or not whole) else None


def _is_foldable(body: cst.BaseSuite) -> bool:
    """Whether a branch only adds packages and says an image, so that nothing is left of it."""
    for statement in body.body:
        small = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
        if len(small) != 1 or not (_adds(small[0]) or _says_image(small[0])):
            return False
    return True


def _adds(node: cst.CSTNode) -> bool:
    call = node.value if isinstance(node, cst.Expr) else None
    return isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) and call.func.attr.value in _ADDS


def _says_image(node: cst.CSTNode) -> bool:
    target = node.targets[0].target if isinstance(node, cst.Assign) and len(node.targets) == 1 else None
    return isinstance(target, cst.Attribute) and target.attr.value == BASE_IMAGE


def _lifted(where: Where, home: Where, whole: bool = True) -> Where:
    """The place of the whole ``if`` for what may be done in a branch of it."""
    branch = branch_of(where, home, whole)
    return where if branch is None else replace(where, statement=branch, blocks=where.blocks[:-1])


def owned(obj: Obj) -> Iterator[Obj]:
    """The object and the parts that nobody else made: ``run_config.environment.docker``."""
    yield obj
    for name in dict.fromkeys((*obj.parts, *obj.own_parts)):
        part = obj.own_part(name)
        if part is not None:
            yield from owned(part)


def root_of(obj: Obj) -> Obj:
    """The object that the parts belong to: the run configuration or environment itself."""
    while obj.owner is not None and obj.call is None:
        obj = obj.owner
    return obj


def events(obj: Obj) -> list[SetEvent]:
    """The attributes set on the object and its own parts, in source order."""
    found = [event for part in owned(obj) for event in part.sets.values()]
    return sorted(found, key=lambda event: event.where.order)


WITHOUT_EFFECT = frozenset({"enabled", "use_docker", "gpu_support", "shared_volumes", "auto_prepare_environment"})
"""Settings that v2 has nothing for, so that it does not matter when they are set."""


TARGET = "target"
"""The compute of a run configuration, which only steps need that name none themselves."""
BASE_IMAGE = "base_image"
VARIABLES = ("environment_variables", "environment_variables[]")
"""The environment variables, set as a whole or one by one."""
LATE = frozenset({BASE_IMAGE, "base_dockerfile", "user_managed_dependencies", "version"})
"""What can also be said of an environment after it was made."""


RUN_CONFIGURATION = "azureml.core.RunConfiguration"
ENVIRONMENT = "azureml.core.Environment"
_OF_ENVIRONMENT = frozenset({*VARIABLES, "docker.base_image", "docker.enabled"})
_BY_CALLERS = {
    RUN_CONFIGURATION: frozenset(
        {"target", "node_count", "environment", *VARIABLES, "max_run_duration_seconds", "framework", "communicator"}
        | {"mpi.process_count_per_node", "pytorch.process_count", "tensorflow.worker_count"}
        | {"tensorflow.parameter_server_count", "docker.use_docker", "docker.shm_size", "docker.arguments"}
        | {f"environment.{name}" for name in _OF_ENVIRONMENT}
    ),
    ENVIRONMENT: _OF_ENVIRONMENT,
}
"""What those may set on an object to whom a function gives it, by its class and path."""


def path_of(event: SetEvent, obj: Obj) -> str:
    """The dotted name of what is set on an object or a part of its own: ``docker.shm_size``."""
    part = next((one for one in owned(obj) if event in one.sets.values()), obj)
    names = [event.name]
    while part is not obj and part.owner is not None:
        names.append(part.attribute)
        part = part.owner
    return ".".join(reversed(names))


def by_callers(obj: Obj) -> list[SetEvent]:
    """What is set on a run configuration or environment that a function made and gave away, in source order."""
    home = obj.call.where.function if obj.call is not None else None
    if home is None or home.is_module or obj.symbol not in _BY_CALLERS or choices(obj):
        return []
    return [
        event
        for event in events(obj)
        if event.where.function is not home and not event.shared and _is_set_by_caller(event, obj)
    ]


def _is_set_by_caller(event: SetEvent, obj: Obj) -> bool:
    """Whether it is one of these settings, of a variable that holds the object itself."""
    path = path_of(event, obj)
    node = event.node.value if isinstance(event.node, cst.Subscript) else event.node
    written = code_of(node).partition(".")[2]
    return path in _BY_CALLERS[obj.symbol] and written == path.removesuffix("[]")


def aside(obj: Obj) -> list[SetEvent]:
    """What is set in a branch only and needs no folding: settings without effect, variables, an environment's image.

    Also what is set on a variable that holds one of several environments.
    """
    if obj.call is None:
        return []
    home = obj.call.where
    own = obj.symbol.endswith(".Environment")
    chosen = choices(obj)
    found = [
        event
        for event in events(obj)
        if event.where.function is home.function
        and (event in chosen or event.shared or _in_branch(event, home))
        and (event in chosen or event.name in (*WITHOUT_EFFECT, TARGET, *VARIABLES) or (own and event.name in LATE))
    ]
    changes = [event.where.order for event in events(obj) if event not in found]
    changes += [call.where.order for part in owned(obj) for call in conda_mutations(part)]
    last = max(changes, default=home.order)
    return [event for event in found if event.name not in LATE or event.where.order > last]


def choices(obj: Obj) -> list[SetEvent]:
    """What says in branches which environment a run configuration has: ``run_config.environment = …``, or its parts."""
    home = obj.call.where if obj.call is not None else None
    if home is None or not any(_in_branch(event, home) for event in obj.sets.values() if event.name == "environment"):
        return []
    part = obj.own_part("environment")
    found = [event for event in obj.sets.values() if event.name == "environment"]
    found += [event for event in events(part) if event.name not in VARIABLES] if part is not None else []
    return sorted(found, key=lambda event: event.where.order)


def _in_branch(event: SetEvent, home: Where) -> bool:
    return event.where.function is home.function and event.where.blocks != home.blocks[: len(event.where.blocks)]


def mutations(obj: Obj) -> list[Where]:
    """The places where the object is made or changed, in source order; without what is set aside in branches."""
    places = [obj.call.where] if obj.call else []
    besides = [*aside(obj), *by_callers(obj)]
    for part in owned(obj):
        places += [_place(event, obj) for event in part.sets.values() if event not in besides]
        changes = [call for call in part.calls.values() if call.entry.name in CONDA_MUTATIONS]
        places += [_lifted(where_of(call), obj.call.where) if obj.call else where_of(call) for call in changes]
    return sorted(places, key=lambda where: where.order)


def _place(event: SetEvent, obj: Obj) -> Where:
    known = obj.call is not None and event.name == BASE_IMAGE
    return _lifted(event.where, obj.call.where) if known and obj.call is not None else event.where


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
    besides = [*aside(obj), *by_callers(obj)]
    for event in events(obj):
        if event in besides:
            continue
        if event.where.function is not home.function:
            problems.append(
                Problem(event.node, f"`{event.name}` is set in another function than the object is made in")
            )
        elif _place(event, obj).blocks != home.blocks[: len(_place(event, obj).blocks)]:
            problems.append(Problem(event.node, f"`{event.name}` is set in a branch only"))
        elif event.shared:
            problems.append(Problem(event.node, f"`{event.name}` is set on what may be another object, too"))
    for part in owned(obj):
        for call in conda_mutations(part):
            changed = where_of(call)
            # Dependencies with a variable of their own go statement by statement.
            whole = part is not obj
            blocks = (_lifted(changed, home, whole) if call.entry.name in _ADDS else changed).blocks
            if call.where.function is not home.function:
                message = f"`{call.entry.name}` is called in another function than the object is made in"
                problems.append(Problem(call.node, message))
            elif blocks != home.blocks[: len(blocks)]:
                how = "in a loop" if isinstance(blocks[-1], (cst.For, cst.While)) else "in a branch only"
                problems.append(Problem(call.node, f"`{call.entry.name}` is called {how}"))
            elif len(objects(call.receiver)) > 1:
                problems.append(Problem(call.node, f"`{call.entry.name}` is called on what may be another object, too"))
    return problems
