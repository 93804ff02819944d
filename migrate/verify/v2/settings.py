"""What only some kinds of nodes have, under the names that the v1 side gives to the same thing."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.verify.graph import Origin, Value, Word, WordKind
from migrate.verify.search_space import RANGES
from migrate.verify.v2.origins import OUTPUT, OWN_INPUT, Scope, setting

Plain = Mapping[str, Any]

_PARALLEL = {
    "mini_batch_size": "mini_batch_size", "error_threshold": "error_threshold", "logging_level": "logging_level",
    "mini_batch_error_threshold": "allowed_failed_count", "partition_keys": "partition_keys",
}  # fmt: skip
_DRIVER_ARGUMENTS = {
    "--error_threshold": "error_threshold",
    "--allowed_failed_percent": "allowed_failed_percent",
    "--allowed_failed_count": "allowed_failed_count",
    "--progress_update_timeout": "progress_update_timeout",
    "--task_overhead_timeout": "task_overhead_timeout",
    "--first_task_creation_timeout": "first_task_creation_timeout",
    "--copy_logs_to_parent": "copy_logs_to_parent",
    "--resource_monitor_interval": "resource_monitor_interval",
}
"""Program arguments that the driver of a parallel node takes for itself (how-to-use-parallel-job-in-pipeline)."""

_SPARK = {
    "spark.driver.memory": "driver_memory", "spark.driver.cores": "driver_cores", "driver_memory": "driver_memory",
    "driver_cores": "driver_cores", "spark.executor.memory": "executor_memory", "executor_memory": "executor_memory",
    "spark.executor.cores": "executor_cores", "executor_cores": "executor_cores", "spark.app.name": "app_name",
    "spark.executor.instances": "executor_instances", "executor_instances": "executor_instances",
}  # fmt: skip
_SPARK_FILES = ("py_files", "jars", "files", "archives")

_AUTOML = {
    "target_column_name": "label_column_name", "log_verbosity": "verbosity", "featurization.mode": "featurization",
    "limits.timeout_minutes": "experiment_timeout_minutes", "limits.max_trials": "iterations",
    "limits.max_concurrent_trials": "max_concurrent_iterations", "limits.exit_score": "experiment_exit_score",
    "limits.trial_timeout_minutes": "iteration_timeout_minutes",
    "limits.enable_early_termination": "enable_early_stopping",
    "limits.max_cores_per_trial": "max_cores_per_iteration",
    "training.blocked_training_algorithms": "blocked_models", "training.allowed_training_algorithms": "allowed_models",
    "training.enable_model_explainability": "model_explainability", "training.enable_dnn_training": "enable_dnn",
    "training.enable_vote_ensemble": "enable_voting_ensemble", "validation_data_size": "validation_size",
    "test_data_size": "test_size",
    "forecasting.frequency": "freq", "forecasting.short_series_handling_config": "short_series_handling_configuration",
    "forecasting.target_aggregate_function": "target_aggregation_function",
}  # fmt: skip
"""Settings of an AutoML node, and the arguments of ``AutoMLConfig`` that say the same."""

_AUTOML_ELSEWHERE = frozenset(
    {"type", "name", "display_name", "compute", "inputs", "outputs", "resources", "properties", "training_data"}
    | {"validation_data", "test_data", "environment_variables", "description", "tags", "experiment_name"}
)


def common(raw: Plain, definition: Plain, scope: Scope) -> Iterator[tuple[str, Value]]:
    """Settings that every kind may have, under the names that the v1 side uses for the same thing."""
    resources = {**(definition.get("resources") or {}), **(raw.get("resources") or {})}
    queue = raw.get("queue_settings") or {}
    # 2g is what the service gives when nobody asks (reference-yaml-job-command)
    if str(resources.get("shm_size") or "2g") != "2g":
        yield "docker.shm_size", setting(resources["shm_size"], scope)
    if resources.get("docker_args"):
        given = resources["docker_args"]
        yield "docker.arguments", Value(shlex.split(given) if isinstance(given, str) else given)
    if resources.get("instance_type"):
        yield "compute.size", setting(resources["instance_type"], scope)
    if queue.get("priority"):
        yield "priority", Value(queue["priority"])
    if str(queue.get("job_tier") or "").lower() == "spot":
        yield "compute.priority", Value("lowpriority")
    identity = raw.get("identity") or definition.get("identity") or {}
    if "user" in str(identity.get("type") or ""):
        yield "identity.user", Value(True)
    if raw.get("services"):
        yield "services", Value(raw["services"])


def parallel(raw: Plain, definition: Plain, scope: Scope) -> Iterator[tuple[str, Value]]:
    """Settings of a parallel node; what the node says wins over its component."""
    merged = {**definition, **{name: value for name, value in raw.items() if value is not None}}
    task = definition.get("task") or {}
    if match := OWN_INPUT.search(str(merged.get("input_data") or "")):
        yield "parallel.inputs", Value([match[1]])
    append = OUTPUT.search(str(task.get("append_row_to") or ""))
    yield "parallel.output_action", Value("append_row" if append else "summary_only")
    if append:
        yield APPEND_TO, Value(append[1])
    for name, common_name in _PARALLEL.items():
        value = merged.get(name)
        if name == "mini_batch_size" and str(value or "0") == "0":
            continue  # the SDK writes 0 for a size that nobody gave (1.35.2)
        if name == "partition_keys" and isinstance(value, str):
            value = _keys(value)
        if value is not None:
            yield f"parallel.{common_name}", setting(value, scope)
    retry = merged.get("retry_settings") or {}
    if retry.get("timeout") is not None:
        yield "parallel.run_invocation_timeout", setting(retry["timeout"], scope)
    if retry.get("max_retries") is not None:
        # v1 counts the tries, v2 what comes after the first
        retries = retry["max_retries"]
        yield "parallel.run_max_try", Value(int(retries) + 1) if str(retries).isdigit() else setting(retries, scope)


APPEND_TO = "parallel.append_row_to"
"""The output that rows are appended to; v1 has one output only."""


def without_driver_arguments(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], dict[str, Value]]:
    """Part the arguments that the driver takes for itself from those of the entry script."""
    kept: list[Word] = []
    found: dict[str, Value] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, _, value = word.text.partition("=")
        if word.kind is not WordKind.LITERAL or name not in _DRIVER_ARGUMENTS:
            kept.append(word)
        elif value or not waiting:
            found[f"parallel.{_DRIVER_ARGUMENTS[name]}"] = Value(value)
        else:
            given = waiting.pop(0)
            bound = given.kind is WordKind.PARAMETER
            found[f"parallel.{_DRIVER_ARGUMENTS[name]}"] = Value(parameter=given.text) if bound else Value(given.text)
    return tuple(kept), found


def sweep(raw: Plain, scope: Scope) -> Iterator[tuple[str, Value]]:
    for name, space in (raw.get("search_space") or {}).items():
        yield f"sweep.space.{name}", Value(_expression(space))
    sampling = raw.get("sampling_algorithm")
    sampling = sampling if isinstance(sampling, Mapping) else {"type": sampling or "random"}
    yield "sweep.algorithm", Value(str(sampling.get("type") or "random").lower())
    for name, value in sampling.items():
        if name != "type" and value is not None:
            yield f"sweep.sampling.{name}", Value(value)
    objective, limits, policy = (raw.get(name) or {} for name in ("objective", "limits", "early_termination"))
    yield "sweep.goal", Value(str(objective.get("goal") or "").lower())
    yield "sweep.metric", setting(objective.get("primary_metric"), scope)
    for name, common_name in (("max_total_trials", "max_trials"), ("max_concurrent_trials", "max_concurrent_trials")):
        if limits.get(name) is not None:
            yield f"sweep.{common_name}", setting(limits[name], scope)
    # 60 days are what the service gives (reference-yaml-job-sweep)
    yield (
        "sweep.timeout_seconds",
        setting(limits["timeout"], scope) if limits.get("timeout") else Value(5184000, origin=Origin.SDK_DEFAULT),
    )
    yield "sweep.policy", Value(str(policy.get("type") or ""))
    for name, value in policy.items():
        # the SDK sends 0 for the kind of slack that nobody gave (1.35.2)
        if name != "type" and value is not None and not (name.startswith("slack_") and not value):
            yield f"sweep.policy.{name}", setting(value, scope)


def _expression(space: object) -> object:
    """``{"type": "uniform", "min_value": 0, "max_value": 1}`` → ``["uniform", [0, 1]]``, which is v1's form."""
    if not isinstance(space, Mapping):
        return space
    kind = str(space.get("type"))
    if kind == "choice":
        return [kind, list(space.get("values") or ())]
    return [kind, [space.get(name) for name in RANGES.get(kind, sorted(set(space) - {"type"}))]]


