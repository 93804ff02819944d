from azureml.core import ScriptRunConfig
from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import CommandStep, HyperDriveStep, MpiStep
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, choice


def tune_step(raw, environment, compute):
    rounds = PipelineParameter("rounds", 10)
    best = PipelineData("best")
    trial = ScriptRunConfig(source_directory="src", script="tune.py", compute_target=compute, environment=environment)
    search = HyperDriveConfig(
        run_config=trial,
        hyperparameter_sampling=RandomParameterSampling({"--rate": choice(0.1, 0.01)}),
        primary_metric_name="loss",
        primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
        max_total_runs=8,
        max_concurrent_runs=4,
    )
    step = HyperDriveStep(
        name="tune",
        hyperdrive_config=search,
        estimator_entry_script_arguments=["--raw", raw.as_named_input("raw").as_mount(), "--best", best, "--rounds", rounds],
        outputs=[best],
    )
    return step, best


def mpi_step(raw, compute):
    nodes = PipelineParameter("nodes", 2)
    model = PipelineData("model")
    step = MpiStep(
        name="wide",
        source_directory="src",
        script_name="wide.py",
        arguments=["--raw", raw.as_named_input("raw").as_mount(), "--model", model],
        outputs=[model],
        compute_target=compute,
        node_count=nodes,
        process_count_per_node=1,
        pip_packages=["mpi4py"],
    )
    return step, model


def check_step(region, scores, environment):
    source = ScriptRunConfig(
        source_directory="src",
        command=["bash", "check.sh", region, scores],
        compute_target="cpu",
        environment=environment,
    )
    return CommandStep(name=f"check {region}", runconfig=source, inputs=[scores])
