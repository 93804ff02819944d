"""``SynapseSparkStep``: a script that Spark runs, with the sizes of its driver and its executors."""

from __future__ import annotations

from migrate.v1.steps import StepModel, items, ports, read_ports

SYNAPSE_SPARK_STEP = "azureml.pipeline.steps.SynapseSparkStep"


def read_spark_step(model: StepModel) -> None:
    """Fill in what the step says; it has no run configuration."""
    script = model.call.arguments.get("file")
    if script is not None:
        model.lent["script_name"] = script
    read_ports(model, ports(model, "inputs"), ports(model, "outputs"), items(model, "arguments"))
