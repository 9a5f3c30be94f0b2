#!/usr/bin/env python3
"""Writes the reference vectors of Tests/PicturesTests: resampled matrices and PNG files by Pillow and NumPy."""
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/PicturesTests/Goldens"
rng = np.random.default_rng(4)


def area(values, count):
    """Area averages along axis 0: differences of the interpolated running sum."""
    edges = np.linspace(0, values.shape[0], count + 1)
    total = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    at = np.stack([np.interp(edges, np.arange(len(total)), column) for column in total.T], axis=1)
    return np.diff(at, axis=0) * count / values.shape[0]


def pillow(values, rows, columns, method):
    return np.asarray(Image.fromarray(values.astype(np.float32), mode="F").resize((columns, rows), method))


def case(name, source, result):
    return {"name": name, "rows": source.shape[0], "columns": source.shape[1],
            "source": np.float32(source).ravel().tolist(), "new_rows": result.shape[0],
            "new_columns": result.shape[1], "result": [float("%.7g" % v) for v in result.ravel()]}


def interlaced(grey):
    """An Adam7 PNG of 8-bit grey; Pillow reads these but does not write them."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    parts = [grey[y::dy, x::dx] for x, y, dx, dy in passes]
    raw = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in part)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", grey.shape[1], grey.shape[0], 8, 0, 0, 0, 1)),
              (b"IDAT", zlib.compress(raw)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)


def main():
    cases = []
    for rows, columns, new_rows, new_columns in [(12, 20, 4, 5), (9, 16, 3, 8)]:
        source = np.float32(rng.normal(-40, 15, (rows, columns)))
        cases.append(case("Pillow BOX", source, pillow(source, new_rows, new_columns, Image.Resampling.BOX)))
    for rows, columns, new_rows, new_columns in [(11, 17, 4, 7), (13, 8, 5, 3)]:
        source = np.float32(rng.normal(-40, 15, (rows, columns)))
        cases.append(case("NumPy area", source, area(area(np.float64(source), new_rows).T, new_columns).T))
    for rows, columns, new_rows, new_columns in [(4, 5, 12, 13), (1, 3, 4, 7), (3, 1, 8, 2)]:
        source = np.float32(rng.normal(-40, 15, (rows, columns)))
        cases.append(case("Pillow BILINEAR", source, pillow(source, new_rows, new_columns, Image.Resampling.BILINEAR)))
    source = np.float32(rng.normal(-40, 15, (14, 3)))
    down = area(np.float64(source), 4)
    cases.append(case("area down, bilinear across", source, pillow(down, 4, 9, Image.Resampling.BILINEAR)))
    (GOLDENS / "resampling.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")

    grey = np.uint8(rng.integers(0, 256, (5, 7)))
    Image.fromarray(grey).save(GOLDENS / "grey8.png")
    Image.fromarray(np.uint16(grey) * 257).save(GOLDENS / "grey16.png")
    (GOLDENS / "interlaced.png").write_bytes(interlaced(grey))
    assert (np.asarray(Image.open(GOLDENS / "interlaced.png")) == grey).all()
    rgba = np.uint8(rng.integers(0, 256, (5, 7, 4)))
    Image.fromarray(rgba, "RGBA").save(GOLDENS / "rgba.png")
    Image.fromarray(rgba[:, :, :3].copy(), "RGB").save(GOLDENS / "rgb.png")
    Image.fromarray(grey > 127).save(GOLDENS / "bits.png")
    palette = Image.fromarray(grey % 4, "P")
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])
    palette.save(GOLDENS / "palette.png", bits=2)
    pixels = {"grey": grey.ravel().tolist(), "rgba": rgba.ravel().tolist(),
              "luminance": np.asarray(Image.fromarray(rgba[:, :, :3].copy()).convert("L")).ravel().tolist()}
    (GOLDENS / "pixels.json").write_text(json.dumps(pixels, separators=(",", ":")) + "\n")


main()
