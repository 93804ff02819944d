from azure.ai.ml import Input, command, dsl

from jobs import settings
from jobs.steps import train_step

ws = settings.workspace()
environment = settings.environment(ws)


@dsl.pipeline(continue_on_step_failure=False)
def stock_pipeline():
    train, model = train_step(environment)
    check_component = command(
        display_name="check",
        code="stock/src",
        command="python check.py --model ${{inputs.model}}",
        inputs={"model": Input(type="uri_folder")},
        environment=environment,
        compute=settings.COMPUTE,
    )
    check = check_component(model=model)


pipeline = stock_pipeline()
ws.jobs.create_or_update(pipeline, experiment_name="stock")
