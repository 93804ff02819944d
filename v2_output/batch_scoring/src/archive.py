"""Keep a compressed copy of the files of a batch, with a list of what was kept."""

import argparse
import glob
import gzip
import hashlib
import json
import os


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="folder with csv files")
    parser.add_argument("--output", required=True, help="folder for the copies and manifest.json")
    parser.add_argument("--batch_name", required=True, help="written into manifest.json")
    args = parser.parse_args()

    os.makedirs(args.output, exist_ok=True)
    files = {}
    for path in sorted(glob.glob(os.path.join(args.input, "*.csv"))):
        name = os.path.basename(path)
        with open(path, "rb") as file:
            content = file.read()
        with open(os.path.join(args.output, f"{name}.gz"), "wb") as file:
            file.write(gzip.compress(content, mtime=0))  # without the time, the same file gives the same bytes
        files[name] = hashlib.sha256(content).hexdigest()

    with open(os.path.join(args.output, "manifest.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump({"batch": args.batch_name, "sha256": files}, file, indent=2)
        file.write("\n")
    print(f"{args.batch_name}: kept {len(files)} files")


if __name__ == "__main__":
    main()
