"""Distributions that another function, or a branch, makes: a dictionary with what ``command`` takes of them.

``distributed_job_config=get_distribution(nodes)`` is ``**get_distribution(nodes)`` in v2.
"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context
from migrate.decisions.rule import Manual
from migrate.decisions.run_settings import run_keywords
from migrate.v1.configurations import SCRIPT_RUN_CONFIG
from migrate.v1.distributions import DISTRIBUTION, is_inline, section_settings
from migrate.v1.steps import StepModel
from migrate.v1.values import Const, Obj, alternatives, objects
from migrate.v2.expressions import Either, Expr, IfElse, Literal, User, dict_of


def distribution_keywords(step: StepModel) -> Expr | None:
    """Further keywords of ``command``; None when the step says by itself how many processes it has."""
    given = step.distribution
    if given is None or is_inline(given):
        return None
    some = Const(None) in alternatives(given.value)
    return Either(User(given.expression), dict_of({})) if some else User(given.expression)


def chosen_settings(step: StepModel) -> dict[str, Expr]:
    """``distribution=None if nodes == 1 else MpiDistribution(…)``, as the step says it by itself."""
    given = step.distribution
    if given is None or not is_inline(given):
        return {}
    choice = cst.ensure_type(given.expression, cst.IfExp)
    made = [one for one in objects(given.value) if one.call is not None]
    by_call: dict[cst.CSTNode, dict[str, Expr]] = {one.call.node: as_settings(one) for one in made if one.call}
    yes, no = (by_call.get(node, {}) for node in (choice.body, choice.orelse))
    nothing = Literal(None)
    return {
        name: IfElse(User(choice.test), yes.get(name, nothing), no.get(name, nothing))
        for name in dict.fromkeys((*yes, *no))
    }


def is_kept(section: Obj, context: Context) -> bool:
    """Whether the section becomes such a dictionary.

    Raises:
        Manual: it does, and something else that is given it stays v1.
    """
    kept = [step.distribution for step in context.scripts if step.distribution is not None]
    if not any(section in objects(one.value) for one in kept if not is_inline(one)):
        return False
    made = (call for call in context.interpreter.uses.calls.values() if call.symbol == SCRIPT_RUN_CONFIG)
    given = [call.result for call in made if section in objects(call.value(DISTRIBUTION))]
    known = {step.obj for step in context.script_jobs} | {part for step in context.scripts for part in step.parts}
    if not all(obj in known for obj in given):
        raise Manual("a ScriptRunConfig that is given this could not be converted")
    return True


def as_settings(section: Obj) -> dict[str, Expr]:
    """The keywords of ``command`` that it becomes: ``distribution`` and ``instance_count``."""
    return run_keywords(section_settings(section), {}, {})
