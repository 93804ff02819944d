import settings
from azure.ai.ml import Input, command, dsl
from settings import environment, environment_variables, sales, ws


def main():
    report_component = command(
        display_name="report",
        code="src",
        command="python report.py --sales ${{inputs.sales}}",
        inputs={"sales": Input(type="mltable")},
        environment=environment,
        environment_variables=environment_variables,
    )

    @dsl.pipeline(default_compute=settings.cluster.name, continue_on_step_failure=False)
    def sales_pipeline(sales: Input(type="mltable")):
        report_step = report_component(sales=sales)

    pipeline = sales_pipeline(sales=sales)
    ws.jobs.create_or_update(pipeline, experiment_name=settings.experiment)


if __name__ == "__main__":
    main()
