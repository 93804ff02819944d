from azureml.pipeline.steps import PythonScriptStep


def make_train_step(ws, run_config, compute):
    return PythonScriptStep(
        name="train",
        script_name="train.py",
        source_directory="src",
        arguments=["--rounds", 10],
        compute_target=compute,
        runconfig=run_config,
    )
