from __future__ import annotations

import ast
import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.project.magics import Masks, is_opaque, mask, mask_head, without_lone_magic


def masked(cell: str) -> str:
    """The masked cell with short placeholders, to read."""
    return re.sub(r"__aml_magic_(\d+)__", r"M\1", mask(cell, Masks(avoid=cell)))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline\nimport a", "M0\nimport a"),
        ("!pip install azureml-core", "M0"),
        ("!!ls", "M0"),
        ("if x:\n    !ls -l\n    y()\n", "if x:\n    M0\n    y()\n"),
        ("?ws\nws?\nws.compute??\n%time?\nws.a*?", "M0\nM1\nM2\nM3\nM4"),
        ("files = !ls *.py", "files = M0"),
        ("a, b = %config InlineBackend", "a, b = M0"),
        ("d['k'] = !ls", "d['k'] = M0"),
        ("    x = %sql select 1", "    x = M0"),
        ("%%time\nrun = f()\n", "M0\nrun = f()\n"),
        ("%%capture out\n%%time\nf()", "M0\nM1\nf()"),
        ("!pip install a \\\n  b \\\n  c\nx = 1", "M0\nM1\nM2\nx = 1"),
        ("  x = !ls \\\n-l\n", "  x = M0\n  M1\n"),
        ("%cd a\r\nx = 1\r\n", "M0\r\nx = 1\r\n"),
        ("pip install azureml-core\n", "M0\n"),
        ("cd ..", "M0"),
        (",f a b\n/f a\n;f a", "M0\nM1\nM2"),
        ("%time ws = f()  # c\nif x:\n  %prun -l 5 g(ws)\n", "M0; ws = f()  # c\nif x:\n  M1; g(ws)\n"),
        ("x = %timeit -n 1 -o f()\n%time\n%time -1\n%time if a: b\n", "x = M0; f()\nM1\nM2\nM3\n"),
        ("!a {ws.name} ${B} $ws.id '$ws.no' {c} {sys.path[0]}\n", "M0; ws.name; ws.id\n"),
        ("%env A={ws.f('x')}\nx = !ls {d['k']}", "M0; ws.f('x')\nx = M1; d['k']"),
        ("%%time\n!awk '{print $1.x}' {a!r} {ws.x:>3} {{ws.y}}", "M0\nM1"),
    ],
)
def test_ipython_syntax_becomes_python_with_as_many_lines(cell: str, expected: str) -> None:
    assert masked(cell) == expected
    if not cell.startswith(" "):
        ast.parse(masked(cell))


