def watch(ws, run, seconds=30):
    print(ws.name, run.get_portal_url())
    while run.status not in ("Finished", "Failed"):
        sleep(seconds)
    return run.status


def sleep(seconds):
    import time

    time.sleep(seconds)
