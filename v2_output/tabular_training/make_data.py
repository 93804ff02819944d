"""Make the sample data: customers of a phone company, and whether they left.

Standard library only, so that the same seed gives the same bytes with every Python and every numpy.
"""

import argparse
import csv
import math
import os
import random

ROWS = 600
SEED = 20
FIRST_ID = 10_001

COLUMNS = [
    "customer_id",
    "age",
    "tenure_months",
    "monthly_charge",
    "support_calls",
    "plan",
    "contract",
    "region",
    "churned",
]
PLANS = {"basic": 25.0, "standard": 45.0, "premium": 70.0}
CONTRACTS = {"monthly": 0.9, "yearly": -0.5, "two_year": -1.4}
REGIONS = ["north", "south", "east", "west"]


def make_customer(rng, customer_id):
    """One customer as a dictionary of clean values; the target follows the other columns, with some noise."""
    plan = rng.choices(list(PLANS), weights=[5, 3, 2])[0]
    contract = rng.choices(list(CONTRACTS), weights=[5, 3, 2])[0]
    tenure_months = rng.randint(1, 72)
    monthly_charge = round(PLANS[plan] + rng.gauss(0, 6), 2)
    support_calls = min(int(rng.expovariate(0.6)), 9)

    score = (
        -1.2
        + CONTRACTS[contract]
        + 0.75 * (support_calls - 1.2)
        + 0.03 * (monthly_charge - 40)
        - 0.04 * (tenure_months - 36)
    )
    churned = rng.random() < 1 / (1 + math.exp(-score))
    return {
        "customer_id": customer_id,
        "age": rng.randint(18, 85),
        "tenure_months": tenure_months,
        "monthly_charge": monthly_charge,
        "support_calls": support_calls,
        "plan": plan,
        "contract": contract,
        "region": rng.choice(REGIONS),
        "churned": "yes" if churned else "no",
    }


def spoil(rng, customer):
    """Do to a row what real exports do: leave out values, and write categories in more than one way."""
    for column in ("age", "monthly_charge", "region"):
        if rng.random() < 0.06:
            customer[column] = ""
    if rng.random() < 0.10:
        customer["plan"] = f" {customer['plan'].title()}"
    if rng.random() < 0.05:
        customer["contract"] = customer["contract"].upper()
    return customer


def make_rows(rows, seed):
    rng = random.Random(seed)
    customers = [spoil(rng, make_customer(rng, FIRST_ID + index)) for index in range(rows)]
    # A few customers were exported twice
    return customers + rng.sample(customers, k=rows // 50)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default=os.path.join("data", "raw"), help="folder for customers.csv")
    args = parser.parse_args()

    os.makedirs(args.output, exist_ok=True)
    with open(os.path.join(args.output, "customers.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(make_rows(ROWS, SEED))


if __name__ == "__main__":
    main()
