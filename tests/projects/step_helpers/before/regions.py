"""Score each region by itself."""

import aml
from aml.settings import REGIONS

ws = aml.get_workspace()
run_config = aml.get_run_config(ws, "sales")
steps = [
    aml.make_step(f"score-{region}", "score.py", "cpu", run_config, arguments=["--region", region])
    for region in REGIONS
]
aml.submit(ws, steps, "regions")
