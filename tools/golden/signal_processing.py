#!/usr/bin/env python3
"""Regenerates Tests/SignalProcessingTests/Goldens: mel spectrograms and MFCC by librosa, AudioSet front ends by NumPy.

Needs numpy and librosa 0.11. The test signal is rebuilt in Swift from the same formula:
0.5 cos(2 pi (40 t + 15 t^2)) + 0.2 cos(2 pi 0.21 sr t) + LCG noise of +-0.05.
"""
import pathlib

import librosa
import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/SignalProcessingTests/Goldens"


def signal(sample_rate, seconds=3.0):
    n = int(sample_rate * seconds)
    t = np.arange(n) / sample_rate
    state, noise = 1, np.empty(n)
    for i in range(n):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
        noise[i] = (state / 2147483648.0 - 0.5) * 0.1
    chirp = 0.5 * np.cos(2 * np.pi * (40 * t + 15 * t * t))
    return (chirp + 0.2 * np.cos(2 * np.pi * 0.21 * sample_rate * t) + noise).astype(np.float32)


def save(name, values):
    np.savetxt(OUT / f"{name}.csv", np.atleast_2d(values), delimiter=",", fmt="%.8g")


def audioset(x, offset):
    """Log-mel front end of YAMNet (offset 0.001) and VGGish (0.01) at 16 kHz, in double precision."""
    frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), 400)[::160]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    magnitude = np.abs(np.fft.rfft(frames * window, 512, axis=1))
    mel = lambda f: 1127 * np.log(1 + f / 700)
    bins = mel(np.linspace(0, 8000, 257))[:, None]
    edges = np.linspace(mel(125.0), mel(7500.0), 66)
    rising = (bins - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - bins) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0, np.minimum(rising, falling))
    weights[0] = 0
    return np.log(magnitude @ weights + offset).T


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for rate, n_fft, hop, bands in ((2000, 256, 32, 64), (16000, 2048, 512, 128), (22050, 2048, 512, 128)):
        y = signal(rate)
        mel = librosa.feature.melspectrogram(y=y, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=bands)
        mfcc = librosa.feature.mfcc(y=y, sr=rate, n_mfcc=40, n_fft=n_fft, hop_length=hop, n_mels=bands)
        save(f"mel_{rate}", mel[:, ::16])
        save(f"mfcc_{rate}", mfcc[:, ::16])
    htk = librosa.feature.melspectrogram(
        y=signal(4000), sr=4000, n_fft=400, win_length=200, hop_length=100, n_mels=40, fmin=20, fmax=1000, htk=True,
        norm=None, pad_mode="reflect")
    save("mel_htk_reflect_4000", htk[:, ::8])
    save("yamnet", audioset(signal(16000), 0.001)[:, ::16])
    save("vggish", audioset(signal(16000), 0.01)[:, ::16])
