"""What a v1 pipeline is: the graph that the real v1 SDK builds from the untouched source, offline."""
