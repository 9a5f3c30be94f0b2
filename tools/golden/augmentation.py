#!/usr/bin/env python3
"""Regenerates augmentation.json in Tests/AugmentationTests/Goldens: phase vocoder and HPSS by librosa, the rest by SciPy.

Needs numpy, scipy and librosa. The signal is rebuilt in Swift from the same formula, so that only results are stored.
"""
import json
import pathlib

import librosa
import numpy as np
from scipy import interpolate, signal

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/AugmentationTests/Goldens"
RATE = 2000


def beats(seconds=1.5):
    """Short decaying tones of 60 Hz every 0.4 s over a hum of 130 Hz, rounded to single precision."""
    t = np.arange(int(seconds * RATE)) / RATE
    phase = np.mod(t, 0.4)
    tone = np.exp(-phase / 0.03) * np.sin(2 * np.pi * 60 * phase) + 0.1 * np.sin(2 * np.pi * 130 * t)
    return (0.5 * tone).astype(np.float32)


def rounded(values, digits=7):
    return [round(float(v), digits) for v in np.asarray(values).ravel()]


def stretch(x, rate, size, hop):
    """librosa's vocoder on frames at the exact places: the frame at each place and the one a hop later, taken in pairs."""
    padded = np.pad(x, (size // 2, 2 * size + hop))
    places = []
    while True:
        place = int(np.floor(len(places) * hop * rate + 0.5))
        if place > len(x):
            break
        places.append(place)
    window = signal.get_window("hann", size)
    frames = np.stack([np.fft.rfft(padded[p + d:p + d + size] * window) for p in places for d in (0, hop)], 1)
    slow = librosa.phase_vocoder(frames.astype(np.complex64), rate=2, hop_length=hop, n_fft=size)
    return librosa.istft(slow, n_fft=size, hop_length=hop, dtype=np.float32, length=int(round(len(x) / rate)))


def hpss(x, size, hop, kernel, margin):
    magnitudes = np.abs(librosa.stft(x, n_fft=size, hop_length=hop))
    return librosa.decompose.hpss(magnitudes, kernel_size=kernel, margin=margin, mask=True)


def peaking(bands, x):
    """Bristow-Johnson's peaking filter with half of the gain, forwards and backwards from rest."""
    sections = []
    for frequency, gain, quality in bands:
        a, w = 10 ** (gain / 2 / 40), 2 * np.pi * frequency / RATE
        alpha = np.sin(w) / (2 * quality)
        b = np.array([1 + alpha * a, -2 * np.cos(w), 1 - alpha * a])
        d = np.array([1 + alpha / a, -2 * np.cos(w), 1 - alpha / a])
        sections.append(np.concatenate([b, d]) / d[0])
    sos = np.array(sections)
    return signal.sosfilt(sos, signal.sosfilt(sos, x.astype(float))[::-1])[::-1]


def main():
    x = beats()
    result = {"rate": RATE, "signal_head": rounded(x[:32])}
    result["stretches"] = [
        {"rate": rate, "size": size, "hop": hop, "samples": rounded(stretch(x, rate, size, hop), 6)}
        for rate, size, hop in [(0.9, 256, 64), (1.1, 128, 32), (1.37, 128, 32), (2.0, 256, 64)]]
    masks = []
    for kernel, margin in [(7, 1.0), (8, 1.5)]:
        harmonic, percussive = hpss(x[:1200], 128, 32, kernel, margin)
        masks.append({"kernel": kernel, "margin": margin, "bins": harmonic.shape[0], "frames": harmonic.shape[1],
                      "harmonic": rounded(harmonic, 5), "percussive": rounded(percussive, 5)})
    result["hpss"] = masks
    knots = [1.1, 0.7, 1.3, 0.95, 1.02, 0.8]
    grid = np.linspace(0, 5, 101)
    result["spline"] = {"knots": knots, "values": rounded(interpolate.CubicSpline(range(6), knots)(grid), 9)}
    four = [0.2, 1.5, -0.3, 0.9]
    result["short_spline"] = {
        "knots": four, "values": rounded(interpolate.CubicSpline(range(4), four)(np.linspace(0, 3, 31)), 9)}
    bands = [(60, 5.5, 1.0), (180, -4.0, 0.7), (350, 3.0, 2.0)]
    result["equalizer"] = {"bands": bands, "samples": rounded(peaking(bands, x), 6)}
    GOLDENS.mkdir(parents=True, exist_ok=True)
    (GOLDENS / "augmentation.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
