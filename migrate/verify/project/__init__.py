"""Running the code of a project as people have it: what both the v1 tracer and the v2 build need for that."""
