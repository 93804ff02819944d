import os

from azure.ai.ml.entities import Environment

COMPUTE = os.environ.get("COMPUTE", "cpu")
environment = Environment(
    name="sales",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["pandas"]}],
    },
)
__all__ = ["COMPUTE", "environment"]
