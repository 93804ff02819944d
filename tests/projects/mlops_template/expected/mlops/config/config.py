import os
from dotenv import load_dotenv, find_dotenv

load_dotenv(find_dotenv())

SUBSCRIPTION_ID = os.getenv("SUBSCRIPTION_ID")
RESOURCE_GROUP = os.getenv("RESOURCE_GROUP")
WORKSPACE = os.getenv("WORKSPACE_NAME")
TENANT_ID = os.getenv("TENANT_ID")
SP_ID = os.getenv("SP_ID")
SP_SECRET = os.getenv("SP_SECRET")
CPU_CLUSTER = "cpu-cluster"
GPU_CLUSTER = "gpu-cluster"
EXPERIMENT = "sales"
ENV_NAME = "sales-env"
