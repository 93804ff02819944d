"""The neutral graph of a v2 pipeline, from the dictionary that its real SDK makes of a job."""
