import argparse

parser = argparse.ArgumentParser()
for name in ("--season", "--data", "--alpha", "--out", "--model"):
    parser.add_argument(name)
print(parser.parse_args())
