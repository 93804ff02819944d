from .steps import make_step
from .workspace import get_run_config, get_workspace, submit
