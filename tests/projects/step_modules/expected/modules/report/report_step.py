import os

from azure.ai.ml import Input, Output, command
from azure.ai.ml.entities import Environment

default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


def report_step(model, held_back, compute_target):
    report_component = command(
        display_name="report.py",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python report.py --model ${{inputs.model}} --held-back ${{inputs.held_back}} --report ${{outputs.report}}"
        ),
        inputs={"model": Input(type="uri_folder"), "held_back": Input(type="uri_folder")},
        outputs={"report": Output(type="uri_folder")},
        environment=default_environment,
        compute=compute_target,
        is_deterministic=False,
    )
    step = report_component(model=model, held_back=held_back)
    report = step.outputs.report
    outputs_map = {"report": report}
    return step, outputs_map
