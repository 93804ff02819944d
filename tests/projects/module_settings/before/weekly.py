import settings
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


def main():
    report_step = PythonScriptStep(
        name="report",
        script_name="report.py",
        source_directory="src",
        arguments=["--sales", settings.sales.as_named_input("sales")],
        compute_target=settings.cluster,
        runconfig=settings.run_config,
    )
    pipeline = Pipeline(workspace=settings.ws, steps=[report_step])
    settings.experiment.submit(pipeline)


if __name__ == "__main__":
    main()
