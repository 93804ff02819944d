"""What all modules share; ``main.py`` fills it in."""

workspace = None
run_config = None
compute = "cpu"
