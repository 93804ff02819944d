import os

from azure.ai.ml import Input, command


def check_step(model_dir, test_dir, compute_target, environment):
    check_component = command(
        display_name="check",
        code=os.path.dirname(os.path.abspath(__file__)),
        command=(
            "python check.py --model ${{inputs.model_dir}} --test ${{inputs.test_dir}}"
        ),
        inputs={
            "model_dir": Input(type="uri_folder"),
            "test_dir": Input(type="uri_folder"),
        },
        environment=environment,
        compute=compute_target.name,
        is_deterministic=False,
    )
    step = check_component(model_dir=model_dir, test_dir=test_dir)

    return step
