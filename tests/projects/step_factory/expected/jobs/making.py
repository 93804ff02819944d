from shlex import quote

from azure.ai.ml import command


def clean_step(region, run_config):
    clean_north_component = command(
        display_name=f"clean {region}",
        code="src",
        command=f"python clean.py --region {quote(region)}",
        environment=run_config,
        compute="cpu",
    )
    clean_north_step = clean_north_component()
    clean_north_step.name = f"clean_{region}"
    return clean_north_step


def train_step(region, run_config):
    train_north_component = command(
        display_name=f"train {region}",
        code="src",
        command=f"python train.py --region {quote(region)}",
        environment=run_config,
        compute="gpu",
    )
    train_north_step = train_north_component()
    train_north_step.name = f"train_{region}"
    return train_north_step


FACTORIES = {"clean": clean_step, "train": train_step}


def make_step(kind, region, environment):
    return FACTORIES[kind](region, environment)
