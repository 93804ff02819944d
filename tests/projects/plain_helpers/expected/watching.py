def watch(ws, run, seconds=30):
    print(ws.workspace_name, run.studio_url)
    while ws.jobs.get(run.name).status not in ("Completed", "Failed"):
        sleep(seconds)
    return ws.jobs.get(run.name).status


def sleep(seconds):
    import time

    time.sleep(seconds)
