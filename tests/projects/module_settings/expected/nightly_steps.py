from azure.ai.ml import Input, Output, command

from settings import cluster, environment, environment_variables

clean_component = command(
    display_name="clean",
    code="src",
    command="python clean.py --clean ${{outputs.clean}}",
    outputs={"clean": Output(type="uri_folder")},
    environment=environment,
    environment_variables=environment_variables,
)
train_component = command(
    display_name="train",
    code="src",
    command="python train.py --clean ${{inputs.clean}}",
    inputs={"clean": Input(type="uri_folder")},
    environment=environment,
    environment_variables=environment_variables,
)
