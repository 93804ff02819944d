"""Small pipelines for the tests of the checks."""

from __future__ import annotations

import textwrap


def one_node(
    component: str = "",
    *,
    command: str = "python prep.py ${{inputs.data}} ${{outputs.out}}",
    inputs: str = '{"data": Input(type="uri_folder")}',
    outputs: str = '{"out": Output(type="uri_folder")}',
    environment: str = '"azureml:env:1"',
    call: str = "data=raw",
    body: str = "",
    pipeline: str = 'default_compute="cpu"',
    parameters: str = 'raw: Input(type="uri_folder")',
    arguments: str = "raw=FOLDER",
    after: str = "",
) -> str:
    """A pipeline with one node, each part of which can be replaced."""
    return f"""
component = command(
    code="src",
    command={command!r},
    inputs={inputs},
    outputs={outputs},
    environment={environment},
    {component}
)


@dsl.pipeline({pipeline})
def one({parameters}):
    step = component({call})
{textwrap.indent(body, "    ")}

job = one({arguments})
{after}
"""


def two_nodes(produced: str, expected: str, *, command: str = "python prep.py ${{inputs.data}}") -> str:
    """A node with an output of one type, bound to an input of another."""
    return f"""
first_component = command(
    code="src",
    command="python prep.py ${{{{outputs.out}}}}",
    outputs={{"out": Output(type="{produced}")}},
    environment="azureml:env:1",
)
second_component = command(
    code="src",
    command={command!r},
    inputs={{"data": Input(type="{expected}")}},
    environment="azureml:env:1",
)


@dsl.pipeline(default_compute="cpu")
def two():
    first = first_component()
    second = second_component(data=first.outputs.out)


job = two()
"""
