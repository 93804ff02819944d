"""Expressions are laid out as a formatter would, and mean what they hold, whatever the text in them."""

from __future__ import annotations

import ast

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.v2.expressions import (
    V2,
    Attr,
    CallTo,
    Code,
    DictOf,
    Expr,
    Index,
    ListOf,
    Literal,
    Starred,
    Text,
    User,
    call,
    dict_of,
    method,
    strings,
)
from migrate.v2.rendering import Layout, literal, render

TRAIN = V2("azure.ai.ml", "command")


def layout(width: int = 40, indent: str = "    ") -> Layout:
    return Layout(cst.Module([]).code_for_node, lambda module, name: name or module, indent, width)


def rendered(expr: Expr, width: int = 40, depth: int = 0, used: int = 0) -> str:
    return render(expr, layout(width), depth, used)


def user(source: str) -> User:
    return User(cst.parse_expression(source))


@pytest.mark.parametrize(
    ("expr", "source"),
    [
        (Literal("a"), '"a"'),
        (Literal(None), "None"),
        (Literal(1.5), "1.5"),
        (Code("ws"), "ws"),
        (user("a  +  b"), "a  +  b"),
        (V2("shlex"), "shlex"),
        (Attr(user("a + b"), "name"), "(a + b).name"),
        (Attr(user("f(x)"), "name"), "f(x).name"),
        (Index(Code("a"), Literal("b")), 'a["b"]'),
        (call(user("a or b"), Literal(1), c=Literal(2), d=None), "(a or b)(1, c=2)"),
        (CallTo(TRAIN, (("*", Code("a")), ("**", Code("b")))), "command(*a, **b)"),
        (method(Code("ws"), "jobs.stream", Code("job")), "ws.jobs.stream(job)"),
        (ListOf((Literal(1), Starred(user("a or b")))), "[1, *(a or b)]"),
        (DictOf(()), "{}"),
        (dict_of({"a": strings(["b"])}), '{"a": ["b"]}'),
        (Text(("a", "b")), '"ab"'),
        (Text(("a ", Code("b"), "{c}")), 'f"a {b}{{c}}"'),
        (Text((Code("b"),)), "b"),
        (Text(('say "', user('d["k"]'), '"')), 'f"say \\"{d[\'k\']}\\""'),
        (Text(("a ", user("{1: 2}[b]"))), 'f"a {({1: 2}[b])}"'),
        (Text(("a ", user('d["it\'s"]'))), '"a {}".format(d["it\'s"])'),
        (Text(("{a} ", user("d['\\n']"))), "\"{{a}} {}\".format(d['\\n'])"),
        (Text(("a ", user("f(\n    x\n    if y\n    else ''\n)"))), """f"a {f(x if y else '')}\""""),
        (Text(("a ", user("[  x,\n  (y\n)]"))), 'f"a {[  x, (y)]}"'),
        (Text(("a ", user("f(x,  # y\n  z)"))), '"a {}".format(f(x,  # y\n  z))'),
        (Text(("a ", user('f("""x\n y""")'))), '"a {}".format(f("""x\n y"""))'),
    ],
)
def test_on_one_line(expr: Expr, source: str) -> None:
    assert rendered(expr, 80) == source
    ast.parse(source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a", '"a"'),
        ('say "a"', "'say \"a\"'"),
        ("it's", '"it\'s"'),
        ("'\"", '"\'\\""'),
        ("a\\b", '"a\\\\b"'),
        ("a\nb", '"a\\nb"'),
        ("{a}", '"{a}"'),
        ("ü", '"ü"'),
        ("\u200b", "'\\u200b'"),
    ],
)
def test_quotes(text: str, source: str) -> None:
    assert literal(text) == source


def test_a_call_that_fits_stays_on_its_line() -> None:
    expr = call(TRAIN, code=Literal("src"), command=Literal("python"))
    assert rendered(expr, 39) == 'command(code="src", command="python")'
    assert rendered(expr, 39, used=2) == 'command(code="src", command="python")'
    assert rendered(expr, 39, used=3) == 'command(\n    code="src",\n    command="python",\n)'


