#!/usr/bin/env python3
"""Writes the reference values of Tests/TrainingTests/Metrics: scores by scikit-learn, intervals by SciPy."""
import json
import math
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/TrainingTests/Goldens"
rng = np.random.default_rng(11)
warnings.simplefilter("ignore")


def tidy(value):
    """None for what is undefined, 12 digits for the rest."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [tidy(v) for v in value]
    return None if value is None or math.isnan(value) else float("%.12g" % value)


def attempt(score, *arguments, **options):
    try:
        return score(*arguments, **options)
    except ValueError:
        return None


def one_against_rest(score, truth, p, k, **options):
    """Per class; undefined without positives (and, for AUROC, without negatives)."""
    values = []
    for label in range(k):
        positive = truth == label
        alone = not positive.any() or (score is metrics.roc_auc_score and positive.all())
        values.append(None if alone else score(positive, p[:, label], **options))
    return values


def calibration_error(truth, p, bins=15):
    confidence, hit = p.max(axis=1), p.argmax(axis=1) == truth
    edges = np.linspace(0, 1, bins + 1)
    index = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, bins - 1)
    return sum(abs(hit[index == b].sum() - confidence[index == b].sum()) for b in range(bins)) / len(truth)


def case(name, truth, p):
    truth, p = np.array(truth), np.array(p, float)
    k, predicted = p.shape[1], p.argmax(axis=1)
    labels = list(range(k))
    weights = rng.integers(0, 4, len(truth))
    weights[0] = 1
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    if k == 2:
        auroc = None if len(set(truth)) < 2 else metrics.roc_auc_score(truth, p[:, 1])
    else:
        auroc = None if len(set(truth)) < k else attempt(metrics.roc_auc_score, truth, p, multi_class="ovr", labels=labels)
    positive, scores = truth == k - 1, p[:, k - 1]
    both = positive.any() and not positive.all()
    roc = metrics.roc_curve(positive, scores, drop_intermediate=False)[:2] if both else ([], [])
    pr = metrics.precision_recall_curve(positive, scores)[:2] if positive.any() else ([], [])
    return {
        "name": name, "truth": truth.tolist(), "probabilities": p.tolist(), "weights": weights.tolist(),
        "confusion_matrix": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "weighted_matrix": metrics.confusion_matrix(truth, predicted, labels=labels, sample_weight=weights).tolist(),
        "accuracy": tidy(metrics.accuracy_score(truth, predicted)),
        "balanced_accuracy": tidy(metrics.balanced_accuracy_score(truth, predicted)),
        "macro_f1": tidy(metrics.f1_score(truth, predicted, average="macro", zero_division=0)),
        "matthews_correlation": tidy(metrics.matthews_corrcoef(truth, predicted)),
        "precision": tidy(precision), "recall": tidy(recall), "f1": tidy(f1), "support": support.tolist(),
        "auroc": tidy(auroc),
        "class_auroc": tidy(one_against_rest(metrics.roc_auc_score, truth, p, k)),
        "class_average_precision": tidy(one_against_rest(metrics.average_precision_score, truth, p, k)),
        "weighted_auroc": tidy(weighted(metrics.roc_auc_score, positive, scores, weights, True)),
        "weighted_average_precision": tidy(weighted(metrics.average_precision_score, positive, scores, weights, False)),
        "brier_score": tidy(metrics.brier_score_loss(truth if k > 2 else truth == 1, p if k > 2 else p[:, 1],
                                                     **({"labels": labels} if k > 2 else {"pos_label": True}))),
        "log_loss": tidy(metrics.log_loss(truth, p, labels=labels)),
        "expected_calibration_error": tidy(calibration_error(truth, p)),
        "false_positive_rate": tidy(roc[0]), "true_positive_rate": tidy(roc[1]),
        "curve_precision": tidy(pr[0]), "curve_recall": tidy(pr[1]),
    }


def weighted(score, positive, scores, weights, needs_negatives):
    kept = positive[weights > 0]
    if not kept.any() or (needs_negatives and kept.all()):
        return None
    return score(positive, scores, sample_weight=weights)


def random_case(name, n, k, informative=1.0, digits=None):
    truth = rng.integers(0, k, n)
    logits = rng.normal(0, 1, (n, k)) + informative * np.eye(k)[truth]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    if digits:  # coarse values: many ties
        p = np.floor(p * 10**digits) / 10**digits
        p[:, 0] = np.round(1 - p[:, 1:].sum(axis=1), digits)
    return case(name, truth, p)


def main():
    cases = [
        random_case("two classes", 60, 2), random_case("two classes, many ties", 60, 2, digits=1),
        random_case("five classes", 80, 5), random_case("four classes, many ties", 60, 4, digits=1),
        random_case("three classes, chance", 40, 3, informative=0),
        case("perfect", [0, 1, 2, 0, 1, 2], np.eye(3)[[0, 1, 2, 0, 1, 2]]),
        case("all wrong", [0, 1, 0, 1], np.eye(2)[[1, 0, 1, 0]]),
        case("constant prediction", [0, 1, 1, 0, 1], [[0.4, 0.6]] * 5),
        case("even prediction", [0, 1, 2, 1], [[0.25, 0.5, 0.25]] * 4),
        case("one class in the truth", [1, 1, 1], [[0.3, 0.7], [0.6, 0.4], [0.5, 0.5]]),
        case("a class absent from the truth", [0, 1, 0, 1, 1], [[.5, .3, .2], [.2, .5, .3], [.1, .2, .7], [.3, .4, .3], [.6, .3, .1]]),
        case("a class absent from both", [0, 1, 0, 1], [[.5, .4, .1], [.2, .5, .3], [.1, .6, .3], [.3, .4, .3]]),
        case("one recording", [1], [[0.2, 0.8]]),
    ]
    wilson = []
    for successes, trials in [(0, 1), (1, 1), (0, 10), (3, 10), (10, 10), (57, 100), (999, 1000)]:
        interval = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
        wilson.append({"successes": successes, "trials": trials, "lower": tidy(interval.low), "upper": tidy(interval.high)})
    values = rng.normal(0, 1, 37).round(6)
    quantiles = {"values": values.tolist(), "lower": tidy(np.quantile(values, 0.025)), "upper": tidy(np.quantile(values, 0.975))}
    golden = {"cases": cases, "wilson": wilson, "quantiles": quantiles}
    (GOLDENS / "metrics.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
