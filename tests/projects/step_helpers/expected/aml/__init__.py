from .workspace import get_run_config, get_workspace, submit
