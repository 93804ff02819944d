"""``.runconfig`` files → the YAML of a command job"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code="AML014",
    name="runconfig-file",
    summary=(
        "A .runconfig file stays, and the command job that it stands for is written beside it. "
        "YAML of v1 pipelines is listed for a person."
    ),
    url=learn("reference-yaml-job-command"),
    examples=(
        Example(
            path="aml_config/train.runconfig",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="""\
script: train.py
arguments: [--rate, 0.1]
target: cpu-cluster
framework: Python
communicator: None
nodeCount: 2
environment:
  environmentVariables:
    LEVEL: 3
  python:
    userManagedDependencies: false
    condaDependenciesFile: aml_config/conda.yml
  docker:
    enabled: true
    baseImage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
""",
            after="""\
script: train.py
arguments: [--rate, 0.1]
target: cpu-cluster
framework: Python
communicator: None
nodeCount: 2
environment:
  environmentVariables:
    LEVEL: 3
  python:
    userManagedDependencies: false
    condaDependenciesFile: aml_config/conda.yml
  docker:
    enabled: true
    baseImage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
""",
            files={
                "aml_config/train.job.yml": """\
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
code: ..
command: python train.py --rate 0.1
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
  conda_file: conda.yml
compute: azureml:cpu-cluster
resources:
  instance_count: 2
environment_variables:
  LEVEL: '3'
"""
            },
        ),
    ),
)
