"""Inputs of which a step has one for each element of a list: data that it reads, or steps that it waits for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Decision, Edit, Manual
from migrate.decisions.steps.plan import PlanOf
from migrate.v1.gathered import Gathered
from migrate.v1.nodes import code_of
from migrate.v1.steps import StepModel
from migrate.v2 import names
from migrate.v2.expressions import V2, CallTo, Code, DictOf, Each, Expr, ForEach, Literal, Text, call, method
from migrate.v2.statements import Assign


def single(source: str) -> str:
    """One of ``scores``."""
    return source.removesuffix("s") or source


def is_bundled(step: StepModel, context: Context) -> bool:
    """Whether how many inputs it has is only known when the code runs."""
    flows = [model.flow for model in context.pipelines_of(step) if model.flow is not None]
    return bool(step.groups) or any(step in one.later for flow in flows for one in flow.gathered)


def collected(step: StepModel, groups: Mapping[str, str]) -> Iterator[Assign]:
    """Each list of data as inputs with names of their own, and the words for them."""
    for source, variable in groups.items():
        element = single(source) if source.endswith("s") else f"one_{source}"
        key = Text((f"{names.snake(single(source))}_", Code("index")))
        yield Assign(variable, ForEach(key, Code(element), f"index, {element} in enumerate({source})"))
    for word in step.words:
        if word.repeat is not None:
            parts: list[str | Expr] = []
            for place, one in enumerate(word.repeat.words):
                space = " " if place else ""
                parts += (
                    [f"{space}{shlex.quote(one)}"] if one is not None else [f"{space}${{{{inputs.", Code("name"), "}}"]
                )
            each = Each(Text(tuple(_joined(parts))), f"name in {groups[word.repeat.source]}")
            yield Assign(word.repeat.variable, method(Literal(" "), "join", each))


def gathered(waiting: Mapping[Gathered, str], plan_of: PlanOf, context: Context) -> Iterator[Assign]:
    """For each list of steps that the step waits for their markers, as inputs with names of their own."""
    for one, variable in waiting.items():
        markers = {plan_of(earlier, context).marker for earlier in one.earlier}
        if len(markers) > 1:
            raise Manual("it waits for steps that have different outputs for it")
        key = Text((f"after_{names.snake(single(one.name))}_", Code("index")))
        value = Code(f"{one.element}.outputs.{markers.pop()}")
        yield Assign(variable, ForEach(key, value, f"index, {one.element} in enumerate({code_of(one.source)})"))


def placed(decision: Decision, made: cst.CSTNode, waiting: Iterable[Gathered], context: Context) -> Decision:
    """The decision without the loops that ordered the step, made where the last of them stood if it has to be.

    Args:
        made: the statement that makes the step in v1.
    """
    loops = {one.loop: one.moved for one in waiting}
    last = next((loop for loop, moved in reversed(loops.items()) if moved), None)
    edits = [Edit(loop, instead=()) for loop in loops if loop is not last and context.once("gathered", loop)]
    for edit in decision.edits:
        edits.append(edit if last is None or edit.statement is not made else replace(edit, statement=last))
    if last is not None:
        edits.append(Edit(made, instead=()))
    return replace(decision, edits=tuple(edits))


def _joined(parts: list[str | Expr]) -> Iterator[str | Expr]:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        yield from (text, part)
        text = ""
    yield text


def with_bundles(value: Expr, bundles: Sequence[str]) -> Expr:
    """The component with an input for each element of the lists."""
    if not bundles:
        return value
    if not isinstance(value, CallTo) or all(name != "command" for name, _ in value.args):
        raise Manual("a component like this cannot have an input for each element of a list")
    folder = call(V2("azure.ai.ml", "Input"), type=Literal("uri_folder"))
    each = [ForEach(Code("name"), folder, f"name in {variable}") for variable in bundles]
    known = dict(value.args).get("inputs")
    items = list(known.items) if isinstance(known, DictOf) else []
    inputs: Expr = DictOf((*items, *((Code("**"), one) for one in each))) if items or len(each) > 1 else each[0]
    written: list[tuple[str, Expr]] = []
    for name, one in value.args:
        if name != "inputs":
            written.append((name, one))
        if name == "command":
            written.append(("inputs", inputs))
    return CallTo(value.func, tuple(written))
