"""A folder for ``PYTHONPATH``: its ``sitecustomize`` notes how a node's programs were started."""
