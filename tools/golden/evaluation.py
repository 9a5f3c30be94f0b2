#!/usr/bin/env python3
"""Writes the reference values of calibration, thresholds, challenge scores and paired tests: scikit-learn, SciPy, NumPy."""
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from sklearn.isotonic import IsotonicRegression
from sklearn import metrics

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/TrainingTests/Goldens"
rng = np.random.default_rng(5)


def tidy(value):
    return np.asarray(value, float).round(14).tolist()


def logits(p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.log(p) - np.log1p(-p)


def temperature(truth, p):
    """The minimum of the cross-entropy with Platt's targets over softmax(log p / T)."""
    z = np.log(np.clip(p, 1e-12, None))
    k = p.shape[1]
    counts = np.bincount(truth, minlength=k)[truth][:, None]
    target = (np.eye(k)[truth] * counts + 1) / (counts + k)

    def scaled(t):
        e = np.exp(z / t - (z / t).max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    loss = lambda t: -np.mean(np.sum(target * np.log(scaled(np.exp(t))), axis=1))
    best = np.exp(optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-12}).x)
    return {"temperature": float(best), "calibrated": tidy(scaled(best))}


def platt(positive, x):
    """Platt's objective by SciPy's BFGS."""
    n, m = positive.sum(), (~positive).sum()
    target = np.where(positive, (n + 1) / (n + 2), 1 / (m + 2))

    def loss(w):
        odds = w[0] * x + w[1]
        return np.sum(np.logaddexp(0, odds) - target * odds)

    def gradient(w):
        error = 1 / (1 + np.exp(-(w[0] * x + w[1]))) - target
        return np.array([error @ x, error.sum()])

    return tidy(optimize.minimize(loss, [0.0, 0.0], jac=gradient, method="BFGS", options={"gtol": 1e-11}).x)


def calibration(name, n, k, digits=None):
    truth = rng.integers(0, k, n)
    z = 2.5 * (rng.normal(0, 1, (n, k)) + np.eye(k)[truth])
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    if digits:
        p = np.round(p, digits)
        p /= p.sum(axis=1, keepdims=True)
    labels = [1] if k == 2 else range(k)
    points = np.linspace(0, 1, 23)
    curves, slopes = [], []
    for label in labels:
        fit = IsotonicRegression(out_of_bounds="clip").fit(p[:, label], truth == label)
        curves.append(tidy(fit.predict(points)))
        slopes.append(platt(truth == label, logits(p[:, label])))
    return {"name": name, "truth": truth.tolist(), "probabilities": p.tolist(), **temperature(truth, p),
            "platt": slopes, "points": tidy(points), "isotonic": curves}


def thresholds(name, n, digits):
    positive = rng.random(n) < 0.4
    score = np.round(1 / (1 + np.exp(-rng.normal(0, 1, n) - 1.2 * positive)), digits)
    fpr, tpr, cut = metrics.roc_curve(positive, score, drop_intermediate=False)
    f1 = np.array([metrics.f1_score(positive, score >= c, zero_division=0) for c in cut])
    return {"name": name, "positives": positive.tolist(), "scores": score.tolist(),
            "youden": float(cut[np.argmax(np.round(tpr - fpr, 12))]), "f1": float(cut[np.argmax(np.round(f1, 12))]),
            "sensitivity_90": float(cut[tpr >= 0.9][0]), "sensitivity_95": float(cut[tpr >= 0.95][0]),
            "specificity_90": float(cut[fpr <= 0.1][-1])}


def challenge_2016(n):
    """The formula as published, stratum by stratum."""
    abnormal, noisy = rng.random(n) < 0.3, rng.random(n) < 0.2
    answer = rng.integers(-1, 2, n)  # normal, unsure, abnormal

    def share(group, right):
        total = 0
        for noise in (False, True):
            stratum = group & (noisy == noise)
            if stratum.any():
                good = (answer == right) | ((answer == 0) & noise)
                total += stratum.sum() / group.sum() * good[stratum].mean()
        return total

    return {"abnormal": abnormal.tolist(), "noisy": noisy.tolist(), "answers": answer.tolist(),
            "sensitivity": float(share(abnormal, 1)), "specificity": float(share(~abnormal, -1))}


def challenge_2022(k):
    weights = {3: [5, 3, 1], 2: [5, 1]}[k]
    matrix = rng.integers(0, 30, (k, k))  # rows = truth
    scaled = matrix * np.array(weights)[:, None]
    n, tp, fn = matrix.sum(), matrix[:-1, :-1].sum(), matrix[:-1, -1].sum()
    fp, s = matrix[-1, :-1].sum(), (matrix[:-1, :-1].sum() + matrix[-1, :-1].sum()) / matrix.sum()
    cost = 10 * n + (25 + 397 * s - 1718 * s**2 + 11296 * s**4) * n + 10000 * tp + 50000 * fn
    return {"matrix": matrix.tolist(), "weighted_accuracy": float(np.trace(scaled) / scaled.sum()),
            "cost": float(cost / n), "counts": [int(tp), int(fn), int(fp)]}


def delong(n):
    positive = rng.random(n) < 0.45
    a = np.round(rng.normal(0, 1, n) + positive, 1)
    b = np.round(0.5 * a + rng.normal(0, 1, n) + 0.6 * positive, 1)

    def parts(s):
        wins = (s[positive][:, None] > s[~positive]) + 0.5 * (s[positive][:, None] == s[~positive])
        return wins.mean(axis=1), wins.mean(axis=0)

    (a1, a0), (b1, b0) = parts(a), parts(b)
    s1, s0 = np.cov(a1, b1), np.cov(a0, b0)
    covariance = s1 / positive.sum() + s0 / (~positive).sum()
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    difference = metrics.roc_auc_score(positive, b) - metrics.roc_auc_score(positive, a)
    return {"positives": positive.tolist(), "first": a.tolist(), "second": b.tolist(), "difference": float(difference),
            "standard_error": float(error), "p_value": float(2 * stats.norm.sf(abs(difference / error)))}


def main():
    golden = {
        "calibrations": [calibration("two classes", 120, 2), calibration("two classes, ties", 80, 2, 1),
                         calibration("four classes", 150, 4)],
        "thresholds": [thresholds("distinct", 80, 9), thresholds("ties", 60, 1)],
        "challenge2016": [challenge_2016(60), challenge_2016(15)],
        "challenge2022": [challenge_2022(3), challenge_2022(2)],
        "mcnemar": [{"first": a, "second": b, "p_value": float(stats.binomtest(min(a, b), a + b).pvalue)}
                    for a, b in [(3, 9), (0, 6), (10, 10), (40, 71), (1, 0)]],
        "delong": [delong(60), delong(25)],
    }
    (GOLDENS / "evaluation.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
