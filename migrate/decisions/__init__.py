"""From what was understood to what is done: what a rule is, what it may ask, and what several rules share."""
