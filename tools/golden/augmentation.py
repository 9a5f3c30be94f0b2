#!/usr/bin/env python3
"""Regenerates augmentation.json in Tests/AugmentationTests/Goldens: phase vocoder and HPSS by librosa, the rest by NumPy and SciPy.

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


def locked(x, rate, size, hop):
    """Identity phase locking (Laroche and Dolson 1999) by angles in double precision, phases anew where the energy rises by a fifth.

    A peak is higher than the two bins on either side; regions meet in the lowest bin between two peaks.
    """
    count = int(np.floor(len(x) / rate + 0.5))
    padded = np.pad(x.astype(float), (size // 2, 2 * size + hop))
    window = signal.get_window("hann", size)
    total, weight = np.zeros(count + 2 * size), np.zeros(count + 2 * size)
    angles, advance, energy, step = None, None, None, 0
    while True:
        place = int(np.floor(step * hop * rate + 0.5))
        if step * hop >= count + size // 2 or place > len(x):
            break
        now, following = (np.fft.rfft(padded[p:p + size] * window) for p in (place, place + hop))
        power = np.abs(now) ** 2
        begins = energy is None or power.sum() > 1.2 * energy
        energy = power.sum()
        turned = np.angle(now)
        bins = np.pad(power, 2)
        middle = bins[2:-2]
        peaks = np.flatnonzero((middle > bins[1:-3]) & (middle > bins[:-4]) & (middle >= bins[3:-1]) & (middle >= bins[4:]))
        if not begins and len(peaks):
            valleys = [a + int(np.argmin(power[a:b])) for a, b in zip(peaks, peaks[1:])]
            for peak, start, end in zip(peaks, [0, *valleys], [*valleys, len(power)]):
                turned[start:end] += angles[peak] + advance[peak] - np.angle(now[peak])
        angles, advance = turned, np.angle(following) - np.angle(now)
        frame = np.fft.irfft(np.abs(now) * np.exp(1j * turned), size) * window
        # The sums begin half a frame before the signal.
        total[step * hop:step * hop + size] += frame
        weight[step * hop:step * hop + size] += window ** 2
        step += 1
    total, weight = total[size // 2:size // 2 + count], weight[size // 2:size // 2 + count]
    return total / np.where(weight > 1e-30, weight, 1)


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
    result["locked"] = [
        {"rate": rate, "size": size, "hop": hop, "samples": rounded(locked(x, rate, size, hop), 6)}
        for rate, size, hop in [(0.9, 128, 64), (1.1, 128, 64), (1.37, 128, 32)]]
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
