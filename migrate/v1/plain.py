"""Text, numbers, and lists and dictionaries of these: what configuration files and the command line say.

They hold no object of v1, so what is read from them is the name of a compute and not a compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import libcst as cst

from migrate.v1.values import Const, Foreign, Item, ListValue, Unknown, Value, alternatives, type_name

PLAIN = Unknown(plain=True)
_READERS = frozenset(
    {
        *(f"yaml.{name}" for name in ("safe_load", "load", "full_load", "unsafe_load")),
        *(f"{module}.{name}" for module in ("json", "toml", "tomllib", "tomli") for name in ("load", "loads")),
        *(f"omegaconf.OmegaConf.{name}" for name in ("load", "create", "merge", "from_cli", "to_container")),
        *("dotenv.dotenv_values", "configparser.ConfigParser", "hydra.compose", "pathlib.Path.read_text"),
    }
)
_CLASSES = frozenset(
    {"argparse.Namespace", "configparser.ConfigParser", "omegaconf.DictConfig", "omegaconf.ListConfig"}
)
_ASKING = frozenset({"copy", "get", "lower", "pop", "strip", "upper"})
"""Methods of texts and dictionaries."""
_ADDING = frozenset({"setattr", "setdefault", "update"})
ANY: Final = ""
"""Instead of the name of a member: each of them."""
_PARSING = "parse_args"
_PARSING_SOME = "parse_known_args"
_OPTIONS = frozenset({"click.option", "click.argument"})
_MANY = frozenset({"cls", "count", "is_flag", "flag_value", "multiple", "nargs"})
_TYPES = frozenset({"str", "int", "float", "bool"})


def is_plain(value: Value | None) -> bool:
    found = alternatives(value)
    return bool(found) and all(isinstance(one, Unknown) and (one.plain or bool(one.type_name)) for one in found)


def given_by(dotted: str) -> Value | None:
    """What a function of another package gives, when it is plain."""
    method = dotted.rpartition(".")[2]
    return _parsed(method, None) or (PLAIN if dotted in _READERS else None)


def adds(node: cst.Call, owner: Value | None) -> bool:
    """Whether a call may put something else into it."""
    method = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return owner == PLAIN and isinstance(method, cst.Name) and method.value in _ADDING


def asked(node: cst.Call, owner: Value | None) -> Value | None:
    """What a method gives that is called on something of which nothing else is known; None when that may be all."""
    if not isinstance(node.func, cst.Attribute):
        return None
    method = node.func.attr.value
    return PLAIN if owner == PLAIN and method in _ASKING else _parsed(method, node.func)


def _parsed(method: str, node: cst.CSTNode | None) -> Value | None:
    """The command line: ``parser.parse_args()``."""
    if method == _PARSING_SOME:
        anything = cst.Name("_")
        return ListValue([Item(PLAIN, anything), Item(PLAIN, anything)])
    return PLAIN if method == _PARSING else None


def parameter(
    function: cst.CSTNode | None, param: cst.Param, value_of: Callable[[cst.CSTNode], Value | None]
) -> Unknown | None:
    """What a parameter holds of the command line or a configuration: that of ``@click.option("--compute")``, or
    ``cfg: DictConfig``.

    Args:
        value_of: what an expression is.
    """
    annotation = value_of(param.annotation.annotation) if param.annotation is not None else None
    if isinstance(annotation, Foreign) and annotation.dotted in _CLASSES:
        return PLAIN
    if not isinstance(function, cst.FunctionDef):
        return None
    for call in (one.decorator for one in function.decorators):
        made = value_of(call.func) if isinstance(call, cst.Call) else None
        if not isinstance(call, cst.Call) or not isinstance(made, Foreign):
            continue
        if made.dotted == "hydra.main" and param in function.params.params[:1]:
            return PLAIN
        if made.dotted in _OPTIONS and param.name.value in _names(call):
            return _option(call, value_of)
    return None


def _names(call: cst.Call) -> Iterator[str]:
    """The parameter that an option fills: the name without dashes, else the longest one."""
    given = [
        one.value.evaluated_value for one in call.args if not one.keyword and isinstance(one.value, cst.SimpleString)
    ]
    texts = [one for one in given if isinstance(one, str)]
    own = [one for one in texts if one.isidentifier()]
    long = [one.partition("/")[0] for one in texts if one.startswith("--")]
    chosen = own or long[:1] or texts[:1]
    yield from (one.lstrip("-").replace("-", "_").lower() for one in chosen[:1])


def _option(call: cst.Call, value_of: Callable[[cst.CSTNode], Value | None]) -> Unknown:
    keywords = {one.keyword.value: one.value for one in call.args if one.keyword is not None}
    texts = (one.value.raw_value for one in call.args if isinstance(one.value, cst.SimpleString) and not one.keyword)
    if not _MANY.isdisjoint(keywords) or any("/" in one for one in texts):
        return PLAIN
    kind, default = keywords.get("type"), value_of(keywords["default"]) if "default" in keywords else None
    if kind is not None:
        return Unknown(kind.value) if isinstance(kind, cst.Name) and kind.value in _TYPES else PLAIN
    return Unknown(type_name(default) or "str") if default is None or isinstance(default, Const) else PLAIN
