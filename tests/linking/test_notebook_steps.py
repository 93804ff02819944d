"""A notebook whose cells call functions of modules that make its steps."""

from __future__ import annotations

from pathlib import Path

from migrate.conversion import Options
from migrate.engine import convert_one
from migrate.project.discovery import select
from migrate.project.reading import read_files
from tests.linking.test_sharing import converted
from tests.linking.test_step_modules import BUILD, MAKING, todo

PROJECT = Path(__file__).parents[1] / "projects" / "notebook_steps" / "before"


def test_where_the_steps_are_made() -> None:
    selection = select([PROJECT])
    (notebook,) = [one for one in read_files(selection).project.documents if one.path == "images.ipynb"]
    options = Options(together=frozenset(selection.files))
    (pipeline,) = convert_one(notebook, root=selection.root, options=options).pipelines
    assert pipeline.v1_sketch is not None
    assert [(node.path, node.cell) for node in pipeline.v1_sketch.nodes] == [
        ("modules/clean/clean_step.py", None),
        ("modules/train/train_step.py", None),
        ("modules/check/check_step.py", None),
    ]


def test_functions_that_make_the_same_pipeline_parameter(tmp_path: Path) -> None:
    other = MAKING.replace("def train_step", "def check_step").replace("train.py", "check.py")
    build = BUILD.replace("from making", "from checking import check_step\nfrom making").replace(
        "pipeline = Pipeline(ws, steps=[train_step])",
        'check_step, checks = check_step("north")\npipeline = Pipeline(ws, steps=[train_step, check_step])',
    )
    output = converted(tmp_path, {"making.py": MAKING, "checking.py": other, "build.py": build})["build.py"]
    assert todo(output) == []
    assert "def pipeline_definition(rounds: int = 10):" in output