def spark(raw: Plain, definition: Plain, scope: Scope) -> Iterator[tuple[str, Value]]:
    merged = {**definition, **{name: value for name, value in raw.items() if value is not None}}
    for name, value in (merged.get("conf") or {}).items():
        yield f"spark.{_SPARK.get(name, f'conf.{name}')}", setting(value, scope)
    for name, common_name in _SPARK.items():
        if merged.get(name) is not None:
            yield f"spark.{common_name}", setting(merged[name], scope)
    for name in _SPARK_FILES:
        if merged.get(name):
            yield f"spark.{name}", Value(merged[name])
    for name, value in (merged.get("resources") or {}).items():
        if name not in ("instance_type", "instance_count"):
            yield f"spark.resources.{name}", setting(value, scope)


def automl(raw: Plain, scope: Scope) -> Iterator[tuple[str, Value]]:
    for name, value in raw.items():
        if name not in _AUTOML_ELSEWHERE:
            for path, found in _flat(name, value, scope):
                short = path.removeprefix("training.").removeprefix("forecasting.").removeprefix("featurization.")
                yield f"automl.{_AUTOML.get(path, short)}", found


def _flat(prefix: str, value: object, scope: Scope) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}", inner, scope)
    elif value is not None:
        yield prefix, setting(value, scope)


def _keys(text: str) -> list[str]:
    """Partition keys, which the SDK writes as JSON text (1.35.2)."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return [str(item) for item in found] if isinstance(found, list) else re.findall(r"[^\[\]\"',\s]+", text)
