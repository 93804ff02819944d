"""Score each region by itself."""

from shlex import quote

from azure.ai.ml import command, dsl

import aml
from aml.settings import REGIONS, SOURCE

ws = aml.get_workspace()
run_config = aml.get_run_config(ws, "sales")


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def regions_pipeline_definition():
    for region in REGIONS:
        score_component = command(
            display_name=f"score-{region}",
            code=SOURCE,
            command=f"python score.py --region {quote(region)}",
            environment=run_config,
        )
        score_step = score_component()
        score_step.name = f"score_{region}"


regions_pipeline = regions_pipeline_definition()
aml.submit(ws, regions_pipeline, "regions")
