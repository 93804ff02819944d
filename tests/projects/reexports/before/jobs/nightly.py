from common import Workspace
from tools import ComputeTarget, find

ws = Workspace.from_config()
print(ComputeTarget(ws, "gpu").name, find(ws, "cpu").name)
