"""Steps that are more than a script: sweep, parallel, Spark, AutoML and modules."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Callable

from migrate.verify.graph import InputPort, Node, Origin, OutputPort, Value, Word, WordKind
from migrate.verify.project.context import Context
from migrate.verify.remarks import SHELL
from migrate.verify.v1 import elsewhere, modules, notebooks, run_configuration, words
from migrate.verify.v1.bindings import value

Reader = Callable[[Node, Any, Any, Context], Node]
"""From the common form of a node, the SDK's node and its step, to the whole node."""

_ALGORITHMS = {"RANDOM": "random", "GRID": "grid", "BAYESIANOPTIMIZATION": "bayesian", "SOBOL": "sobol"}
_POLICIES = {
    "Default": "", "NoTerminationPolicy": "", "Bandit": "bandit", "MedianStopping": "median_stopping",
    "TruncationSelection": "truncation_selection",
}  # fmt: skip

_PARALLEL = {
    "mini_batch_size": None, "error_threshold": ..., "output_action": ..., "append_row_file_name": None,
    "logging_level": "INFO", "run_invocation_timeout": 60, "run_max_try": 3, "allowed_failed_count": None,
    "allowed_failed_percent": None, "partition_keys": None, "description": None,
}  # fmt: skip
"""Settings of ``ParallelRunConfig`` with the SDK's defaults; ``...`` for what must be given."""

_DRIVER_FLAGS = {
    "--client_sdk_version", "--scoring_module_name", "--mini_batch_size", "--error_threshold", "--output_action",
    "--logging_level", "--run_invocation_timeout", "--run_max_try", "--create_snapshot_at_runtime",
    "--allowed_failed_count", "--allowed_failed_percent", "--append_row_file_name", "--output",
    "--process_count_per_node", "--partition_keys",
}  # fmt: skip
_DRIVER_INPUTS = ("--input_ds_", "--input_fds_", "--input_pipeline_param_", "--input")

_SPARK = {
    "spark.driver.memory": "spark.driver_memory", "spark.driver.cores": "spark.driver_cores",
    "spark.executor.memory": "spark.executor_memory", "spark.executor.cores": "spark.executor_cores",
    "spark.executor.instances": "spark.executor_instances", "spark.submit.pyFiles": "spark.py_files",
    "spark.yarn.dist.jars": "spark.jars", "spark.files": "spark.files", "spark.app.name": "spark.app_name",
}  # fmt: skip

_OLD_NAMES = {
    "whitelist_models": "allowed_models", "blacklist_models": "blocked_models", "max_horizon": "forecast_horizon",
    "grain_column_names": "time_series_id_column_names", "concurrent_iterations": "max_concurrent_iterations",
    "country_or_region": "country_or_region_for_holidays", "holiday_country": "country_or_region_for_holidays",
    "exit_score": "experiment_exit_score",
}  # fmt: skip
"""What AutoML also calls its arguments, or once did."""


def _sweep(made: Node, node: Any, step: Any, context: Context) -> Node:
    """All of a sweep is in one JSON parameter of the node."""
    config = json.loads(node.params["HyperDriveRunConfig"].value)
    overrides = (config.get("platform_config") or {}).get("Definition", {}).get("Overrides") or {}
    run = run_configuration.read(json.dumps(overrides))
    names = [port.name for port in made.inputs], [port.name for port in made.outputs]
    program, arguments, line = made.program, made.arguments, words.Line(())
    if overrides.get("script"):
        program = _literals("python", str(overrides["script"]))
    elif overrides.get("command"):
        text = overrides["command"]
        line = words.line(text if isinstance(text, list) else [text], *names)
        program, arguments = words.split(line.words)
    generator, policy = config.get("generator_config") or {}, config.get("policy_config") or {}
    space = generator.get("parameter_space") or {}
    settings = {
        "sweep.algorithm": Value(_ALGORITHMS.get(str(generator.get("name")).upper(), generator.get("name"))),
        "sweep.goal": Value((config.get("primary_metric_config") or {}).get("goal")),
        "sweep.metric": Value((config.get("primary_metric_config") or {}).get("name")),
        "sweep.max_trials": Value(config.get("max_total_jobs")),
        "sweep.max_concurrent_trials": Value(config.get("max_concurrent_jobs")),
        # 10080 minutes are the default of HyperDriveConfig
        "sweep.timeout_seconds": value(60 * int(config.get("max_duration_minutes") or 10080), 60 * 10080),
        "sweep.policy": Value(_POLICIES.get(str(policy.get("name")), str(policy.get("name") or ""))),
        **{f"sweep.policy.{name}": Value(item) for name, item in (policy.get("properties") or {}).items()},
        **{f"sweep.space.{name.lstrip('-')}": Value(_expression(item)) for name, item in space.items()},
        **({SHELL: Value(list(line.shell))} if line.shell else {}),
    }
    # the service puts the chosen values behind the arguments of the script
    chosen = [
        word
        for name in space
        for word in (*_literals(name if name.startswith("-") else f"--{name}"), Word(WordKind.SEARCH, name.lstrip("-")))
    ]
    return replace(
        made,
        kind="sweep",
        program=program,
        arguments=(*arguments, *chosen),
        compute=Value(run.target or None),
        environment=run.environment,
        environment_variables={**run.variables, **made.environment_variables},
        node_count=run.node_count,
        processes_per_node=run.processes,
        distribution=run.distribution,
        timeout_seconds=run.timeout,
        settings={**run.settings, **made.settings, **settings},
    )


