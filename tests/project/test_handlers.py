"""Files without SDK v1 that are converted together with those that may give their functions objects of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.project.discovery import select
from migrate.project.reading import read_files

BUILD = "from azureml.core import Workspace\n{imports}\n\nshow(Workspace.from_config())\n"
KEEPING = """\
class Shown:
    def __init__(self, ws):
        self.ws = ws

    def show(self):
        print(self.ws.resource_group)
"""
SHOWING = "def show(ws):\n    print(ws.{asked})\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"build.py": BUILD.format(imports="from showing import show")}, {"showing.py"}),
        ({"build.py": BUILD.format(imports="import showing\n\nshow = showing.show")}, {"showing.py"}),
        # Through another module that only hands on what it gets.
        (
            {
                "build.py": BUILD.format(imports="from between import show"),
                "between.py": "import showing\n\n\ndef show(ws):\n    showing.show(ws)\n",
            },
            {"showing.py"},
        ),
        # By a class that keeps what it is made with.
        (
            {
                "build.py": BUILD.format(imports="from showing import Shown as show"),
                "showing.py": KEEPING,
            },
            {"showing.py"},
        ),
        (
            {
                "build.py": BUILD.format(imports="from showing import Shown as show"),
                "showing.py": KEEPING.replace("(self, ws)", "(self, ws: str)"),
            },
            set(),
        ),
        # Look-alikes: nobody imports it, what it asks for is of no class of v1, or lists and dictionaries have it.
        ({"build.py": BUILD.format(imports="from elsewhere import show")}, set()),
        (
            {
                "build.py": BUILD.format(imports="from showing import show"),
                "showing.py": SHOWING.format(asked="colour_of_it"),
            },
            set(),
        ),
        (
            {
                "build.py": BUILD.format(imports="from showing import show"),
                "showing.py": SHOWING.format(asked="get('name')"),
            },
            set(),
        ),
        (
            {
                "build.py": BUILD.format(imports="from showing import show"),
                "showing.py": "def show(ws: dict):\n    print(ws.name)\n",
            },
            set(),
        ),
        ({"build.py": "from showing import show\n\nshow(open('it'))\n"}, set()),
    ],
)
def test_the_functions_that_may_be_given_objects(files: dict[str, str], found: set[str], tmp_path: Path) -> None:
    for name, text in {"showing.py": SHOWING.format(asked="name"), **files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_files(select([tmp_path])).linked == found
