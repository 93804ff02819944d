"""What v1 code means: the catalogue of its API, and the interpreter that follows its objects through a file."""
