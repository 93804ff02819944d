from shlex import quote

from azure.ai.ml import Output, command

from aml.base import BasePipeline


class ScoringPipeline(BasePipeline):
    experiment_name = "scoring"

    def __init__(self, model_name: str, **kwargs):
        super().__init__(**kwargs)
        self.model_name = model_name

    def steps(self):
        score_component = command(
            display_name="score",
            code="src",
            command=(
                f"python score.py --model {quote(self.model_name)}"
                " --scores ${{outputs.scores}}"
            ),
            outputs={"scores": Output(type="uri_folder")},
            **self.run_config,
        )
        score = score_component()
        score.name = "score"
        return [score]
