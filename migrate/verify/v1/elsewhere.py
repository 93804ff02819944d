"""Steps that run outside Azure ML, which v2 has no counterpart for: their parameters, as the graph has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from migrate.verify.graph import Node, Value, Word, WordKind
from migrate.verify.project.context import Context
from migrate.verify.project.text import without_prefix
from migrate.verify.v1.bindings import value

_NOT_SETTINGS = {
    "compute_name", "ComputeName", "Arguments", "SubscriptionId", "ResourceGroup", "ResourceGroupName", "AccountName",
    "AnalyticsAccountName", "Target", "Version", "base_parameters", "python_script_params", "jar_params",
}  # fmt: skip
_PROGRAMS = ("notebook_path", "python_script_name", "python_script_path", "main_class_name", "ScriptName", "Executable")


def _reader(kind: str) -> Callable[[Node, Any, Any, Context], Node]:
    """Read a node by its parameters, each of which becomes a setting ``<kind>.<name>``."""

    def read(made: Node, node: Any, step: Any, context: Context) -> Node:
        parameters = {name: item.value for name, item in node.params.items() if item.value is not None}
        program = next((str(parameters[name]) for name in _PROGRAMS if parameters.get(name)), "")
        settings = {
            f"{kind}.{_snake(name)}": _plain(item)
            for name, item in parameters.items()
            if name not in _NOT_SETTINGS and name not in _PROGRAMS and not name.startswith("_AML_PARAMETER_")
        }
        for name, item in _named_parameters(parameters).items():
            settings[f"{kind}.parameters.{name}"] = item
        arguments = made.arguments or _script_parameters(parameters)
        return replace(
            made,
            kind=kind,
            program=(Word(WordKind.LITERAL, program),) if program else (),
            arguments=arguments,
            compute=Value(_target(parameters, step)),
            environment_variables={},
            settings={**made.settings, **settings},
        )

    return read


def _named_parameters(parameters: dict[str, Any]) -> dict[str, Value]:
    """Parameters of a Databricks notebook: text ``a=b;p=q``, and those that a pipeline parameter sets."""
    found = {}
    for pair in str(parameters.get("base_parameters") or "").split(";"):
        name, equals, text = pair.partition("=")
        if equals:
            found[name] = Value(text)
    for name, item in parameters.items():
        if name.startswith("_AML_PARAMETER_") and without_prefix(name, "_AML_PARAMETER_") in found:
            found[without_prefix(name, "_AML_PARAMETER_")] = value(item)
    return found


def _script_parameters(parameters: dict[str, Any]) -> tuple[Word, ...]:
    """Parameters of a Databricks script or class: joined by ``||``, with a pipeline parameter as name and default."""
    text = parameters.get("python_script_params") or parameters.get("jar_params")
    if not text:
        return ()
    bound = {without_prefix(name, "_AML_PARAMETER_") for name in parameters if name.startswith("_AML_PARAMETER_")}
    words, parts = [], [part.replace("|-", "|") for part in str(text).split("||")]
    skip = False
    for part in parts:
        if skip:
            skip = False
        elif part in bound:
            words.append(Word(WordKind.PARAMETER, part))
            skip = True
        else:
            words.append(Word(WordKind.LITERAL, part))
    return tuple(words)


def _target(parameters: dict[str, Any], step: Any) -> str | None:
    given = parameters.get("compute_name") or parameters.get("ComputeName") or getattr(step, "_compute_target", None)
    return str(getattr(given, "name", given)) if given else None


def _plain(item: Any) -> Value:
    found = value(item)
    if isinstance(found.value, str) and found.value.startswith(("{", "[")):
        try:
            return Value(json.loads(found.value), found.parameter, found.origin)
        except ValueError:
            return found
    return found


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


READERS = {
    "DatabricksStep": _reader("databricks"),
    "DataTransferStep": _reader("data_transfer"),
    "AdlaStep": _reader("adla"),
    "AzureBatchStep": _reader("azure_batch"),
    "KustoStep": _reader("kusto"),
    "HDInsightStep": _reader("hdinsight"),
    "NotebookRunnerStep": _reader("notebook"),
}
