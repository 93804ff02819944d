"""Pipelines whose steps are made by functions, in loops and in lists, with what becomes of them."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "loop_with_a_function": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

REGIONS = ["north", "south"]


def region_step(region, rounds, store, run_config):
    score = PipelineData(f"score_{region}", store)
    step = PythonScriptStep(
        name=f"train-{region}",
        script_name="train.py",
        source_directory="src",
        arguments=["--region", region, "--rounds", rounds, "--score", score],
        outputs=[score],
        compute_target="gpu" if region == "north" else "cpu",
        runconfig=run_config,
    )
    return step, score


ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
store = ws.get_default_datastore()
rounds = PipelineParameter("rounds", 100)

steps = []
for region in REGIONS:
    # Each region alone
    step, score = region_step(region, rounds, store, run_config)
    publish_step = PythonScriptStep(
        name="publish " + region,
        script_name="publish.py",
        source_directory="src",
        arguments=["--score", score],
        inputs=[score],
        compute_target="cpu",
        runconfig=run_config,
        allow_reuse=False,
    )
    steps.append(publish_step)
pipeline = Pipeline(ws, steps=steps)
pipeline.submit("sales")
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

REGIONS = ["north", "south"]


def region_step(region, rounds, environment):
    step_component = command(
        display_name=f"train-{region}",
        code="src",
        command=(
            f"python train.py --region {quote(region)}"
            " --rounds ${{inputs.rounds}} --score ${{outputs.score}}"
        ),
        inputs={"rounds": Input(type="integer")},
        outputs={"score": Output(type="uri_folder")},
        environment=environment,
        compute="gpu" if region == "north" else "cpu",
    )
    step = step_component(rounds=rounds)
    step.name = f"train_{region}"
    score = step.outputs.score
    return step, score


ws = MLClient.from_config(DefaultAzureCredential())


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition(rounds: int = 100):
    for region in REGIONS:
        # Each region alone
        step, score = region_step(region, rounds, "azureml:sales:4")
        publish_component = command(
            display_name="publish " + region,
            code="src",
            command="python publish.py --score ${{inputs.score}}",
            inputs={"score": Input(type="uri_folder")},
            environment="azureml:sales:4",
            compute="cpu",
            is_deterministic=False,
        )
        publish_step = publish_component(score=score)
        publish_step.name = f"publish_{region}"


pipeline = pipeline_definition()
ws.jobs.create_or_update(pipeline, experiment_name="sales")
""",
    ),
    "chain_of_functions": (
        """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep


def make_step(name, script, source, compute):
    # One step of the chain
    result = PipelineData(name)
    step = PythonScriptStep(
        name=name,
        script_name=script,
        source_directory="src",
        arguments=["--from", source, "--to", result],
        inputs=[source],
        outputs=[result],
        compute_target=compute,
        allow_reuse=True,
    )
    return step, result


def load_step(compute):
    loaded = PipelineData("loaded")
    load = PythonScriptStep(
        "load.py", source_directory="src", arguments=["--to", loaded], outputs=[loaded], compute_target=compute
    )
    return load, loaded


def report_step(model):
    return PythonScriptStep(
        script_name="report.py",
        source_directory="src",
        arguments=["--model", model],
        inputs=[model],
        compute_target="cpu",
    )


def main():
    ws = Workspace.from_config()
    print("steps")
    load, loaded = load_step("cpu")
    prep, clean = make_step("prep", "prep.py", loaded, "cpu")
    print("more")
    train, model = make_step("train", script="train.py", source=clean, compute="gpu")
    steps = [load, prep, train, report_step(model)]
    pipeline = Pipeline(workspace=ws, steps=steps)
    pipeline.validate()
    run = pipeline.submit("chain")


if __name__ == "__main__":
    main()
""",
        """\
from shlex import quote

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


def make_step(name, script, source, compute):
    step_component = command(
        display_name=name,
        code="src",
        command=f"python {quote(script)} --from ${{{{inputs.source}}}} --to ${{{{outputs.result}}}}",
        inputs={"source": Input(type="uri_folder")},
        outputs={"result": Output(type="uri_folder")},
        environment=environment,
        compute=compute,
    )
    step = step_component(source=source)
    result = step.outputs.result
    return step, result


def load_step(compute):
    load_component = command(
        display_name="load.py",
        code="src",
        command="python load.py --to ${{outputs.loaded}}",
        outputs={"loaded": Output(type="uri_folder")},
        environment=environment,
        compute=compute,
    )
    load = load_component()
    loaded = load.outputs.loaded
    return load, loaded


def report_step(model):
    report_component = command(
        display_name="report.py",
        code="src",
        command="python report.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment=environment,
        compute="cpu",
    )
    return report_component(model=model)


def main():
    ws = MLClient.from_config(DefaultAzureCredential())
    print("steps")
    print("more")

    @dsl.pipeline(continue_on_step_failure=False)
    def pipeline_definition():
        load, loaded = load_step("cpu")
        prep, clean = make_step("prep", "prep.py", loaded, "cpu")
        train, model = make_step("train", script="train.py", source=clean, compute="gpu")
        report_step(model)

    pipeline = pipeline_definition()
    ws.jobs.validate(pipeline)
    run = ws.jobs.create_or_update(pipeline, experiment_name="chain")


if __name__ == "__main__":
    main()
""",
    ),
    "loop_over_data": (
        """\
from azureml.core import Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
store = ws.get_default_datastore()
compute_target = ws.compute_targets["cpu"]
count = 2

models = {}
steps = []
for number in range(count):
    batch = DataReference(
        datastore=store, data_reference_name=f"batch_{number}", path_on_datastore=f"raw/batch{number}"
    )
    clean = PipelineData(f"clean{number}", datastore=store)
    prep = PythonScriptStep(
        name="prep_{}".format(number),
        script_name="prep.py",
        source_directory="src",
        arguments=["--from", batch, "--to", clean],
        inputs=[batch],
        outputs=[clean],
        compute_target=compute_target,
        allow_reuse=False,
    )
    # Only the last step is named
    steps.append(
        PythonScriptStep(
            name="train_{}".format(number),
            script_name="train.py",
            source_directory="src",
            arguments=["--from", clean],
            inputs=[clean],
            compute_target=compute_target,
        )
    )

pipeline = Pipeline(workspace=ws, steps=steps)
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()
compute_target = ws.compute.get("cpu")
count = 2

models = {}

environment = Environment(
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file={
        "channels": ["anaconda", "conda-forge"],
        "dependencies": ["python=3.8.13", {"pip": ["azureml-defaults"]}],
    },
)


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    for number in range(count):
        batch = Input(
            type="uri_folder",
            path=f"azureml://datastores/{store.name}/paths/raw/batch{number}",
            mode="ro_mount",
        )
        prep_component = command(
            display_name="prep_{}".format(number),
            code="src",
            command="python prep.py --from ${{inputs.batch}} --to ${{outputs.clean}}",
            inputs={"batch": Input(type="uri_folder")},
            outputs={"clean": Output(type="uri_folder")},
            environment=environment,
            compute=compute_target.name,
            is_deterministic=False,
        )
        prep = prep_component(batch=batch)
        prep.name = f"prep_{number}"
        clean = prep.outputs.clean
        # Only the last step is named
        train_component = command(
            display_name="train_{}".format(number),
            code="src",
            command="python train.py --from ${{inputs.clean}}",
            inputs={"clean": Input(type="uri_folder")},
            environment=environment,
            compute=compute_target.name,
        )
        train_step = train_component(clean=clean)
        train_step.name = f"train_{number}"


pipeline = pipeline_definition()
""",
    ),
}
