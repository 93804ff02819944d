"""``DEFAULT_CPU_IMAGE`` and the other image constants → the image that the v1 SDK meant by them"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.environments import constant_of
from migrate.decisions.rule import Decision, Example, Manual, Rule, changed, learn
from migrate.v1.uses import ReferenceUse
from migrate.v2.expressions import Literal

_CONSTANTS = (
    "DEFAULT_CPU_IMAGE",
    "DEFAULT_GPU_IMAGE",
    "MPI_CPU_IMAGE",
    "MPI_GPU_IMAGE",
)


def _image(use: ReferenceUse, context: Context) -> Decision:
    entry = context.catalogue.get(use.symbol)
    if entry is None or not entry.value:
        raise Manual("which image this means depends on the version of the v1 SDK")
    message = f"the constant's value in {entry.sdk}; another v1 version meant another image"
    return Decision(changed(str(constant_of(entry.value)), message), Literal(constant_of(entry.value)))


RULE = Rule(
    code="AML404",
    name="default-images",
    summary="The constants for v1's base images become the images themselves.",
    url=learn("how-to-manage-environments-v2"),
    references={f"azureml.core.runconfig.{name}": _image for name in _CONSTANTS},
    examples=(
        Example(
            before="""\
from azureml.core.runconfig import DEFAULT_CPU_IMAGE

print(DEFAULT_CPU_IMAGE)
""",
            after="""\
print("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1")
""",
        ),
    ),
)
