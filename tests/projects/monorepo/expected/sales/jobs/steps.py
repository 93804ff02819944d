from shlex import quote

from azure.ai.ml import command


def train_step(region, environment):
    train_component = command(
        display_name="train sales",
        code="sales/src",
        command=f"python train.py --region {quote(region)}",
        environment=environment,
    )
    return train_component()
