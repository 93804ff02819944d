import os

from azure.ai.ml import Input, Output, command


def train_step(train_dir, compute_target, environment, rounds):

    train_component = command(
        display_name="train",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python train.py --train ${{inputs.train_dir}} --rounds ${{inputs.rounds}} --model ${{outputs.model_dir}}"
        ),
        inputs={"train_dir": Input(type="uri_folder"), "rounds": Input(type="integer")},
        outputs={"model_dir": Output(type="uri_folder")},
        environment=environment,
        compute=compute_target.name,
    )
    step = train_component(train_dir=train_dir, rounds=rounds)
    model_dir = step.outputs.model_dir
    outputs_map = {"model_dir": model_dir}

    return step, outputs_map
