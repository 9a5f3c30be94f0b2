#!/usr/bin/env python3
"""Writes Tests/HeartSoundTests/Goldens/segmentation.json: features by SciPy, regressions by scikit-learn, and the best
path of states by trying all of them. Needs numpy, scipy and scikit-learn."""
import itertools
import json
import math
import pathlib

import numpy as np
from scipy import signal, stats
from sklearn.linear_model import LogisticRegression

RATE = 1000
FRAME = 20


def noise(count, seed):
    """Uniform numbers in -0.5 ... 0.5 that Swift makes in the same way."""
    state, values = seed, []
    for _ in range(count):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
        values.append(state / 2147483648 - 0.5)
    return np.array(values)


def sound():
    """Two and a half beats of decaying tones in noise, 1.6 s."""
    t = np.arange(1600) / RATE
    x = 0.01 * noise(1600, 7)
    for onset, level, frequency in ((0.1, 0.8, 45), (0.35, 0.6, 62), (0.8, 0.75, 45), (1.05, 0.5, 62), (1.5, 0.7, 45)):
        s = t - onset
        x = x + np.where(s >= 0, level * np.exp(-np.maximum(s, 0) / 0.03) * np.sin(2 * np.pi * frequency * s), 0)
    return x


def frames(values):
    count = len(values) // FRAME
    return values[: count * FRAME].reshape(count, FRAME).mean(axis=1)


def zero_phase(x, order, band, kind):
    return signal.sosfiltfilt(signal.butter(order, band, kind, fs=RATE, output="sos"), x)


def homomorphic(x):
    envelope = np.exp(zero_phase(np.log(np.abs(signal.hilbert(x)) + 2.0**-52), 1, 8, "low"))
    envelope[0] = envelope[1]
    return envelope


def level(x, low, high):
    band = np.abs(signal.hilbert(zero_phase(x, 2, [low, high], "band")))
    return np.log(np.sqrt(frames(band**2)) + 1e-9)


def power(x):
    """Windows of 25 samples whose middle is the frame's: they begin two samples before the frame."""
    padded = np.concatenate([np.zeros(2), x, np.zeros(25)])
    window, n = np.hamming(25), np.arange(25)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(40, 61), n) / RATE)
    starts = np.arange(len(x) // FRAME) * FRAME
    return np.array([np.mean(np.abs(waves @ (padded[s : s + 25] * window)) ** 2) for s in starts])


def features(x):
    raw = {
        "homomorphic_envelope": frames(homomorphic(x)),
        "hilbert_envelope": frames(np.abs(signal.hilbert(x))),
        "power_40_60_hz": power(x),
        "log_homomorphic_envelope": np.log(frames(homomorphic(x)) + 1e-12),
        "level_25_50_hz": level(x, 25, 50),
        "level_50_80_hz": level(x, 50, 80),
        "level_80_160_hz": level(x, 80, 160),
    }
    return {name: stats.zscore(values) for name, values in raw.items()}


def regression():
    rows = noise(240, 11).reshape(80, 3) * 4
    labels = rows @ [1.0, -0.7, 0.2] + 3 * noise(80, 13) > 0.6
    model = LogisticRegression(C=1, class_weight="balanced", tol=1e-12, max_iter=10000).fit(rows, labels)
    return {
        "rows": rows.ravel().tolist(),
        "labels": [int(v) for v in labels],
        "intercept": float(model.intercept_[0]),
        "weights": model.coef_[0].tolist(),
    }


MEANS, DEVIATIONS = [2.0, 2.4, 1.6, 3.1], [0.4, 0.6, 0.5, 0.7]


def tables():
    """Probabilities of lengths, and of lasting at least so long, of normal distributions cut off at three deviations."""
    result = []
    for mean, deviation in zip(MEANS, DEVIATIONS):
        lengths = np.arange(max(1, math.ceil(mean - 3 * deviation)), math.floor(mean + 3 * deviation) + 1)
        density = stats.norm.pdf(lengths, mean, deviation)
        result.append(dict(zip(lengths.tolist(), density / density.sum())))
    return result


def exhaustive(evidence, tables):
    """The best of all ways to cut the frames into runs of states in the heart's order."""
    count, best = len(evidence), (-math.inf, None)
    gaussian = stats.norm.logpdf(np.arange(count))  # Springer's density: the same for all states, so without effect
    for parts in range(1, count + 1):
        for cuts in itertools.combinations(range(1, count), parts - 1):
            edges = [0, *cuts, count]
            lengths = np.diff(edges)
            for first in range(4):
                states = [(first + i) % 4 for i in range(parts)]
                score = 0.0
                for index, (state, length) in enumerate(zip(states, lengths)):
                    cut_off = index in (0, parts - 1)
                    chance = sum(p for n, p in tables[state].items() if (n >= length if cut_off else n == length))
                    if chance == 0:
                        score = -math.inf
                        break
                    score += math.log(chance) + evidence[edges[index] : edges[index + 1], state].sum()
                if score + gaussian.sum() > best[0] + gaussian.sum():
                    best = (score, np.repeat(states, lengths).tolist())
    return best


def paths():
    cases = []
    for seed, count in ((3, 1), (5, 4), (17, 11), (23, 13), (29, 14)):
        evidence = 6 * noise(4 * count, seed).reshape(count, 4) - 3
        score, states = exhaustive(evidence, tables())
        cases.append({"evidence": evidence.ravel().tolist(), "score": score, "states": [s + 1 for s in states]})
    return cases


def resampled():
    x = noise(30, 19)
    return {"input": x.tolist(), **{str(n): signal.resample(x, n).tolist() for n in (12, 17, 29, 31, 64)}}


golden = {
    "sound": sound().tolist(),
    "features": {name: values.tolist() for name, values in features(sound()).items()},
    "regression": regression(),
    "means": MEANS,
    "deviations": DEVIATIONS,
    "paths": paths(),
    "resampled": resampled(),
}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 10) if isinstance(value, float) else value


path = pathlib.Path(__file__).parents[2] / "Tests/HeartSoundTests/Goldens/segmentation.json"
path.write_text(json.dumps(rounded(golden)) + "\n")
