"""Convert the files around the code: packages, environments, run configurations, and the scripts that call the CLI."""
