"""Wrong edits of how and where nodes run, and of the pipeline around them."""

from __future__ import annotations

from tests.verify.compare.edits import COMPONENT, PREP, PUBLISH, REPORT, SCORE, TRAIN, TUNE, Edit

_RUNS = [
    Edit("compute of a node", 'compute="gpu"', 'compute="cpu"', TRAIN, "compute"),
    Edit("default compute", 'default_compute="cpu"', 'default_compute="gpu"', PREP, "compute"),
    Edit("compute set on the node", 'publish.compute = "small"', 'publish.compute = "cpu"', PUBLISH, "compute"),
    Edit("number of nodes", "instance_count=3", "instance_count=2", SCORE, "node_count"),
    Edit("number of nodes not a parameter", "instance_count = nodes", "instance_count = 2", TRAIN, "node_count"),
    Edit(
        "processes on each node",
        "process_count_per_instance=2",
        "process_count_per_instance=4",
        TRAIN,
        "processes_per_node",
    ),
    Edit(
        "distribution", "    distribution=MpiDistribution(process_count_per_instance=2),\n", "", TRAIN, "distribution"
    ),
    Edit(
        "kind of distribution",
        "distribution=MpiDistribution(process_count_per_instance=2)",
        'distribution={"type": "pytorch", "process_count_per_instance": 2}',
        TRAIN,
        "distribution",
    ),
    Edit("time limit", "timeout=3600", "timeout=360", TRAIN, "timeout_seconds"),
    Edit("no time limit", "    timeout=3600,\n", "", TRAIN, "timeout_seconds"),
    Edit("reuse", "    is_deterministic=False,\n", "", TRAIN, "reuse"),
    Edit("reuse in the YAML file", "is_deterministic: false", "is_deterministic: true", PUBLISH, "reuse", COMPONENT),
    Edit("shared memory", 'shm_size="4g"', 'shm_size="8g"', TRAIN, "settings.docker.shm_size"),
    Edit("options of docker", "--ipc=host", "--ipc=private", TRAIN, "settings.docker.arguments"),
    Edit("variable", '"STAGE": "test"', '"STAGE": "live"', PREP, "environment_variables.STAGE"),
    Edit("dropped variable", '"OMP_NUM_THREADS": "1", ', "", TRAIN, "environment_variables.OMP_NUM_THREADS"),
    Edit("added variable", '"STAGE": "test"', '"STAGE": "test", "DEBUG": "1"', PREP, "environment_variables.DEBUG"),
    Edit(
        "variable bound to another parameter",
        '["REGION"] = title',
        '["REGION"] = epochs',
        REPORT,
        "environment_variables.REGION",
    ),
    Edit(
        "variable in the YAML file",
        "CHANNEL: stable",
        "CHANNEL: beta",
        PUBLISH,
        "environment_variables.CHANNEL",
        COMPONENT,
    ),
]

_ENVIRONMENTS = [
    Edit("image", "20251130.v1", "20240101.v1", PREP, "environment.image"),
    Edit("python", "python=3.10", "python=3.11", TRAIN, "environment.python"),
    Edit("conda package", "scikit-learn=1.3", "scikit-learn=1.4", TUNE, "environment.conda.scikit-learn"),
    Edit("dropped conda package", '"scikit-learn=1.3", ', "", TUNE, "environment.conda.scikit-learn"),
    Edit("pip package", "pandas==2.0.3", "pandas==2.0.4", SCORE, "environment.pip.pandas"),
    Edit("dropped pip package", ', "joblib>=1.2,<2"', "", REPORT, "environment.pip.joblib"),
    Edit("pip specifier", "joblib>=1.2,<2", "joblib>=1.2", REPORT, "environment.pip.joblib"),
    Edit("added pip package", '"pip": ["pandas', '"pip": ["mlflow", "pandas', PREP, "environment.pip.mlflow"),
    Edit("channel", '["anaconda", "conda-forge"]', '["conda-forge"]', PREP, "environment.channel.anaconda"),
    Edit("version of a registered environment", "publish-env:4", "publish-env:5", PUBLISH, "environment", COMPONENT),
    Edit(
        "no conda dependencies",
        "variables = {",
        "environment = Environment(image=environment.image)\nvariables = {",
        PREP,
        "environment.user_managed",
    ),
    Edit(
        "registered instead of described",
        "variables = {",
        'environment = "azureml:demand:1"\nvariables = {',
        PREP,
        "environment",
    ),
]

_SWEEPS = [
    Edit("range", "Uniform(0.01, 0.2)", "Uniform(0.01, 0.3)", TUNE, "sweep.space.learning_rate"),
    Edit("kind of range", "Choice([2, 4, 8])", "Choice([2, 4])", TUNE, "sweep.space.depth"),
    Edit("fixed instead of searched", "depth=Choice([2, 4, 8])", "depth=4", TUNE, "arguments"),
    Edit("sampling", 'sampling_algorithm="random"', 'sampling_algorithm="bayesian"', TUNE, "sweep.algorithm"),
    Edit("metric", 'primary_metric="accuracy"', 'primary_metric="loss"', TUNE, "sweep.metric"),
    Edit("goal", 'goal="maximize"', 'goal="minimize"', TUNE, "sweep.goal"),
    Edit("number of trials", "max_total_trials=20", "max_total_trials=10", TUNE, "sweep.max_trials"),
    Edit("trials at once", "max_concurrent_trials=4", "max_concurrent_trials=8", TUNE, "sweep.max_concurrent_trials"),
    Edit("time limit of a sweep", "timeout=7200", "timeout=3600", TUNE, "sweep.timeout_seconds"),
    Edit(
        "interval of the policy",
        "evaluation_interval=2",
        "evaluation_interval=1",
        TUNE,
        "sweep.policy.evaluation_interval",
    ),
    Edit("slack", "slack_factor=0.1", "slack_factor=0.2", TUNE, "sweep.policy.slack_factor"),
    Edit("kind of slack", "slack_factor=0.1", "slack_amount=0.1", TUNE, "sweep.policy.slack_factor"),
    Edit(
        "no policy",
        "    tune.early_termination = BanditPolicy(evaluation_interval=2, slack_factor=0.1)\n",
        "",
        TUNE,
        "sweep.policy",
    ),
]

