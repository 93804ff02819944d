import common

workspace = common.Workspace.from_config()
print(workspace.get_default_datastore().name)
