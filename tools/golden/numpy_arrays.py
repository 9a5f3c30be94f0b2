#!/usr/bin/env python3
"""Regenerates the .npy and .npz files in Tests/ArrayFilesTests/Goldens with NumPy 2.x."""
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/ArrayFilesTests/Goldens"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    single = (np.arange(12, dtype="<f4") / 8 - 0.5).reshape(3, 4)
    arrays = {
        "single": single,
        "double": np.array([0.1, -2.5e300, np.inf, 5e-324]),
        "integers": np.array([[[-1, 2**62]]], dtype="<i8"),
        "scalar": np.array(7.25),
        "empty": np.zeros((0, 3), dtype="<f4"),
    }
    for name, array in arrays.items():
        np.save(OUT / f"{name}.npy", array)
    np.lib.format.write_array(open(OUT / "version2.npy", "wb"), single, version=(2, 0))
    np.save(OUT / "fortran.npy", np.asfortranarray(single))
    np.save(OUT / "halves.npy", single.astype("<f2"))
    np.savez(OUT / "archive.npz", **{k: arrays[k] for k in ("single", "scalar", "empty")})
    np.savez_compressed(OUT / "compressed.npz", **{k: arrays[k] for k in ("single", "scalar", "empty")})


if __name__ == "__main__":
    main()
