"""Builds and submits the sales pipeline out of its steps."""

from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline

from steps import CleanStep, ReportStep, TrainStep


class SalesPipeline:
    def __init__(self, workspace):
        self.workspace = workspace
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.from_conda_specification("sales", "conda.yml")

    def build(self):
        cleaning = CleanStep("cpu", self.run_config)
        training = TrainStep(self.run_config, 20)
        clean_step, clean = cleaning.make("north")
        train_step, model = training.make(clean)
        report_step = ReportStep.execute(model, self.run_config)
        return Pipeline(self.workspace, steps=[clean_step, train_step, report_step])


if __name__ == "__main__":
    ws = Workspace.from_config()
    pipeline = SalesPipeline(ws).build()
    Experiment(ws, "sales").submit(pipeline)
