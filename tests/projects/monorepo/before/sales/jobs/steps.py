from azureml.pipeline.steps import PythonScriptStep


def train_step(region, run_config):
    return PythonScriptStep(
        name="train sales",
        script_name="train.py",
        source_directory="sales/src",
        arguments=["--region", region],
        compute_target="sales-cpu",
        runconfig=run_config,
    )