def test_only_what_is_too_long_is_broken() -> None:
    expr = call(
        TRAIN,
        code=Literal("src"),
        inputs=dict_of({"raw": call(V2("azure.ai.ml", "Input"), type=Literal("uri_folder"))}),
        names=strings(["one", "two", "three", "four", "five"]),
        short=strings(["one"]),
    )
    assert (
        rendered(expr, 46, depth=1)
        == """\
command(
        code="src",
        inputs={
            "raw": Input(type="uri_folder"),
        },
        names=[
            "one",
            "two",
            "three",
            "four",
            "five",
        ],
        short=["one"],
    )"""
    )


def test_the_indentation_is_that_of_the_file() -> None:
    expr = call(TRAIN, first=Literal("a" * 10), second=Literal("b" * 10))
    assert render(expr, layout(30, "\t")) == f'command(\n\tfirst="{"a" * 10}",\n\tsecond="{"b" * 10}",\n)'


def test_a_long_command_is_wrapped_at_its_words() -> None:
    command = Text(
        ("python train.py --data ${{inputs.data}} --rounds 100 && echo done > ${{outputs.done}}/d",), wrap=True
    )
    assert (
        rendered(command, 50)
        == """\
(
    "python train.py --data ${{inputs.data}}"
    " --rounds 100"
    " && echo done > ${{outputs.done}}/d"
)"""
    )


def test_a_wrapped_command_keeps_its_f_strings_apart() -> None:
    command = Text(("python train.py --size ", Code("size"), " --data ${{inputs.data}} --mode full"), wrap=True)
    text = rendered(command, 50)
    assert eval(text, {"size": 3}) == "python train.py --size 3 --data ${{inputs.data}} --mode full"
    assert [line.strip().startswith("f") for line in text.splitlines()[1:-1]] == [True, False]


def test_a_command_that_no_f_string_can_hold_is_not_wrapped() -> None:
    command = Text(("python train.py --title ", user('d["it\'s"]'), " --data ${{inputs.data}}"), wrap=True)
    assert eval(rendered(command, 30), {"d": {"it's": "x"}}) == "python train.py --title x --data ${{inputs.data}}"


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
TREES: st.SearchStrategy[Expr] = st.recursive(
    st.builds(Literal, PLAIN) | st.builds(lambda parts: Text(tuple(parts), wrap=True), st.lists(st.text())),
    lambda inner: (
        st.builds(lambda items: ListOf(tuple(items)), st.lists(inner, max_size=4))
        | st.builds(dict_of, st.dictionaries(st.text(), inner, max_size=4))
    ),
    max_leaves=12,
)


def plain(expr: Expr) -> object:
    """The value that a tree stands for."""
    if isinstance(expr, ListOf):
        return [plain(item) for item in expr.items]
    if isinstance(expr, DictOf):
        return {plain(key): plain(value) for key, value in expr.items}
    if isinstance(expr, Text):
        return "".join(str(part) for part in expr.parts)
    assert isinstance(expr, Literal)
    return expr.value


@given(TREES, st.integers(10, 100), st.integers(0, 3))
def test_what_is_rendered_means_what_it_held(expr: Expr, width: int, depth: int) -> None:
    assert ast.literal_eval(rendered(expr, width, depth)) == plain(expr)


@given(
    st.lists(st.text() | st.sampled_from([Code("a"), user('b["c"]'), user("f'{a}'"), user("'\\n'")])),
    st.integers(10, 60),
)
def test_an_f_string_means_what_it_held(parts: list[str | Expr], width: int) -> None:
    variables = {"a": "A", "b": {"c": "C"}}
    sources = [part if isinstance(part, str) else str(eval(rendered(part), variables)) for part in parts]
    text = rendered(Text(tuple(parts), wrap=True), width)
    assert str(eval(text, variables)) == "".join(sources)


@pytest.mark.parametrize("text", ["Key(\n    a,\n)", "Key(\n            a,\n        )", "Key(\na,\n)"])
def test_several_lines_of_the_user_end_where_they_begin(text: str) -> None:
    expr = call(TRAIN, User(cst.parse_expression(text)), code=Literal("src"))
    inner = " " * (len(text.split("\n")[1]) - len(text.split("\n")[1].lstrip()) - len(text.split("\n")[-1]) + 1)
    assert rendered(expr) == f'command(\n    Key(\n    {inner}a,\n    ),\n    code="src",\n)'


def test_texts_over_several_lines_stay_where_they_are() -> None:
    text = 'f(\n  """a\n  b""",\n)'
    assert f"    {text},\n" in rendered(call(TRAIN, User(cst.parse_expression(text))))
