import configparser
import os


class Settings:
    """What is said in ``acme.ini``, unless a variable of the environment says something else."""

    def __init__(self, file="acme.ini"):
        self._config = configparser.ConfigParser()
        self._config.read(file)

    @property
    def cluster(self):
        return os.environ.get("ACME_CLUSTER") or self._config["compute"]["cluster"]

    @property
    def rounds(self):
        return self._config.getint("training", "rounds")

    @classmethod
    def load(cls):
        return cls()
