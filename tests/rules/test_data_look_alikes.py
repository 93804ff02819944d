"""What only looks like v1's data stays as it is."""

from __future__ import annotations

import pytest

from tests.conversion import assert_unchanged


@pytest.mark.parametrize(
    "code",
    [
        # AML303
        """\
from flows import Pipeline, PipelineData

clean = PipelineData("clean", datastore=store)
features = clean.as_dataset().parse_delimited_files()
clean.as_input("features")
""",
        # AML304
        """\
from flows.data import HDFSOutputDatasetConfig, OutputFileDatasetConfig

model = OutputFileDatasetConfig("model").register_on_complete(name="demand-model").as_upload()
table = OutputFileDatasetConfig("table").read_delimited_files()
spark = HDFSOutputDatasetConfig("spark", destination=(store, "x"))
""",
        # AML305
        """\
from torch.utils.data import Dataset

ws = connect()
prices = Dataset.get_by_name(ws, "prices")
images = ws.datasets["images"]
print(prices.version, images.id)
""",
        # AML306
        """\
from flows.data import DatasetConsumptionConfig

raw = DatasetConsumptionConfig("raw", load("raw")).as_mount()
names = load("names").as_named_input("names").as_download()
""",
        # AML307
        """\
from flows.data import DataPath, DataPathComputeBinding

raw = (DataPath(store, "raw"), DataPathComputeBinding(mode="mount"))
""",
        # AML308
        """\
from datasets import Dataset

files = Dataset.File.from_files((store, "raw/**"))
table = Dataset.Tabular.from_delimited_files(path=[(store, "a.csv")]).register(ws, "table")
files.to_path()
""",
        # AML302
        """\
from stores import Datastore

store = Datastore.get("sales")
raw = store.path("raw").as_download()
whole = store.as_mount()
""",
        # a class and a variable of the file itself
        """\
class Dataset:
    @staticmethod
    def get_by_name(workspace, name):
        return name


class DataPath:
    pass


data = Dataset.get_by_name(None, "azureml.core.Dataset")
where = DataPath()
""",
    ],
)
def test_other_packages(code: str) -> None:
    assert_unchanged(code)
