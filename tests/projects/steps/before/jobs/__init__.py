from .making import clean_step, region_step
