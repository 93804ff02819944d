"""What is said of an environment after it was made: in a branch, or on a variable that holds one of several.

An ``Environment`` of v2 takes another image later, but keeps the conda dependencies that it was made with whatever
``conda_file`` is set to (azure-ai-ml 1.35.2), so it is made anew where those go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import libcst as cst
import libcst.matchers as m

from migrate.decisions.context import Context
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Edit, Manual
from migrate.decisions.settings.folded import root
from migrate.v1.folding import BASE_IMAGE
from migrate.v1.scenarios import exclusive
from migrate.v1.values import Const, Obj, SetEvent, constant
from migrate.v2.environments import EnvironmentSpec
from migrate.v2.expressions import V2, Attr, Code, Expr, IfElse, Literal, User, call, method
from migrate.v2.statements import Assign, Do, Statement

_PATH = V2("pathlib", "Path")
_DOCKERFILE = Literal("Dockerfile")


def check_late(obj: Obj, late: Sequence[SetEvent], context: Context) -> None:
    """Whether all is said before the environment is used.

    Raises:
        Manual: it is not, or it is not said of the environment's own variable.
    """
    for event in late:
        if not obj.name or root(event) not in obj.bound_to.values():
            raise Manual(f"`{event.name}` is set in a branch only, on what is no variable of its own")
        for step in context.scripts:
            if step.environment is obj and step.call.where.order < event.where.order:
                raise Manual(f"`{event.name}` is set in a branch after a step was made with the environment")
        for name in context.references_to(obj):
            place = context.place(name)
            if name.value != root(event) and place is not None and place > event.where.order[:2]:
                raise Manual(f"`{event.name}` is set on `{root(event)}`, which is also `{name.value}`")


def late_edits(late: Sequence[SetEvent], context: Context) -> Iterator[Edit]:
    """What stands for the settings: one statement for all of a branch.

    Raises:
        Manual: what v2 has nothing for.
    """
    builds = [event for event in late if event.name == "base_dockerfile"]
    for _, group in groupby(late, key=lambda event: (event.where.blocks, root(event))):
        events = list(group)
        where = events[-1].where
        for event in events:
            if sole_value(event.where.statement) is not event.expression:
                raise Manual(f"`{event.name}` is set together with something else")
        # Where the image or the Dockerfile stands: its expression may mean something else, or nothing, later.
        place = next((one for one in reversed(events) if one.name != _MANAGED and _given(one)), events[-1])
        yield from (Edit(one.where.statement, instead=()) for one in events if one is not place)
        variable = Code(root(events[-1]) or "")
        before = [one for one in builds if one not in events and not exclusive(one.where.blocks, where.blocks)]
        statements = tuple(_said(events, variable, bool(before), context))
        yield Edit(place.where.statement, instead=statements, keep_comments=True)


def _said(events: Sequence[SetEvent], variable: Code, builds: bool, context: Context) -> Iterator[Statement]:
    """The statements for all that is set in one branch.

    Args:
        builds: whether the environment may be one with a Dockerfile.
    """
    last = {event.name: event for event in events}
    image, dockerfile, managed = (_given(last.get(name)) for name in (BASE_IMAGE, "base_dockerfile", _MANAGED))
    flag = constant(managed.value) if managed is not None else None
    if managed is not None and flag is not True:
        raise Manual(f"`{_MANAGED}` is set to something else than True in a branch")
    if image is not None and dockerfile is not None:
        raise Manual("both an image and a Dockerfile are set in a branch")
    if image is not None and managed is None and not builds:
        yield Assign(f"{variable.text}.image", User(image.expression))
        return
    if _given(last.get("version")) is not None:
        yield Assign(f"{variable.text}.version", User(last["version"].expression))
        if len(last) == 1:
            return
    name = Attr(variable, "name")
    if dockerfile is not None:
        if managed is None:
            message = "v2 installs no conda dependencies on top of a Dockerfile: install them in the Dockerfile"
            raise Manual(message)
        folder = f"{variable.text}_folder"
        yield Assign(folder, call(_PATH, Literal("environments"), name))
        yield Do(method(Code(folder), "mkdir", parents=Literal(True), exist_ok=Literal(True)))
        yield Do(method(call(_PATH, Code(folder), _DOCKERFILE), "write_text", _text(dockerfile, context)))
        yield Assign(variable.text, EnvironmentSpec(name=name, build=Code(folder)).expr)
        return
    if builds and image is None:
        raise Manual(f"`{_MANAGED}` is set in another branch than the image or the Dockerfile")
    shown: Expr = User(image.expression) if image is not None else Attr(variable, "image")
    conda = Attr(variable, "conda_file") if managed is None else None
    yield Assign(variable.text, EnvironmentSpec(name=name, image=shown, conda=conda).expr)


_MANAGED = "user_managed_dependencies"


def _given(event: SetEvent | None) -> SetEvent | None:
    return None if event is None or event.value == Const(None) else event


def _text(event: SetEvent, context: Context) -> Expr:
    """v1 takes the text of a Dockerfile, or its path."""
    written = User(event.expression)
    text = constant(event.value)
    if (isinstance(text, str) and "\n" in text) or _is_read(event.expression, context):
        return written
    read = method(call(_PATH, written), "read_text")
    if isinstance(text, str):
        return read
    return IfElse(method(V2("os"), "path.isfile", written), read, written)


def _is_read(node: cst.BaseExpression, context: Context) -> bool:
    """Whether it is what was read from a file: ``file.read()``, or a variable that holds it."""
    if isinstance(node, cst.Name):
        function = context.function_of(node)
        bound = m.findall(function.node, m.Assign()) if function is not None and function.node is not None else ()
        values = [
            one.value
            for one in bound
            if isinstance(one, cst.Assign) and any(target.target.deep_equals(node) for target in one.targets)
        ]
        return bool(values) and all(_reads(value) for value in values)
    return _reads(node)


def _reads(node: cst.BaseExpression) -> bool:
    return m.matches(node, m.Call(func=m.Attribute(attr=m.Name("read") | m.Name("read_text"))))
