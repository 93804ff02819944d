"""Steps of modules: what the script that publishes a version gives it runs in the step. Isolated process only."""

from __future__ import annotations

import functools
import inspect
import os
from dataclasses import replace
from typing import Any

from migrate.verify.graph import Node, Word, WordKind
from migrate.verify.project.context import Context
from migrate.verify.v1 import code_folder, words
from migrate.verify.v1.bindings import relative_folder, value
from migrate.verify.v1.patching import load


def install(context: Context) -> None:
    """Keep what versions are published with: the in-memory service forgets their folders and run configurations."""
    module: Any = load("azureml.pipeline.core.module").Module
    real = module.publish
    signature = inspect.signature(real)

    @functools.wraps(real)
    def publish(self: Any, *positional: Any, **keywords: Any) -> Any:
        given = signature.bind(self, *positional, **keywords).arguments
        version = real(self, *positional, **keywords)
        folder = given.get("content_path")
        # arguments of the version itself are for its ports, not for what is bound to them
        if folder and not given.get("arguments"):
            config = given.get("runconfig")
            said = repr(config) if config is not None else None
            context.modules[str(version.module_version_id)] = os.path.abspath(folder), said
        return version

    module.publish = publish


def run_configuration(node: Any, step: Any, context: Context) -> str | None:
    """The run configuration of a node; a step of a module that has none runs in that of the version."""
    _, published = _published(step, context)
    if published is not None and getattr(step, "_runconfig", None) is None:
        return published
    found = getattr(node, "_runconfig", None)
    return str(found) if found else None


def _published(step: Any, context: Context) -> tuple[str, str | None]:
    version = getattr(step, "_module_version", None)
    return context.modules.get(str(getattr(version, "module_version_id", "")), ("", None))


def read(made: Node, node: Any, step: Any, context: Context) -> Node:
    """A script with its folder, if this run published the module; else the module by its name, all there is of it."""
    made = replace(made, arguments=_arguments(made, step))
    folder, _ = _published(step, context)
    if folder and made.program and not any(name.endswith(".resource") for name in made.settings):
        hashes = code_folder.hashes(folder, context)
        return replace(made, source=hashes, source_folder=relative_folder(folder, context))
    module: Any = getattr(step, "_module", None)
    version = getattr(step, "_module_version", None)
    entity = getattr(node._module, "module_version", None)
    found = {
        "module.name": (module.name if module is not None else None)
        or getattr(entity, "_module_name", None)
        or node.name,
        "module.version": getattr(step, "_version", None) or getattr(version, "version", None),
    }
    settings = {**made.settings, **{name: value(item, None) for name, item in found.items()}}
    return replace(made, kind="module", program=(), settings=settings)


def _arguments(made: Node, step: Any) -> tuple[Word, ...]:
    """The arguments of a step, which name what is bound to the ports of the module, by these ports."""
    names = [port.name for port in made.inputs], [port.name for port in made.outputs]
    annotated = step.resolve_input_arguments(step._arguments, step._inputs, step._outputs, step._params)[1]
    ports = {
        (kind, bound.name): port
        for kind, side in ((WordKind.INPUT, "inputs"), (WordKind.OUTPUT, "outputs"))
        for port, bound in step._module_wiring[side].items()
    }
    found = words.typed(annotated, *names)
    return tuple(replace(word, text=str(ports.get((word.kind, word.text), word.text))) for word in found)
