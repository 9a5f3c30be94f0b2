#!/usr/bin/env python3
"""Writes Tests/TrainingTests/Goldens/simple_models.json: what scikit-learn's logistic regression and nearest neighbours and
XGBoost say of small random sets. Needs numpy, scikit-learn and xgboost."""
import json
import pathlib

import numpy as np
import xgboost
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.class_weight import compute_sample_weight

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/TrainingTests/Goldens/simple_models.json"


def numbers(array):
    return [float(f"{v:.9g}") for v in np.asarray(array, dtype=np.float64).reshape(-1)]


def case(classes, seed):
    rng = np.random.default_rng(seed)
    y = rng.choice(classes, 60, p=[0.5, 0.3, 0.2][:classes] / np.sum([0.5, 0.3, 0.2][:classes]))
    x = (rng.normal(size=(60, 5)) * [1, 20, 0.1, 5, 1] + [0, 100, -3, 0, 7] + y[:, None] * [0.7, 10, 0, -2, 0]).astype(np.float32)
    x[:, 4] = 7  # a number that never changes
    new = (x[:20] + rng.normal(size=(20, 5)) * [0.3, 5, 0.03, 1, 0.1]).astype(np.float32)
    new[:, 4] = 7
    weights = compute_sample_weight("balanced", y)
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, tol=1e-10, max_iter=100_000))
    linear.fit(x.astype(np.float64), y, logisticregression__sample_weight=weights)
    neighbours = make_pipeline(StandardScaler(), KNeighborsClassifier(5)).fit(x.astype(np.float64), y)
    trees = xgboost.train(
        dict(objective="multi:softprob", num_class=classes, max_depth=3, eta=0.1, tree_method="exact", nthread=1, seed=0),
        xgboost.DMatrix(x, label=y, weight=weights), 20)
    return dict(
        classes=classes, samples=numbers(x), labels=y.tolist(), weights=numbers(weights), new=numbers(new),
        linear=numbers(linear.predict_proba(new.astype(np.float64))),
        neighbours=numbers(neighbours.predict_proba(new.astype(np.float64))),
        trees=numbers(trees.predict(xgboost.DMatrix(new))))


OUT.write_text(json.dumps([case(2, 1), case(3, 2)], separators=(",", ":")) + "\n")
