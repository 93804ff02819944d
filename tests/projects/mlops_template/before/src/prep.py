import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--raw"); parser.add_argument("--prepared")
args = parser.parse_args()
