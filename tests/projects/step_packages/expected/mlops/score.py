from azure.ai.ml import command
from mlops.core import Settings, connect
from mlops.core.workspace import Cluster, environment, run_configuration

if __name__ == "__main__":
    ws = connect(use_sp=True)
    settings = Settings()
    src = command(code="scripts", command="python train.py --alpha 0.3", **run_configuration(ws, settings))
    run = ws.jobs.create_or_update(src, experiment_name="adhoc")
    ws.jobs.stream(run.name)
