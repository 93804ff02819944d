import os

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment


def train_step(clean, compute_target, rounds, rate):
    """Train a network on the sales.

    :return: The step, and what it writes (keys: model)
    """

    step_environment = Environment(
        image="mcr.microsoft.com/azureml/base-gpu:openmpi4.1.0-cuda11.1-cudnn8-ubuntu20.04",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": [
                "python=3.6.2",
                {
                    "pip": [
                        "azureml-defaults",
                        "torch==1.3.1",
                        "torchvision==0.4.1",
                        "horovod==0.18.1",
                        "tensorboard==1.14.0",
                        "future==0.17.1",
                    ],
                },
            ],
        },
    )
    train_component = command(
        display_name="train.py",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python train.py --clean ${{inputs.clean}} --model ${{outputs.model}} --rounds ${{inputs.rounds}}"
            " --rate ${{inputs.rate}}"
        ),
        inputs={"clean": Input(type="uri_folder"), "rounds": Input(type="integer"), "rate": Input(type="number")},
        outputs={"model": Output(type="uri_folder")},
        environment=step_environment,
        environment_variables={"NCCL_TREE_THRESHOLD": "0"},
        compute=compute_target,
        is_deterministic=False,
    )
    step = train_component(clean=clean, rounds=rounds, rate=rate)
    model = step.outputs.model
    outputs_map = {"model": model}

    return step, outputs_map
