from azureml.core import Dataset, Experiment, Workspace

import jobs

ws = Workspace.from_config()
rides = Dataset.get_by_name(ws, "rides")
run = Experiment(ws, "training").submit(jobs.training(ws, rides, rounds=5))
run.wait_for_completion(show_output=True)
print(jobs.score(ws, Dataset.get_by_name(ws, "new-rides")).id)
