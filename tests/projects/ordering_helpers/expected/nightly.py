import re
from shlex import quote

from azure.ai.ml import Input, Output, command, dsl

from common import add_step, get_compute, get_run_config, get_workspace


def main():
    ws = get_workspace()
    compute = get_compute(ws, "cpu", max_nodes=2)
    run_config = get_run_config(ws, "nightly", compute)

    @dsl.pipeline(continue_on_step_failure=False)
    def nightly_pipeline():
        steps = []
        for name in ("load", "clean", "score"):
            step_component = command(
                display_name=name,
                code="src",
                command=(
                    f"python {quote(f'{name}.py')}"
                    " && echo done > ${{outputs.done}}/done.txt"
                ),
                inputs={"after_previous": Input(type="uri_folder", optional=True)},
                outputs={"done": Output(type="uri_folder")},
                environment=run_config,
                compute=compute.name,
                is_deterministic=False,
            )
            step = step_component()
            step.name = re.sub("[^a-z0-9_]+", "_", f"step_{name}".lower())
            add_step(steps, step)

    pipeline = nightly_pipeline()
    ws.jobs.create_or_update(pipeline, experiment_name="nightly")


if __name__ == "__main__":
    main()
