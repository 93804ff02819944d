from azureml.core import Experiment
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

from common import add_step, get_compute, get_run_config, get_workspace


def main():
    ws = get_workspace()
    compute = get_compute(ws, "cpu", max_nodes=2)
    run_config = get_run_config(ws, "nightly", compute)
    steps = []
    for name in ("load", "clean", "score"):
        step = PythonScriptStep(
            name=name,
            script_name=f"{name}.py",
            source_directory="src",
            compute_target=compute,
            runconfig=run_config,
            allow_reuse=False,
        )
        add_step(steps, step)
    pipeline = Pipeline(workspace=ws, steps=steps)
    Experiment(ws, "nightly").submit(pipeline)


if __name__ == "__main__":
    main()
