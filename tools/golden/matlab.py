#!/usr/bin/env python3
"""Regenerates the .mat files in Tests/ArrayFilesTests/Goldens and Tests/HeartSoundTests/Goldens with SciPy's savemat."""
import pathlib

import numpy as np
from scipy.io import savemat
from scipy.sparse import csc_matrix

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"
OUT = TESTS / "ArrayFilesTests/Goldens"

# As the annotations of the CinC 2016 challenge lie: where a state begins, and its name in a cell of its own; some names are short.
STATES = [
    (1, "(N"), (401, "N)"), (401, "S1"), (641, "systole"), (1201, "S2"), (1401, "diastole"),
    (2001, "S"), (2241, "s"), (2801, "S"), (3001, "d"),
]


def cell(value):
    box = np.empty((1, 1), dtype=object)
    box[0, 0] = value
    return box


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    table = np.empty((len(STATES), 2), dtype=object)
    for row, (sample, name) in enumerate(STATES):
        table[row] = [np.array([[sample]], dtype=np.uint16), cell(name)]
    for folder in [OUT, TESTS / "HeartSoundTests/Goldens"]:
        savemat(folder / "a0001_StateAns.mat", {"state_ans": table}, do_compression=True)
    plain = np.empty((len(STATES), 2), dtype=object)
    for row, (sample, name) in enumerate(STATES):
        plain[row] = [float(sample), name]
    savemat(OUT / "plain.mat", {"state_ans0": plain}, do_compression=False)
    kinds = {
        "doubles": np.array([[1.5, -2.0, 1e300], [np.inf, 0.0, 3.0]]),
        "singles": np.array([0.25, -8], dtype=np.float32),
        "bytes": np.array([[0, 255]], dtype=np.uint8),
        "signed": np.array([[-128, 127]], dtype=np.int8),
        "words": np.array([[-32768], [32767]], dtype=np.int16),
        "longs": np.array([-(2**31), 2**31 - 1], dtype=np.int32),
        "unsigned": np.array([2**32 - 1], dtype=np.uint32),
        "widest": np.array([-(2**53), 2**53], dtype=np.int64),
        "huge": np.array([2**53], dtype=np.uint64),
        "truth": np.array([[True, False]]),
        "complex": np.array([[1 + 2j, 3 - 4j]]),
        "text": "Herzton ä",
        "nothing": np.zeros((0, 0)),
        "structure": {"field": 1.0},
        "sparse": csc_matrix(np.eye(3)),
        "cube": np.arange(8.0).reshape(2, 2, 2),
    }
    savemat(OUT / "kinds.mat", kinds, do_compression=True)


if __name__ == "__main__":
    main()
