import sys

print("check", sys.argv[1:])
