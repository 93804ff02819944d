"""A function component of mldesigner beside the v1 script that called the same function.

mldesigner starts ``mldesigner execute --source train.py --name train --inputs rate='0.5'``, imports the file and calls
the function. That is what a v1 script does whose only work besides reading its arguments is to call this function, and
nothing more general can be proved without running both.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from migrate.verify.compare.difference import shown
from migrate.verify.compare.pairing import pair
from migrate.verify.graph import Environment, Graph, Node, Value, Word, WordKind
from migrate.verify.remarks import NOT_COMPARABLE

Text = Callable[[str], str]
"""The text of a file of a project by its path; raises OSError or UnicodeDecodeError."""

_OWN_PACKAGES = frozenset({"mldesigner", "azure-ai-ml"})
"""What runs the function needs, and no v1 script did."""
_LEFT_OUT = ("argparse", "mldesigner", "azure.ai.ml")
"""Modules that a file imports only to read its arguments, or to make a component."""
_PARSER = frozenset({"description", "prog", "epilog"})
"""Arguments of ``ArgumentParser`` that change nothing but its help."""
_ANNOTATED = {"str": "str", "int": "int", "float": "float", "Input": "str", "Output": "str"}


class _Unproved(Exception):
    """Why a function cannot be shown to do what the script does."""


@dataclass(frozen=True)
class _Argument:
    """What ``add_argument`` says: the flag, the type and the default of what becomes an attribute."""

    flag: str
    type: str
    default: object


@dataclass(frozen=True)
class _Called:
    """A script that reads arguments and calls one function: what each parameter gets, and the rest of the file."""

    function: str
    arguments: Mapping[str, _Argument]
    rest: str


def as_scripts(v1: Graph, v2: Graph, v1_text: Text, v2_text: Text) -> Graph:
    """v2 with the nodes of functions as the scripts that v1 runs, wherever the two are the same.

    Where they are not, the ports still stand at the places of v1's arguments, and the node says why.
    """
    partners = {other.name: one for one, other in pair(v1, v2)}
    return replace(
        v2,
        nodes=tuple(
            _as_script(partners[node.name], node, v1_text, v2_text)
            if NOT_COMPARABLE in node.settings and node.name in partners
            else node
            for node in v2.nodes
        ),
    )


def _as_script(one: Node, other: Node, v1_text: Text, v2_text: Text) -> Node:
    source, name, values = _command(other)
    given = replace(other, program=one.program, arguments=tuple(_in_order(one, values)))
    try:
        script = next((word.text for word in one.program if word.text.endswith(".py")), "")
        if not script:
            raise _Unproved("v1 runs no Python script")
        called = _called(ast.parse(_read(v1_text, one, script)))
        _same(called, _function(ast.parse(_read(v2_text, other, source)), name), one, values)
        environment = _without_own(other.environment)
    except (_Unproved, SyntaxError) as error:
        return replace(given, settings={**other.settings, NOT_COMPARABLE: Value(str(error))})
    files = {path: content for path, content in other.source.items() if path != source}
    return replace(
        given,
        environment=environment,
        source={**files, script: one.source.get(script, "")},
        settings={key: value for key, value in other.settings.items() if key != NOT_COMPARABLE},
    )


def _read(text: Text, node: Node, path: str) -> str:
    try:
        return text(f"{node.source_folder}/{path}")
    except (OSError, UnicodeDecodeError) as error:
        raise _Unproved(f"{path} cannot be read") from error


def _command(node: Node) -> tuple[str, str, dict[str, Word]]:
    """File and name of the component, and the word of each parameter without its name."""
    words = list(node.arguments)
    options = {one.text: two.text for one, two in itertools.pairwise(words)}
    values = {}
    for word in words:
        name, equals, rest = (word.text if word.kind is WordKind.LITERAL else word.prefix).partition("=")
        if equals:
            literal = word.kind is WordKind.LITERAL
            values[name] = replace(word, text=rest) if literal else replace(word, prefix=rest)
    return options.get("--source", ""), options.get("--name", ""), values


def _in_order(one: Node, values: Mapping[str, Word]) -> list[Word]:
    """v2's values behind v1's flags; what v1 does not pass comes last."""
    left, found = dict(values), list[Word]()
    for word in one.arguments:
        if word.kind is WordKind.LITERAL and word.text.startswith("--"):
            value = left.pop(_parameter(word.text), None)
            found += [word, *([value] if value is not None else [])]
    return found


def _parameter(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _same(called: _Called, function: tuple[dict[str, str], str, str], one: Node, values: Mapping[str, Word]) -> None:
    """Refuse what differs between the script and the function."""
    types, name, rest = function
    if called.function != name:
        raise _Unproved(f"v1's script calls {called.function}, v2 {name}")
    if called.rest != rest:
        raise _Unproved("the files of both differ in more than what reads the arguments and makes the component")
    passed = [word.text for word in one.arguments[::2]]
    if any(word.kind is not WordKind.LITERAL or not word.text.startswith("--") for word in one.arguments[::2]):
        raise _Unproved("v1's arguments are not pairs of a name and a value")
    unknown = set(passed) - {argument.flag for argument in called.arguments.values()}
    if unknown:
        raise _Unproved(f"the function does not get {', '.join(sorted(unknown))} of v1")
    if set(called.arguments) != set(types):
        raise _Unproved("v1's script does not give the function all of its parameters")
    for parameter, argument in called.arguments.items():
        if argument.type != types[parameter]:
            raise _Unproved(f"{parameter} is {argument.type} in v1 and {types[parameter]} in v2")
        if _parameter(argument.flag) != parameter:
            raise _Unproved(f"{parameter} has another name among v1's arguments: {argument.flag}")
        if argument.flag not in passed:
            word = values.get(parameter)
            if word is None or word.kind is not WordKind.LITERAL or word.text != str(argument.default):
                theirs = None if word is None else word.text
                raise _Unproved(f"{parameter} is {argument.default!r} by v1's default, and {shown(theirs)} in v2")


def _called(tree: ast.Module) -> _Called:
    """Read a script that does nothing when it is started but to hand its arguments to one function."""
    guards = [node for node in tree.body if _is_guard(node)]
    if len(guards) != 1:
        raise _Unproved("v1's script is more than functions and a call of one of them below `__main__`")
    guard = guards[0]
    assert isinstance(guard, ast.If)
    parser, arguments, found = "", "", dict[str, _Argument]()
    call: ast.Call | None = None
    for node in guard.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=made, args=[], keywords=options)) if (
                _last(made) == "ArgumentParser" and {item.arg for item in options} <= _PARSER
            ):
                parser = name
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add_argument")) as said) if (
                name == parser
            ):
                found |= _argument(said)
            case ast.Assign(
                targets=[ast.Name(id=target)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="parse_args"), args=[], keywords=[]),
            ) if name == parser:
                arguments = target
            case ast.Expr(value=ast.Call(func=ast.Name(), args=[]) as said) if arguments and call is None:
                call = said
            case _:
                raise _Unproved("v1's script does more than to hand its arguments to a function by their names")
    if call is None:
        raise _Unproved("v1's script calls no function")
    given: dict[str, _Argument] = {}
    for keyword in call.keywords:
        match keyword:
            case ast.keyword(arg=str(name), value=ast.Attribute(value=ast.Name(id=holder), attr=attribute)) if (
                holder == arguments and attribute in found
            ):
                given[name] = found[attribute]
            case _:
                raise _Unproved("v1's script does more than to hand its arguments to a function by their names")
    assert isinstance(call.func, ast.Name)
    return _Called(call.func.id, given, _rest([node for node in tree.body if node is not guard], call.func.id))


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) == "__name__ == '__main__'"


def _argument(call: ast.Call) -> dict[str, _Argument]:
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    flags = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    kind = options.get("type", ast.Name("str"))
    default = options.get("default", ast.Constant(None))
    plain = isinstance(kind, ast.Name) and isinstance(default, ast.Constant)
    if len(flags) != 1 or len(call.args) != 1 or not flags[0].startswith("--") or not plain:
        raise _Unproved("v1's script reads an argument in a way that mldesigner does not have")
    if set(options) - {"type", "default", "required", "help"}:
        raise _Unproved(f"v1's script reads {flags[0]} in a way that mldesigner does not have")
    assert isinstance(kind, ast.Name)
    assert isinstance(default, ast.Constant)
    return {_parameter(flags[0]): _Argument(flags[0], kind.id, default.value)}


def _function(tree: ast.Module, component: str) -> tuple[dict[str, str], str, str]:
    """Type of each parameter, name of the function, and the rest of the file, of a component by its name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any(
            _last(item) == "command_component" for item in node.decorator_list
        ):
            names = [_name(item) or node.name for item in node.decorator_list]
            if component in names and len(names) == 1:
                return _types(node), node.name, _rest(tree.body, node.name)
    raise _Unproved(f"the function of the component {component!r} is not in its file")


