#!/usr/bin/env python3
"""Recordings that AudioEncoder does not write: python3 tools/golden/media_fixtures.py  (needs numpy, PyAV)

two_streams.mp4  AAC at 16 kHz: stream 0 a tone of 300 Hz, stream 1 a tone of 700 Hz
voice.amr        AMR-NB, a tone of 500 Hz, 8 kHz
voice.3gp        the same in a 3GP file
x.tta x.mka      TTA; WavPack in Matroska: 16-bit noise of a linear congruential generator, 8 kHz, 4000 samples
"""
import os
from fractions import Fraction
import av
import numpy as np

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "MediaIOTests", "Goldens")


def tone(f, rate, seconds):
    return np.round(0.5 * np.cos(2 * np.pi * f / rate * np.arange(int(rate * seconds))) * 32767).astype(np.int16)


def noise(n):
    s, x = 1, []
    for _ in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        x.append((s >> 16) - 32768)
    return np.array(x, np.int16)


def write(name, container, tracks):
    """tracks: (encoder, rate, samples)"""
    with av.open(os.path.join(OUT, name), "w", format=container, options={"fflags": "+bitexact"}) as file:
        streams = []
        for codec, rate, samples in tracks:
            stream = file.add_stream(codec, rate=rate)
            stream.codec_context.layout = "mono"
            if codec in ("tta", "wavpack"):
                stream.codec_context.format = {"tta": "s16", "wavpack": "s16p"}[codec]
            stream.codec_context.options = {"flags": "+bitexact"}
            streams.append((stream, samples, rate))
        for start in range(0, max(len(s) for _, s, _ in streams), 1024):
            for stream, samples, rate in streams:
                part = samples[start : start + 1024]
                if len(part) == 0:
                    continue
                frame = av.AudioFrame.from_ndarray(part.reshape(1, -1), format="s16", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
                for packet in stream.encode(frame):
                    file.mux(packet)
        for stream, _, _ in streams:
            for packet in stream.encode(None):
                file.mux(packet)


write("two_streams.mp4", "mp4", [("aac", 16000, tone(300, 16000, 0.5)), ("aac", 16000, tone(700, 16000, 0.5))])
write("voice.amr", "amr", [("libopencore_amrnb", 8000, tone(500, 8000, 0.5))])
write("voice.3gp", "3gp", [("libopencore_amrnb", 8000, tone(500, 8000, 0.5))])
write("x.tta", "tta", [("tta", 8000, noise(4000))])
write("x.mka", "matroska", [("wavpack", 8000, noise(4000))])
