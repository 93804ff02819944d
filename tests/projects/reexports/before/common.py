"""What all scripts of the team import."""
import os

from azureml.core import Dataset, Experiment, Workspace
from azureml.core.compute import AmlCompute as Cluster

REGION = os.environ.get("REGION", "west")
