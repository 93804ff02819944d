"""Packages of SDK v1 in requirements files and project files → those that the converted code needs"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code="AML010",
    name="requirements-file",
    summary=(
        "Requirements files, pyproject.toml, setup.py, setup.cfg and Pipfile lose the packages of SDK v1 that no code "
        "imports any more, and gain those that the converted code needs."
    ),
    url=learn("how-to-migrate-from-v1"),
    examples=(
        Example(
            path="requirements.txt",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="""\
# the pipeline
azureml-core==1.48.0
azureml-pipeline-steps==1.48.0
pandas>=1.5  # tables
""",
            after="""\
# the pipeline
azure-ai-ml>=1.26
azure-identity>=1.17
pandas>=1.5  # tables
""",
        ),
        Example(
            path="pyproject.toml",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="""\
[project]
name = "training"
dependencies = [
    "azureml-sdk~=1.48",
    "pandas>=1.5",
]
""",
            after="""\
[project]
name = "training"
dependencies = [
    "azure-ai-ml>=1.26",
    "azure-identity>=1.17",
    "pandas>=1.5",
]
""",
        ),
    ),
)
