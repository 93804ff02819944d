"""What one variable may hold becomes v2 in all branches, or in none: the code behind them reads one of the two."""

from __future__ import annotations

from tests.conversion import convert

FIRST_STAYS = """\
from azureml.core import Model, Workspace


def created(ws: Workspace, name, asset):
    if asset:
        model = Model(ws, id=asset)
    else:
        model = Model(ws, name=name)
    return model.created_time
"""
LAST_STAYS = """\
from azureml.core import Model, Workspace


def created(ws: Workspace, name, asset):
    if asset is None:
        model = Model(ws, name=name)
    else:
        model = Model(ws, id=asset)
    return model.created_time
"""


def code(source: str) -> list[str]:
    """What comes out, without its comments and the annotation of the client."""
    lines = convert(source).text.splitlines()
    return [line.replace("MLClient", "Workspace") for line in lines if "def created" in line or line.startswith("    ")]


def without_comments(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith("#")]


def test_a_branch_that_stays_v1_keeps_those_that_were_decided_on_before_and_after_it() -> None:
    for source in (FIRST_STAYS, LAST_STAYS):
        assert without_comments(code(source)) == source.splitlines()[3:]
