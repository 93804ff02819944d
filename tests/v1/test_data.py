"""The data that a step uses, followed to the object that describes it."""

from __future__ import annotations

import pytest

from migrate.v1.data import chain, port_of, v1_name
from migrate.v1.values import Obj
from tests.v1.test_interpreter import code, understand

HEAD = """\
from azureml.core import Datastore, Workspace
from azureml.data.data_reference import DataReference
from azureml.pipeline.core import PipelineData
ws = Workspace.from_config()
store = ws.get_default_datastore()
raw = DataReference(store, data_reference_name="raw_data", path_on_datastore="raw")
clean = PipelineData("clean_data", datastore=store)
"""


@pytest.mark.parametrize(
    ("expression", "source", "mode", "intermediate"),
    [
        ("raw", "raw", None, False),
        ("raw.as_mount()", "raw", "mount", False),
        ("raw.as_download()", "raw", "download", False),
        ("raw.as_download().as_mount()", "raw", "mount", False),
        ("clean", "clean", None, True),
        ("clean.as_download()", "clean", "download", True),
    ],
)
def test_a_port(expression: str, source: str, mode: str | None, intermediate: bool) -> None:
    found = understand(f"{HEAD}x = {expression}\n").module.variables
    port = port_of(found["x"])
    assert port is not None
    assert (port.source, port.mode, port.intermediate) == (found[source], mode, intermediate)


@pytest.mark.parametrize("expression", ["'raw'", "store", "raw if a else clean", "f(raw)", "[raw]", "raw.path", "None"])
def test_what_is_not_one_piece_of_data(expression: str) -> None:
    assert port_of(understand(f"{HEAD}x = {expression}\n").module.variables["x"]) is None


def test_the_calls_on_the_way() -> None:
    port = port_of(understand(f"{HEAD}x = raw.as_download().as_mount()\n").module.variables["x"])
    assert port is not None
    assert [code(node) for node in chain(port)] == ["raw.as_download().as_mount()", "raw.as_download()"]


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("PipelineData('a b')", "a b"),
        ("PipelineData(name)", "x"),
        ("DataReference(store, 'a')", "a"),
        ("DataReference(store)", "x"),
        ("PipelineData('')", "x"),
    ],
)
def test_the_name_in_v1(expression: str, name: str) -> None:
    obj = understand(f"{HEAD}x = {expression}\n").module.variables["x"]
    assert isinstance(obj, Obj)
    assert v1_name(obj) == name
