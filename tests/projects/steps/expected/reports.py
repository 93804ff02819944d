from azure.ai.ml import Input, command
from azure.ai.ml.entities import Environment

default_environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


def report_step(merged):
    report_component = command(
        display_name="report",
        code="src",
        command="python report.py --merged ${{inputs.merged}}",
        inputs={"merged": Input(type="uri_folder")},
        environment=default_environment,
        compute="cpu",
        is_deterministic=False,
    )
    return report_component(merged=merged)
