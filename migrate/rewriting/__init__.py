"""Write decisions into a source: the traversal, the statements around it, imports, and what nothing reads any more."""
