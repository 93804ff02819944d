"""Names, types and modes of inputs and outputs: each problem, and a look-alike that is none."""

from __future__ import annotations

import pytest

from tests.verify.checks.modules import one_node
from tests.verify.conftest import Build, all_findings, checks


@pytest.mark.parametrize("mode", ["upload", "rw_mount", "eval_mount"])
def test_invalid_input_mode(build: Build, mode: str) -> None:
    assert "io-mode" in checks(build(one_node(inputs=f'{{"data": Input(type="uri_folder", mode="{mode}")}}')))


def test_mode_that_no_list_knows(build: Build) -> None:
    result = build(one_node(inputs='{"data": Input(type="uri_folder", mode="hdfs")}'))
    assert any("hdfs" in finding.message for finding in all_findings(result))


@pytest.mark.parametrize("mode", ["ro_mount", "download", "direct"])
def test_valid_input_mode(build: Build, mode: str) -> None:
    assert checks(build(one_node(inputs=f'{{"data": Input(type="uri_folder", mode="{mode}")}}'))) == set()


def test_invalid_mode_at_the_pipeline(build: Build) -> None:
    folder = 'Input(type="uri_folder", path="azureml:data:1", mode="upload")'
    assert "io-mode" in checks(build(one_node(arguments=f"raw={folder}")))


@pytest.mark.parametrize("kind", ["uri_folder", "uri_file"])
def test_pattern_for_a_path(build: Build, kind: str) -> None:
    pattern = f'raw=Input(type="{kind}", path="azureml://datastores/sales/paths/a/**")'
    assert "path-pattern" in checks(build(one_node(parameters=f'raw: Input(type="{kind}")', arguments=pattern)))


@pytest.mark.parametrize("path", ["azureml://datastores/sales/paths/a", "azureml:raw:1"])
def test_path_without_a_pattern(build: Build, path: str) -> None:
    assert checks(build(one_node(arguments=f'raw=Input(type="uri_folder", path="{path}")'))) == set()


def test_pattern_that_the_job_reads_itself(build: Build) -> None:
    pattern = 'raw=Input(type="uri_folder", path="azureml://datastores/sales/paths/a/*.csv", mode="direct")'
    assert checks(build(one_node(arguments=pattern))) == set()


def test_mode_for_tables_only(build: Build) -> None:
    table = '{"data": Input(type="mltable", mode="eval_mount")}'
    given = 'raw=Input(type="mltable", path="azureml:table:1")'
    assert checks(build(one_node(inputs=table, parameters='raw: Input(type="mltable")', arguments=given))) == set()


@pytest.mark.parametrize("mode", ["upload", "rw_mount"])
def test_valid_output_mode(build: Build, mode: str) -> None:
    assert checks(build(one_node(outputs=f'{{"out": Output(type="uri_folder", mode="{mode}")}}'))) == set()


def test_invalid_output_mode(build: Build) -> None:
    result = build(one_node(outputs='{"out": Output(type="uri_folder", mode="download")}'))
    assert checks(result) == {"sdk-validation"}, "here the SDK raises by itself"


def test_invalid_type(build: Build) -> None:
    result = build(one_node(inputs='{"data": Input(type="float")}'))
    assert all_findings(result)  # the SDK raises instead of reporting; what matters is that it is said


@pytest.mark.parametrize("name", ["path", "HOME", "user"])
def test_reserved_name(build: Build, name: str) -> None:
    text = one_node(
        inputs=f'{{"{name}": Input(type="uri_folder")}}',
        command=f"python prep.py ${{{{inputs.{name}}}}} ${{{{outputs.out}}}}",
        call=f"{name}=raw",
    )
    assert checks(build(text)) == {"reserved-name"}


def test_name_with_a_reserved_part(build: Build) -> None:
    text = one_node(
        inputs='{"home_path": Input(type="uri_folder")}',
        command="python prep.py ${{inputs.home_path}} ${{outputs.out}}",
        call="home_path=raw",
    )
    assert checks(build(text)) == set()


def test_name_of_a_dict_method(build: Build) -> None:
    command = "python prep.py ${{inputs.data}} ${{outputs.keys}}"
    result = build(one_node(outputs='{"keys": Output(type="uri_folder")}', command=command))
    assert [(finding.check, finding.is_error) for finding in all_findings(result)] == [("dict-method-name", False)]


def test_bad_component_name_is_a_warning(build: Build) -> None:
    result = build(one_node('name="Data Prep",'))
    assert [(finding.check, finding.is_error) for finding in all_findings(result)] in (
        [("component-name", False)],
        [],  # the dictionary of the job gives inline components a name of its own
    )
