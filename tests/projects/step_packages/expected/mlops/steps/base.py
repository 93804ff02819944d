from abc import ABC, abstractmethod


class StepFactory(ABC):
    name = "base"

    def __init__(self, ws, settings, run_config):
        self.ws = ws
        self.settings = settings
        self.run_config = run_config
        self.datastore = ws.datastores.get_default()

    @abstractmethod
    def build(self, *args, **kwargs):
        ...
