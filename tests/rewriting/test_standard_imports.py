"""Where imports of the standard library go that v2 code needs: to those that are there, else above all others."""

from __future__ import annotations

import pytest

from tests.conversion import convert

CODE = """\
from azureml.core import Workspace
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
steps = [PythonScriptStep(script_name=name, source_directory="src", compute_target="cpu") for name in ("a.py", "b.py")]
pipeline = Pipeline(ws, steps=steps)
print(os, pandas)
"""
V2 = "from azure.ai.ml import MLClient, command, dsl\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"from shlex import quote\n\n{V2}"),
        ("import os\n\nimport pandas\n", f"import os\nfrom shlex import quote\n\nimport pandas\n{V2}"),
        ("import pandas\n", f"from shlex import quote\n\nimport pandas\n{V2}"),
        ("import os\n\n", f"import os\nfrom shlex import quote\n\n{V2}"),
        ("from shlex import quote\n\nimport pandas\n", f"from shlex import quote\n\nimport pandas\n{V2}"),
        (
            "from __future__ import annotations\n\nimport pandas\n",
            f"from __future__ import annotations\n\nfrom shlex import quote\n\nimport pandas\n{V2}",
        ),
        ("import os\n\nprint(os)\n\n", f"import os\n\nprint(os)\n\nfrom shlex import quote\n\n{V2}"),
    ],
)
def test_standard_imports(before: str, after: str) -> None:
    converted = convert(before + CODE)
    assert converted.text.startswith(after)
    lines = converted.text.splitlines()
    assert sum(line == "from shlex import quote" for line in lines) == 1
