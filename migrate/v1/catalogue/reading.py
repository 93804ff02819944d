"""Read one thing of the installed SDK v1: a signature, a constant, what a method assigns on ``self``."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from enum import Enum

LITERALS = (str, int, float, bool, type(None))
CONTAINERS = (list, tuple, dict, set, frozenset)


def is_azureml(thing: object) -> bool:
    """Whether a walked distribution defines it; azureml.dataprep is a package of its own below some classes."""
    module = getattr(thing, "__module__", None) or ""
    return module.startswith("azureml.") and not module.startswith("azureml.dataprep")


def signature_of(function: object, skip: int = 0) -> str:
    if not callable(function):
        return ""
    parts: list[str] = []
    star = False
    for index, parameter in enumerate(inspect.signature(function).parameters.values()):
        if index < skip:
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            parts.append(f"*{parameter.name}")
            star = True
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            parts.append(f"**{parameter.name}")
        elif parameter.default is inspect.Parameter.empty:
            parts.append(parameter.name)
        else:
            parts.append(f"{parameter.name}={_source(parameter.default)}")
    return ", ".join(parts)


def constructor_of(cls: type) -> str:
    """The parameters of ``__new__`` where that carries them (ComputeTarget, Datastore), else of ``__init__``."""
    for klass in cls.__mro__:
        for name in ("__new__", "__init__"):
            function = vars(klass).get(name)
            if isinstance(function, staticmethod):
                function = function.__func__
            if inspect.isfunction(function) and is_azureml(function):
                signature = signature_of(function, skip=1)
                if name == "__init__" or signature not in ("", "*args, **kwargs"):
                    return signature
    return ""


def _source(value: object) -> str:
    """Python source of a default, ``...`` where its repr is not Python."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    text = repr(value)
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return "..."
    return text


def value_of(value: object) -> str:
    """The literal, on one line; nothing for long ones, paths of this machine and the addresses of package indexes."""
    if not isinstance(value, (*LITERALS, *CONTAINERS)):
        return ""
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return ""
    machine_bound = "/site-packages/" in text or re.search(r"://\S+/simple\b", text)
    return text if len(text) <= 300 and "\n" not in text and not machine_bound else ""


def is_data_slot(owner: type, name: str) -> bool:
    """A class attribute that only gives instances a default (``name = None``)."""
    value = vars(owner).get(name)
    return value is None or value in ([], {}, "", ())


def bound_names(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names that the top of a module assigns or imports from azureml, with the dotted path they come from."""
    imported: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("azureml."):
            for alias in node.names:
                imported.add(alias.asname or alias.name)
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id not in imported:
                yield target.id, f"{module}.{target.id}"


def class_body(tree: ast.Module, qualname: str) -> list[ast.stmt]:
    body: list[ast.stmt] = tree.body
    for part in qualname.split("."):
        for node in body:
            if isinstance(node, ast.ClassDef) and node.name == part:
                body = node.body
                break
        else:
            return []
    return body


def self_assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    if not isinstance(node, ast.FunctionDef) or not node.args.args:
        return
    me = node.args.args[0].arg
    for child in ast.walk(node):
        if isinstance(child, ast.Assign):
            pairs = [(target, child.value) for target in child.targets]
        elif isinstance(child, ast.AnnAssign) and child.value is not None:
            pairs = [(child.target, child.value)]
        else:
            continue
        for target, value in pairs:
            for single in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(single, ast.Attribute) and isinstance(single.value, ast.Name) and single.value.id == me:
                    yield single.attr, value


def documented_types(cls: type) -> dict[str, str]:
    docs = textwrap.dedent(cls.__doc__ or "") + "\n" + (inspect.getdoc(vars(cls).get("__init__")) or "")
    return dict(re.findall(r":(?:vartype|type) (\w+):\s*(.+)", docs))