@pytest.mark.parametrize(
    "cell",
    [
        "x = 5 % 3",
        "x = (a\n  % b)",
        "x = a \\\n    % b",
        "x = a \\\n  / b",
        's = """\n%matplotlib\n!ls\nx?\n"""',
        "s = '''\n!ls '\n'''",
        "s = 'a\\\n!ls'",
        "f(\n    a,\n    b\n    , c)",
        "# what?\n# !ls\n# %time",
        "x = 'why?'",
        "if a != b: pass",
        "x = '= !ls'",
        "f(x=1) # = !ls",
        'print(f"{x!r} {y = !s}")',
        "a == b",
        "print('100%')\nd = {'a': '%s' % b}",
        "x %= 3",
        "ls -l",
        "pip install a\nx = 1",
        "cat = dog cat",
        "print 'old'",
        "s = r'\\'\nx = '!ls'",
        's = \'it\' \'s\'\nt = """\'"""',
        "await f()",
        "",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert mask(cell, Masks(avoid=cell)) == cell


def test_an_unfinished_string_ends_with_its_line() -> None:
    assert masked("x = 'broken\n!ls\n") == "x = 'broken\nM0\n"


@pytest.mark.parametrize(
    ("cell", "opaque"),
    [
        ("%%bash\nls", True),
        ("\n\n%%writefile train.py\nimport azureml", True),
        ("# first\n%%html\n<b>", True),
        ("%%time\n%%bash\nls", True),
        ("%%time\nx = 1", False),
        ("%%timeit -n 1\nx", False),
        ("%%capture --no-stderr\nx", False),
        ("%%prun\nx", False),
        ("%sql\nselect 1", True),
        ("%md\n# Title", True),
        ("%md Title", True),
        ("%sql select 1\nx = 1", False),
        ("%matplotlib\nx = 1", False),
        ("# MAGIC %sql\nx = 1", False),
        ("x = 1\n%%bash", False),
        ("", False),
        ("# only a comment", False),
    ],
)
def test_cells_of_other_languages_are_opaque(cell: str, opaque: bool) -> None:
    assert is_opaque(cell) is opaque


def test_placeholders_never_meet_names_of_the_user() -> None:
    cell = "!ls __aml_magic_1__\n__aml_magic_0__ = 1\n%cd x"
    masks = Masks(avoid=cell)
    text = mask(cell, masks)
    assert text == "__aml_magic_2__\n__aml_magic_0__ = 1\n__aml_magic_3__"
    assert masks.unmask(text) == cell


def test_the_hidden_text_comes_back_when_the_code_around_it_has_changed() -> None:
    cell = "from azureml.core import Run\nif a:\n    x = !ls \\\n -l\n%time f()\n"
    masks = Masks(avoid=cell)
    changed = mask(cell, masks).replace("from azureml.core import Run\n", "import mlflow\n\nimport os\n")
    assert masks.unmask(changed) == "import mlflow\n\nimport os\nif a:\n    x = !ls \\\n -l\n%time f()\n"


def test_placeholders_are_unique_over_the_cells_of_a_notebook() -> None:
    masks = Masks()
    first, second = mask("!ls", masks), mask("!pwd", masks)
    assert first != second
    assert masks.unmask(f"{second}\n{first}") == "!pwd\n!ls"


LINES = st.sampled_from(
    [
        "%matplotlib inline", "!ls -l", "x = !ls", "  !ls \\", "  more", "ws?", "?ws", "%%time", "if a:", "    f(",
        "    )", "s = '''", "'''", '"', "x = 1 \\", "", "# c?", "d = {", "}", "x = %who", "\t%cd", "é = 'ü'", "%", "!",
        "__aml_magic_0__", "x \x0c = !a", "a = b = !c \\", "!a {ws.b} \\", "  $ws.c {d[0]} \\", "%%bash -s $ws.d",
    ]
)  # fmt: skip


@given(st.lists(LINES), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_masking_loses_nothing(lines: list[str], newline: str, final: bool) -> None:
    cell = newline.join(lines) + (newline if final else "")
    masks = Masks(avoid=cell)
    text = mask(cell, masks)
    assert masks.unmask(text) == cell
    assert re.findall(r"\r\n|\r|\n", text) == re.findall(r"\r\n|\r|\n", cell)


@given(st.text())
def test_masking_loses_nothing_of_any_text(cell: str) -> None:
    masks = Masks(avoid=cell)
    assert masks.unmask(mask(cell, masks)) == cell
    is_opaque(cell)


@given(st.text("ab%!?='\"\\\n ({[#/,;", max_size=40))
def test_what_parses_as_python_is_never_masked(cell: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(cell)
    except (SyntaxError, ValueError):
        return
    assert mask(cell, Masks(avoid=cell)) == cell


@pytest.mark.parametrize(
    ("cell", "code", "after"),
    [
        ("%time ws = f()  # c", "{}; ws = g()  # c", "%time ws = g()  # c"),
        ("%time ws = f()", "# TODO\n{}; ws = g(\n    1,\n)\nx", "# TODO\n%time ws = g(1)\nx"),
        ("!a {ws.a} {ws.b} $ws.c", "{}; ws.d; f(ws); ws.e.f", "!a {ws.d} {f(ws)} $ws.e.f"),
        ("x = !a $ws.a ${B} {ws.b}", "x = {}; f(ws); ws.b", "x = !a {f(ws)} ${B} {ws.b}"),
        ("!a $ws.a", "{}; gone; g()\nx", "!a $ws.a\nx"),
        (" x = !a {w.a} \\\n -b $w.b \\\n c", " x = {}; w.d\n {}; f(w)\n {}", " x = !a {w.d} \\\n -b {f(w)} \\\n c"),
        ("if x:\n  !a \\\n -b {w.b}\n", "if x:\n  {}\n  # TODO\n  {}; w.c\n", "if x:\n  # TODO\n  !a \\\n -b {w.c}\n"),
    ],
)  # fmt: skip
def test_python_in_lines_of_ipython_is_put_back(cell: str, code: str, after: str) -> None:
    masks = Masks()
    assert masks.unmask(mask(cell, masks)) == cell
    assert masks.unmask(code.format(*(one.name for one in masks.masks))) == after


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('%%bash -s "$ws.name" {x}\nls\n', "M0; ws.name\nM1"),
        ("\n# c\n%%writefile {d['x']}/train.py\r\nls", "\n# c\nM0; d['x']\r\nM1"),
        ("%%bash -s $name '{x}'\nls", None),
        ("%%bash -s $ws.name", None),
        ("%%time\n%%bash -s $ws.name\nls", None),
    ],
)
def test_python_in_the_magic_of_another_language(cell: str, shown: str | None) -> None:
    masks = Masks()
    text = mask_head(cell, masks)
    assert (text and re.sub(r"__aml_magic_(\d+)__", r"M\1", text)) == shown
    assert text is None or masks.unmask(text) == cell


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("%%time\n", ""),
        ("%%capture --no-stderr\n%%time", ""),
        ("%%capture out\n\n", "%%capture out\npass"),
        ("%%time\n# c", "%%time\n# c"),
        ("%%bash\n", "%%bash\n"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_no_magic_is_left_without_code(cell: str, left: str) -> None:
    assert without_lone_magic(cell) == left
