"""What the code reads of a v1 environment and of its sections, and where it is on the way to something that is set."""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.entities import is_asked_further, is_entity, is_given, owner_of_section
from migrate.decisions.rule import Decision, Manual, changed, converted
from migrate.decisions.settings import settings
from migrate.v1.folding import root_of
from migrate.v1.uses import AttributeUse
from migrate.v1.values import Obj
from migrate.v2.expressions import Attr, User

_IMAGE = converted("environment.image")
_CONDA = changed("environment.conda_file", "a dictionary where v1 has an object")


def image(use: AttributeUse, context: Context) -> Decision:
    environment = owner_of_section(use.node)
    if environment is None or not is_entity(context.value(environment), context):
        raise Manual("read `image` of the v2 environment")
    return Decision(_IMAGE, Attr(User(environment), "image"))


def conda(use: AttributeUse, context: Context) -> Decision:
    if is_asked_further(use.node, context) or is_given(use.node, context):
        return section(use, context)
    environment = owner_of_section(use.node)
    if environment is None or not is_entity(context.value(environment), context):
        raise Manual("read `conda_file` of the v2 environment: a dictionary where v1 has an object")
    return Decision(_CONDA, Attr(User(environment), "conda_file"))


def is_planned(root: Obj, context: Context) -> bool:
    """Whether it is an environment or run configuration that is converted, or the environment of such a one."""
    found = settings(context)
    held = any(run.model.environment.obj is root for run in found.runs.values())
    return held or root in found.environments or root in found.runs


def refuse_unplanned(root: Obj, context: Context) -> None:
    if not is_planned(root, context):
        problem = settings(context).problems.get(root)
        raise Manual(problem.message if problem else "what this belongs to could not be converted")


_INSTEAD = {
    "python": ": its packages are in `conda_file`",
    "docker": ": its image is in `image`, its Dockerfile in `build`",
    "environment_variables": ": the jobs that run in it have them",
}


def section(use: AttributeUse, context: Context) -> Decision:
    """``environment.python`` on the way to something that is set.

    Raises:
        Manual: it is read, or what it belongs to stays v1.
    """
    receiver = use.receiver
    assert isinstance(receiver, Obj)
    root, name = root_of(receiver), use.node.attr.value
    if not is_entity(root, context):
        refuse_unplanned(root, context)
    if not is_asked_further(use.node, context) and not is_given(use.node, context):
        raise Manual(f"a v2 environment has no `{name}`{_INSTEAD.get(name, '')}")
    return Decision(converted("Environment(...)"))
