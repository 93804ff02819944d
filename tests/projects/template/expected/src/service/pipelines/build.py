from azure.ai.ml import Input, Output, command, dsl

from service.util.computes import get_compute
from service.util.environments import Environments
from service.util.settings import Settings
from service.util.workspaces import get_workspace


def main():
    e = Settings()
    ws = get_workspace(e)
    compute = get_compute(ws, e.compute_name)
    environment = Environments().make(e.environment_name)
    train_component = command(
        display_name="Train",
        code="training",
        command=(
            "python train.py --name '${{inputs.model_name}}'"
            " --rounds ${{inputs.rounds}} --model ${{outputs.model}}"
        ),
        inputs={"model_name": Input(type="string"), "rounds": Input(type="integer")},
        outputs={"model": Output(type="uri_folder")},
        environment=environment,
    )
    register_component = command(
        display_name="Register",
        code="training",
        command="python register.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment=environment,
    )

    @dsl.pipeline(default_compute=compute.name, continue_on_step_failure=False)
    def sales_pipeline(model_name: str = e.model_name, rounds: int = e.rounds):
        train_step = train_component(model_name=model_name, rounds=rounds)
        register_step = register_component(model=train_step.outputs.model)

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
