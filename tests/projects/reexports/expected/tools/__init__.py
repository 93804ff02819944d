# TODO(azureml-migrate AML001): the v1 code below still needs this — https://learn.microsoft.com/azure/machine-learning/how-to-migrate-from-v1?view=azureml-api-2
from azureml.core import Environment

from .compute import find
