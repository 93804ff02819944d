from azureml.pipeline.core import PipelineData, PipelineParameter
from azureml.pipeline.steps import ParallelRunConfig, ParallelRunStep


class ScoreStep:
    def __init__(self, region, environment):
        self.region = region
        self.environment = environment

    def make(self, raw, model):
        size = PipelineParameter("batch_size", "5")
        scores = PipelineData(f"scores_{self.region}")
        results = {"scores": scores}
        config = ParallelRunConfig(
            environment=self.environment,
            entry_script="score.py",
            source_directory="src",
            output_action="append_row",
            mini_batch_size=size,
            error_threshold=10,
            compute_target="cpu",
            node_count=2,
        )
        step = ParallelRunStep(
            name=f"score-{self.region}",
            parallel_run_config=config,
            inputs=[raw.as_named_input("raw")],
            side_inputs=[model],
            output=scores,
            arguments=["--model", model, "--region", self.region],
        )
        return step, results
