"""Train the model of all regions."""

from azure.ai.ml import Input, Output, command, dsl

from aml import get_run_config, get_workspace, submit
from aml.settings import SOURCE

ws = get_workspace()
run_config = get_run_config(ws, "sales")

clean_component = command(
    display_name="clean",
    code=SOURCE,
    command="python clean.py --out ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment=run_config,
    compute="cpu",
)
train_component = command(
    display_name="train",
    code=SOURCE,
    command="python train.py --in ${{inputs.clean}} --model ${{outputs.model}}",
    inputs={"clean": Input(type="uri_folder")},
    outputs={"model": Output(type="uri_folder")},
    environment=run_config,
    compute="gpu",
    is_deterministic=False,
)


@dsl.pipeline(continue_on_step_failure=False)
def train_pipeline_definition():
    clean_step = clean_component()
    train_step = train_component(clean=clean_step.outputs.clean)


train_pipeline = train_pipeline_definition()
submit(ws, train_pipeline, "train", wait=True)
