from common import REGION, Dataset, Experiment, Workspace

ws = Workspace.from_config()
data = Dataset.get_by_name(ws, "sales")
for run in Experiment(ws, "training").get_runs(include_children=True):
    print(run, REGION)
