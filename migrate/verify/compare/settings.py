"""Settings that only some kinds of nodes have, and the environment variables of all."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping

from migrate.verify.compare.difference import Text
from migrate.verify.compare.ports import Found
from migrate.verify.compare.values import same_value
from migrate.verify.compare.words import Alignment, ambiguous
from migrate.verify.graph import Node, Origin, Value
from migrate.verify.remarks import NOT_COMPARABLE, SHELL, UNQUOTED

_ELSEWHERE = ("source.", "parallel.inputs", "parallel.append_row_to", "parallel.description", NOT_COMPARABLE)
"""Settings that are compared as something else, or are for people."""

_IN_VAIN = ("automl.name", "automl.allow_reuse")
"""What v1 takes and does nothing with (azureml-train-automl-client 1.62)."""

_SAME_NAME = {"compute.instance_type": "compute.size"}

_DEFAULTS: Mapping[str, object] = {
    "parallel.logging_level": "INFO",
    "parallel.run_invocation_timeout": 60,
    "parallel.run_max_try": 3,
    "parallel.error_threshold": -1,
    "parallel.allowed_failed_count": -1,
    "parallel.output_action": "summary_only",
    "automl.verbosity": "info",
    "automl.enable_stack_ensemble": False,
    "automl.cv_step_size": "auto",
    "automl.max_concurrent_iterations": 1,
    "automl.limits.max_nodes": 1,
    "sweep.policy": "",
    "sweep.policy.delay_evaluation": 0,
    "sweep.policy.evaluation_interval": 0,
    "sweep.policy.exclude_finished_jobs": False,
}
"""What the services do when nobody says anything; parallel: both, sweep: v2 (azure-ai-ml 1.35.2)."""

_ANY_CASE = ("sweep.goal", "compute.priority")

_SIZE = re.compile(r"^\s*(\d+)\s*([kmg]?)b?\s*$", re.IGNORECASE)
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3}
_MADE_BY_V1 = ("AZUREML_DATAREFERENCE_", "AML_PARAMETER_")
"""Variables that the v1 runtime sets by itself; v2 code may set them for scripts that read them."""


def settings(one: Node, other: Node, aligned: Alignment) -> Iterator[Found]:
    for name, ours, theirs in ambiguous(aligned.searched):
        yield f"sweep.space.{name}", ours, theirs
    left, right = _common(one, aligned.searched, aligned.outputs), _common(other)
    if "sweep.max_trials" in right:  # as many at once as there are, unless told otherwise (reference-yaml-job-sweep)
        right.setdefault("sweep.max_concurrent_trials", right["sweep.max_trials"])
    for name in dict.fromkeys((*left, *right)):
        if name.startswith(_ELSEWHERE) or name in _IN_VAIN:
            continue
        ours, theirs = left.get(name), right.get(name)
        if ours is None and theirs is not None and name.startswith(UNQUOTED):
            text = f"more or less than one word: the value {theirs.value!r} is not quoted as a shell needs"
            yield f"arguments.{name.removeprefix(UNQUOTED + '.')}", Text("one word"), Text(text)
            continue
        if name == SHELL and ours is not None and theirs is not None and _acted_on(ours) == _acted_on(theirs):
            continue
        if not _same(name, ours, theirs):
            yield name if name.split(".")[0] in _FIRST else f"settings.{name}", ours, theirs


_FIRST = ("sweep", "parallel", "spark", "automl", "inputs", "outputs", "command", "distribution")


def _acted_on(value: Value) -> list[str]:
    """What a shell acts on in a command, without the variables that v1 passes its data by."""
    found = value.value if isinstance(value.value, (list, tuple)) else ()
    return [str(item) for item in found if not any(name in str(item) for name in _MADE_BY_V1)]


def _common(
    node: Node, searched: Iterable[tuple[str, str]] = (), outputs: Iterable[tuple[str, str]] = ()
) -> dict[str, Value]:
    """Settings under their common names; of a search space and of outputs, under the names that v2 has for them."""
    renamed = {f"sweep.space.{v1}": f"sweep.space.{v2}" for v1, v2 in searched}
    for v1, v2 in outputs:
        prefix = f"outputs.{v1}."
        renamed |= {name: f"outputs.{v2}.{name[len(prefix) :]}" for name in node.settings if name.startswith(prefix)}
    found = {renamed.get(name, _SAME_NAME.get(name, name)): value for name, value in node.settings.items()}
    hours = found.pop("automl.experiment_timeout_hours", None)
    if hours is not None and isinstance(hours.value, (int, float)):
        found["automl.experiment_timeout_minutes"] = Value(hours.value * 60)
    verbosity = found.get("automl.verbosity")
    if verbosity is not None and isinstance(verbosity.value, int):
        found["automl.verbosity"] = Value(logging.getLevelName(verbosity.value))
    return found


def _same(name: str, one: Value | None, other: Value | None) -> bool:
    if one is not None and other is None and one.origin is Origin.SDK_DEFAULT and name not in _DEFAULTS:
        # v1's own default, for which v2 has nothing to set; those that matter are in the table
        return one.value in (None, "", False) or not name.startswith(("parallel.mini_batch_size", "sweep."))
    left = one if one is not None else Value(_DEFAULTS.get(name))
    right = other if other is not None else Value(_DEFAULTS.get(name))
    if name == "parallel.mini_batch_size" and left.parameter is None and right.parameter is None:
        return _size(left.value) == _size(right.value)
    if name in ("parallel.allowed_failed_count", "parallel.error_threshold") and left.value is None:
        left = Value(-1) if left.parameter is None else left
    if name in _ANY_CASE or name.startswith("automl."):
        return _folded(left.value) == _folded(right.value)
    return same_value(left, right)


def _size(value: object) -> object:
    """A number of files, or of bytes: ``10``, ``1MB``."""
    match = _SIZE.match(str(value))
    return int(match[1]) * 1024 ** _UNITS[match[2].lower()] if match else value


def _folded(value: object) -> object:
    """Names of the service as v2 spells them: ``AUC_weighted``, ``LogisticRegression`` → ``logistic_regression``."""
    if isinstance(value, (list, tuple)):
        if len(value) == 1:  # AutoML takes the name of a column for a list of one
            return _folded(value[0])
        return sorted(str(_folded(item)) for item in value)
    return str(value).lower().replace("_", "") if isinstance(value, (str, bool)) else value


def variables(one: Node, other: Node, aligned: Alignment) -> Iterator[Found]:
    """Compare environment variables; those that v1 adds by itself need not be there."""
    left, right = one.environment_variables, other.environment_variables
    for name in dict.fromkeys((*left, *right)):
        ours, theirs = left.get(name), right.get(name)
        if _is_unset(ours) and _is_unset(theirs):
            continue
        if theirs is None and ours is not None and ours.origin is Origin.SDK_DEFAULT:
            continue
        if ours is None and theirs is not None and _stands_for_port(name, theirs, aligned):
            continue
        if ours is None or theirs is None or not _same_variable(ours, theirs):
            # the SDK does not send those of a trial: a difference of its own, since v2 cannot help it
            prefix = "sweep." if other.kind == "sweep" and theirs is None else ""
            yield f"{prefix}environment_variables.{name}", ours, theirs


def _is_unset(value: Value | None) -> bool:
    """Whether nothing sets the variable: also what the code sets to None, as it does with what nobody gave it."""
    return value is None or (value.value is None and value.parameter is None)


def _same_variable(one: Value, other: Value) -> bool:
    if one.parameter is None and other.parameter is None:
        return str(one.value) == str(other.value)
    return same_value(one, other)


def _stands_for_port(name: str, value: Value, aligned: Alignment) -> bool:
    """Whether a variable only gives a script what the v1 runtime gave it by itself."""
    match = re.fullmatch(r"\$\{\{\s*(?:inputs|outputs)\.([\w.]+)\s*\}\}", str(value.value))
    if match is None or not name.startswith(_MADE_BY_V1):
        return name.startswith(_MADE_BY_V1[1]) and value.parameter is not None
    v1 = next((v1 for v1, v2 in (*aligned.inputs, *aligned.outputs) if v2 == match[1]), None)
    return v1 is not None and name == f"{_MADE_BY_V1[0]}{v1}"
