import os

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment


def clean_step(raw, compute_target, size):
    """The step that cleans the images, and what it writes."""
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
        },
    )

    clean_component = command(
        display_name="clean",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python clean.py --raw ${{inputs.raw}} --size ${{inputs.size}} --train ${{outputs.train_dir}}"
            " --test ${{outputs.test_dir}}"
        ),
        inputs={"raw": Input(type="uri_folder"), "size": Input(type="integer")},
        outputs={"train_dir": Output(type="uri_folder"), "test_dir": Output(type="uri_folder")},
        environment=environment,
        compute=compute_target.name,
    )
    step = clean_component(raw=raw, size=size)
    train_dir = step.outputs.train_dir
    test_dir = step.outputs.test_dir
    outputs_map = {"train_dir": train_dir, "test_dir": test_dir}

    return step, outputs_map
