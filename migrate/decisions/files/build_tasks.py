"""Ready-made steps of build servers that speak to SDK v1, and what a person writes instead of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MARKS = (b"/aml-", b"MLPublishedPipelineRestAPITask", b"AMLModelDeploy")
"""One of these is in each file that has such a step."""

ADVICE: Mapping[str, str] = {
    "azure/aml-workspace": "az ml workspace create --name NAME, in a step that signs in with azure/login",
    "azure/aml-compute": "az ml compute create --file compute.yml",
    "azure/aml-run": "az ml job create --file job.yml --stream",
    "azure/aml-registermodel": "az ml model create --name NAME --path PATH",
    "azure/aml-deploy": "az ml online-endpoint create and az ml online-deployment create, each with --file",
    "azure/aml-profile": "a load test of a deployment: v2 does not profile models",
    "MLPublishedPipelineRestAPITask": (
        "az ml batch-endpoint invoke --name ENDPOINT, in a task AzureCLI, and AzureMLJobWaitTask for its job"
    ),
    "AMLModelDeploy": (
        "az ml online-endpoint create and az ml online-deployment create, each with --file, in a task AzureCLI"
    ),
}
_STEP = re.compile(
    r"(?im)^[ \t]*(?:-[ \t]+)?(?:uses:[ \t]*[\"']?(?P<action>azure/aml-[a-z]+)@"
    r"|task:[ \t]*[\"']?(?:[\w-]+\.)*(?P<task>MLPublishedPipelineRestAPITask|AMLModelDeploy)@)"
)


@dataclass(frozen=True)
class BuildTask:
    """One such step: its name, what to write instead, and its line, 1-based."""

    name: str
    advice: str
    line: int


def build_tasks(text: str) -> Iterator[BuildTask]:
    """The steps in the YAML of a build server."""
    known = {name.lower(): advice for name, advice in ADVICE.items()}
    for match in _STEP.finditer(text):
        name = match["action"] or match["task"]
        if name.lower() in known:
            yield BuildTask(name, known[name.lower()], text.count("\n", 0, match.start()) + 1)
