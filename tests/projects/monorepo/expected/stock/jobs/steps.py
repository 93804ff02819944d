from azure.ai.ml import Output, command


def train_step(environment):
    step_component = command(
        display_name="train stock",
        code="stock/src",
        command="python train.py --model ${{outputs.model}}",
        outputs={"model": Output(type="uri_folder")},
        environment=environment,
        compute="stock-gpu",
    )
    step = step_component()
    model = step.outputs.model
    return step, model
