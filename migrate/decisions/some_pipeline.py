"""Pipelines of which it is not known here which they are: another module makes them, or they are one of several."""

from __future__ import annotations

from migrate.decisions.context import Context, given
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call, Obj, Value, alternatives
from migrate.v2.expressions import Attr, DictOf, Expr, Literal, dict_of


def is_some_job(value: Value | None, context: Context) -> bool:
    """Whether it is a pipeline job in v2 of which it is not known here which: another module makes it, or several."""
    found = alternatives(value)
    several = len(found) > 1 or any(isinstance(one, Obj) and one.told for one in found)
    return several and all(
        isinstance(one, Obj)
        and one.symbol == PIPELINE
        and (one.told or (one in context.pipelines and not context.decide_object(one).stays_v1))
        for one in found
    )


def settings_of_some(job: Expr, publishing: Call) -> tuple[DictOf, str]:
    """As ``settings``, of a pipeline of which it is not known here which it is."""
    items = {
        "default_compute": Attr(Attr(job, "settings"), "default_compute"),
        "continue_on_step_failure": given(publishing, "continue_on_step_failure") or Literal(False),
    }
    return dict_of(items), "each call of the endpoint has to name the data that the pipeline has as inputs, if any"
