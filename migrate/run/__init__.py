"""Running a pipeline on this machine: no Azure, no network, each node in a process and a folder of its own.

``pipelines.py`` gets the job, ``plan_job.py`` and ``plan_graph.py`` turn either side into a ``plan.Plan``,
``local.py`` executes it, ``guard.py`` holds its programs in, ``record.py`` writes what happened, ``compare.py``
compares two runs.
"""
