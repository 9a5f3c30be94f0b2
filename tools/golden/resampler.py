#!/usr/bin/env python3
"""Golden vectors for Sources/MediaIO/Resampling: python3 tools/golden/resampler.py  (needs numpy, scipy, soxr)

kaiser_A_B.csv  the same Kaiser-windowed sinc (0.92 to 1.0 of the lower Nyquist, 145 dB) applied by SciPy's polyphase
                upfirdn in double precision to LCG noise
samplerate_A_B.csv  libsamplerate's best sinc converter alone, through C, on LCG noise
soxr_A_B.csv    soxr's very high quality converter on ten cosines below 0.8 of the lower Nyquist frequency
"""
import ctypes
import math
import os
import numpy as np
import soxr
from scipy.signal import upfirdn
from scipy.special import i0

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "MediaIOTests", "Goldens")
ATTENUATION, PASS, STOP = 145.0, 0.92, 1.0


def noise(n):
    s, x = 1, []
    for _ in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        x.append(s / 2**32 - 0.5)
    return np.array(x, np.float32).astype(np.float64)


def tones(n, rate, nyquist):
    t = np.arange(n) / rate
    f = [(0.03 + 0.077 * k) * nyquist for k in range(10)]
    return sum(0.08 * np.cos(2 * np.pi * v * t + k) for k, v in enumerate(f)).astype(np.float32)


def kaiser(x, a, b):
    g = math.gcd(a, b)
    up, down = b // g, a // g
    per_low = max(up, down)  # samples of the intermediate rate per sample of the lower rate
    half = (ATTENUATION - 7.95) / (2.285 * np.pi * (STOP - PASS)) / 2 * per_low
    n = np.arange(-math.floor(half), math.floor(half) + 1)
    beta = 0.1102 * (ATTENUATION - 8.7)
    h = np.sinc((PASS + STOP) / 2 / per_low * n) * i0(beta * np.sqrt(1 - (n / half) ** 2)) / i0(beta)
    h *= up / h.sum()
    y = upfirdn(h, x, up, 1)[len(n) // 2 :: down]
    return y[: -(-len(x) * b // a)]


def samplerate(x, a, b):
    class Data(ctypes.Structure):
        _fields_ = [("data_in", ctypes.c_void_p), ("data_out", ctypes.c_void_p), ("input_frames", ctypes.c_long),
                    ("output_frames", ctypes.c_long), ("used", ctypes.c_long), ("generated", ctypes.c_long),
                    ("end_of_input", ctypes.c_int), ("ratio", ctypes.c_double)]
    x = x.astype(np.float32)
    y = np.zeros(len(x) * b // a + 10, np.float32)
    data = Data(x.ctypes.data, y.ctypes.data, len(x), len(y), 0, 0, 1, b / a)
    assert ctypes.CDLL("libsamplerate.so.0").src_simple(ctypes.byref(data), 0, 1) == 0
    return y[: data.generated]


for a, b, n in [(44100, 2000, 8820), (44100, 16000, 2205)]:
    np.savetxt(os.path.join(OUT, f"samplerate_{a}_{b}.csv"), samplerate(noise(n), a, b), "%.9g")
for a, b, n in [(44100, 2000, 8820), (44100, 16000, 2205), (11025, 2000, 2205), (22050, 4000, 2205), (4000, 44100, 200), (8000, 16000, 500)]:
    np.savetxt(os.path.join(OUT, f"kaiser_{a}_{b}.csv"), kaiser(noise(n), a, b), "%.9g")
for a, b, n in [(44100, 2000, 44100), (44100, 16000, 4410), (11025, 2000, 11025)]:
    np.savetxt(os.path.join(OUT, f"soxr_{a}_{b}.csv"), soxr.resample(tones(n, a, min(a, b) / 2), a, b, quality="VHQ"), "%.9g")
