"""One model per region, merged and reported."""
from azure.ai.ml import Input, MLClient, Output, command, dsl
from azure.identity import DefaultAzureCredential

import reports
from jobs import clean_step, region_step

REGIONS = ["north", "south"]


def main() -> None:
    ws = MLClient.from_config(DefaultAzureCredential())
    sales = Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount")

    @dsl.pipeline(continue_on_step_failure=False)
    def sales_pipeline(rounds: int = 100):
        cleaning, clean = clean_step(sales, "cpu")
        scores = []
        for region in REGIONS:
            step, score = region_step(region, clean, rounds, "azureml:sales:4")
            scores.append(score)

        score_inputs = {f"score_{index}": score for index, score in enumerate(scores)}
        arguments = " ".join(f"--score ${{{{inputs.{name}}}}}" for name in score_inputs)
        merge_component = command(
            display_name="merge",
            code="src",
            command=f"python merge.py {arguments} --merged ${{{{outputs.merged}}}}",
            inputs={name: Input(type="uri_folder") for name in score_inputs},
            outputs={"merged": Output(type="uri_folder")},
            environment="azureml:sales:4",
            compute="cpu",
        )
        merge_step = merge_component(**score_inputs)
        merged = merge_step.outputs.merged
        report = reports.report_step(merged)

    pipeline = sales_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="sales")


if __name__ == "__main__":
    main()
