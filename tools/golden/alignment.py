#!/usr/bin/env python3
"""Regenerates alignment.json in Tests/HeartSoundTests/Goldens: alignment padding as published, scalers by scikit-learn.

Needs numpy and scikit-learn. Every step is the published one: raw values, exhaustive search, strict comparison.
"""
import json
import pathlib

import numpy as np
from sklearn.preprocessing import StandardScaler

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/HeartSoundTests/Goldens"
rng = np.random.default_rng(7)


def start_of(sequence, reference):
    best, smallest = 0, np.inf
    for i in range(len(reference) - len(sequence) + 1):
        cost = np.linalg.norm(sequence - reference[i:i + len(sequence)])
        if cost < smallest:
            best, smallest = i, cost
    return best


def align(sequence, reference, mode):
    sequence = sequence[:len(reference)]
    room = len(reference) - len(sequence)
    if room == 0:
        return sequence, 0
    front = {"both": start_of(sequence, reference), "front": room, "back": 0}[mode]
    return np.pad(sequence, ((front, room - front), (0, 0))), front


def pairs(kind, frames):
    if kind == "hertz":  # dominant frequencies on a grid, single-precision amplitudes
        return np.stack([172.265625 * rng.integers(0, 6, frames), (rng.random(frames) * 80).astype(np.float32)], 1)
    if kind == "ties":
        return rng.integers(0, 2, (frames, 2)).astype(float)
    if kind == "constant":
        return np.full((frames, 2), 3.0)
    return np.stack([np.arange(frames) % 5, np.arange(frames) % 3], 1).astype(float)  # periodic


def group(kind, lengths):
    sequences = [np.asarray(pairs(kind, n), float) for n in lengths]
    order = sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True)
    reference = sequences[order[0]]
    result = {"kind": kind, "reference": order[0], "sequences": [s.ravel().tolist() for s in sequences]}
    for mode in ("both", "front", "back"):
        result[mode] = [align(s, reference, mode)[1] for s in sequences]
    table = np.stack([align(s, reference, "both")[0] for s in sequences])
    for column, name in enumerate(("frequency", "amplitude")):
        scaler = StandardScaler().fit(table[:, :, column])
        result[name + "_mean"], result[name + "_scale"] = scaler.mean_.tolist(), scaler.scale_.tolist()
        table[:, :, column] = scaler.transform(table[:, :, column])
    result["first_scaled"] = table[0].ravel().tolist()
    return result


def main():
    cases = [
        group("hertz", [20, 64, 1, 33, 64, 63]), group("ties", [3, 50, 20, 1, 49, 50, 7]),
        group("constant", [10, 30, 29]), group("periodic", [8, 40, 15, 16, 3]),
    ]
    text = json.dumps(cases).replace('}, {', '},\n{')
    (GOLDENS / "alignment.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
