from azureml.core import Experiment
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

from service.util.computes import get_compute
from service.util.environments import Environments
from service.util.settings import Settings
from service.util.workspaces import get_workspace


def main():
    e = Settings()
    ws = get_workspace(e)
    compute = get_compute(ws, e.compute_name)
    run_config = RunConfiguration()
    run_config.environment = Environments().make(e.environment_name)
    model_name = PipelineParameter(name="model_name", default_value=e.model_name)
    rounds = PipelineParameter(name="rounds", default_value=e.rounds)
    model = PipelineData("model", datastore=ws.get_default_datastore())
    train_step = PythonScriptStep(
        name="Train",
        script_name="train.py",
        source_directory="training",
        arguments=["--name", model_name, "--rounds", rounds, "--model", model],
        outputs=[model],
        compute_target=compute,
        runconfig=run_config,
    )
    register_step = PythonScriptStep(
        name="Register",
        script_name="register.py",
        source_directory="training",
        arguments=["--model", model],
        inputs=[model],
        compute_target=compute,
        runconfig=run_config,
    )
    pipeline = Pipeline(ws, steps=[train_step, register_step])
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main()
