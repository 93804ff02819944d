from .workspace import connect, Cluster
from .settings import *
