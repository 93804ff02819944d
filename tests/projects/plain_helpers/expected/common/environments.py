from azure.ai.ml.entities import Environment


def get_environment():
    variables = {}
    variables["SALES_MODE"] = "batch"
    variables["STRICT"] = True
    environment = Environment(
        name="models",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": ["python=3.10.18", {"pip": ["azureml-defaults", "pandas"]}],
        },
    )
    return environment
