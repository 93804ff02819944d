from abc import ABC, abstractmethod


class Step(ABC):
    def __init__(self, compute, environment):
        self.compute = compute
        self.environment = environment

    @abstractmethod
    def append_step(self, steps):
        """Make the step, and put it at the end of the list."""
