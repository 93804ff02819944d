"""Fit a model that tells which customers will leave, and measure it on the rows kept for testing."""

import argparse
import json
import os

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ID = "customer_id"
TARGET = "churned"


def read_table(folder, name):
    table = pd.read_csv(os.path.join(folder, name))
    return table.drop(columns=[ID, TARGET]), table[TARGET]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="folder with train.csv and test.csv, as process.py writes them")
    parser.add_argument("--output", required=True, help="folder for model.joblib and metrics.json")
    parser.add_argument("--regularization", type=float, default=1.0, help="inverse strength, smaller is stronger")
    args = parser.parse_args()

    features, target = read_table(args.input, "train.csv")
    model = make_pipeline(StandardScaler(), LogisticRegression(C=args.regularization, max_iter=1000))
    model.fit(features, target)

    test_features, test_target = read_table(args.input, "test.csv")
    majority = int(target.mean() >= 0.5)
    metrics = {
        "accuracy": round(float(accuracy_score(test_target, model.predict(test_features))), 6),
        "accuracy_of_majority_class": round(float((test_target == majority).mean()), 6),
        "roc_auc": round(float(roc_auc_score(test_target, model.predict_proba(test_features)[:, 1])), 6),
        "train_rows": len(features),
        "test_rows": len(test_features),
    }

    os.makedirs(args.output, exist_ok=True)
    joblib.dump(model, os.path.join(args.output, "model.joblib"))
    with open(os.path.join(args.output, "metrics.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(metrics, file, indent=2)
        file.write("\n")
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
