import sys

print("stock/src/train", sys.argv[1:])
