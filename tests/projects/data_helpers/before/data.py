"""Where the data of the pipelines comes from."""

from azureml.core import Dataset


def registered(ws, name):
    return Dataset.get_by_name(ws, name)


def get_files(ws, name, folder, store):
    """The newest version, registered where there is none yet."""
    if name in ws.datasets:
        files = Dataset.get_by_name(ws, name)
    else:
        files = Dataset.File.from_files(path=(store, folder))
        files = files.register(ws, name=name, create_new_version=True)
    return files


class Tables:
    def __init__(self, ws):
        self.ws = ws

    def load(self, name):
        table = self.ws.datasets.get(name)
        return table
