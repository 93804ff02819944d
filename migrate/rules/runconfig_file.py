"""``.runconfig`` files → the YAML of a command job"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

PIPELINE_YAML = """\
pipeline:
  description: Churn every night
  parameters:
    Rounds:
      type: int
      default: 40
  data_references:
    Customers:
      datastore: sales
      path_on_datastore: customers
  default_compute: cpu-cluster
  steps:
    Prepare:
      type: PythonScriptStep
      script_name: prepare.py
      source_directory: src
      arguments: [--customers, "input:customers", --out, "output:prepared"]
      inputs:
        customers:
          source: Customers
          bind_mode: download
      outputs:
        prepared:
          destination: Prepared
    Train:
      type: PythonScriptStep
      name: train
      script_name: train.py
      source_directory: src
      compute: gpu-cluster
      arguments: [--in, "input:table"]
      parameters:
        ROUNDS:
          source: Rounds
      inputs:
        table:
          source: Prepared
"""

RULE = Rule(
    code="AML014",
    name="runconfig-file",
    summary=(
        "A .runconfig file stays, and the command job that it stands for is written beside it, or the environment of "
        "one that names no script. "
        "So is the pipeline job that the YAML of a v1 pipeline stands for."
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
        Example(
            path="pipeline.yml",
            before=PIPELINE_YAML,
            after=PIPELINE_YAML,
            beside={"src/prepare.py": "print(1)\n", "src/train.py": "print(2)\n"},
            files={
                "pipeline.job.yml": """\
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
description: Churn every night
inputs:
  Rounds: 40
settings:
  default_compute: azureml:cpu-cluster
  continue_on_step_failure: false
jobs:
  prepare:
    type: command
    display_name: prepare.py
    code: src
    command: python prepare.py --customers ${{inputs.customers}} --out ${{outputs.prepared}}
    inputs:
      customers:
        type: uri_folder
        path: azureml://datastores/sales/paths/customers
        mode: download
    outputs:
      prepared:
        type: uri_folder
    environment:
      image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
      conda_file:
        channels:
          - anaconda
          - conda-forge
        dependencies:
          - python=3.8.13
          - pip:
              - azureml-defaults
  train:
    type: command
    display_name: train
    code: src
    command: AML_PARAMETER_ROUNDS='${{inputs.Rounds}}' python train.py --in ${{inputs.table}}
    inputs:
      table: ${{parent.jobs.prepare.outputs.prepared}}
      Rounds: ${{parent.inputs.Rounds}}
    environment:
      image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
      conda_file:
        channels:
          - anaconda
          - conda-forge
        dependencies:
          - python=3.8.13
          - pip:
              - azureml-defaults
    compute: azureml:gpu-cluster
"""
            },
        ),
    ),
)
