"""Variables that share a name are told apart without a change of what the code does, and get their names back."""

from __future__ import annotations

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.rules import all_rules
from migrate.v1.catalogue import catalogue
from migrate.v1.spelling.distinct import Renaming, as_named, told_apart
from migrate.v1.spelling.survey import Survey

_NAMES = ("a", "b", "c")
_STEP = "from azureml.pipeline.steps import PythonScriptStep as Step\n\n"


def _apart(code: str) -> str:
    module = cst.parse_module(code)
    return module.visit(Renaming(told_apart(Survey([module], catalogue())))).code


def _back(code: str) -> str:
    module = cst.parse_module(code)
    return module.visit(Renaming(as_named(Survey([module], catalogue())))).code


def _log(code: str) -> list[object]:
    """What a program notes until it ends."""
    log: list[object] = []
    try:
        exec(compile(code, "program.py", "exec"), {"log": log.append})
    except Exception as error:
        log.append(type(error).__name__)
    return log


_name = st.sampled_from(_NAMES)
_value = st.one_of(
    st.integers(0, 9).map(str),
    _name,
    st.tuples(_name, _name).map(" + ".join),
    _name.map(lambda name: f"[{name} for {name} in (1, 2)][-1]"),
    _name.map(lambda name: f"(lambda: {name})()"),
    st.tuples(_name, _name, _name).map("f({0[0]}, b={0[1]}) + g({0[2]})".format),
)
_line = st.one_of(
    st.tuples(_name, _value).map(" = ".join),
    _value.map("log({})".format),
    st.tuples(_name, _value).map("{0[0]}, c = {0[1]}, 5".format),
    st.tuples(_name, _value).map(" += ".join),
    st.tuples(_name, _name).map("for {0[0]} in (3, 4): log({0[1]})".format),
    st.tuples(_name, _name, _value).map("if {0[0]}: {0[1]} = {0[2]}".format),
)
_body = st.lists(_line, min_size=1, max_size=5)


def _function(name: str, parameters: str, body: list[str], result: str) -> str:
    lines = "".join(f"    {line}\n" for line in body)
    return f"def {name}({parameters}):\n{lines}    return {result}\n\n\n"


@st.composite
def _program(draw: st.DrawFn) -> str:
    f = _function("f", "a, b=1", [one for one in draw(_body) if "f(" not in one], draw(_name))
    g = _function("g", "c", [one for one in draw(_body) if "f(" not in one], draw(_name))
    return f + g + "".join(f"{line}\n" for line in [*draw(_body), *draw(_body)])


@settings(max_examples=60, deadline=None)
@given(_program())
def test_a_program_does_the_same(code: str) -> None:
    apart = _apart(code)
    assert _log(apart) == _log(code)
    assert _back(apart) == code


def test_every_example_gets_its_names_back() -> None:
    apart = 0
    for rule in all_rules():
        for example in rule.examples:
            if example.code or example.beside:
                continue
            told = _apart(example.before)
            apart += told != example.before
            assert _back(told) == example.before
    assert apart > 10


@pytest.mark.parametrize(
    ("code", "apart"),
    [
        pytest.param(
            "def f(x):\n    a = x\n    return a\n\n\ndef g(x):\n    a = x\n    return a\n\n\nf(x=1) + g(x=2)\n",
            "def f(x):\n    a = x\n    return a\n\n\ndef g(x__apart2):\n    a__apart1 = x__apart2\n"
            "    return a__apart1\n\n\nf(x=1) + g(x__apart2=2)\n",
            id="variables and parameters of two functions",
        ),
        pytest.param(
            "a = 1\nuse(a)\na = 2\nuse(a)\n",
            "a__apart1 = 1\nuse(a__apart1)\na = 2\nuse(a)\n",
            id="a variable that is bound anew",
        ),
        pytest.param(
            "def f(a):\n    return a\n\n\na = 1\nf(a)\na = 2\nf(a)\n",
            "def f(a__apart1):\n    return a__apart1\n\n\na__apart2 = 1\nf(a__apart2)\na = 2\nf(a)\n",
            id="one that is bound anew, and a parameter of its name",
        ),
        pytest.param("a = 1\na = a + 1\n", "a = 1\na = a + 1\n", id="a variable that goes on"),
        pytest.param(
            "for x in y:\n    a = x\n    use(a)\na, b = f()\nuse(a)\n",
            "for x in y:\n    a__apart1 = x\n    use(a__apart1)\na, b = f()\nuse(a)\n",
            id="a variable of every round, and one of several that are bound",
        ),
        pytest.param(
            "for x in y:\n    use(a)\n    a = x\na, b = f()\nuse(a)\n",
            "for x in y:\n    use(a)\n    a = x\na, b = f()\nuse(a)\n",
            id="a variable that goes on from round to round",
        ),
        pytest.param(
            "for x in y:\n    a = x\nuse(a)\na = f()\nuse(a)\n",
            "for x in y:\n    a = x\nuse(a)\na = f()\nuse(a)\n",
            id="a variable that goes on behind its loop",
        ),
        pytest.param(
            f"{_STEP}a = 1\nsteps = [Step(a) for a in (1, 2)]\nuse(a)\n",
            f"{_STEP}a = 1\nsteps = [Step(a__apart1) for a__apart1 in (1, 2)]\nuse(a)\n",
            id="the variable of a comprehension that makes steps",
        ),
        pytest.param(
            f"{_STEP}a = [1]\nsteps = [Step(a) for a in a]\nuse(a)\n",
            f"{_STEP}a = [1]\nsteps = [Step(a) for a in a]\nuse(a)\n",
            id="a comprehension over what has the name of its variable",
        ),
        pytest.param("a = 1\nif x:\n    a = 2\nuse(a)\n", "a = 1\nif x:\n    a = 2\nuse(a)\n", id="a branch"),
        pytest.param(
            "def f():\n    return a\n\n\na = 1\nf()\na = 2\nf()\n",
            "def f():\n    return a\n\n\na = 1\nf()\na = 2\nf()\n",
            id="a function that reads it both times",
        ),
        pytest.param(
            "def f(*, a):\n    return a\n\n\na = 1\nf(**{'a': a})\n",
            "def f(*, a):\n    return a\n\n\na = 1\nf(**{'a': a})\n",
            id="a parameter that a text names",
        ),
        pytest.param(
            "a = 1\nuse(a)\na = 2\nuse(locals())\n", "a = 1\nuse(a)\na = 2\nuse(locals())\n", id="names as texts"
        ),
    ],
)
def test_is_told_apart(code: str, apart: str) -> None:
    assert _apart(code) == apart


@pytest.mark.parametrize(
    ("code", "named"),
    [
        pytest.param("a__apart1 = 1\na = 2\nuse(a__apart1)\n", "a_2 = 1\na = 2\nuse(a_2)\n", id="used later"),
        pytest.param(
            "def f():\n    a__apart1 = 1\n    use(a, a__apart1)\n\n\na = 2\n",
            "def f():\n    a_2 = 1\n    use(a, a_2)\n\n\na = 2\n",
            id="beside the other one",
        ),
        pytest.param(
            "a_2 = 3\na__apart1 = 1\na = a__apart1 = 2\nuse(a_2)\n",
            "a_2 = 3\na_3 = 1\na = a_3 = 2\nuse(a_2)\n",
            id="a name that is taken",
        ),
    ],
)
def test_variables_that_would_meet_get_other_names(code: str, named: str) -> None:
    assert _back(code) == named
