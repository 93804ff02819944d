"""Placeholders, optional parts and scripts: each problem, and a look-alike that is none."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, all_findings, checks


@pytest.mark.parametrize(
    "placeholder", ["${{inputs.nope}}", "${{outputs.nope}}", "${{ inputs.nope }}", "${{nope.data}}"]
)
def test_unknown_placeholder(build: Build, placeholder: str) -> None:
    command = "python prep.py ${{inputs.data}} ${{outputs.out}} " + placeholder
    result = build(one_node(command=command))
    assert checks(result) == {"unknown-placeholder"}
    assert all(finding.line == 7 for finding in all_findings(result)), "the line at which the component is built"


def test_placeholder_with_spaces(build: Build) -> None:
    assert checks(build(one_node(command="python prep.py ${{ inputs.data }} ${{outputs.out}}"))) == set()


OPTIONAL = '{"data": Input(type="uri_folder"), "limit": Input(type="integer", optional=True)}'


def test_optional_input_outside_brackets(build: Build) -> None:
    command = "python prep.py ${{inputs.data}} ${{outputs.out}} --limit ${{inputs.limit}}"
    assert checks(build(one_node(inputs=OPTIONAL, command=command))) == {"optional-input"}


def test_optional_input_in_brackets(build: Build) -> None:
    command = "python prep.py ${{inputs.data}} ${{outputs.out}} $[[--limit ${{inputs.limit}}]]"
    assert checks(build(one_node(inputs=OPTIONAL, command=command))) == set()


def test_required_input_in_brackets(build: Build) -> None:
    command = "python prep.py $[[--data ${{inputs.data}}]] ${{outputs.out}}"
    assert checks(build(one_node(command=command))) == {"optional-input"}


def test_line_continuation(build: Build) -> None:
    command = "python prep.py \\\n ${{inputs.data}} ${{outputs.out}}"
    assert checks(build(one_node(command=command))) == {"line-continuation"}


@pytest.mark.parametrize(
    "command",
    ["python prep.py\n ${{inputs.data}} ${{outputs.out}}", "python prep.py 'a\\b' ${{inputs.data}} ${{outputs.out}}"],
)
def test_line_break_or_backslash(build: Build, command: str) -> None:
    assert checks(build(one_node(command=command))) == set()


@pytest.mark.parametrize(
    "start",
    [
        "python nope.py",
        "python -u nope.py",
        "Rscript nope.R",
        "echo start && python3 sub/nope.py",
        "A=1 python nope.py",
    ],
)
def test_missing_script(build: Build, start: str) -> None:
    command = start + " ${{inputs.data}} ${{outputs.out}}"
    assert checks(build(one_node(command=command))) == {"missing-script"}


@pytest.mark.parametrize(
    "start",
    [
        "python ./prep.py",
        "python -m package.module",
        "python -c 'print(1)'",
        "python /opt/tool.py",
        "echo nope.py",
        "cd ${{outputs.out}} && python nope.py",
    ],
)
def test_script_that_is_there_or_is_none(build: Build, start: str) -> None:
    command = start + " ${{inputs.data}} ${{outputs.out}}"
    assert checks(build(one_node(command=command))) == set()


def test_entry_script_of_a_parallel_node(build: Build) -> None:
    text = """
        from azure.ai.ml.parallel import RunFunction, parallel_run_function

        component = parallel_run_function(
            display_name="score",
            inputs={"data": Input(type="uri_folder")},
            outputs={"out": Output(type="uri_file")},
            input_data="${{inputs.data}}",
            mini_batch_size="1",
            instance_count=1,
            task=RunFunction(
                code="src",
                entry_script="SCRIPT",
                environment="azureml:env:1",
                append_row_to="${{outputs.out}}",
            ),
        )


        @dsl.pipeline(default_compute="cpu")
        def parallel(raw: Input(type="uri_folder")):
            score = component(data=raw)


        job = parallel(raw=FOLDER)
    """
    assert checks(build(text.replace("SCRIPT", "prep.py"))) == set()
    assert checks(build(text.replace("SCRIPT", "nope.py"))) == {"missing-script"}


def test_unused_input_is_a_warning(build: Build) -> None:
    result = build(one_node(command="python prep.py ${{outputs.out}}"))
    assert [(finding.check, finding.is_error) for finding in all_findings(result)] == [("unused-input", False)]


def test_input_used_in_a_variable(build: Build) -> None:
    text = one_node('environment_variables={"DATA": "${{inputs.data}}"},', command="python prep.py ${{outputs.out}}")
    assert checks(build(text)) == set()


def test_input_that_only_orders(build: Build) -> None:
    result = build("""
        first_component = command(
            code="src",
            command="python prep.py && echo done > ${{outputs.done}}/done.txt",
            outputs={"done": Output(type="uri_folder")},
            environment="azureml:env:1",
        )
        second_component = command(
            code="src",
            command="python prep.py",
            inputs={"after_first": Input(type="uri_folder"), "marker": Input(type="uri_folder")},
            environment="azureml:env:1",
        )


        @dsl.pipeline(default_compute="cpu")
        def ordered():
            first = first_component()
            second = second_component(after_first=first.outputs.done, marker=first.outputs.done)


        job = ordered()
    """)
    assert checks(result) == set()


def test_unwritten_output_is_a_warning(build: Build) -> None:
    result = build(one_node(command="python prep.py ${{inputs.data}}"))
    assert [(finding.check, finding.is_error) for finding in all_findings(result)] == [("unwritten-output", False)]
