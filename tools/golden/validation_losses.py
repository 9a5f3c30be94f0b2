#!/usr/bin/env python3
"""Writes Tests/NeuralNetworkTests/Goldens/validation_losses.json: losses of known outputs, batch by batch where pairs are compared,
written out in NumPy. Needs numpy."""
import json
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/NeuralNetworkTests/Goldens"
BATCH = 4


def mean(parts, hot, weights):
    """The mean of the rows' losses, weighted by class."""
    share = hot @ weights
    return float((share * parts).sum() / share.sum())


def cross_entropy(p, hot, w, smoothing=0.0):
    target = (1 - smoothing) * hot + smoothing / hot.shape[1]
    return float(-(target * w * np.log(p)).sum() / (hot @ w).sum())


def focal(p, hot, w):
    right = (p * hot).sum(1)
    return mean(-((1 - right) ** 2) * np.log(right), hot, w)


def binary(p, hot, w):
    return mean(-np.log(np.where(hot == 1, p, 1 - p)).mean(1), hot, w)


def batches(loss):
    """Keras' val_loss: the mean over batches, each weighted by its rows."""

    def whole(p, hot, w):
        starts = range(0, len(p), BATCH)
        return sum(loss(p[i:i + BATCH], hot[i:i + BATCH]) * len(p[i:i + BATCH]) for i in starts) / len(p)

    return whole


def pairwise(p, hot):
    if len(set(hot.argmax(1))) < 2:
        return 0.0
    true, false = p[hot == 1], p[hot == 0]
    return float((1 / (1 + np.exp(true[:, None] - false[None, :]))).mean())


def wmw(p, hot):
    label, total = hot.argmax(1), 0.0
    if len(set(label)) < 2:
        return 0.0
    for c in [1] if hot.shape[1] == 2 else range(hot.shape[1]):
        lack = 0.2 - (p[label == c, c][:, None] - p[label != c, c][None, :])
        total += float((np.where(lack > 0, lack, 0) ** 3).sum())
    return total


LOSSES = {
    "crossEntropy": cross_entropy, "smoothed": lambda *a: cross_entropy(*a, smoothing=0.1), "binary": binary,
    "focal": focal, "divergence": cross_entropy, "pairwise": batches(pairwise), "wmw": batches(wmw),
}


def cases():
    random = np.random.default_rng(5)
    for classes in (2, 3):
        logits = 2 * random.standard_normal((11, classes))
        # The first batch holds one class.
        labels = np.array([0, 0, 0, 0, 0, 1, 1, 0, classes - 1, 0, 1])
        weights = np.array([1.0, 2.5, 0.5][:classes])
        softmax = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        for name, loss in LOSSES.items():
            outputs = 1 / (1 + np.exp(-logits)) if name == "binary" else softmax
            yield dict(
                loss=name, outputs=outputs.tolist(), labels=labels.tolist(), class_weights=weights.tolist(),
                batch_size=BATCH, value=loss(outputs, np.eye(classes)[labels], weights))


(OUT / "validation_losses.json").write_text(json.dumps(list(cases()), separators=(",", ":")) + "\n")
