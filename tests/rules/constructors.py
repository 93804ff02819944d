"""For each v1 class that a pipeline is made of a pipeline around its constructor, and a value for each parameter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_IMPORTS = {
    "azureml.contrib.notebook": ("AzureMLNotebookHandler", "NotebookRunConfig", "NotebookRunnerStep"),
    "azureml.core": ("Dataset", "Datastore", "Environment", "ScriptRunConfig", "Workspace"),
    "azureml.core.container_registry": ("ContainerRegistry",),
    "azureml.core.databricks": ("EggLibrary", "JarLibrary", "MavenLibrary", "PyPiLibrary", "RCranLibrary"),
    "azureml.core.environment": ("RCranPackage", "RGitHubPackage", "RSection"),
    "azureml.core.runconfig": ("DockerConfiguration", "MpiConfiguration", "RunConfiguration"),
    "azureml.data": ("HDFSOutputDatasetConfig",),
    "azureml.data.data_reference": ("DataReference",),
    "azureml.pipeline.core": ("Module", "Pipeline", "PipelineData", "PipelineParameter", "TrainingOutput"),
    "azureml.pipeline.steps": (
        *("AdlaStep", "AutoMLStep", "AzureBatchStep", "CommandStep", "DatabricksStep", "DataTransferStep"),
        *("EstimatorStep", "HyperDriveStep", "KustoStep", "ModuleStep", "MpiStep", "ParallelRunConfig"),
        *("ParallelRunStep", "PythonScriptStep", "RScriptStep", "SynapseSparkStep"),
    ),
    "azureml.train.automl": ("AutoMLConfig",),
    "azureml.train.dnn": ("Chainer", "Mpi", "PyTorch", "TensorFlow"),
    "azureml.train.estimator": ("Estimator",),
    "azureml.train.hyperdrive": (
        *("BanditPolicy", "BayesianParameterSampling", "GridParameterSampling", "HyperDriveConfig"),
        *("MedianStoppingPolicy", "NoTerminationPolicy", "PrimaryMetricGoal", "RandomParameterSampling"),
        *("TruncationSelectionPolicy", "choice", "lognormal", "loguniform", "normal", "qlognormal", "qloguniform"),
        *("qnormal", "quniform", "randint", "uniform"),
    ),
    "azureml.train.sklearn": ("SKLearn",),
}
_DEFINITIONS = {
    "ws": "Workspace.from_config()",
    "store": "ws.get_default_datastore()",
    "raw": 'DataReference(store, "raw", "2026/raw")',
    "target": 'DataReference(Datastore.get(ws, "archive"), "target", "2026/copy")',
    "table": 'Dataset.get_by_name(ws, "sales")',
    "out": 'PipelineData("out", datastore=store)',
    "metrics": 'PipelineData("metrics", datastore=store)',
    "size": 'PipelineParameter("size", default_value=2)',
    "environment": 'Environment.get(ws, "train")',
    "run_config": "RunConfiguration()",
    "spark_in": 'table.as_named_input("sales")',
    "spark_out": 'HDFSOutputDatasetConfig("clean", destination=(store, "clean"))',
    "parallel": (
        'ParallelRunConfig(environment=environment, entry_script="score.py", source_directory="src", '
        'error_threshold=5, output_action="summary_only", compute_target="cpu", node_count=2)'
    ),
    "runner": 'NotebookRunConfig("src", "train.ipynb", run_config=run_config)',
    "search": (
        'AutoMLConfig("classification", training_data=table, label_column_name="sold", compute_target="cpu", '
        "experiment_timeout_hours=1)"
    ),
    "r_config": "RunConfiguration()\nr_config.environment.r = RSection()",
}
_NAME_IN_CODE = re.compile(r"[A-Za-z_]\w*")


def whole(code: str) -> str:
    """The code with what it needs in front of it."""
    body, seen = code, set[str]()
    while wanted := [name for name in _DEFINITIONS if name not in seen and name in _NAME_IN_CODE.findall(body)]:
        seen.add(wanted[-1])
        body = f"{wanted[-1]} = {_DEFINITIONS[wanted[-1]]}\n{body}"
    used = set(_NAME_IN_CODE.findall(body))
    needed = {module: [name for name in names if name in used] for module, names in _IMPORTS.items()}
    return "".join(f"from {module} import {', '.join(names)}\n" for module, names in needed.items() if names) + body


_TAIL = "\npipeline = Pipeline(ws, steps=[step])\n"
_STEP = "step = {call}" + _TAIL


@dataclass(frozen=True)
class Constructor:
    """A v1 class in a pipeline.

    Args:
        symbol: of the class.
        required: arguments that every call has.
        values: for each other parameter what it is set to.
        code: the call, as ``{call}``, and what stands around it.
        left: parameters that v2 has no counterpart for, with part of what a person is told.
        stands: whether something stands for the step that a person has to write.
        without: by parameter the required arguments that cannot stand beside it.
    """

    symbol: str
    required: Mapping[str, str]
    values: Mapping[str, str]
    code: str = _STEP
    left: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands: bool = False

    @property
    def name(self) -> str:
        return self.symbol.rpartition(".")[2]

    def text(self, parameter: str) -> str:
        """The pipeline in which the parameter is set."""
        gone = self.without.get(parameter, ())
        arguments = {name: value for name, value in self.required.items() if name not in gone}
        arguments.update({parameter: self.values[parameter]} if parameter in self.values else {})
        call = f"{self.name}({', '.join(f'{name}={value}' for name, value in arguments.items())})"
        return whole(self.code.replace("{call}", call))


_STEPS = "azureml.pipeline.steps"
_NAME, _ARGUMENTS = '"Train"', '["--raw", raw, "--size", size]'
_FLAGS = {"allow_reuse": "False", "version": '"3"'}
_DATA = {"inputs": "[raw]", "outputs": "[out]"}
_SOURCE = {"source_directory": '"src"'}
_COMPUTE = {"compute_target": '"cpu"'}
_NODES = {"runconfig_pipeline_params": '{"NodeCount": size}'}
_HASHES = {"hash_paths": '["src"]'}
_SCRIPT = {"script_name": '"train.py"', **_SOURCE, **_COMPUTE}
_OPTIONS = {"name": _NAME, **_DATA, **_FLAGS}
_PARAMS = {"params": '{"season": "winter", "size": size}'}

_SCRIPTS = (
    Constructor(
        f"{_STEPS}.PythonScriptStep",
        _SCRIPT,
        {**_OPTIONS, **_NODES, **_PARAMS, **_HASHES, "arguments": _ARGUMENTS, "runconfig": "run_config"},
    ),
    Constructor(
        f"{_STEPS}.CommandStep",
        {"command": '["python train.py", "--raw", raw]', **_SOURCE, **_COMPUTE},
        {**_OPTIONS, **_NODES, **_PARAMS, "runconfig": "run_config"},
    ),
    Constructor(
        f"{_STEPS}.RScriptStep",
        {"script_name": '"train.R"', "runconfig": "r_config", **_SOURCE, **_COMPUTE},
        {
            **_OPTIONS,
            **_NODES,
            **_PARAMS,
            "arguments": _ARGUMENTS,
            "use_gpu": "True",
            "custom_docker_image": '"rocker/tidyverse:4.0.0"',
            "cran_packages": '[RCranPackage("ggplot2", "3.5.0")]',
            "github_packages": '[RGitHubPackage("tidyverse/dplyr")]',
            "custom_url_packages": '["files/model.tar.gz"]',
        },
    ),
    Constructor(
        f"{_STEPS}.MpiStep",
        {**_SCRIPT, "node_count": "2", "process_count_per_node": "1"},
        {**_OPTIONS, **_HASHES, "arguments": _ARGUMENTS},
    ),
    Constructor(
        f"{_STEPS}.EstimatorStep",
        {"name": _NAME, "estimator": 'Estimator("src", entry_script="train.py")', **_COMPUTE},
        {**_DATA, **_FLAGS, **_NODES, "estimator_entry_script_arguments": _ARGUMENTS},
    ),
    Constructor(
        f"{_STEPS}.SynapseSparkStep",
        {
            "file": '"train.py"',
            **_SOURCE,
            "compute_target": '"pool"',
            "driver_memory": '"7g"',
            "driver_cores": "4",
            "executor_memory": '"7g"',
            "executor_cores": "4",
            "num_executors": "2",
        },
        {
            **_FLAGS,
            "name": _NAME,
            "app_name": '"trainer"',
            "environment": "environment",
            "arguments": '["--raw", spark_in, "--size", size]',
            "inputs": "[spark_in]",
            "outputs": "[spark_out]",
            "conf": '{"spark.yarn.maxAppAttempts": "1"}',
            "py_files": '["lib.zip"]',
            "jars": '["lib.jar"]',
            "files": '["settings.json"]',
        },
    ),
    Constructor(
        f"{_STEPS}.ParallelRunStep",
        {"name": '"score-all"', "parallel_run_config": "parallel", "inputs": '[table.as_named_input("sales")]'},
        {"output": "out", "side_inputs": "[raw]", "arguments": '["--size", size]', "allow_reuse": "False"},
    ),
    Constructor(
        f"{_STEPS}.ParallelRunConfig",
        {
            "environment": "environment",
            "entry_script": '"score.py"',
            "error_threshold": "5",
            "output_action": '"append_row"',
            **_COMPUTE,
            "node_count": "2",
        },
        {
            **_SOURCE,
            "process_count_per_node": "2",
            "mini_batch_size": '"1MB"',
            "description": '"Scores"',
            "logging_level": '"DEBUG"',
            "run_invocation_timeout": "600",
            "run_max_try": "2",
            "append_row_file_name": '"scores.txt"',
            "allowed_failed_count": "3",
            "allowed_failed_percent": "5",
            "partition_keys": '["store"]',
            "environment_variables": '{"SEASON": "winter"}',
        },
        "step = ParallelRunStep('score-all', {call}, [table.as_named_input('sales')], output=out)" + _TAIL,
    ),
    Constructor(
        "azureml.contrib.notebook.NotebookRunnerStep",
        {"name": _NAME, "notebook_run_config": "runner", **_COMPUTE},
        {**_DATA, **_FLAGS, "params": '{"size": size}', "output_notebook_pipeline_data_name": '"notebook_out"'},
    ),
    Constructor(
        "azureml.contrib.notebook.NotebookRunConfig",
        {**_SOURCE, "notebook": '"train.ipynb"', "run_config": "run_config"},
        {
            "output_notebook": '"out.ipynb"',
            "parameters": '{"season": "winter"}',
            "handler": "AzureMLNotebookHandler(timeout=600)",
        },
        "step = NotebookRunnerStep('Train', {call}, compute_target='cpu')" + _TAIL,
    ),
    Constructor(
        f"{_STEPS}.AutoMLStep",
        {"name": _NAME, "automl_config": "search"},
        {
            "inputs": '[table.as_named_input("sales")]',
            "outputs": '[PipelineData("model", store, training_output=TrainingOutput("Model"))]',
            **_FLAGS,
            **_HASHES,
            "script_repl_params": "{}",
            "enable_default_model_output": "False",
            "enable_default_metrics_output": "False",
        },
    ),
)

_SEARCH = """\
config = HyperDriveConfig(
    run_config=TRIAL,
    hyperparameter_sampling=SAMPLING,
    policy=POLICY,
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=8,
)
step = STEP
pipeline = Pipeline(ws, steps=[step])
"""
_RATE = 'RandomParameterSampling({"--rate": uniform(0.1, 0.2)})'
_CALL, _SWEEP = "{call}", "HyperDriveStep('Search', config)"
_TRIAL = 'ScriptRunConfig("src", "train.py", run_config=run_config, compute_target="cpu")'


def _search(
    sampling: str = _RATE, policy: str = "None", step: str = "HyperDriveStep('Search', config)", trial: str = _TRIAL
) -> str:
    return _SEARCH.replace("SAMPLING", sampling).replace("POLICY", policy).replace("STEP", step).replace("TRIAL", trial)


# What runs a script besides steps

_ESTIMATOR = {
    **dict.fromkeys(("vm_size", "vm_priority"), '"vm"'),
    **_COMPUTE,
    "entry_script": '"train.py"',
    "script_params": "{}",
    "use_docker": "True",
    "custom_docker_image": '"example.azurecr.io/train:3"',
    "image_registry_details": "ContainerRegistry()",
    "user_managed": "True",
    "conda_packages": '["numpy"]',
    "pip_packages": '["pandas"]',
    "conda_dependencies_file_path": '"conda.yml"',
    "pip_requirements_file_path": '"requirements.txt"',
    "conda_dependencies_file": '"conda.yml"',
    "pip_requirements_file": '"requirements.txt"',
    "environment_variables": '{"SEASON": "winter"}',
    "environment_definition": "environment",
    "inputs": "[]",
    "shm_size": '"4g"',
    "resume_from": "None",
    "max_run_duration_seconds": "3600",
}
_CLUSTER = {
    "node_count": "2",
    "process_count_per_node": "2",
    "distributed_backend": '"mpi"',
    "distributed_training": "Mpi()",
    "use_gpu": "True",
    "custom_docker_base_image": '"example.azurecr.io/train:3"',
    "source_directory_data_store": "store",
}


def _estimator(symbol: str, values: Mapping[str, str]) -> Constructor:
    required = {**_SOURCE, "entry_script": '"train.py"'}
    given = {name: value for name, value in values.items() if name not in required}
    left = {"image_registry_details": "no environment that could be converted holds this"}
    code = "step = EstimatorStep('Train', {call}, [], compute_target='cpu')" + _TAIL
    return Constructor(symbol, required, given, code, left)


_OTHERS = (
    _estimator("azureml.train.estimator.Estimator", {**_ESTIMATOR, **_CLUSTER}),
    _estimator("azureml.train.dnn.PyTorch", {**_ESTIMATOR, **_CLUSTER, "framework_version": '"1.3"'}),
    _estimator("azureml.train.dnn.Chainer", {**_ESTIMATOR, **_CLUSTER, "framework_version": '"5.1.0"'}),
    _estimator(
        "azureml.train.dnn.TensorFlow",
        {
            **_ESTIMATOR,
            **_CLUSTER,
            "framework_version": '"2.0"',
            "worker_count": "2",
            "parameter_server_count": "1",
        },
    ),
    _estimator("azureml.train.sklearn.SKLearn", {**_ESTIMATOR, "framework_version": '"0.20.3"'}),
    Constructor(
        "azureml.core.ScriptRunConfig",
        {**_SOURCE, "script": '"train.py"', **_COMPUTE},
        {
            "arguments": '["--fast"]',
            "run_config": "run_config",
            "environment": "environment",
            "distributed_job_config": "MpiConfiguration(node_count=2)",
            "resume_from": "None",
            "max_run_duration_seconds": "3600",
            "docker_runtime_config": "DockerConfiguration(use_docker=True)",
        },
        _search(trial=_CALL),
    ),
    Constructor(
        "azureml.core.ScriptRunConfig",
        {**_SOURCE, "command": '["python", "train.py"]', **_COMPUTE},
        {
            "run_config": "run_config",
            "environment": "environment",
            "distributed_job_config": "MpiConfiguration(node_count=2)",
            "resume_from": "None",
            "max_run_duration_seconds": "3600",
            "docker_runtime_config": "DockerConfiguration(use_docker=True)",
        },
        "step = CommandStep(name='Train', runconfig={call})" + _TAIL,
    ),
    Constructor(
        "azureml.pipeline.core.Pipeline",
        {"workspace": "ws", "steps": "[step]"},
        {
            "description": '"Trains"',
            "default_datastore": "store",
            "default_source_directory": '"src"',
            "resolve_closure": "True",
        },
        "step = PythonScriptStep('train.py', source_directory='src', compute_target='cpu')\npipeline = {call}\n",
    ),
    Constructor(
        "azureml.pipeline.core.PipelineData",
        {"name": '"scores"'},
        {
            "datastore": "store",
            "output_name": '"scores_of_today"',
            "output_mode": '"upload"',
            "output_path_on_compute": '"scores"',
            "output_overwrite": "True",
            "data_type": '"AnyFile"',
            "is_directory": "True",
            "pipeline_output_name": '"all_scores"',
            "training_output": "None",
        },
        "scores = {call}\nstep = PythonScriptStep('a.py', source_directory='src', arguments=['--to', scores], "
        "outputs=[scores], compute_target='cpu')" + _TAIL,
    ),
    Constructor(
        "azureml.pipeline.core.PipelineParameter",
        {"name": '"rounds"', "default_value": "3"},
        {},
        "step = PythonScriptStep('a.py', source_directory='src', arguments=[{call}], compute_target='cpu')" + _TAIL,
    ),
)

# HyperDrive


def _expression(name: str, **values: str) -> Constructor:
    code = _search('RandomParameterSampling({"--rate": {call}})')
    return Constructor(f"azureml.train.hyperdrive.{name}", values, {}, code)


_LEFT = {"properties": "sampling"}


def _sampling(name: str) -> Constructor:
    space = {"parameter_space": '{"--rate": choice(1, 2)}'}
    properties = {"properties": '{"seed": 1}'}
    return Constructor(
        f"azureml.train.hyperdrive.{name}", space, properties, _search(_CALL), {"properties": "sampling"}
    )


def _policy(name: str, values: Mapping[str, str], **required: str) -> Constructor:
    return Constructor(f"azureml.train.hyperdrive.{name}", required, values, _search(policy=_CALL))


_TIMES = {"evaluation_interval": "2", "delay_evaluation": "5"}
_RANGE, _CURVE = {"min_value": "0.1", "max_value": "0.2"}, {"mu": "0.1", "sigma": "0.2"}

_SEARCHES = (
    Constructor(
        f"{_STEPS}.HyperDriveStep",
        {"name": _NAME, "hyperdrive_config": "config"},
        {**_DATA, **_FLAGS, "estimator_entry_script_arguments": '["--raw", raw]', "metrics_output": "metrics"},
        _search(step=_CALL),
    ),
    Constructor(
        "azureml.train.hyperdrive.HyperDriveConfig",
        {
            "hyperparameter_sampling": _RATE,
            "primary_metric_name": '"loss"',
            "primary_metric_goal": "PrimaryMetricGoal.MINIMIZE",
            "max_total_runs": "8",
            "run_config": _TRIAL,
        },
        {
            "max_concurrent_runs": "2",
            "max_duration_minutes": "60",
            "policy": "BanditPolicy(slack_factor=0.1)",
            "estimator": 'Estimator("src", entry_script="train.py", compute_target="cpu")',
            "resume_from": "None",
            "resume_child_runs": "None",
            "pipeline": "None",
            "debug_flag": '{"a": 1}',
            "custom_run_id": '"search-1"',
        },
        "step = HyperDriveStep('Search', {call}, estimator_entry_script_arguments=[])" + _TAIL,
        without={"estimator": ("run_config",)},
    ),
    *(_expression(name, **_RANGE) for name in ("uniform", "loguniform")),
    *(_expression(name, **_RANGE, q="0.1") for name in ("quniform", "qloguniform")),
    *(_expression(name, **_CURVE) for name in ("normal", "lognormal")),
    *(_expression(name, **_CURVE, q="0.1") for name in ("qnormal", "qlognormal")),
    _expression("randint", upper="5"),
    *map(_sampling, ("RandomParameterSampling", "GridParameterSampling", "BayesianParameterSampling")),
    _policy("BanditPolicy", {**_TIMES, "slack_amount": "0.1"}, slack_factor="0.1"),
    _policy("MedianStoppingPolicy", _TIMES),
    _policy("TruncationSelectionPolicy", _TIMES, truncation_percentage="10"),
)

# Steps without counterpart

_PERSON = "a person"
_LIBRARIES = {"maven": '"a.b:c:1"', "pypi": '"pandas"', "egg": '"a.egg"', "jar": '"a.jar"', "rcran": '"dplyr"'}
_CLASSES = {"maven": "Maven", "pypi": "PyPi", "egg": "Egg", "jar": "Jar", "rcran": "RCran"}


def _for_a_person(values: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(values, _PERSON)


_BRICKS = {
    "existing_cluster_id": '"0101-cluster"',
    "spark_version": '"10.4.x-scala2.12"',
    "node_type": '"Standard_D3_v2"',
    "instance_pool_id": '"pool"',
    "num_workers": "2",
    "min_workers": "1",
    "max_workers": "4",
    "spark_env_variables": '{"SEASON": "winter"}',
    "spark_conf": '{"spark.speculation": "true"}',
    "init_scripts": '["dbfs:/init.sh"]',
    "cluster_log_dbfs_path": '"dbfs:/logs"',
    "notebook_path": '"/Shared/train"',
    "notebook_params": '{"size": size}',
    "python_script_path": '"dbfs:/train.py"',
    "python_script_params": '["--size", size]',
    "main_class_name": '"com.example.Train"',
    "jar_params": '["--size", size]',
    "python_script_name": '"train.py"',
    "run_name": '"train"',
    "timeout_seconds": "600",
    "runconfig": "run_config",
    "permit_cluster_restart": "True",
    **{f"{kind}_libraries": f"[{_CLASSES[kind]}Library({name})]" for kind, name in _LIBRARIES.items()},
}
_BATCH = {
    "create_pool": "True",
    "pool_id": '"pool"',
    "delete_batch_job_after_finish": "False",
    "delete_batch_pool_after_finish": "True",
    "is_positive_exit_code_failure": "False",
    "vm_image_urn": '"urn:a:b:c"',
    "run_task_as_admin": "True",
    "target_compute_nodes": "2",
    "vm_size": '"standard_d2_v2"',
    "executable": '"train.exe"',
    "arguments": '["--size", size]',
}
_ADLA = {
    "script_name": '"train.usql"',
    "params": '{"size": size}',
    "degree_of_parallelism": "2",
    "priority": "5",
    "runtime_version": '"default"',
}
_KUSTO = {"database_name": '"sales"', "query_directory": '"queries"', "parameter_dict": '{"size": size}'}
_MODULE = {"module": '"m"', "module_version": '"m"', "runconfig": "run_config", "arguments": _ARGUMENTS, **_PARAMS}
_TYPES = {"source_reference_type": '"directory"', "destination_reference_type": '"directory"'}

_ELSEWHERE = (
    Constructor(
        f"{_STEPS}.DatabricksStep",
        {"name": _NAME, **_COMPUTE},
        {**_DATA, **_FLAGS, **_SOURCE, **_HASHES, **_BRICKS},
        stands=True,
        left=_for_a_person(_BRICKS),
    ),
    Constructor(
        f"{_STEPS}.DataTransferStep",
        {
            "name": _NAME,
            "source_data_reference": "raw",
            "destination_data_reference": "target",
            "compute_target": '"factory"',
        },
        {**_TYPES, "allow_reuse": "False"},
    ),
    Constructor(
        f"{_STEPS}.KustoStep",
        {
            "name": _NAME,
            "compute_target": '"kusto"',
            "database_name": '"sales"',
            "query_directory": '"queries"',
            "output": "out",
        },
        {"parameter_dict": '{"size": size}', "allow_reuse": "True"},
        stands=True,
        left=_for_a_person(_KUSTO),
    ),
    Constructor(
        f"{_STEPS}.AzureBatchStep",
        {"name": _NAME, "compute_target": '"batch"'},
        {**_DATA, **_FLAGS, **_SOURCE, **_BATCH},
        stands=True,
        left=_for_a_person(_BATCH),
    ),
    Constructor(
        f"{_STEPS}.AdlaStep",
        {"script_name": '"train.usql"', "compute_target": '"lake"'},
        {**_OPTIONS, **_SOURCE, **_HASHES, **{name: value for name, value in _ADLA.items() if name != "script_name"}},
        stands=True,
        left=_for_a_person(_ADLA),
    ),
    Constructor(
        f"{_STEPS}.ModuleStep",
        {"name": _NAME, **_COMPUTE, "module": 'Module.get(ws, name="train")'},
        {
            "version": '"3"',
            "module_version": 'Module.get(ws, name="train").get_default()',
            "inputs_map": '{"raw": raw}',
            "outputs_map": '{"out": out}',
            "runconfig": "run_config",
            **_NODES,
            "arguments": _ARGUMENTS,
            **_PARAMS,
        },
        stands=True,
        left=_for_a_person({**_MODULE, **_NODES, "version": ""}),
        without={"module_version": ("module",)},
    ),
)

CONSTRUCTORS = (*_SCRIPTS, *_OTHERS, *_SEARCHES, *_ELSEWHERE)