def _expression(item: Any) -> list[object]:
    """``["choice", [values]]``, ``["uniform", [0.1, 0.5]]``; choices are nested once more in the SDK's form."""
    name, arguments = item
    if name == "choice" and len(arguments) == 1 and isinstance(arguments[0], list):
        arguments = arguments[0]
    return [name, list(arguments)]


def _parallel(made: Node, node: Any, step: Any, context: Context) -> Node:
    """The step runs a driver of the service, whose arguments hold those of the script and the settings."""
    config = step._parallel_run_config
    settings = {f"parallel.{name}": value(getattr(config, name, None), default) for name, default in _PARALLEL.items()}
    size = getattr(step, "_mini_batch_size", None)
    # one excludes the other, though the SDK fills in a size (azureml-pipeline 1.62)
    if not getattr(config, "partition_keys", None):
        settings["parallel.mini_batch_size"] = value(size, size if config.mini_batch_size is None else ...)
    partitioned = [getattr(item, "input_name", None) or getattr(item, "name", "") for item in step._pystep_inputs]
    sides = {getattr(item, "name", None) for item in step._pystep_side_inputs}
    settings["parallel.inputs"] = Value([name for name in partitioned if name not in sides])
    # what belongs to the driver is not a variable of the script
    count = value(step._node_count)
    return replace(
        made,
        kind="parallel",
        program=_literals(str(config.entry_script)),
        arguments=_without_driver(made.arguments),
        node_count=count,
        processes_per_node=value(step._process_count_per_node, None),
        settings={**made.settings, **settings},
    )


def _without_driver(arguments: tuple[Word, ...]) -> tuple[Word, ...]:
    """Take off the driver's own arguments, which surround those of the script; none of the two may use the other's."""
    start, end = 0, len(arguments)
    while start + 1 < end and arguments[start].text in _DRIVER_FLAGS:
        start += 2
    while end - 2 >= start and arguments[end - 2].text.rstrip("0123456789") in _DRIVER_INPUTS:
        end -= 2
    return arguments[start:end]


def _spark(made: Node, node: Any, step: Any, context: Context) -> Node:
    found: Mapping[str, Any] = json.loads(node._runconfig).get("spark", {}).get("configuration") or {}
    settings = {name: item for name, item in made.settings.items() if name != "spark.configuration"}
    for name, item in found.items():
        if name == "spark.yarn.maxAppAttempts" and item == 1:
            continue  # of every run configuration
        origin = Origin.SDK_DEFAULT if name == "spark.app.name" and item == step.name else Origin.EXPLICIT
        if name in ("spark.submit.pyFiles", "spark.yarn.dist.jars", "spark.files"):
            item = str(item).split(",")
        settings[_SPARK.get(name, f"spark.conf.{name}")] = Value(item, origin=origin)
    if step._runconfig.environment.name == "default-environment":
        made = replace(made, environment=Node("", "").environment)  # the pool's own: the step was given none
    return replace(made, kind="spark", program=made.program[-1:], settings=settings)


