"""What a statement does with an expression besides showing it."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m
import pytest

from migrate.decisions.removal import only_shown


def shown(text: str) -> bool:
    """Whether the statement only shows ``run.status``."""
    statement = cst.parse_module(text).body[0]
    (node,) = m.findall(statement, m.Attribute(attr=m.Name("status"), value=m.Name("run")))
    return only_shown(statement, node)


@pytest.mark.parametrize(
    "text",
    [
        "run.status",
        "print(run.status)",
        "display(run.status)",
        'print("status", run.status, sep=": ")',
        'print(f"status: {run.status}")',
        'print("status: " f"{run.status}")',
        'print("status: {}".format(run.status))',
        'print("status: %s" % run.status)',
        'print("at %s: %s" % (now, run.status))',
        'print("status: " + str(run.status))',
    ],
)
def test_only_shown(text: str) -> None:
    assert shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "print(step.run_after(run.status))",
        "print(found := run.status)",
        "print(run.status.pop())",
        "print(run.status[0])",
        'print("yes" if run.status == "Active" else "no")',
        "print(check(run.status))",
        'print(f"{check(run.status)}")',
        "print([states.append(run.status)])",
        "log(run.status)",
        "x = run.status",
        "run.status; run.wait()",
    ],
)
def test_more_than_shown(text: str) -> None:
    assert not shown(text)
