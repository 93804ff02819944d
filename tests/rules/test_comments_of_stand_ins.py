"""A stand-in tells each comment of the v1 step once: in the text of v1 above it."""

from __future__ import annotations

from tests.conversion import convert


def test_a_comment_among_the_arguments() -> None:
    text = convert(
        """\
from azureml.core import Experiment, Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import DatabricksStep

ws = Workspace.from_config()
clean = DatabricksStep(
    name="clean",
    source_directory="src",
    python_script_name="clean.py",
    existing_cluster_id="0519",  # the shared one
    # num_workers=1,
    compute_target="bricks",
)
run = Experiment(ws, "cleaning").submit(Pipeline(ws, steps=[clean]))
"""
    ).text
    above = text[text.index("# TODO(azureml-migrate AML511)") : text.index("clean_component = ")]
    assert [line for line in above.splitlines() if not line.startswith("# TODO")] == [
        "# In v1:",
        "#     clean = DatabricksStep(",
        '#         name="clean",',
        '#         source_directory="src",',
        '#         python_script_name="clean.py",',
        '#         existing_cluster_id="0519",  # the shared one',
        "#         # num_workers=1,",
        '#         compute_target="bricks",',
        "#     )",
    ]
    assert text.count("num_workers") == text.count("the shared one") == 1
