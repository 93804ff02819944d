from azureml.pipeline.steps import PythonScriptStep


def report_steps(run_config, compute, regions):
    steps = []
    for region in regions:
        steps.append(
            PythonScriptStep(
                name=f"report {region}",
                script_name="report.py",
                source_directory="src",
                arguments=["--region", region],
                compute_target=compute,
                runconfig=run_config,
                allow_reuse=False,
            )
        )
    return steps
