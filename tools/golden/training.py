#!/usr/bin/env python3
"""Regenerates Tests/TrainingTests/Goldens/{features,class_weights}.csv: the networks' log-mel input by librosa, class weights
by scikit-learn. Needs numpy, librosa 0.11 and scikit-learn."""
import importlib.util
import pathlib

import librosa
import numpy as np
from sklearn.utils.class_weight import compute_class_weight

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[1] / "Tests/TrainingTests/Goldens"


def reference_signal(rate, seconds):
    """The signal of signal_processing.py."""
    spec = importlib.util.spec_from_file_location("signal_processing", HERE / "signal_processing.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.signal(rate, seconds)


def standardized(x):
    x = x.astype(np.float64)
    return (x - x.mean()) / x.std()


if __name__ == "__main__":
    x = standardized(reference_signal(2000, 3.0))
    mel = librosa.feature.melspectrogram(
        y=x, sr=2000, n_fft=256, win_length=100, hop_length=50, n_mels=32, fmin=20, fmax=1000, htk=True, norm=None)
    np.savetxt(OUT / "features.csv", standardized(np.log(mel + 1e-4))[:, ::8], delimiter=",", fmt="%.8g")
    counts = np.array([26, 12, 30, 84, 228])
    labels = np.repeat(np.arange(5), counts)
    weights = compute_class_weight("balanced", classes=np.arange(5), y=labels)
    np.savetxt(OUT / "class_weights.csv", np.vstack([counts, weights]), delimiter=",", fmt="%.12g")
