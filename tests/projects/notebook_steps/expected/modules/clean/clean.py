import sys

print("clean", sys.argv[1:])
