def find(workspace, name):
    return workspace.compute.get(name)
