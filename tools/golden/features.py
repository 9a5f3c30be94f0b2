#!/usr/bin/env python3
"""Regenerates features.json in Tests/SignalProcessingTests/Goldens: pairs and deltas by librosa, Kaldi bands by torchaudio.

Needs numpy, scipy, librosa 0.11, torch and torchaudio 2. Signals as in signal_processing.py.
"""
import importlib.util
import json
import pathlib
import sys
import types

import librosa
import numpy as np
import torch

from signal_processing import OUT, signal

# torchaudio's native extension may not fit the installed torch; the modules used here are plain Python.
root = pathlib.Path(importlib.util.find_spec("torchaudio").origin).parent
package = types.ModuleType("torchaudio")
package.__path__ = [str(root)]
sys.modules["torchaudio"] = package
from torchaudio.compliance import kaldi  # noqa: E402

values = {}


def keep(name, x, step=1):
    values[name] = [float("%.9g" % v) for v in np.asarray(x, float).ravel()[::step]]


def pairs(x, rate, delta_time, method, first_bin=0):
    """Reference system 2, preprocessor 1, step by step."""
    length = 2 ** int(np.log2(int(delta_time * rate)))
    amplitude = np.abs(librosa.stft(x, n_fft=length, hop_length=length // 4))[first_bin:]
    frequency = librosa.fft_frequencies(sr=rate, n_fft=length)[first_bin:]
    result = []
    for a in amplitude.T:
        if method == "dominant":
            pair = frequency[a.argmax()], a.max()
        elif method == "average":
            pair = ((frequency * a).sum(dtype=float) / a.sum(dtype=float), a.mean(dtype=float)) if a.sum() else (0, 0)
        else:
            pair = frequency[np.argsort(a, kind="stable")[len(a) // 2]], np.median(a)
        result.append(pair if pair[1] else (0, 0))
    return np.array(result)


def band_statistics(x, rate=1000):
    frames = np.lib.stride_tricks.sliding_window_view(x.astype(float), 128)[::64]
    power = np.abs(np.fft.rfft(frames * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(128) / 128)), axis=1)) ** 2
    edges = np.geomspace(20, 480, 25)
    bins, width = np.arange(65) * rate / 128, rate / 128
    share = np.minimum(bins + width / 2, edges[1:, None]) - np.maximum(bins - width / 2, edges[:-1, None])
    level = 10 * np.log10(np.maximum(1e-10, power @ np.maximum(share / width, 0).T))
    return np.concatenate([level.mean(axis=0), level.std(axis=0)])


def scalogram(x, rate, frequencies, hop):
    """The definition in time: every wavelet written out around every frame."""
    result = np.zeros((len(frequencies), 1 + len(x) // hop))
    for row, frequency in enumerate(frequencies):
        s = 6 * rate / (2 * np.pi * frequency)
        for column in range(result.shape[1]):
            u = (np.arange(len(x)) - column * hop) / s
            wavelet = np.exp(-u**2 / 2 - 6j * u) * 2 / (s * np.sqrt(2 * np.pi))
            result[row, column] = abs(np.dot(x.astype(float), wavelet)) ** 2
    return result


def main():
    for rate, delta in ((4000, 0.001), (4000, 0.01), (44100, 0.01), (2000, 0.1)):
        x = signal(rate, 0.5)
        x[rate // 8:rate // 4] = 0
        for method in ("dominant", "average", "median"):
            for first_bin in (0, 1):
                keep(f"pairs {rate} {delta} {method} {first_bin}", pairs(x, rate, delta, method, first_bin)[::17])
    keep("bands", band_statistics(signal(1000)))

    mfcc = librosa.feature.mfcc(y=signal(2000), sr=2000, n_mfcc=13, n_fft=256, hop_length=32, n_mels=40)
    keep("mfcc", mfcc[:, :30])
    for order in (1, 2):
        keep(f"deltas {order}", librosa.feature.delta(mfcc[:, :30], order=order))
        keep(f"deltas {order} width 5", librosa.feature.delta(mfcc[:, :30], order=order, width=5))
    keep("liftered", librosa.feature.mfcc(y=signal(2000), sr=2000, n_mfcc=13, n_fft=256, hop_length=32, n_mels=40, lifter=22)[:, :30])

    keep("scalogram", scalogram(signal(4000, 1), 4000, np.geomspace(20, 1000, 16), 64))
    keep("scalogram coarse", scalogram(signal(2000, 3), 2000, np.geomspace(50, 400, 5), 250))

    torch_mel = librosa.feature.melspectrogram(
        y=signal(16000), sr=16000, n_fft=400, hop_length=200, n_mels=128, htk=True, norm=None, pad_mode="reflect")
    keep("torchaudio", 10 * np.log10(np.maximum(1e-10, torch_mel))[:, ::16])
    for rate, bands in ((16000, 23), (16000, 128), (4000, 23)):
        wave = torch.tensor(signal(rate, 1)).double()[None]
        keep(f"kaldi {rate} {bands}", kaldi.fbank(wave, sample_frequency=rate, num_mel_bins=bands, dither=0).T[:, ::8])
    (OUT / "features.json").write_text(json.dumps(values, indent=0) + "\n")


if __name__ == "__main__":
    main()
