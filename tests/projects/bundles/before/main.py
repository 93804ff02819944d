from azureml.core import Experiment
from azureml.pipeline.core import Pipeline

from jobs.context import make_context
from jobs.steps import clean, train


def main():
    context = make_context()
    cleaned = clean(context)
    trained = train(context, cleaned)
    pipeline = Pipeline(workspace=context.ws, steps=[cleaned.step, trained.step])
    run = Experiment(context.ws, "jobs").submit(pipeline)
    run.wait_for_completion()


if __name__ == "__main__":
    main()
