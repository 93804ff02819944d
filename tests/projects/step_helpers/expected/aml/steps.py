from .settings import SOURCE
