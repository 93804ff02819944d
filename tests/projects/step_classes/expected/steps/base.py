"""What all steps have in common."""

from abc import ABC, abstractmethod

from azure.ai.ml.entities import Environment


class SalesStep(ABC):
    reuse = True

    def __init__(self, compute: str, environment: Environment) -> None:
        self.compute = compute
        self.environment = environment

    @abstractmethod
    def make(self, *data):
        """The step, and what it writes."""
