"""Everything through which the v1 SDK reaches a service, answered offline. Isolated process only.

The SDK stays what it is: its constructors check their arguments and its pipelines build their graphs. Written against
azureml-core 1.61 and azureml-pipeline-core 1.62; a seam that another release lacks is left out.
"""

from __future__ import annotations

from migrate.verify.project.context import Context
from migrate.verify.v1 import computes, datasets, datastores, environments, modules, services, workspaces


def install(context: Context) -> None:
    """Replace the seams in this process."""
    for part in (services, workspaces, computes, datastores, datasets, environments, modules):
        part.install(context)
