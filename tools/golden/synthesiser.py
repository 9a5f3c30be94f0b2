#!/usr/bin/env python3
"""Writes Tests/HeartSoundTests/Goldens/synthesiser.json: filters by SciPy, and a decaying tone in closed form by NumPy."""
import json
import pathlib

import numpy as np
from scipy import signal

COUNT = 64


def impulse_response(b, a):
    return signal.lfilter(b, a, np.eye(1, COUNT)[0])


def band_pass(frequency, quality, rate):
    # The analogue prototype through the bilinear transform, prewarped at the centre.
    centre = 2 * rate * np.tan(np.pi * frequency / rate)
    return signal.bilinear([centre / quality, 0], [1, centre / quality, centre**2], rate)


def tone(frequency, level, decay, delay, glide, phase, attack, onset, rate):
    t = np.arange(COUNT) / rate - onset - delay
    wave = level * np.exp(-t / decay) * np.sin(2 * np.pi * (frequency * t + glide * t**2 / 2) + phase)
    return np.where(t >= 0, (1 - np.exp(-np.maximum(t, 0) / attack)) * wave, 0)


golden = {
    "highPass30": impulse_response(*signal.butter(2, 30, "high", fs=4000)),
    "lowPass600": impulse_response(*signal.butter(4, 600, "low", fs=4000)),
    "bandPass200": impulse_response(*band_pass(200, 0.8, 4000)),
    "tone": tone(80, 0.9, 0.01, 0.003, -200, 0.4, 0.002, 0.0021, 4000),
}
path = pathlib.Path(__file__).parents[2] / "Tests/HeartSoundTests/Goldens/synthesiser.json"
path.write_text(json.dumps({name: [round(float(v), 12) for v in values] for name, values in golden.items()}, indent=1) + "\n")
