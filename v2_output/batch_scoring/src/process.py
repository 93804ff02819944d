"""Clean and encode customer data; in mode train also split it for training and testing.

The encoding is fixed: both modes give the same columns in the same order, whatever values the data happens to hold.
"""

import argparse
import glob
import os

import pandas as pd
from sklearn.model_selection import train_test_split

ID = "customer_id"
TARGET = "churned"

# Numeric columns and the value that stands in for a missing one
NUMBERS = {"age": 50, "tenure_months": 36, "monthly_charge": 40.0, "support_calls": 0}

# Categories that are known; anything else, also a missing value, leaves all columns of the group at 0
CATEGORIES = {
    "plan": ["basic", "standard", "premium"],
    "contract": ["monthly", "yearly", "two_year"],
    "region": ["north", "south", "east", "west"],
}


def read_folder(folder):
    """All csv files of a folder as one table, in the order of their names."""
    paths = sorted(glob.glob(os.path.join(folder, "*.csv")))
    if not paths:
        raise SystemExit(f"process.py: no csv file in {folder}")
    as_text = dict.fromkeys(CATEGORIES, "string")  # also a column without any value
    return pd.concat([pd.read_csv(path, dtype=as_text) for path in paths], ignore_index=True)


def clean(raw):
    """One row per customer, categories written in one way only."""
    data = raw.dropna(subset=[ID]).drop_duplicates(subset=[ID]).sort_values(ID, ignore_index=True)
    for column in CATEGORIES:
        data[column] = data[column].str.strip().str.lower().fillna("")
    return data


def encode(data):
    """Numbers without gaps, one 0/1 column per known category."""
    encoded = data[[ID]].astype(int)
    for column, missing in NUMBERS.items():
        encoded[column] = pd.to_numeric(data[column], errors="coerce").fillna(missing)
    for column, categories in CATEGORIES.items():
        for category in categories:
            encoded[f"{column}_{category}"] = (data[column] == category).astype(int)
    return encoded


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--process_mode", choices=["train", "inference"], required=True)
    parser.add_argument("--input", required=True, help="folder with csv files")
    parser.add_argument("--output", required=True, help="folder for train.csv and test.csv, or for inference.csv")
    parser.add_argument("--test_size", type=float, default=0.25, help="share of the rows kept for testing")
    args = parser.parse_args()

    data = clean(read_folder(args.input))
    encoded = encode(data)
    if args.process_mode == "inference":
        tables = {"inference": encoded}
    elif TARGET not in data:
        raise SystemExit(f"process.py: mode train needs the column {TARGET}, which {args.input} does not have")
    else:
        encoded[TARGET] = (data[TARGET] == "yes").astype(int)
        train, test = train_test_split(encoded, test_size=args.test_size, stratify=encoded[TARGET], random_state=0)
        tables = {"train": train, "test": test}

    os.makedirs(args.output, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(os.path.join(args.output, f"{name}.csv"), index=False, lineterminator="\n")
        print(f"{name}: {len(table)} rows, {len(table.columns)} columns")


if __name__ == "__main__":
    main()
