SOURCE = "src"
REGIONS = ["north", "south"]
