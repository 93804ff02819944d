"""The runs of a pipeline's steps are the children of its job."""

from __future__ import annotations

from tests.conversion import convert, short_todos

_PIPELINE = """\
from azureml.core import Environment, Experiment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline, PipelineData
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
rc = RunConfiguration()
rc.environment = Environment.get(ws, "training")
rc.target = "cpu"
scores = PipelineData("scores", pipeline_output_name="all scores")
a = PythonScriptStep("a.py", name="a", source_directory="src", outputs=[scores], runconfig=rc)
run = Experiment(ws, "demand").submit(Pipeline(ws, steps=[a]))
"""
_SUBMITTED = 'run = ws.jobs.create_or_update(demand_pipeline(), experiment_name="demand")\n'


def _after(before: str) -> str:
    """What becomes of the code that follows the submission."""
    return short_todos(convert(_PIPELINE + before).text).partition(_SUBMITTED)[2]


def test_a_loop_needs_no_list() -> None:
    before = """\
for one in run.get_steps():
    print(one.name)
for one in list(run.get_children()):
    one.wait_for_completion(show_output=True)
last = next(run.get_children())
print(last.id, run.get_steps()[0].id)
"""
    assert (
        _after(before)
        == """\
for one in ws.jobs.list(parent_job_name=run.name):
    print(one.display_name)
for one in list(ws.jobs.list(parent_job_name=run.name)):
    ws.jobs.stream(one.name)
last = next(ws.jobs.list(parent_job_name=run.name))
print(last.name, list(ws.jobs.list(parent_job_name=run.name))[0].name)
"""
    )


def test_the_name_of_the_variable_is_not_one_of_the_file() -> None:
    before = 'job = "a"\nfound = run.find_step_run(job)\n'
    assert (
        _after(before)
        == """\
job = "a"
found = [
    child_job
    for child_job in ws.jobs.list(parent_job_name=run.name)
    if child_job.display_name == job
]
"""
    )


def test_outputs_are_downloaded_wherever_their_reference_is() -> None:
    before = """\
first = run.find_step_run("a")[0]
first.get_output_data("scores").download("one")
reference = first.get_output("scores").get_port_data_reference()
reference.download("two")
whole = run.get_pipeline_output("all scores")
whole.download("three")
maybe = first.get_output_data(scores.name)
if maybe is not None:
    maybe.download("four", show_progress=True)
"""
    assert (
        _after(before)
        == """\
first = [job for job in ws.jobs.list(parent_job_name=run.name) if job.display_name == "a"][0]
ws.jobs.download(first.name, download_path="one", output_name="scores")
reference = first
ws.jobs.download(reference.name, download_path="two", output_name="scores")
ws.jobs.download(run.name, download_path="three", output_name="all_scores")
maybe = first
if maybe is not None:
    ws.jobs.download(maybe.name, download_path="four", output_name="scores")
"""
    )


def test_what_a_download_gives_is_left_to_a_person() -> None:
    before = """\
output = run.get_pipeline_output("all scores")
files = output.download("there")
print(files)
"""
    assert (
        _after(before)
        == """\
output = run
# TODO(azureml-migrate AML614): `jobs.download` does not say how many files there are
files = output.download("there")
print(files)
"""
    )


def test_a_count_that_nobody_reads() -> None:
    before = """\
output = run.get_pipeline_output("all scores")
files = output.download("there")
other = run.get_pipeline_output("others")
files = other.download(".")
"""
    assert _after(before).splitlines()[-2:] == [
        'ws.jobs.download(run.name, download_path="there", output_name="all_scores")',
        'ws.jobs.download(run.name, download_path=".", output_name="others")',
    ]


def test_children_that_are_chosen_are_left_to_a_person() -> None:
    assert "AML605): jobs.list(parent_job_name=…) gives all direct children" in _after(
        'for one in run.get_children(tags={"kind": "x"}):\n    print(one)\n'
    )


def test_details_are_shown_but_not_taken_apart() -> None:
    assert _after("print(run.get_details())\n") == "print(ws.jobs.get(run.name))\n"
    assert _after("details = run.get_details()\n").endswith("\ndetails = run.get_details()\n")
    taken = 'print(run.get_details()["runDefinition"]["arguments"])\n'
    assert _after(taken).endswith(taken)


def test_details_that_the_job_has() -> None:
    assert _after('print(f"{run.get_details()}")\n') == 'print(f"{ws.jobs.get(run.name)}")\n'
    assert _after('run_id = run.get_details()["runId"]\n') == "run_id = run.name\n"
    before = 'if run.get_details()["status"] == "Finished":\n    print(run.get_details()["properties"]["owner"])\n'
    after = 'if ws.jobs.get(run.name).status == "Completed":\n    print(ws.jobs.get(run.name).properties["owner"])\n'
    assert _after(before) == after


def test_the_run_of_a_script_is_no_job() -> None:
    before = """\
from azureml.core import Run

run = Run.get_context()
print(run.id, run.name)
for one in run.get_children():
    print(one.id)
"""
    assert "ws.jobs" not in convert(before).text
