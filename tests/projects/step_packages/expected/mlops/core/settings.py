import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import List, Optional

import yaml

__all__ = ["Settings", "DEFAULT_CLUSTER", "ROOT"]
ROOT = Path(__file__).resolve().parents[2]
DEFAULT_CLUSTER = "cpu-cluster"


@dataclass
class Settings:
    experiment: str = "nightly"
    cluster: str = DEFAULT_CLUSTER
    vm_size: str = "STANDARD_D2_V2"
    max_nodes: int = 4
    env_name: str = "train-env"
    env_file: str = "envs/train.yml"
    scripts: str = "scripts"
    datastore: Optional[str] = None
    pip: List[str] = field(default_factory=lambda: ["scikit-learn"])

    @classmethod
    def from_yaml(cls, path):
        with open(path) as f:
            raw = yaml.safe_load(f)
        return cls(cluster=raw["compute"]["name"], vm_size=raw["compute"]["size"], max_nodes=raw["compute"]["nodes"])
