from azure.ai.ml import command


def make_train_step(ws, run_config, compute):
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --rounds 10",
        environment=run_config,
        compute=compute,
    )
    return train_component()
