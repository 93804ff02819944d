import os

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment


def clean_step(raw, compute_target, share):
    """Take out what is not a sale, and hold some of the sales back.

    :return: The step, and what it writes (keys: clean, held_back)
    """
    environment = Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.10.18", {"pip": ["pandas==1.5.3"]}],
        },
    )

    clean_component = command(
        display_name="clean.py",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python clean.py --raw ${{inputs.raw}} --clean ${{outputs.clean}} --held-back ${{outputs.held_back}}"
            " --share ${{inputs.share}}"
        ),
        inputs={"raw": Input(type="uri_folder"), "share": Input(type="number")},
        outputs={"clean": Output(type="uri_folder"), "held_back": Output(type="uri_folder")},
        environment=environment,
        compute=compute_target,
    )
    step = clean_component(raw=raw, share=share)
    clean = step.outputs.clean
    held_back = step.outputs.held_back
    outputs_map = {
        "clean": clean,
        "held_back": held_back,
    }

    return step, outputs_map
