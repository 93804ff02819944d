from __future__ import annotations

from migrate.verify.not_provable import not_provable


def test_nothing_is_said_of_a_pipeline_that_was_not_built() -> None:
    assert not_provable({}, {}) == ()


def test_what_only_the_service_knows() -> None:
    node = {
        "type": "command",
        "compute": "azureml:gpu",
        "inputs": {"data": {"type": "uri_folder", "path": "azureml:table@latest"}},
        "component": {"type": "command", "environment": {"image": "ubuntu:22.04", "conda_file": {}}},
    }
    inner = {"type": "pipeline", "component": {"jobs": {"b": {"type": "command", "component": "azureml:prep:1"}}}}
    job = {
        "settings": {"default_compute": "azureml:cpu"},
        "inputs": {"raw": {"type": "uri_folder", "path": "azureml://datastores/store/paths/a/b"}},
        "jobs": {"a": node, "n": inner},
    }
    assert not_provable(job, {}) == (
        "compute exists and has quota: cpu, gpu",
        "image can be pulled and its conda packages install: ubuntu:22.04",
        "data exists and may be read: a/b on datastore store, table@latest",
        "registered component exists: prep:1",
        "inputs and outputs can be mounted with the identity of the job",
    )


def test_serverless_compute_always_exists() -> None:
    assert not_provable({"jobs": {"a": {"type": "command", "compute": "serverless"}}}, {}) == ()


def test_long_lists_are_cut() -> None:
    jobs = {f"n{i}": {"type": "command", "compute": f"c{i}"} for i in range(7)}
    assert not_provable({"jobs": jobs}, {}) == ("compute exists and has quota: c0, c1, c2, c3, c4 and 2 more",)
