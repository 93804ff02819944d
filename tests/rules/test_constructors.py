"""Every parameter of what a pipeline is made of is converted, unless v2 has no counterpart for it."""

from __future__ import annotations

from functools import cache

import pytest

from migrate.ledger import Kind, Outcome
from migrate.v1.catalogue import catalogue
from tests.conversion import Converted, convert
from tests.rules.constructors import CONSTRUCTORS, Constructor

SYMBOLS = tuple(dict.fromkeys(one.symbol for one in CONSTRUCTORS))
SET = [
    pytest.param(one, name, id=f"{one.name}-{name}") for one in CONSTRUCTORS for name in (*one.required, *one.values)
]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_no_parameter_is_missing(symbol: str) -> None:
    """The catalogue has the signatures of the installed SDK (tests/v1/test_catalogue.py)."""
    known = {
        parameter.name
        for parameter in catalogue().parameters(symbol)
        if not parameter.name.startswith("_") and not parameter.kind.startswith("var")
    }
    assert known == {name for one in CONSTRUCTORS if one.symbol == symbol for name in (*one.required, *one.values)}


def test_no_kind_of_step_is_missing() -> None:
    steps = {
        entry.symbol
        for entry in catalogue().entries.values()
        if entry.kind == "class" and entry.symbol.startswith("azureml.pipeline.steps.") and entry.name.endswith("Step")
    }
    assert sorted(steps - set(SYMBOLS)) == []


@cache
def _converted(text: str) -> Converted:
    return convert(text)


@pytest.mark.parametrize(("constructor", "parameter"), SET)
def test_a_parameter_is_converted(constructor: Constructor, parameter: str) -> None:
    found = _converted(constructor.text(parameter))
    uses = [use for use in found.ledger if use.symbol == constructor.symbol and use.name == parameter]
    verdicts = [use.verdict for use in uses if use.kind is Kind.ARGUMENT and use.verdict is not None]
    assert len(verdicts) == 1
    assert verdicts[0].code != "AML003"
    told = constructor.left.get(parameter)
    if constructor.stands:
        # What the step did is for a person as a whole: its comment has the arguments.
        of_call = [use.verdict for use in found.ledger if use.symbol == constructor.symbol and use.kind is Kind.CALL]
        assert [one.outcome for one in of_call if one is not None] == [Outcome.MANUAL]
        assert verdicts[0].outcome is Outcome.CHANGED or told is None
        assert verdicts[0].outcome is not Outcome.MANUAL
    else:
        assert (verdicts[0].outcome is Outcome.MANUAL) == (told is not None), verdicts[0].message
    assert (told or "") in verdicts[0].message
    assert ("@dsl.pipeline" in found.text) == (told is None or constructor.stands), found.text