_PARALLEL = [
    Edit("mini-batch size", 'mini_batch_size="10"', 'mini_batch_size="100"', SCORE, "parallel.mini_batch_size"),
    Edit(
        "failed mini-batches",
        "mini_batch_error_threshold=5",
        "mini_batch_error_threshold=6",
        SCORE,
        "parallel.allowed_failed_count",
    ),
    Edit("failed items", "    error_threshold=7", "    error_threshold=-1", SCORE, "parallel.error_threshold"),
    Edit("retries", '"max_retries": 4', '"max_retries": 5', SCORE, "parallel.run_max_try"),
    Edit("time limit of a mini-batch", '"timeout": 120', '"timeout": 60', SCORE, "parallel.run_invocation_timeout"),
    Edit("logging level", 'logging_level="DEBUG"', 'logging_level="INFO"', SCORE, "parallel.logging_level"),
    Edit("workers", "max_concurrency_per_instance=2", "max_concurrency_per_instance=1", SCORE, "processes_per_node"),
    Edit("rows not appended", '        append_row_to="${{outputs.scores}}",\n', "", SCORE, "parallel.output_action"),
    Edit(
        "another input in batches",
        'input_data="${{inputs.batches}}"',
        'input_data="${{inputs.model}}"',
        SCORE,
        "inputs",
    ),
    Edit(
        "share of failed items",
        "--threshold 0.25",
        "--threshold 0.25 --allowed_failed_percent 10",
        SCORE,
        "parallel.allowed_failed_percent",
    ),
]

_PIPELINE = [
    Edit("default of a parameter", "epochs: int = 10", "epochs: int = 11", "", "parameters.epochs.default"),
    Edit("type of a parameter", "epochs: int = 10", "epochs: float = 10", "", "parameters.epochs.type"),
    Edit("submitted value", "job.inputs.epochs = 20", "job.inputs.epochs = 30", "", "parameters.epochs.value"),
    Edit("no submitted value", "job.inputs.epochs = 20\n", "", "", "parameters.epochs.value"),
    Edit("text default", '"Demand report"', '"Report"', "", "parameters.title.default"),
    Edit(
        "parameter renamed",
        "epochs: int = 10",
        "rounds: int = 10",
        "",
        "parameters.epochs",
        more=(("epochs=epochs", "epochs=rounds"), ("job.inputs.epochs", "job.inputs.rounds")),
    ),
    Edit("added parameter", "nodes: int = 2,", "nodes: int = 2,\n    verbose: bool = False,", "", "parameters.verbose"),
    Edit(
        "default moved to the call",
        'title: str = "Demand report"',
        "title: str",
        "",
        "parameters.title.default",
        more=(('mode="download"),\n)', 'mode="download"),\n    title="Demand report",\n)'),),
    ),
    Edit("continue after a failure", ", continue_on_step_failure=False", "", "", "continue_on_failure"),
    Edit(
        "continue after a failure, said",
        "continue_on_step_failure=False",
        "continue_on_step_failure=True",
        "",
        "continue_on_failure",
    ),
    Edit(
        "never reuse",
        "continue_on_step_failure=False",
        "continue_on_step_failure=False, force_rerun=True",
        "",
        "force_rerun",
    ),
    Edit(
        "default datastore",
        "continue_on_step_failure=False",
        'continue_on_step_failure=False, default_datastore="other"',
        "",
        "default_datastore",
    ),
    Edit("experiment", 'experiment_name = "demand"', 'experiment_name = "demands"', "", "experiment"),
    Edit("no experiment", 'job.experiment_name = "demand"\n', "", "", "experiment"),
    Edit(
        "added node",
        "    publish.compute =",
        "    again = prep_component(raw=raw, title=title)\n    publish.compute =",
        "Prepare data (2)",
        "node",
    ),
    Edit(
        "missing node",
        "    publish = publish_component(",
        '    return {"best": tune.outputs.best}\n    publish = publish_component(',
        PUBLISH,
        "node",
    ),
]

_SOURCES = [
    Edit("changed script", 'print("train")', 'print("training")', TRAIN, "source.train.py", "src/train.py"),
    Edit(
        "changed module beside the script",
        'print("common")',
        'print("comon")',
        PREP,
        "source.common.py",
        "src/common.py",
    ),
    Edit("line ends of data", "north\n", "north\r\n", REPORT, "source.regions.csv", "src/regions.csv"),
    Edit("changed data beside the scripts", "south", "south east", REPORT, "source.regions.csv", "src/regions.csv"),
    Edit(
        "another code folder",
        'code="src",\n    command="python report.py',
        'code="components",\n    command="python report.py',
        REPORT,
        "source.report.py",
    ),
    Edit("ignored script", "", "report.py\n", REPORT, "source.report.py", "src/.amlignore"),
]

SETTINGS = [*_RUNS, *_ENVIRONMENTS, *_SWEEPS, *_PARALLEL, *_PIPELINE, *_SOURCES]
