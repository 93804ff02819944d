from azureml.core import Dataset
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

from aml.base import BasePipeline


class TrainingPipeline(BasePipeline):
    experiment_name = "training"

    def steps(self):
        raw = Dataset.get_by_name(self.ws, name="raw")
        rate = 0.1
        prepared = OutputFileDatasetConfig(
            name="prepared", destination=(self.datastore, "prepared/{run-id}")
        ).as_upload(overwrite=True)
        prepare = PythonScriptStep(
            name="prepare",
            script_name="prepare.py",
            source_directory="src",
            arguments=["--raw", raw.as_named_input("raw").as_mount(), "--prepared", prepared],
            runconfig=self.run_config,
            compute_target=self.compute,
        )
        train = PythonScriptStep(
            name="train",
            script_name="train.py",
            source_directory="src",
            arguments=["--prepared", prepared.as_input("prepared"), "--rate", rate],
            runconfig=self.run_config,
            compute_target=self.compute,
            allow_reuse=False,
        )
        return [prepare, train]
