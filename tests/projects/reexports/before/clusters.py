from common import *

workspace = Workspace.from_config()
names = list(workspace.compute_targets)
print(REGION, names, workspace.name)
