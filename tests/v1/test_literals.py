"""What literals, operators and collections stand for: what is known is what Python itself would make of them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.v1.values import Const, DictValue, ListValue, Unknown, Value, type_name
from tests.v1.test_interpreter import understand


def value(expression: str) -> Value:
    return understand(f"import azureml\nx = {expression}\n").module.variables["x"]


def plain(found: Value) -> object:
    """A value as the Python object that it stands for."""
    if isinstance(found, Const):
        return found.value
    if isinstance(found, ListValue):
        assert found.known
        return [plain(item.value) for item in found.items]
    assert isinstance(found, DictValue)
    assert found.complete
    return {key: plain(item.value) for key, item in found.items.items()}


@pytest.mark.parametrize(
    "expression",
    [
        "'a'",
        "r'a\\b'",
        "'a\\tb'",
        "b'a'",
        "'a' 'b'",
        "'a' + 'b'",
        "('a' 'b' 'c')",
        "1_000",
        "0x1F",
        "1.5e3",
        "-1",
        "-1.5",
        "not 1",
        "None",
        "[1, 'a', [2.0, None], {}]",
        "{'a': 1, 2: [3]}",
        "[1] + [2]",
        "{'a': 1}['a']",
        "[1, 2][-1]",
    ],
)
def test_what_is_known_is_what_python_makes_of_it(expression: str) -> None:
    assert plain(value(expression)) == eval(expression)


CONSTANTS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
NESTED = st.recursive(
    CONSTANTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CONSTANTS, inner, max_size=4), max_leaves=10
)


@given(NESTED)
def test_any_literal(literal: object) -> None:
    text = repr(literal)
    assert plain(value(text)) == ast.literal_eval(text)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("f'{a}'", "str"),
        ("'a' f'{b}'", "str"),
        ("'a' + f'{b}'", "str"),
        ("-len(a)", "int"),
        ("1 + 2", "int"),
        ("len(a) * 2", "int"),
        ("1.5 * float(a)", "float"),
        ("a < b", "bool"),
        ("not a", "bool"),
        ("'a' if b else 'c'", "str"),
        ("'a' or f'{b}'", "str"),
        ("str(a) if b else 1", ""),
        ("a + b", ""),
        ("1 + 1.5", "float"),
        ("len(a) / 2", "float"),
        ("4 / 2", "float"),
        ("4 // 2", "int"),
        ("4 // 2.0", "float"),
        ("(a < b) + (b < c)", "int"),
        ("(a < b) & (b < c)", "bool"),
        ("2 ** n", ""),
        ("2 ** -1", ""),
        ("'%s' % f'{a}'", "str"),
        ("'a' * 2", ""),
        ("a", ""),
    ],
)
def test_the_type_is_known_when_it_is_certain(expression: str, kind: str) -> None:
    assert type_name(value(expression)) == kind


@pytest.mark.parametrize(
    "statements",
    [
        "x = {**a}",
        "x = {a: 1}",
        "x = {'b': 1, **a}",
        "x = {}\nx[a] = 1",
        "x = {}\nif a:\n    x['b'] = 1",
        "x = {}\nx.update(b=1)",
        "x = {'b': 1}\nx.pop('b')",
        "x = {'b': 1}\ndel x['b']",
    ],
)
def test_a_dictionary_that_only_running_the_code_tells(statements: str) -> None:
    found = understand(f"import azureml\n{statements}\n").module.variables["x"]
    assert isinstance(found, DictValue)
    assert not found.complete


@pytest.mark.parametrize("expression", ["[1, 2][5]", "a[0]", "{}['a']", "a[0][1:2]", "a @ b"])
def test_what_is_not_there_is_unknown(expression: str) -> None:
    assert value(expression) == Unknown()


def test_an_element_that_may_be_any() -> None:
    found = understand("import azureml\nx = ['a', 'b'][number]\n").module.variables["x"]
    assert type_name(found) == "str"


def test_items_that_are_set_one_by_one() -> None:
    found = understand("import azureml\nx = {'a': 1}\nx['b'] = 2\nx['a'] = 3\n").module.variables["x"]
    assert plain(found) == {"a": 3, "b": 2}


def test_names_bound_in_expressions() -> None:
    found = understand(
        "import azureml\nprint(x := 1, [y := 2])\n(a, b), c = (3, 4), 5\n*d, e = 6, 7\n"
    ).module.variables
    assert [plain(found[name]) for name in "xyabc"] == [1, 2, 3, 4, 5]
    assert plain(found["d"]) == [6]
