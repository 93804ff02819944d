"""The steps that all pipelines of the team are made of."""
from azureml.pipeline.core import PipelineData
from azureml.pipeline.steps import PythonScriptStep

SOURCES = "src"


def clean_step(sales, compute):
    clean = PipelineData("clean")
    step = PythonScriptStep(
        name="clean",
        script_name="clean.py",
        source_directory=SOURCES,
        arguments=["--raw", sales.as_named_input("raw").as_mount(), "--clean", clean],
        outputs=[clean],
        compute_target=compute,
    )
    return step, clean


def region_step(region, clean, rounds, store, run_config):
    """The training step of one region and the score that it writes."""
    score = PipelineData(f"score_{region}", store)
    step = PythonScriptStep(
        name=f"train-{region}",
        script_name="train.py",
        source_directory=SOURCES,
        arguments=["--region", region, "--clean", clean, "--rounds", rounds, "--score", score],
        inputs=[clean],
        outputs=[score],
        compute_target="gpu" if region == "north" else "cpu",
        runconfig=run_config,
    )
    return step, score
