from .aml import get_compute, get_run_config, get_workspace
from .flow import add_step, chain

__all__ = ["get_compute", "get_run_config", "get_workspace", "add_step", "chain"]
