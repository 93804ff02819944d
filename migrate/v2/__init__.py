"""How v2 code is written: expressions, shell commands, components, the pipeline function, environments, imports."""
