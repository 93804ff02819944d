"""Which of its runs an experiment is asked for: conditions on the jobs of the workspace."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.decisions.rule import Manual
from migrate.v1.purity import is_pure
from migrate.v1.values import Call, Const, DictValue, constant
from migrate.v2.expressions import Attr, Code, Expr, Literal, User, method

Condition = tuple[Expr, str, Expr]
"""The two sides of a comparison, and what stands between them."""

FILTERS = ("type", "tags", "properties", "include_children")
_TYPES = {
    "automl": "automl",
    "hyperdrive": "sweep",
    "azureml.scriptrun": "command",
    "azureml.pipelinerun": "pipeline",
    "azureml.steprun": None,
}
"""What v2 calls the types of runs; those of steps are below a pipeline."""


def conditions(use: Call, job: Expr) -> Iterator[Condition]:
    """What ``experiment.get_runs(type=…, tags=…)`` chooses by.

    Args:
        job: what stands for one of the jobs.

    Raises:
        Manual: v2 has nothing to choose by, or what it is is only known when the code runs.
    """
    if use.value("include_children") not in (None, Const(None), Const(False)):
        raise Manual("ml_client.jobs.list() leaves children out: list those of each job with parent_job_name=job.name")
    kind = use.value("type")
    if kind not in (None, Const(None)):
        known = _TYPES.get(str(constant(kind)).lower())
        if known is None:
            raise Manual("choose among ml_client.jobs.list() what `type` means: job.type is another word in v2")
        yield Attr(job, "type"), "==", Literal(known)
    for name in ("tags", "properties"):
        yield from _of_mapping(use, name, Attr(job, name))


def _of_mapping(use: Call, name: str, held: Expr) -> Iterator[Condition]:
    """The name of a tag, or a dictionary of tags with their values."""
    node, value = use.expression(name), use.value(name)
    if node is None or value in (None, Const(None)):
        return
    if isinstance(constant(value), str):
        yield User(node), "in", held
    elif isinstance(value, DictValue) and value.complete and all(is_pure(one.node) for one in value.items.values()):
        for key, item in value.items.items():
            if not isinstance(key, str) or item.value == Const(None):
                raise Manual(f"choose among ml_client.jobs.list() what `{name}` means")
            yield method(held, "get", Literal(key)), "==", User(item.node)
    else:
        raise Manual(f"choose among ml_client.jobs.list() what `{name}` means")


def are_known(use: Call) -> bool:
    """Whether v2 can choose the runs."""
    try:
        list(conditions(use, Code("job")))
    except Manual:
        return False
    return True
