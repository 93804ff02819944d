from shlex import quote

from azure.ai.ml import Input, Output
from azure.ai.ml.parallel import RunFunction, parallel_run_function


class ScoreStep:
    def __init__(self, region, environment):
        self.region = region
        self.environment = environment

    def make(self, raw, model, size):
        step_component = parallel_run_function(
            display_name=f"score-{self.region}",
            inputs={"model": Input(type="uri_folder"), "raw": Input(type="uri_folder")},
            outputs={"scores": Output(type="uri_file")},
            input_data="${{inputs.raw}}",
            instance_count=2,
            error_threshold=10,
            task=RunFunction(
                code="src",
                entry_script="score.py",
                program_arguments=(
                    f"--model ${{{{inputs.model}}}} --region {quote(self.region)}"
                ),
                append_row_to="${{outputs.scores}}",
                environment=self.environment,
            ),
            compute="cpu",
        )
        step = step_component(model=model, raw=raw)
        step.mini_batch_size = size
        step.name = f"score_{self.region}"
        scores = step.outputs.scores
        results = {"scores": scores}
        return step, results
