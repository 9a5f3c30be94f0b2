#!/usr/bin/env python3
"""Regenerates audit.json in Tests/CurationTests/Goldens: quality measures and overlap correlations by NumPy and SciPy.

Needs numpy and scipy. The signals are made here and stored, rounded to 16 bits, so that both sides see the same numbers.
"""
import json
import pathlib

import numpy as np
from scipy.signal import butter, sosfiltfilt, welch

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/CurationTests/Goldens"
RATE = 1000
rng = np.random.default_rng(11)


def heart(seconds, bpm, noise, hum=0.0):
    t = np.arange(int(seconds * RATE)) / RATE
    x = noise * rng.standard_normal(len(t)) + hum * np.sin(2 * np.pi * 50 * t) + 0.01
    for beat in np.arange(0.1, seconds, 60 / bpm):
        for delay, frequency, level in ((0, 45, 0.4), (0.3, 60, 0.25)):
            s = t - beat - delay
            x += level * np.exp(-(np.maximum(s, 0) / 0.03)) * np.sin(2 * np.pi * frequency * s) * (s > 0)
    return np.round(np.clip(x, -1, 1) * 32767).astype(int)


def measures(samples):
    full = (samples / 32768).astype(np.float32).astype(float)
    band = sosfiltfilt(butter(2, [25, 400], "bandpass", fs=RATE, output="sos"), full)
    power = (band[:len(band) // 20 * 20].reshape(-1, 20) ** 2).mean(1)
    p10, p50, p90 = np.percentile(power, [10, 50, 90])
    level = np.sqrt(power)
    envelope = np.log(level + 1e-3 * level.max())
    envelope = np.minimum(envelope, np.percentile(envelope, 99))
    envelope = envelope - envelope.mean()
    n = len(envelope)
    unbiased = np.correlate(envelope, envelope, "full")[n - 1:] / (n - np.arange(n))
    periodicity = np.max((unbiased / unbiased[0])[17:min(100, n * 2 // 3)])
    seconds = (band[:len(band) // RATE * RATE].reshape(-1, RATE) ** 2).mean(1)
    f, p = welch(band, RATE, "hann", 512, 256, detrend=False, scaling="spectrum")
    low = p[(f >= 20) & (f <= 150)].sum() / p[(f >= 20) & (f <= 400)].sum()
    hums = []
    if len(full) >= 2048:
        f, p = welch(full, RATE, "hann", 2048, 1024, detrend=False)
    for mains in (50, 60) if len(full) >= 2048 else ():
        heights = []
        for harmonic in (1, 2, 3):
            d = np.abs(f - mains * harmonic)
            heights.append(10 * np.log10(p[d <= 1].max() / np.median(p[(d >= 3) & (d <= 8)])))
        hums.append(np.mean(sorted(heights)[-2:]))
    return {
        "contrast": 10 * np.log10(p90 / p50), "signal_to_noise": 10 * np.log10(p90 / p10),
        "periodicity": periodicity, "unsteadiness": np.std(10 * np.log10(seconds)), "low_share": low,
        "hum": max([0.0, *hums]),
    }


def overlap(a, b):
    """The definition, lag by lag."""
    least = max((min(len(a), len(b)) + 1) // 2, min(RATE, min(len(a), len(b)) * 4 // 5))
    best = (0.0, 0, 0)
    for lag in range(least - len(b), len(a) - least + 1):
        start, end = max(0, -lag), min(len(b), len(a) - lag)
        x, y = a[lag + start:lag + end].astype(float), b[start:end].astype(float)
        value = abs(x @ y) / np.sqrt((x @ x) * (y @ y))
        if value > best[0]:
            best = (value, lag, end - start)
    return {"similarity": best[0], "lag": best[1], "overlap": best[2]}


def main():
    signals = [heart(6, 72, 0.002), heart(4.3, 110, 0.05), heart(5, 60, 0.01, hum=0.05), heart(1.5, 80, 0.02)]
    a = heart(4, 75, 0.01)
    noisy = np.clip(a + np.round(1500 * rng.standard_normal(len(a))), -32767, 32767).astype(int)
    pairs = [(a, noisy), (a, noisy[1200:3400]), (noisy[:2500], a[1000:]), (a, -(noisy // 3)[500:]), (a[:900], noisy[1500:2200])]
    result = {
        "measures": [{"samples": s.tolist(), **measures(s)} for s in signals],
        "overlaps": [{"a": x.tolist(), "b": y.tolist(), **overlap(x, y)} for x, y in pairs],
    }
    (GOLDENS / "audit.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
