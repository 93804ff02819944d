import sys

print("sales/src/train", sys.argv[1:])
