import os

from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineParameter

from steps.evaluate import EvaluateStep
from steps.register import RegisterStep
from steps.train import TrainStep


def main():
    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales")
    model_name = PipelineParameter(name="model_name", default_value="sales")
    parameters = {"model_name": model_name}
    steps = []

    TrainStep("cpu", run_config, model_name).append_step(steps)
    if os.environ.get("EVALUATE", "true") == "true":
        evaluate_step = EvaluateStep("cpu", run_config, parameters)
        evaluate_step.append_step(steps)
    RegisterStep("cpu", run_config).append_step(steps)

    pipeline = Pipeline(workspace=ws, steps=steps)
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main()
