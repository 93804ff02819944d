"""Packages of SDK v1 in conda files → those that the converted code needs"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code="AML011",
    name="conda-file",
    summary=(
        "Conda files lose the packages of SDK v1 that no code imports any more, and gain those that the converted "
        "code needs; a file that an environment is made from follows the scripts that run there, and names the Python "
        "that v1 put there when it names none."
    ),
    url=learn("how-to-manage-environments-v2"),
    examples=(
        Example(
            path="environment.yml",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="""\
name: pipelines
dependencies:
  - python=3.10
  - pip:
      # Azure
      - azureml-sdk==1.48.*
      - pytest
""",
            after="""\
name: pipelines
dependencies:
  - python=3.10
  - pip:
      # Azure
      - azure-ai-ml>=1.26
      - azure-identity>=1.17
      - pytest
""",
        ),
    ),
)
