from azureml.core import Environment

from .compute import ComputeTarget, find