def _name(decorator: ast.expr) -> str:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    given = [item.value for item in keywords if item.arg == "name"]
    return next((str(value.value) for value in given if isinstance(value, ast.Constant)), "")


def _types(function: ast.FunctionDef) -> dict[str, str]:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.posonlyargs:
        raise _Unproved("the function takes any arguments")
    found = {}
    for argument in (*arguments.args, *arguments.kwonlyargs):
        name = _last(argument.annotation) if argument.annotation is not None else ""
        if name not in _ANNOTATED or (isinstance(argument.annotation, ast.Call) and _is_number(argument.annotation)):
            raise _Unproved(f"{argument.arg} is not a text, a number or data")
        found[argument.arg] = _ANNOTATED[name]
    return found


def _is_number(annotation: ast.Call) -> bool:
    """``Input(type="number")``, of which mldesigner makes a number, and other types that are no data."""
    kinds = [
        item.value.value for item in annotation.keywords if item.arg == "type" and isinstance(item.value, ast.Constant)
    ]
    return not all(str(kind).startswith("uri_") for kind in kinds)


def _last(node: ast.expr) -> str:
    """``mldesigner.Input(…)`` → ``Input``."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _rest(statements: list[ast.stmt], function: str) -> str:
    """All that a file does but for its imports of what only one side needs, annotations, defaults and decorator."""
    kept: list[str] = []
    used: set[str] = set()
    bound: set[str] = set()
    for node in statements:
        if names := _left_out(node):
            bound |= names
            continue
        plain = _plain(node) if isinstance(node, ast.FunctionDef) and node.name == function else node
        used |= {item.id for item in ast.walk(plain) if isinstance(item, ast.Name)}
        text = ast.unparse(plain)
        if any(word in text for word in ("__name__", "__file__", "argv", "_getframe")):
            raise _Unproved("the file asks how it was started")
        kept.append(text)
    if bound & used:
        raise _Unproved(f"the file needs {', '.join(sorted(bound & used))} for more than its arguments")
    return "\n".join(kept)


def _left_out(node: ast.stmt) -> set[str]:
    """The names that an import binds which only one side needs; empty for any other statement."""
    if isinstance(node, ast.Import):
        modules = [item.name for item in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        modules = [node.module or ""]
    else:
        return set()
    if not all(any(f"{module}.".startswith(f"{one}.") for one in _LEFT_OUT) for module in modules):
        return set()
    return {item.asname or item.name.partition(".")[0] for item in node.names}


def _plain(function: ast.FunctionDef) -> ast.FunctionDef:
    if any(isinstance(node, (ast.Return, ast.Yield)) and node.value is not None for node in ast.walk(function)):
        raise _Unproved("the function gives something back, which mldesigner takes for an output")
    names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    bare = ast.arguments([], [ast.arg(name) for name in sorted(names)], None, [], [], None, [])
    made = ast.FunctionDef(function.name, bare, function.body, [], None, None)
    return ast.fix_missing_locations(ast.copy_location(made, function))


def _without_own(environment: Environment) -> Environment:
    """The environment without what runs the function; with a list of packages, mldesigner has to be in it."""
    if environment.reference or environment.user_managed or environment.dockerfile:
        return environment
    if not any(_package(text) == "mldesigner" for text in environment.pip_packages):
        raise _Unproved("the environment has no mldesigner, which runs the function")
    return replace(
        environment,
        pip_packages=tuple(text for text in environment.pip_packages if _package(text) not in _OWN_PACKAGES),
    )


def _package(text: str) -> str:
    return (
        text.partition(";")[0].strip().replace("_", "-").lower().split("=")[0].split("<")[0].split(">")[0].rstrip("~! ")
    )
