"""``BanditPolicy(...)`` and the other policies → ``sweep(early_termination_policy=...)``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.parts import part_made
from migrate.decisions.rule import Decision, Example, Fate, Rule, converted, learn
from migrate.decisions.search_space import HYPERDRIVE, NO_POLICY, POLICIES
from migrate.v1.values import Call


def _policy(use: Call, context: Context) -> Decision:
    return part_made(use, context, "sweep(early_termination_policy=…)")


_SAME: Fate = converted()
_TIMES: dict[str, Fate] = {
    "evaluation_interval": converted("evaluation_interval", "v1's default of 1 is written out: that of v2 is 0"),
    "delay_evaluation": _SAME,
}

RULE = Rule(
    code="AML508",
    name="termination-policy",
    summary="A termination policy goes into the sweep; without one the trials run to their end.",
    url=learn("migrate-to-v2-execution-hyperdrive"),
    calls={f"{HYPERDRIVE}.{name}": _policy for name in POLICIES} | {NO_POLICY: _policy},
    parameters={
        f"{HYPERDRIVE}.BanditPolicy": {**_TIMES, "slack_factor": _SAME, "slack_amount": _SAME},
        f"{HYPERDRIVE}.MedianStoppingPolicy": _TIMES,
        f"{HYPERDRIVE}.TruncationSelectionPolicy": {**_TIMES, "truncation_percentage": _SAME},
        NO_POLICY: {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.hyperdrive import (
    BayesianParameterSampling,
    HyperDriveConfig,
    MedianStoppingPolicy,
    PrimaryMetricGoal,
    uniform,
)

ws = Workspace.from_config()
trial = ScriptRunConfig(
    "src", "train.py", environment=Environment.get(ws, "training", version="3"), compute_target="gpu"
)
policy = MedianStoppingPolicy(delay_evaluation=5)
config = HyperDriveConfig(
    run_config=trial,
    hyperparameter_sampling=BayesianParameterSampling({"--rate": uniform(0.001, 0.1)}),
    policy=policy,
    primary_metric_name="accuracy",
    primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
    max_total_runs=40,
)
tune_step = HyperDriveStep("Tune", config)
pipeline = Pipeline(ws, steps=[tune_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.sweep import MedianStoppingPolicy, Uniform
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
tune_component = command(
    display_name="Tune",
    code="src",
    command="python train.py --rate ${{inputs.rate}}",
    inputs={"rate": Input(type="number")},
    environment="azureml:training:3",
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    tune_step = tune_component(rate=Uniform(min_value=0.001, max_value=0.1)).sweep(
        sampling_algorithm="bayesian",
        primary_metric="accuracy",
        goal="maximize",
        max_total_trials=40,
        timeout=604800,
        early_termination_policy=MedianStoppingPolicy(evaluation_interval=1, delay_evaluation=5),
    )


pipeline = pipeline_definition()
""",
        ),
    ),
)
