"""What all scripts of the team import."""
import os

REGION = os.environ.get("REGION", "west")
