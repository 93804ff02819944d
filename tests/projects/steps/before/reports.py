from azureml.pipeline.steps import PythonScriptStep


def report_step(merged):
    return PythonScriptStep(
        name="report",
        script_name="report.py",
        source_directory="src",
        arguments=["--merged", merged],
        inputs=[merged],
        compute_target="cpu",
        allow_reuse=False,
    )
