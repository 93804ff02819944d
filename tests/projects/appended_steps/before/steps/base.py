from abc import ABC, abstractmethod


class Step(ABC):
    def __init__(self, compute, run_config):
        self.compute = compute
        self.run_config = run_config

    @abstractmethod
    def append_step(self, steps):
        """Make the step, and put it at the end of the list."""
