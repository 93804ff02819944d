"""What becomes of the files around the code, once it is known what became of the code."""
