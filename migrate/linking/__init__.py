"""Understand the modules of a project together: what each imports, and what they tell each other."""
