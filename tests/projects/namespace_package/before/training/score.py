import sys

print("score", sys.argv[1:])
