"""The packages that v1 code needs, and those that v2 code needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from migrate.project.listing import Listed, Wanted, normalized

BASE = "azureml"
"""Stands for all modules of SDK v1: what needs it is needed as long as any of them is imported."""

PROVIDES: Mapping[str, tuple[str, ...]] = {
    "azureml-sdk": (BASE,),
    "azureml-core": (BASE,),
    "azureml-defaults": (BASE,),
    "azureml-dataprep": (BASE,),
    "azureml-dataprep-native": (BASE,),
    "azureml-dataprep-rslex": (BASE,),
    "azureml-dataset-runtime": (BASE,),
    "azureml-telemetry": (BASE,),
    "azureml-pipeline": ("azureml.pipeline",),
    "azureml-pipeline-core": ("azureml.pipeline",),
    "azureml-pipeline-steps": ("azureml.pipeline.steps",),
    "azureml-train": ("azureml.train",),
    "azureml-train-core": ("azureml.train",),
    "azureml-train-restclients-hyperdrive": ("azureml.train",),
    "azureml-train-automl": ("azureml.train.automl", "azureml.automl"),
    "azureml-train-automl-client": ("azureml.train.automl",),
    "azureml-train-automl-runtime": ("azureml.train.automl", "azureml.automl"),
    "azureml-automl-core": ("azureml.automl", "azureml.train.automl"),
    "azureml-automl-runtime": ("azureml.automl", "azureml.train.automl"),
    "azureml-automl-dnn-nlp": ("azureml.automl", "azureml.train.automl"),
    "azureml-widgets": ("azureml.widgets",),
    "azureml-tensorboard": ("azureml.tensorboard",),
    "azureml-interpret": ("azureml.interpret",),
    "azureml-explain-model": ("azureml.explain",),
    "azureml-contrib-explain-model": ("azureml.contrib.explain",),
    "azureml-contrib-interpret": ("azureml.contrib.interpret",),
    "azureml-contrib-automl-pipeline-steps": ("azureml.contrib.automl",),
    "azureml-contrib-pipeline-steps": ("azureml.contrib.pipeline",),
    "azureml-contrib-notebook": ("azureml.contrib.notebook",),
    "azureml-contrib-services": ("azureml.contrib.services",),
    "azureml-contrib-dataset": ("azureml.contrib.dataset",),
    "azureml-contrib-fairness": ("azureml.contrib.fairness",),
    "azureml-contrib-reinforcementlearning": ("azureml.contrib.train",),
    "azureml-contrib-server": ("azureml.contrib.server",),
    "azureml-contrib-datadrift": ("azureml.contrib.datadrift",),
    "azureml-datadrift": ("azureml.datadrift",),
    "azureml-opendatasets": ("azureml.opendatasets",),
    "azureml-accel-models": ("azureml.accel",),
    "azureml-monitoring": ("azureml.monitoring",),
    "azureml-model-management-sdk": ("azureml.api",),
}
"""By package of SDK v1, the modules that it is for. Packages of that name that v2 uses too are not among them."""

V2_MODULES = ("azureml.fsspec", "azureml.mlflow", "azureml.rag", "azureml.metrics", "azureml.evaluate", "azureml.ai")
"""Modules below ``azureml`` that do not belong to SDK v1."""

AI_ML = Wanted("azure-ai-ml", ">=1.26")
IDENTITY = Wanted("azure-identity", ">=1.17")
"""Bounds are those of the extra ``verify``: what the names in converted code are checked against."""

NEEDS: Mapping[str, tuple[Wanted, ...]] = {
    "azure.ai.ml": (AI_ML,),
    "azure.identity": (IDENTITY,),
    "azure.keyvault.secrets": (Wanted("azure-keyvault-secrets"),),
    "azure.storage.blob": (Wanted("azure-storage-blob"),),
    "azureml.fsspec": (Wanted("azureml-fsspec"),),
    "mltable": (Wanted("mltable"),),
    "mlflow": (Wanted("mlflow"), Wanted("azureml-mlflow")),
}
"""By module of v2 code, the packages that it comes from. ``azureml-mlflow`` sends what is logged to the workspace."""

TRACKING = Wanted("azureml-mlflow", ">=1.44")
"""The first that does not need azureml-core, which cannot be installed together with azure-ai-ml."""

SERVER = Wanted("azureml-inference-server-http")
"""What ``azureml-defaults`` brought for scoring scripts."""

OLDEST_PYTHON = (3, 8)
"""What azure-identity 1.17 runs on."""


def is_v1_package(name: str) -> bool:
    return normalized(name) in PROVIDES


def v1_modules(modules: Iterable[str]) -> set[str]:
    """Those of SDK v1."""
    return {one for one in modules if below(one, BASE) and not any(below(one, v2) for v2 in V2_MODULES)}


_EXACT = re.compile(r"(?<![<>!~=])(?:={1,3}|~=(?=[ \t]*\"?1\.\d+\.)|~(?!=))[ \t]*\"?1\.(?P<minor>\d+)")


def brings_v1(entry: Listed) -> bool:
    """Whether what is listed is a version of ``azureml-mlflow`` that needs azureml-core: 1.42 and what is older."""
    version = _EXACT.search(entry.text) if entry.name == TRACKING.name else None
    return version is not None and int(version["minor"]) < 44


def beside_pinned(entries: Iterable[Listed], added: Iterable[Wanted]) -> list[Wanted]:
    """What ``azureml-mlflow`` brings, in the version of an ``mlflow`` that is listed with one.

    It brings the newest ``mlflow-skinny``, whose files are those of ``mlflow``.
    """
    if all(wanted.name != TRACKING.name for wanted in added):
        return []
    pinned = (re.search(r"==[ \t]*(?P<version>[\w.]+)", entry.text) for entry in entries if entry.name == "mlflow")
    return [Wanted("mlflow-skinny", f"=={version['version']}") for version in pinned if version is not None]


def is_for(package: str, modules: Iterable[str]) -> bool:
    """Whether one of the modules comes from a package of v1."""
    return any(below(module, one) for module in modules for one in PROVIDES[package])


def needed_for(modules: Iterable[str]) -> list[Wanted]:
    """The packages that modules of v2 code come from."""
    names = set(modules)
    found = [wanted for module, wanted in NEEDS.items() if any(below(name, module) for name in names)]
    return list(dict.fromkeys(one for several in found for one in several))


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
