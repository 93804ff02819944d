from mlops.core import Settings, connect
from mlops.core.workspace import Cluster, environment

if __name__ == "__main__":
    ws = connect(use_sp=True)
    Cluster(ws, Settings()).get()
    environment(ws, Settings(env_name="adhoc"))
    for name, target in ws.compute_targets.items():
        print(name, target.type)
