from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep


class PipelineBuilder:
    def __init__(self, ws, compute, environment):
        self.ws = ws
        self.compute = compute
        self.run_config = RunConfiguration()
        self.run_config.environment = Environment.get(ws, environment)
        self.steps = []

    def add_step(self, name, script, inputs=None, outputs=None, arguments=None, allow_reuse=True):
        step = PythonScriptStep(
            name=name,
            script_name=script,
            source_directory="src",
            compute_target=self.compute,
            runconfig=self.run_config,
            inputs=inputs or [],
            outputs=outputs or [],
            arguments=arguments or [],
            allow_reuse=allow_reuse,
        )
        self.steps.append(step)
        return step

    def build(self):
        """The pipeline of all steps."""
        pipeline = Pipeline(workspace=self.ws, steps=self.steps)
        pipeline.validate()
        return pipeline

    def run(self, experiment, wait=False, tags=None):
        pipeline = self.build()
        run = Experiment(self.ws, experiment).submit(pipeline, tags=tags)
        if wait:
            run.wait_for_completion(show_output=True)
        return run

    def publish(self, name, description=""):
        return self.build().publish(name=name, description=description)
