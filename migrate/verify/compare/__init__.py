"""Whether two neutral graphs are the same pipeline, and every difference where they are not."""
