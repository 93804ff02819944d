"""``pipeline.validate()`` → ``ws.jobs.validate(pipeline)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, single
from migrate.decisions.rule import Decision, Manual, Rule, changed, learn
from migrate.v1.pipelines import PIPELINE
from migrate.v1.values import Call
from migrate.v2.expressions import User, method


def _validate(use: Call, context: Context) -> Decision:
    pipeline = single(use.receiver)
    receiver = use.node.func.value if isinstance(use.node.func, cst.Attribute) else None
    if pipeline is None or receiver is None or context.decide_object(pipeline).fate.outcome.value == "manual":
        raise Manual("the pipeline that is validated here could not be converted")
    expr = method(context.client(use.client), "jobs.validate", User(receiver))
    return Decision(changed("ml_client.jobs.validate(job)", "v2 returns a ValidationResult instead of a list"), expr)


RULE = Rule(
    code="AML606",
    name="validation",
    summary="Validating a pipeline becomes ml_client.jobs.validate.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={f"{PIPELINE}.validate": _validate},
    parameters={f"{PIPELINE}.validate": {}},
)
