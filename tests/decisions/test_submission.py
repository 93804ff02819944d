"""A pipeline that is submitted more than once: what is set for one submission must not come to the next."""

from __future__ import annotations

from tests.conversion import convert

BUILD = """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline, PipelineParameter
from azureml.pipeline.steps import PythonScriptStep


def build(ws):
    rate = PipelineParameter("rate", default_value=0.1)
    train = PythonScriptStep(name="train", script_name="train.py", arguments=["--rate", rate], compute_target="cpu")
    return Pipeline(ws, steps=[train])


def first(ws):
    pipeline = build(ws)
    Experiment(ws, "first").submit(pipeline, pipeline_parameters={"rate": 0.2})


"""


def second(code: str) -> str:
    """What becomes of the second function."""
    return convert(BUILD + code).text.partition("def second(ws):\n")[2]


def test_each_function_makes_its_own() -> None:
    after = second('def second(ws):\n    pipeline = build(ws)\n    Experiment(ws, "second").submit(pipeline)\n')
    assert after == '    pipeline = build(ws)\n    ws.jobs.create_or_update(pipeline, experiment_name="second")\n'


def test_one_function_makes_it_again() -> None:
    made = '    pipeline = build(ws)\n    Experiment(ws, "{}").submit(pipeline{})\n'
    given = ', pipeline_parameters={"rate": 0.3}'
    after = second("def second(ws):\n" + made.format("second", given) + made.format("third", ""))
    assert after.count("    pipeline = build(ws)\n") == 2
    assert after.endswith('    ws.jobs.create_or_update(pipeline, experiment_name="third")\n')


def test_one_function_submits_the_same_again() -> None:
    submit = '    Experiment(ws, "{}").submit(pipeline{})\n'
    given = ', pipeline_parameters={"rate": 0.3}'
    after = second(
        "def second(ws):\n    pipeline = build(ws)\n" + submit.format("second", given) + submit.format("third", "")
    )
    assert "# TODO(azureml-migrate AML604): make the pipeline once more: what is set on its job" in after
    assert after.endswith(submit.format("third", ""))
