import os

from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import EstimatorStep
from azureml.train.dnn import PyTorch


def train_step(clean, compute_target):
    """Train a network on the sales.

    :return: The step, and what it writes (keys: model)
    """
    rounds = PipelineParameter(name="rounds", default_value=10)
    rate = PipelineParameter(name="rate", default_value=0.01)

    model = PipelineData(
        name="model", pipeline_output_name="model", datastore=clean.datastore, output_mode="mount", is_directory=True
    )
    outputs = [model]
    outputs_map = {"model": model}

    estimator = PyTorch(
        source_directory=os.path.dirname(os.path.abspath(__file__)),
        entry_script="train.py",
        framework_version="1.3",
        compute_target=compute_target,
        use_gpu=True,
    )

    step = EstimatorStep(
        estimator=estimator,
        estimator_entry_script_arguments=["--clean", clean, "--model", model, "--rounds", rounds, "--rate", rate],
        inputs=[clean],
        compute_target=compute_target,
        outputs=outputs,
        allow_reuse=False,
    )

    return step, outputs_map
