from azure.ai.ml import Input, Output, command

SOURCE = "src"


def prep_step(store, dataset, compute, run_config):
    prepare_component = command(
        display_name="Prepare",
        code=SOURCE,
        command="python prep.py --raw ${{inputs.raw}} --prepared ${{outputs.prepared}}",
        inputs={"raw": Input(type="uri_folder")},
        outputs={
            "prepared": Output(
                type="uri_folder",
                path=f"azureml://datastores/{store.name}/paths/prepared/${{{{name}}}}",
                mode="upload",
            ),
        },
        compute=compute.name,
        **run_config,
    )
    step = prepare_component(raw=dataset)
    prepared = step.outputs.prepared
    return step, prepared


def train_step(prepared, compute, run_config, register=True, *, rate):
    train_component = command(
        display_name="Train",
        code=SOURCE,
        command=(
            "python train.py --prepared ${{inputs.prepared}} --model ${{outputs.model}} --rate ${{inputs.rate}}"
            f" --register {register}"
        ),
        inputs={"prepared": Input(type="uri_folder"), "rate": Input(type="number")},
        outputs={"model": Output(type="uri_folder")},
        compute=compute.name,
        is_deterministic=False,
        **run_config,
    )
    step = train_component(prepared=prepared, rate=rate)
    model = step.outputs.model
    return step, model
