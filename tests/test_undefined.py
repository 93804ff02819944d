"""What v1 code binds v2 code binds too, or a TODO says why not: in all examples, forms and projects."""

from __future__ import annotations

import shutil
from pathlib import Path

from migrate.forms import FORMS
from migrate.rules import all_rules
from tests.undefined import Unbound, untold

PROJECTS = Path(__file__).parent / "projects"


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_nothing_that_is_shown_reads_a_name_that_nothing_binds(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for rule in all_rules():
        for number, example in enumerate(rule.examples):
            if not (example.code or example.beside):
                write(before, f"rules/{rule.name}/{number}.py", example.before)
                write(after, f"rules/{rule.name}/{number}.py", example.after)
    for name, texts in FORMS.items():
        for folder, text in zip((before, after), texts, strict=True):
            write(folder, f"forms/{name}.py", text)
    for project in PROJECTS.iterdir():
        if (project / "before").is_dir():
            shutil.copytree(project / "before", before / "projects" / project.name)
            shutil.copytree(project / "expected", after / "projects" / project.name)
    assert untold(before, after) == []


def test_a_name_that_is_lost_is_found(tmp_path: Path) -> None:
    write(tmp_path, "v1/a.py", "import os\n\nname = os.name\nprint(missing)\n\n\ndef show():\n    print(name)\n")
    write(tmp_path, "v2/a.py", "import os\n\nprint(missing)\n\n\ndef show():\n    print(name)\n")
    assert untold(tmp_path / "v1", tmp_path / "v2") == [Unbound("a.py", "name", None, 7)]


def test_a_name_that_a_todo_tells_of_is_no_news(tmp_path: Path) -> None:
    write(tmp_path, "v1/a.py", "name = 1\n\n\ndef show():\n    if name:\n        print(name)\n")
    told = "    # TODO(azureml-migrate AML403): `name` is now a part\n    if name:\n        print(name)\n"
    write(tmp_path, "v2/a.py", f"def show():\n{told}")
    assert untold(tmp_path / "v1", tmp_path / "v2") == []
