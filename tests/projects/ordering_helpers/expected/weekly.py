from azure.ai.ml import Input, Output, command, dsl

from common import chain, get_compute, get_run_config, get_workspace

ws = get_workspace()
compute = get_compute(ws, "cpu")
run_config = get_run_config(ws, "weekly")


@dsl.pipeline(continue_on_step_failure=False)
def weekly_pipeline():
    load_component = command(
        display_name="load",
        code="src",
        command="python load.py && echo done > ${{outputs.done}}/done.txt",
        outputs={"done": Output(type="uri_folder")},
        environment=run_config,
        compute=compute.name,
    )
    load = load_component()
    retrain_component = command(
        display_name="retrain",
        code="src",
        command="python retrain.py && echo done > ${{outputs.done}}/done.txt",
        inputs={"after_previous": Input(type="uri_folder", optional=True)},
        outputs={"done": Output(type="uri_folder")},
        environment=run_config,
        compute=compute.name,
    )
    retrain = retrain_component()
    report_component = command(
        display_name="report",
        code="src",
        command="python report.py",
        inputs={"after_previous": Input(type="uri_folder", optional=True)},
        environment=run_config,
        compute=compute.name,
    )
    report = report_component()
    chain([load, retrain, report])


pipeline = weekly_pipeline()
run = ws.jobs.create_or_update(pipeline, experiment_name="weekly")
