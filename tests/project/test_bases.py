"""Files without SDK v1 that are converted together with those whose classes inherit from theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.project.discovery import select
from migrate.project.reading import read_files

STEP = "from azureml.pipeline.steps import PythonScriptStep\n{imports}\n\n\nclass Train({base}):\n    pass\n"
BASE = "class Step:\n    pass\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"train.py": STEP.format(imports="from base import Step", base="Step")}, {"base.py"}),
        ({"train.py": STEP.format(imports="from base import Step as S", base="S")}, {"base.py"}),
        ({"train.py": STEP.format(imports="import base", base="base.Step")}, {"base.py"}),
        ({"train.py": STEP.format(imports="import base as b", base="b.Step")}, {"base.py"}),
        # Through the package that passes it on, and through a class in between.
        (
            {
                "train.py": STEP.format(imports="from steps import Step", base="Step"),
                "steps/__init__.py": "from steps.middle import Step\n",
                "steps/middle.py": "from base import Step as Lowest\n\n\nclass Step(Lowest):\n    pass\n",
            },
            {"base.py", "steps/middle.py"},
        ),
        # Look-alikes: another class of the file, the class of a library, a module that is only imported.
        ({"train.py": STEP.format(imports="from base import Step", base="object")}, set()),
        ({"train.py": STEP.format(imports="from elsewhere import Step", base="Step")}, set()),
        ({"train.py": STEP.format(imports="import base", base="Step")}, set()),
        ({"train.py": STEP.format(imports="from base import Other", base="Other")}, set()),
        ({"train.py": "from base import Step\n\n\nclass Train(Step):\n    pass\n"}, set()),
    ],
)
def test_the_classes_that_others_inherit_from(files: dict[str, str], found: set[str], tmp_path: Path) -> None:
    for name, text in {"base.py": BASE, **files}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert read_files(select([tmp_path])).linked == found


def test_a_file_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(STEP.format(imports="from base import Step", base="Step"), encoding="utf-8")
    (tmp_path / "base.py").write_text("class Step:\n  print 'Python 2'\n", encoding="utf-8")
    read = read_files(select([tmp_path]))
    assert read.linked == set()
    assert read.plain == ("base.py",)
