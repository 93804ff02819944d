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
    "names_that_are_not_known": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")


def check_step(name, compute):
    # Checks one region
    return PythonScriptStep(
        script_name="check.py",
        name="Check " + name,
        arguments=["--name", name],
        source_directory="src",
        compute_target=compute,
        runconfig=run_config,
    )


regions = os.environ.get("REGIONS", "North Sea,South").split(",")
pipeline_steps = [check_step(region, "cpu") for region in regions]
pipeline_steps.append(check_step("all", compute="gpu"))
pipeline = Pipeline(workspace=ws, steps=pipeline_steps)
""",
        """\
import os
import re
from shlex import quote

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def check_step(name, compute):
    # Checks one region
    check_component = command(
        display_name="Check " + name,
        code="src",
        command=f"python check.py --name {quote(str(name))}",
        environment="azureml:sales:4",
        compute=compute,
    )
    check_step = check_component()
    check_step.name = re.sub("[^a-z0-9_]+", "_", ("Check " + name).lower())
    return check_step


regions = os.environ.get("REGIONS", "North Sea,South").split(",")


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    pipeline_steps = [check_step(region, "cpu") for region in regions]
    pipeline_steps.append(check_step("all", compute="gpu"))


pipeline = pipeline_definition()
""",
    ),
    "merged_lists_and_a_condition": (
        """\
# One model per region, merged, optionally checked before it is published
import os

from azureml.core import Environment, Experiment, Workspace
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


def main(check: bool) -> None:
    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")
    store = ws.get_default_datastore()
    rounds = PipelineParameter("rounds", 100)

    scores = []
    steps = []
    for region in REGIONS:
        step, score = region_step(region, rounds, store, run_config)
        steps.append(step)
        scores.append(score)

    arguments = []
    for score in scores:
        arguments += ["--score", score]
    merged = PipelineData("merged", store)
    merge_step = PythonScriptStep(
        name="merge",
        script_name="merge.py",
        source_directory="src",
        arguments=arguments + ["--merged", merged],
        inputs=scores,
        outputs=[merged],
        compute_target="cpu",
        runconfig=run_config,
    )
    publish_step = PythonScriptStep(
        name="publish",
        script_name="publish.py",
        source_directory="src",
        arguments=["--merged", merged],
        inputs=[merged],
        compute_target="cpu",
        runconfig=run_config,
        allow_reuse=False,
    )
    if check:
        check_step = PythonScriptStep(
            name="check",
            script_name="check.py",
            source_directory="src",
            arguments=["--merged", merged],
            inputs=[merged],
            compute_target="cpu",
            runconfig=run_config,
        )
        publish_step.run_after(check_step)
    pipeline = Pipeline(ws, steps=steps + [merge_step, publish_step])
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main(check=os.environ.get("CHECK", "yes") == "yes")
""",
        """\
# One model per region, merged, optionally checked before it is published
import os
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


def main(check: bool) -> None:
    ws = MLClient.from_config(DefaultAzureCredential())

    @dsl.pipeline(continue_on_step_failure=False)
    def sales_pipeline(rounds: int = 100):
        scores = []
        for region in REGIONS:
            step, score = region_step(region, rounds, "azureml:sales:4")
            scores.append(score)

        score_inputs = {f"score_{index}": score for index, score in enumerate(scores)}
        arguments = " ".join(f"--score ${{{{inputs.{name}}}}}" for name in score_inputs)
        merge_component = command(
            display_name="merge",
            code="src",
            command=f"python merge.py {arguments} --merged ${{{{outputs.merged}}}}",
            inputs={name: Input(type="uri_folder") for name in score_inputs},
            outputs={"merged": Output(type="uri_folder")},
            environment="azureml:sales:4",
            compute="cpu",
        )
        merge_step = merge_component(**score_inputs)
        merged = merge_step.outputs.merged
        publish_component = command(
            display_name="publish",
            code="src",
            command="python publish.py --merged ${{inputs.merged}}",
            inputs={
                "merged": Input(type="uri_folder"),
                "after_check": Input(type="uri_folder", optional=True),
            },
            environment="azureml:sales:4",
            compute="cpu",
            is_deterministic=False,
        )
        publish_step = publish_component(merged=merged)
        if check:
            check_component = command(
                display_name="check",
                code="src",
                command=(
                    "python check.py --merged ${{inputs.merged}}"
                    " && echo done > ${{outputs.done}}/done.txt"
                ),
                inputs={"merged": Input(type="uri_folder")},
                outputs={"done": Output(type="uri_folder")},
                environment="azureml:sales:4",
                compute="cpu",
            )
            check_step = check_component(merged=merged)
            publish_step.inputs.after_check = check_step.outputs.done

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main(check=os.environ.get("CHECK", "yes") == "yes")
""",
    ),
    "list_as_arguments": (
        """\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.data import OutputFileDatasetConfig
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"


def train_step(fold):
    model = OutputFileDatasetConfig(name="model")
    step = PythonScriptStep(
        name=f"Train {fold}",
        script_name="train.py",
        source_directory="src",
        arguments=["--fold", fold, "--model", model],
        runconfig=run_config,
    )
    return step, model


load_step = PythonScriptStep("load.py", name="load", source_directory="src", runconfig=run_config)
models = []
for fold in range(3):
    _, model = train_step(fold)
    models.append(model)
report_step = PythonScriptStep(
    name="report",
    script_name="report.py",
    source_directory="src",
    arguments=["--models"] + models,
    inputs=models,
    runconfig=run_config,
)
report_step.run_after(load_step)
pipeline = Pipeline(ws, steps=[report_step])
""",
        """\
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())


def train_step(fold):
    step_component = command(
        display_name=f"Train {fold}",
        code="src",
        command=f"python train.py --fold {fold} --model ${{{{outputs.model}}}}",
        outputs={"model": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    step = step_component()
    step.name = f"train_{fold}"
    model = step.outputs.model
    return step, model


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    load_component = command(
        display_name="load",
        code="src",
        command="python load.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment="azureml:sales:4",
    )
    load_step = load_component()
    models = []
    for fold in range(3):
        _, model = train_step(fold)
        models.append(model)
    model_inputs = {f"model_{index}": model for index, model in enumerate(models)}
    model_paths = " ".join(f"${{{{inputs.{name}}}}}" for name in model_inputs)
    report_component = command(
        display_name="report",
        code="src",
        command=f"python report.py --models {model_paths}",
        inputs={
            "after_load": Input(type="uri_folder"),
            **{name: Input(type="uri_folder") for name in model_inputs},
        },
        environment="azureml:sales:4",
    )
    report_step = report_component(**model_inputs)
    report_step.inputs.after_load = load_step.outputs.done


pipeline = pipeline_definition()
""",
    ),
}
"""By shape: the v1 code and the v2 code."""
