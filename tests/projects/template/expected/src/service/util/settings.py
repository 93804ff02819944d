"""The settings of the build, from the variables of the environment."""
import os
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Settings:
    workspace_name: Optional[str] = os.environ.get("WORKSPACE_NAME", "sales")
    resource_group: Optional[str] = os.environ.get("RESOURCE_GROUP", "sales")
    subscription_id: Optional[str] = os.environ.get("SUBSCRIPTION_ID", "0")
    compute_name: Optional[str] = os.environ.get("COMPUTE_NAME", "cpu")
    environment_name: str = "training"
    model_name: Optional[str] = os.environ.get("MODEL_NAME", "sales")
    rounds: int = 20
