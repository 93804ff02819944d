from __future__ import annotations

import ast
import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.project.magics import Masks, is_opaque, mask


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
        (",f a b\n/f a\n;f a", "M0\nM1\nM2"),
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
        "__aml_magic_0__", "x \x0c = !a", "a = b = !c \\",
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
