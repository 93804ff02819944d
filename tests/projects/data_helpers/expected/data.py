"""Where the data of the pipelines comes from."""

from azure.ai.ml import Input
from azure.ai.ml.entities import Data


def registered(ws, name):
    return Input(type="uri_folder", path=f"azureml:{name}@latest", mode="download")


def get_files(ws, name, folder, store):
    """The newest version, registered where there is none yet."""
    if name in [data.name for data in ws.data.list()]:
        files = ws.data.get(name, label="latest")
    else:
        files = Input(
            type="uri_folder",
            path=f"azureml://datastores/{store.name}/paths/{folder}",
        )
        files = ws.data.create_or_update(
            Data(name=name, path=files.path, type=files.type),
        )
    return files


class Tables:
    def __init__(self, ws):
        self.ws = ws

    def load(self, name):
        table = Input(type="mltable", path=f"azureml:{name}@latest", mode="direct")
        return table
