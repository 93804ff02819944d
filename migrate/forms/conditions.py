"""Steps that are made, or held, only under a condition."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
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
    "one_of_two_steps": (
        """\
import os

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")

fast = os.environ.get("FAST") == "1"
train = (
    PythonScriptStep("fast.py", source_directory="src", compute_target="cpu", runconfig=run_config)
    if fast
    else PythonScriptStep(
        name="slow", script_name="train.py", source_directory="src", compute_target="gpu", runconfig=run_config
    )
)
pipeline = Pipeline(ws, steps=[train])
""",
        """\
import os

from azure.ai.ml import MLClient, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())

fast = os.environ.get("FAST") == "1"
if fast:
    fast_component = command(
        display_name="fast.py",
        code="src",
        command="python fast.py",
        environment="azureml:sales:4",
        compute="cpu",
    )
else:
    slow_component = command(
        display_name="slow",
        code="src",
        command="python train.py",
        environment="azureml:sales:4",
        compute="gpu",
    )


@dsl.pipeline(continue_on_step_failure=False)
def pipeline_definition():
    if fast:
        train = fast_component()
    else:
        train_2 = slow_component()


pipeline = pipeline_definition()
""",
    ),
    "condition_that_is_evaluated_once": (
        """\
from distutils.util import strtobool
from os import environ

from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "sales", version="4")
run_config.target = "cpu"
train_step = PythonScriptStep("train.py", name="train", source_directory="src", runconfig=run_config)
check_step = PythonScriptStep("check.py", name="check", source_directory="src", runconfig=run_config)
publish_step = PythonScriptStep("publish.py", name="publish", source_directory="src", runconfig=run_config)
# The check takes an hour
if strtobool(environ.get("CHECK", "yes")):
    check_step.run_after(train_step)
    publish_step.run_after(check_step)
    steps = [train_step, check_step, publish_step]
else:
    publish_step.run_after(train_step)
    steps = [train_step, publish_step]
pipeline = Pipeline(ws, steps=steps)
""",
        """\
from distutils.util import strtobool
from os import environ

from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
train_component = command(
    display_name="train",
    code="src",
    command="python train.py && echo done > ${{outputs.done}}/done.txt",
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
check_component = command(
    display_name="check",
    code="src",
    command="python check.py && echo done > ${{outputs.done}}/done.txt",
    inputs={"after_train": Input(type="uri_folder")},
    outputs={"done": Output(type="uri_folder")},
    environment="azureml:sales:4",
)
publish_component = command(
    display_name="publish",
    code="src",
    command="python publish.py",
    inputs={
        "after_check": Input(type="uri_folder", optional=True),
        "after_train": Input(type="uri_folder", optional=True),
    },
    environment="azureml:sales:4",
)
# The check takes an hour
condition = strtobool(environ.get("CHECK", "yes"))


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train_step = train_component()
    publish_step = publish_component()
    if condition:
        check_step = check_component(after_train=train_step.outputs.done)
        publish_step.inputs.after_check = check_step.outputs.done
    else:
        publish_step.inputs.after_train = train_step.outputs.done


pipeline = pipeline_definition()
""",
    ),
}
