def get_compute(workspace, name):
    return workspace.compute.get(name)
