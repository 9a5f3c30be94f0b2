#!/usr/bin/env python3
# Writes how even scikit-learn's StratifiedGroupKFold makes folds of collections like PASCAL's, for Tests/CurationTests.
# Needs numpy and scikit-learn.
import json
import pathlib

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/CurationTests/Goldens"


def deviations(labels, groups, folds, seed):
    """Root mean square and largest deviation of a class's share from 1/folds."""
    test = [fold for _, fold in StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(labels, labels, groups)]
    shares = [abs(np.mean(np.isin(np.flatnonzero(labels == label), fold)) - 1 / folds)
              for label in np.unique(labels) for fold in test]
    return float(np.sqrt(np.mean(np.square(shares)))), float(max(shares))


def collection(name, seed, plan, folds):
    """plan: class, patients, the most recordings of one; a tenth of the recordings of patients have another class."""
    rng = np.random.default_rng(seed)
    labels, groups = [], []
    classes = [label for label, _, _ in plan]
    for index, (label, patients, most) in enumerate(plan):
        for patient in range(patients):
            for _ in range(int(rng.integers(1, most + 1))):
                mixed = most > 1 and rng.random() < 0.1
                labels.append(str(rng.choice(classes)) if mixed else label)
                groups.append(f"{index}-{patient}")
    found = [deviations(np.array(labels), np.array(groups), folds, seed) for seed in range(10)]
    return {
        "name": name, "folds": folds, "labels": labels, "groups": groups,
        "root_mean_square": round(float(np.mean([rms for rms, _ in found])), 6),
        "largest": round(float(np.mean([largest for _, largest in found])), 6),
    }


def main():
    # Recordings and patients as in PASCAL: set A without patients, set B with up to eight recordings of one.
    pascal = [("normal", 31, 1), ("normal_b", 100, 6), ("murmur", 34, 1), ("murmur_b", 30, 5), ("extrastole", 26, 3),
              ("extrahls", 19, 1), ("artifact", 40, 1)]
    pascal = [(label.removesuffix("_b"), patients, most) for label, patients, most in pascal]
    cases = [
        collection("like PASCAL, 5 folds", 1, pascal, 5), collection("like PASCAL, 10 folds", 2, pascal, 10),
        collection("few large groups", 3, [("normal", 14, 30), ("abnormal", 9, 30)], 4),
        collection("two classes, many singles", 4, [("normal", 300, 1), ("abnormal", 90, 1)], 5),
    ]
    (GOLDENS / "splits.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main()
