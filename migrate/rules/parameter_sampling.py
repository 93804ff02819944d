"""``RandomParameterSampling({"--lr": uniform(...)})`` → ``sampling_algorithm="random"`` and ``lr=Uniform(...)``"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.automl_images import entries
from migrate.decisions.context import Context
from migrate.decisions.parts import is_part, part_made
from migrate.decisions.removal import sole_value
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, converted, dropped, learn
from migrate.decisions.search_space import ALGORITHMS, CHOICE, EXPRESSIONS, HYPERDRIVE
from migrate.v1.values import Call, DictValue, Obj


def _sampling(use: Call, context: Context) -> Decision:
    return part_made(use, context, f'sampling_algorithm="{ALGORITHMS[use.symbol]}"')


def _expression(use: Call, context: Context) -> Decision:
    holder = _holder(use, context)
    if holder is None:
        raise Manual("no sweep that could be converted has this expression in its search space")
    name = use.symbol.rpartition(".")[2]
    v2 = "Choice" if use.symbol == CHOICE else EXPRESSIONS[name][0]
    # Of `choice`, every positional argument is one of the values.
    arguments: dict[str, Fate] = dict.fromkeys(use.arguments, converted(f"{v2}(...)"))
    return Decision(converted(f"{v2}(...)"), edits=_removed(use, holder, context), arguments=arguments)


def _holder(use: Call, context: Context) -> Call | None:
    """The sampling of a converted sweep that the expression is for."""
    for call in context.interpreter.uses.calls.values():
        space = call.value("parameter_space")
        if call.symbol not in ALGORITHMS or not isinstance(space, DictValue) or not isinstance(call.result, Obj):
            continue
        if use.node in entries(space, context) and is_part(call.result, context):
            return call
    return None


def _removed(use: Call, holder: Call, context: Context) -> tuple[Edit, ...]:
    """The statement that makes the search space, when nothing but the sampling reads it."""
    statement, given = use.where.statement, holder.expression("parameter_space")
    if not isinstance(given, cst.Name) or not isinstance(sole_value(statement), cst.Dict):
        return ()
    space = holder.value("parameter_space")
    read = [node for node, value in context.interpreter.references.items() if value is space]
    return (Edit(statement, instead=()),) if read == [given] else ()


_SAME: Fate = converted()
_RANGES = {
    "randint": ("upper",),
    "uniform": ("min_value", "max_value"),
    "quniform": ("min_value", "max_value", "q"),
    "loguniform": ("min_value", "max_value"),
    "qloguniform": ("min_value", "max_value", "q"),
    "normal": ("mu", "sigma"),
    "qnormal": ("mu", "sigma", "q"),
    "lognormal": ("mu", "sigma"),
    "qlognormal": ("mu", "sigma", "q"),
}

RULE = Rule(
    code="AML507",
    name="parameter-sampling",
    summary="A sampling becomes the sweep's algorithm, each entry of its search space an input of the trial.",
    url=learn("migrate-to-v2-execution-hyperdrive"),
    calls={
        **dict.fromkeys(ALGORITHMS, _sampling),
        CHOICE: _expression,
        **{f"{HYPERDRIVE}.{name}": _expression for name in EXPRESSIONS},
    },
    parameters={
        **{
            symbol: {"parameter_space": converted("the inputs of the trial"), "properties": dropped("it was None")}
            for symbol in ALGORITHMS
        },
        CHOICE: {},
        **{f"{HYPERDRIVE}.{name}": dict.fromkeys(found, _SAME) for name, found in _RANGES.items()},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.hyperdrive import GridParameterSampling, HyperDriveConfig, PrimaryMetricGoal, choice

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.get(ws, "training", version="3")
run_config.target = "gpu"
space = {"depth": choice(range(2, 8)), "--leaves": choice([15, 31]), "--rate": choice(0.1, 1)}
config = HyperDriveConfig(
    run_config=ScriptRunConfig(source_directory="src", script="train.py", arguments=["--fast"], run_config=run_config),
    hyperparameter_sampling=GridParameterSampling(space),
    primary_metric_name="loss",
    primary_metric_goal=PrimaryMetricGoal.MINIMIZE,
    max_total_runs=50,
)
tune_step = HyperDriveStep("Tune", config)
pipeline = Pipeline(ws, steps=[tune_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.sweep import Choice
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
tune_component = command(
    display_name="Tune",
    code="src",
    command="python train.py --fast --depth ${{inputs.depth}} --leaves ${{inputs.leaves}} --rate ${{inputs.rate}}",
    inputs={"depth": Input(type="integer"), "leaves": Input(type="integer"), "rate": Input(type="number")},
    environment="azureml:training:3",
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    tune_step = tune_component(
        depth=Choice(values=list(range(2, 8))),
        leaves=Choice(values=[15, 31]),
        rate=Choice(values=[0.1, 1]),
    ).sweep(
        sampling_algorithm="grid",
        primary_metric="loss",
        goal="minimize",
        max_total_trials=50,
        timeout=604800,
    )


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, ScriptRunConfig, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import HyperDriveStep
from azureml.train.hyperdrive import (
    HyperDriveConfig,
    PrimaryMetricGoal,
    RandomParameterSampling,
    TruncationSelectionPolicy,
    lognormal,
    loguniform,
    normal,
    qlognormal,
    qloguniform,
    qnormal,
    quniform,
    randint,
)

ws = Workspace.from_config()
sampling = RandomParameterSampling(
    {
        "--layers": randint(5),
        "--width": quniform(16, 256, 16),
        "--rate": loguniform(-6, -1),
        "--decay": qloguniform(0, 5, 1),
        "--momentum": normal(0.9, 0.05),
        "--dropout": qnormal(50, 10, 5),
        "--scale": lognormal(0, 1),
        "--steps": qlognormal(3, 1, 1),
    }
)
tune_step = HyperDriveStep(
    "Tune",
    HyperDriveConfig(
        run_config=ScriptRunConfig(
            "src", "train.py", environment=Environment.get(ws, "training", version="3"), compute_target="gpu"
        ),
        hyperparameter_sampling=sampling,
        policy=TruncationSelectionPolicy(truncation_percentage=20, evaluation_interval=2),
        primary_metric_name="accuracy",
        primary_metric_goal=PrimaryMetricGoal.MAXIMIZE,
        max_total_runs=20,
    ),
)
pipeline = Pipeline(ws, steps=[tune_step])
""",
            after="""\
from azure.ai.ml import Input, MLClient, command, dsl
from azure.ai.ml.sweep import (
    LogNormal,
    LogUniform,
    Normal,
    QLogNormal,
    QLogUniform,
    QNormal,
    QUniform,
    Randint,
    TruncationSelectionPolicy,
)
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
tune_component = command(
    display_name="Tune",
    code="src",
    command=(
        "python train.py --layers ${{inputs.layers}} --width ${{inputs.width}} --rate ${{inputs.rate}}"
        " --decay ${{inputs.decay}} --momentum ${{inputs.momentum}} --dropout ${{inputs.dropout}}"
        " --scale ${{inputs.scale}} --steps ${{inputs.steps}}"
    ),
    inputs={
        "layers": Input(type="integer"),
        "width": Input(type="number"),
        "rate": Input(type="number"),
        "decay": Input(type="number"),
        "momentum": Input(type="number"),
        "dropout": Input(type="number"),
        "scale": Input(type="number"),
        "steps": Input(type="number"),
    },
    environment="azureml:training:3",
)


@dsl.pipeline(default_compute="gpu", continue_on_step_failure=False)
def pipeline_definition():
    tune_step = tune_component(
        layers=Randint(upper=5),
        width=QUniform(min_value=16, max_value=256, q=16),
        rate=LogUniform(min_value=-6, max_value=-1),
        decay=QLogUniform(min_value=0, max_value=5, q=1),
        momentum=Normal(mu=0.9, sigma=0.05),
        dropout=QNormal(mu=50, sigma=10, q=5),
        scale=LogNormal(mu=0, sigma=1),
        steps=QLogNormal(mu=3, sigma=1, q=1),
    ).sweep(
        sampling_algorithm="random",
        primary_metric="accuracy",
        goal="maximize",
        max_total_trials=20,
        timeout=604800,
        early_termination_policy=TruncationSelectionPolicy(truncation_percentage=20, evaluation_interval=2),
    )


pipeline = pipeline_definition()
""",
        ),
    ),
)
