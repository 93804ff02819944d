"""What is on disk: finding, reading, copying and writing files. Knows nothing of either SDK."""
