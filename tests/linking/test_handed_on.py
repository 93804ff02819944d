"""What tables of functions, special methods and bound methods of another module give is followed into its users."""

from __future__ import annotations

from pathlib import Path

from tests.conversion import assert_same, convert_project

_SHARED = """\
from azureml.core import Dataset, Workspace


def make():
    return Workspace.from_config()


TABLE = {"make": make, "load": lambda: Workspace.from_config()}
NAMES = {"load": lambda: open("names")}


class Parts:
    def __enter__(self):
        return Workspace.from_config()

    def __exit__(self, *given):
        pass

    def __getitem__(self, name):
        return Workspace.from_config()

    def __iter__(self):
        yield Workspace.from_config()

    def sales(self):
        return Dataset.get_by_name(make(), "sales")

    def make(self):
        return Workspace.from_config()


get = Parts().make
sales = Parts().sales
"""
_MAIN = """\
from shared import NAMES, TABLE, Parts, get

print(TABLE["make"]().compute_targets["cpu"])
print(TABLE["load"]().compute_targets["cpu"])
print(get().compute_targets["cpu"])
parts = Parts()
print(parts["first"].compute_targets["cpu"])
with parts as entered:
    print(entered.compute_targets["cpu"])
for one in parts:
    print(one.compute_targets["cpu"])
# No workspace
print(NAMES["load"]().compute_targets["cpu"])
"""


def test_what_is_followed(tmp_path: Path) -> None:
    output = convert_project(tmp_path, {"shared.py": _SHARED, "main.py": _MAIN})
    followed, rest = _MAIN.split("# No")
    assert_same(
        output["main.py"].text, followed.replace('.compute_targets["cpu"]', '.compute.get("cpu")') + "# No" + rest
    )


def test_what_is_told(tmp_path: Path) -> None:
    main = "from shared import sales\n\nprint(sales().to_pandas_dataframe())\n"
    text = convert_project(tmp_path, {"shared.py": _SHARED, "main.py": main})["main.py"].text
    assert "TODO(azureml-migrate" in text
    assert "print(sales().to_pandas_dataframe())\n" in text
