"""Score a batch of customers with the churn model, and put what has been scored into the archive.

Run it from this folder, with the config.json of a workspace beside it.
"""

from azureml.core import Experiment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import DEFAULT_CPU_IMAGE, RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def main():
    ws = Workspace.from_config()
    datastore = ws.get_default_datastore()

    # The training pipeline has made the cluster
    cluster = ComputeTarget(workspace=ws, name="cpu-cluster")

    packages = CondaDependencies.create(pip_packages=["numpy", "pandas", "scikit-learn", "sklearn_pandas"])
    run_config = RunConfiguration()
    run_config.target = cluster
    run_config.environment.docker.enabled = True
    run_config.environment.docker.base_image = DEFAULT_CPU_IMAGE
    run_config.environment.python.user_managed_dependencies = False
    run_config.environment.python.conda_dependencies = packages

    # The batch, and the model that scores it
    raw_data = DataReference(datastore, data_reference_name="raw_data", path_on_datastore="churn/incoming")
    model = DataReference(datastore, data_reference_name="model", path_on_datastore="models/churn")

    processed_data = PipelineData("processed_data", datastore=datastore)
    predictions = PipelineData("predictions", datastore=datastore)
    archive = PipelineData("archive", datastore=datastore)

    # What may differ from run to run
    threshold = PipelineParameter(name="threshold", default_value=0.5)
    batch_name = PipelineParameter(name="batch_name", default_value="monthly run")

    # A new batch replaces the old one in the same folder, which Azure ML does not notice: never reuse the result.
    # The other steps read what this one writes, so they run again too.
    process_step = PythonScriptStep(
        script_name="process.py",
        name="Prepare batch",
        arguments=["--process_mode", "inference", "--input", raw_data, "--output", processed_data],
        inputs=[raw_data],
        outputs=[processed_data],
        compute_target=cluster,
        runconfig=run_config,
        source_directory="src",
        allow_reuse=False,
    )

    score_step = PythonScriptStep(
        script_name="score.py",
        name="Score batch",
        arguments=[
            "--input",
            processed_data,
            "--model",
            model,
            "--output",
            predictions,
            "--threshold",
            threshold,
            "--batch_name",
            batch_name,
        ],
        inputs=[processed_data, model],
        outputs=[predictions],
        compute_target=cluster,
        runconfig=run_config,
        source_directory="src",
    )

    archive_step = PythonScriptStep(
        script_name="archive.py",
        name="Archive batch",
        arguments=["--input", processed_data, "--output", archive, "--batch_name", batch_name],
        inputs=[processed_data],
        outputs=[archive],
        compute_target=cluster,
        runconfig=run_config,
        source_directory="src",
    )
    # Only what has been scored belongs in the archive
    archive_step.run_after(score_step)

    pipeline = Pipeline(workspace=ws, steps=[process_step, score_step, archive_step])

    experiment = Experiment(workspace=ws, name="churn-scoring")
    pipeline_run = experiment.submit(pipeline)
    pipeline_run.wait_for_completion()


if __name__ == "__main__":
    main()
