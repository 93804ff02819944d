"""Publish the scoring pipeline."""

from azure.ai.ml import command, dsl
from shared.publishing import connect, publish


def main():
    ws = connect()
    score_component = command(
        display_name="score",
        code="src",
        command="python score.py",
        environment="azureml:sales:3",
    )

    @dsl.pipeline(default_compute="gpu-cluster", continue_on_step_failure=False)
    def scoring_pipeline_definition():
        score_step = score_component()

    scoring_pipeline = scoring_pipeline_definition()
    published = publish(pipeline=scoring_pipeline, ws=ws, name="sales-scoring")
    print(published.name)


if __name__ == "__main__":
    main()
