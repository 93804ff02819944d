"""One model per region, merged and reported."""
from azureml.core import Dataset, Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep

import reports
from jobs import clean_step, region_step

REGIONS = ["north", "south"]


def main() -> None:
    ws = Workspace.from_config()
    run_config = RunConfiguration()
    run_config.environment = Environment.get(ws, "sales", version="4")
    store = ws.get_default_datastore()
    rounds = PipelineParameter("rounds", 100)
    sales = Dataset.get_by_name(ws, "sales")

    cleaning, clean = clean_step(sales, "cpu")
    scores = []
    steps = [cleaning]
    for region in REGIONS:
        step, score = region_step(region, clean, rounds, store, run_config)
        steps.append(step)
        scores.append(score)

    arguments = []
    for score in scores:
        arguments += ["--score", score]
    merged = PipelineData("merged", store)
    merge_step = PythonScriptStep(
        name="merge",
        script_name="merge.py",
        source_directory="src",
        arguments=arguments + ["--merged", merged],
        inputs=scores,
        outputs=[merged],
        compute_target="cpu",
        runconfig=run_config,
    )
    report = reports.report_step(merged)
    pipeline = Pipeline(ws, steps=steps + [merge_step, report])
    Experiment(ws, "sales").submit(pipeline)


if __name__ == "__main__":
    main()
