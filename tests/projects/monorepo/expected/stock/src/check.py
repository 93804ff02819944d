import sys

print("stock/src/check", sys.argv[1:])
