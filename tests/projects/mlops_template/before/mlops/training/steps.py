from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

SOURCE = "src"


def prep_step(store, dataset, compute, run_config):
    prepared = OutputFileDatasetConfig("prepared", destination=(store, "prepared/{run-id}")).as_upload()
    step = PythonScriptStep(
        name="Prepare",
        script_name="prep.py",
        source_directory=SOURCE,
        arguments=["--raw", dataset.as_named_input("raw").as_mount(), "--prepared", prepared],
        compute_target=compute,
        runconfig=run_config,
        allow_reuse=True,
    )
    return step, prepared


def train_step(prepared, compute, run_config, register=True):
    rate = PipelineParameter("rate", default_value=0.1)
    model = OutputFileDatasetConfig("model")
    step = PythonScriptStep(
        name="Train",
        script_name="train.py",
        source_directory=SOURCE,
        arguments=["--prepared", prepared.as_input("prepared"), "--model", model, "--rate", rate, "--register", register],
        compute_target=compute,
        runconfig=run_config,
        allow_reuse=False,
    )
    return step, model
