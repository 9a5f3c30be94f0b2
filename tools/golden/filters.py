#!/usr/bin/env python3
"""Regenerates filters.json in Tests/SignalProcessingTests/Goldens: filters, envelopes and correlations by SciPy.

Needs numpy and scipy. Signals as in signal_processing.py; about every sixtieth value is kept.
"""
import json

import numpy as np
from scipy import signal as sp

from signal_processing import OUT, signal

values = {}


def keep(name, x, step=61):
    values[name] = [float("%.10g" % v) for v in np.asarray(x, float)[::step]]


def butterworth(kind, order, edges, rate):
    name = f"{kind} {order} {'-'.join(map(str, edges))} {rate}"
    sos = sp.butter(order, edges if len(edges) > 1 else edges[0], kind, output="sos", fs=rate)
    x = signal(rate).astype(float)
    keep(name, sp.sosfiltfilt(sos, x), 61 if rate < 10000 else 601)
    keep(name + " single", sp.sosfilt(sos, x), 61 if rate < 10000 else 601)
    keep(name + " gain", np.abs(sp.sosfreqz(sos, worN=64, fs=rate)[1]), 1)


def despiked(x, rate):
    """Schmidt et al. 2010, step by step."""
    width = round(rate / 2)
    frames = x[: len(x) // width * width].reshape(-1, width).copy()
    spans = []
    while True:
        peaks = np.abs(frames).max(axis=1)
        if not (peaks > 3 * np.median(peaks)).any():
            break
        frame = frames[peaks.argmax()]
        top = np.abs(frame).argmax()
        crossings = np.flatnonzero(np.abs(np.diff(np.sign(frame))) > 1)
        before, after = crossings[crossings <= top], crossings[crossings > top]
        first, last = before[-1] if len(before) else 0, after[0] if len(after) else width - 1
        frame[first:last + 1] = 1e-4
        spans += [peaks.argmax() * width + first, peaks.argmax() * width + last + 1]
    return np.concatenate([frames.ravel(), x[frames.size:]]), spans


def shannon(x, rate):
    x = x / np.abs(x).max()
    energy = -x**2 * np.log(x**2 + np.finfo(float).eps)
    width, hop = round(0.02 * rate), round(0.01 * rate)
    means = np.lib.stride_tricks.sliding_window_view(energy, width)[::hop].mean(axis=1)
    return (means - means.mean()) / means.std()


def main():
    for case in [
        ("bandpass", 2, (25, 400), 2000), ("bandpass", 3, (25, 400), 2000), ("bandpass", 4, (25, 400), 44100),
        ("bandpass", 1, (20, 900), 2000), ("lowpass", 1, (8,), 2000), ("lowpass", 5, (400,), 2000),
        ("highpass", 2, (25,), 2000), ("highpass", 3, (25,), 16000), ("bandstop", 2, (45, 55), 2000),
        ("bandstop", 1, (2, 990), 2000),
    ]:
        butterworth(*case)
    x = signal(2000).astype(float)
    for name, edges, kind in [("0-45", 45, True), ("45-80", (45, 80), False), ("80-200", (80, 200), False), ("200-", 200, False)]:
        taps = sp.firwin(61, edges, pass_zero=kind, fs=2000)
        keep(f"fir {name} taps", taps, 1)
        keep(f"fir {name}", np.convolve(x, taps, "same"))
    keep("fir stop taps", sp.firwin(31, (45, 55), pass_zero="bandstop", fs=2000), 1)

    spiky = x.copy()
    for place, height in [(700, 8), (701, 6), (2499, -9), (2500, -9.5), (4200, 5)]:
        spiky[place] += height
    clean, spans = despiked(spiky, 2000)
    keep("spiky", clean, 7)
    keep("spikes", spans, 1)

    envelope = np.abs(sp.hilbert(x))
    keep("hilbert even", envelope)
    keep("hilbert odd", np.abs(sp.hilbert(x[:4999])))
    smooth = np.exp(sp.sosfiltfilt(sp.butter(1, 8, output="sos", fs=2000), np.log(envelope + np.finfo(float).eps)))
    smooth[0] = smooth[1]
    keep("homomorphic", smooth)
    keep("shannon", shannon(x, 2000), 1)

    centered = x - x.mean()
    r = sp.correlate(centered, centered)[len(x) - 1:]
    keep("autocorrelation", (r / r[0])[:4001])
    a, b = x[:3000], x[500:1700]
    keep("cross-correlation", sp.correlate(a, b) / np.sqrt((a**2).sum() * (b**2).sum()))

    (OUT / "filters.json").write_text(json.dumps(values, indent=0) + "\n")


if __name__ == "__main__":
    main()
