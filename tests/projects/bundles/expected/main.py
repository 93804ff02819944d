from azure.ai.ml import dsl

from jobs.context import make_context
from jobs.steps import clean, train


def main():
    context = make_context()

    @dsl.pipeline(continue_on_step_failure=False)
    def jobs_pipeline():
        cleaned = clean(context)
        trained = train(context, cleaned)

    pipeline = jobs_pipeline()
    run = context.ws.jobs.create_or_update(pipeline, experiment_name="jobs")
    context.ws.jobs.stream(run.name)


if __name__ == "__main__":
    main()
