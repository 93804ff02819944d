"""What all steps have in common."""

from abc import ABC, abstractmethod

from azureml.core.runconfig import RunConfiguration


class SalesStep(ABC):
    reuse = True

    def __init__(self, compute: str, run_config: RunConfiguration) -> None:
        self.compute = compute
        self.run_config = run_config

    @abstractmethod
    def make(self, *data):
        """The step, and what it writes."""
