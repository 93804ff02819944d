"""Tell for each customer of a batch how likely it is that they will leave."""

import argparse
import os

import joblib
import pandas as pd

ID = "customer_id"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="folder with inference.csv, as process.py writes it")
    parser.add_argument("--model", required=True, help="folder with model.joblib, as train.py writes it")
    parser.add_argument("--output", required=True, help="folder for predictions.csv")
    parser.add_argument("--threshold", type=float, default=0.5, help="probability from which a customer is flagged")
    parser.add_argument("--batch_name", required=True, help="written beside each prediction")
    args = parser.parse_args()

    model = joblib.load(os.path.join(args.model, "model.joblib"))
    data = pd.read_csv(os.path.join(args.input, "inference.csv"))
    probability = model.predict_proba(data.drop(columns=[ID]))[:, 1]

    predictions = pd.DataFrame(
        {
            ID: data[ID],
            "probability": probability.round(6),
            "will_churn": (probability >= args.threshold).astype(int),
            "batch": args.batch_name,
        }
    )
    os.makedirs(args.output, exist_ok=True)
    predictions.to_csv(os.path.join(args.output, "predictions.csv"), index=False, lineterminator="\n")
    print(f"{args.batch_name}: {predictions['will_churn'].sum()} of {len(predictions)} customers may leave")


if __name__ == "__main__":
    main()
