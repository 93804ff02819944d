from azure.ai.ml import Input, Output, command, dsl

import config


def run():
    compute = config.workspace.compute.get(config.compute)
    prep_component = command(
        display_name="prep",
        code="src",
        command="python prep.py --to ${{outputs.clean}}",
        outputs={"clean": Output(type="uri_folder")},
        environment=config.run_config,
    )
    train_component = command(
        display_name="train",
        code="src",
        command="python train.py --from ${{inputs.clean}}",
        inputs={"clean": Input(type="uri_folder")},
        environment=config.run_config,
    )

    @dsl.pipeline(default_compute=compute.name, continue_on_step_failure=False)
    def sales_pipeline():
        prep_step = prep_component()
        train_step = train_component(clean=prep_step.outputs.clean)

    pipeline = sales_pipeline()
    config.workspace.jobs.create_or_update(pipeline, experiment_name="sales")