def _automl(made: Node, node: Any, step: Any, context: Context) -> Node:
    config = step._automl_config
    given = getattr(config, "_offline_given", None) or {}
    settings: dict[str, Value] = {}
    forecasting = getattr(given.get("forecasting_parameters"), "_offline_given", None) or {}
    for name, item in {**given, **given.get("kwargs", {}), **forecasting}.items():
        plain = isinstance(item, (bool, int, float, str, list, dict))
        if plain and name not in ("kwargs", "path", "compute_target", "run_configuration"):
            settings[f"automl.{_OLD_NAMES.get(name, name)}"] = value(item)
    settings |= _featurization(given.get("featurization"))
    task = str(given.get("task"))
    if task.startswith("text-"):
        settings = _over_texts(task, settings)
    # the default of azureml-automl-core 1.62 (automl_base_settings), which v2 has not for all tasks
    metric = "accuracy" if task.startswith(("classification", "text-")) else "spearman_correlation"
    settings.setdefault("automl.primary_metric", Value(metric))
    run = config.user_settings.get("run_configuration") or given.get("kwargs", {}).get("run_configuration")
    target = config.user_settings.get("compute_target") or given.get("compute_target")
    if run is not None:
        read = run_configuration.read(repr(run))
        target = target or read.target
        made = replace(made, environment=read.environment, environment_variables=read.variables)
    target_name = getattr(target, "name", target)
    # each AutoML step gets two outputs that nobody asked for, and some next step may use them all the same
    used = {edge.source_port.name for edge in node._graph.edges if edge.source_port.node is node}
    outputs = tuple(port for port in made.outputs if port.name in used or not port.name.startswith("default_"))
    return replace(
        made,
        kind="automl",
        program=(),
        compute=Value(str(target_name) if target_name else None),
        environment_variables={} if run is None else made.environment_variables,
        outputs=outputs,
        # the parameters of the node repeat the run configuration that the SDK makes for itself
        node_count=Node("", "").node_count,
        processes_per_node=Node("", "").processes_per_node,
        settings={
            **{name: item for name, item in made.settings.items() if _of_port(name, made.inputs, outputs)},
            **settings,
        },
    )


_OF_TEXTS: Mapping[str, object] = {"automl.enable_early_stopping": True, "automl.enable_dnn": True}
"""What v1 takes for granted over texts (azureml-train-automl-client 1.62), and v2 has no word for."""


def _over_texts(task: str, settings: Mapping[str, Value]) -> dict[str, Value]:
    """The settings of a job over texts, which has no features to choose and ignores the label of ``text-ner``."""
    needless = {"automl.featurization", *(("automl.label_column_name",) if task == "text-ner" else ())}
    needless |= {name for name, usual in _OF_TEXTS.items() if name in settings and settings[name].value == usual}
    kept = {name: item for name, item in settings.items() if name not in needless}
    kept["automl.task"] = Value(task.replace("-", "_"))
    return {"automl.iterations": Value(1, origin=Origin.SDK_DEFAULT), **kept}


def _featurization(config: Any) -> dict[str, Value]:
    """What a ``FeaturizationConfig`` holds, under the names of v2; nothing for a word such as ``auto``."""
    if not hasattr(config, "_column_purposes"):
        return {}
    found: dict[str, object] = {
        "featurization": "custom",
        "blocked_transformers": config._blocked_transformers,
        "dataset_language": config._dataset_language,
        "drop_columns": config._drop_columns,
        "prediction_transform_type": config._prediction_transform_type,
        **{f"column_name_and_types.{name}": kind for name, kind in (config._column_purposes or {}).items()},
    }
    for name, items in (config._transformer_params or {}).items():
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        found[f"transformer_params.{kind}"] = [{"fields": fields, "parameters": params} for fields, params in items]
    return {f"automl.{name}": Value(item) for name, item in found.items() if item is not None}


def _of_port(setting: str, inputs: tuple[InputPort, ...], outputs: tuple[OutputPort, ...]) -> bool:
    side, _, rest = setting.partition(".")
    names = {"inputs": [port.name for port in inputs], "outputs": [port.name for port in outputs]}.get(side, [])
    return any(rest.startswith(f"{name}.") for name in names)


def _literals(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(WordKind.LITERAL, text) for text in texts)


READERS: dict[str, Reader] = {
    "HyperDriveStep": _sweep,
    "ParallelRunStep": _parallel,
    "SynapseSparkStep": _spark,
    "AutoMLStep": _automl,
    "ModuleStep": modules.read,
    **elsewhere.READERS,
    **notebooks.READERS,
}
"""By the class of the step; what is not here is a script with a run configuration."""
