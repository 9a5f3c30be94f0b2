#!/usr/bin/env python3
"""Writes Tests/NeuralNetworkTests/Goldens/losses.json and schedules.json: losses with their gradients, and learning rates, by
PyTorch in float64. Needs torch."""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/NeuralNetworkTests/Goldens"


def mean(parts, t, w, s):
    """The mean of the samples' losses with the weights s · Σ t w."""
    return (s * parts).sum() / (s * (t * w).sum(1)).sum()


def cross_entropy(z, t, w, s, smoothing=0.0):
    parts = F.cross_entropy(z, t, weight=w, label_smoothing=smoothing, reduction="none")
    return mean(parts, t, w, s)


def binary(z, t, w, s):
    return mean((t * w).sum(1) * F.binary_cross_entropy_with_logits(z, t, reduction="none").mean(1), t, w, s)


def focal(z, t, w, s):
    p = z.softmax(1)
    return mean(-(t * w * (1 - p) ** 2 * p.log()).sum(1), t, w, s)


def divergence(z, t, w, s):
    return mean((w * F.kl_div(z.log_softmax(1), t, reduction="none")).sum(1), t, w, s)


def pairwise(z, t, w, s):
    """hbutils' pair_loss: every true entry of the one-hot matrix against every false one."""
    p = z.softmax(1).reshape(-1)
    hot = F.one_hot(t.argmax(1), t.shape[1]).reshape(-1) == 1
    return torch.sigmoid(p[~hot][:, None] - p[hot][None, :]).mean()


def wmw(z, t, w, s):
    """Yan et al. 2003 as tflearn's roc_auc_score: margin 0.2, power 3, a sum over pairs."""
    p, y = z.softmax(1), t.argmax(1)
    total = 0
    for c in [1] if t.shape[1] == 2 else range(t.shape[1]):
        difference = p[y == c, c][:, None] - p[y != c, c][None, :]
        total = total + torch.where(difference < 0.2, (-(difference - 0.2)) ** 3, 0.0).sum()
    return total


LOSSES = {
    "crossEntropy": cross_entropy, "smoothed": lambda *a: cross_entropy(*a, smoothing=0.1), "binary": binary,
    "focal": focal, "divergence": divergence, "pairwise": pairwise, "wmw": wmw,
}


def values(tensor):
    return [float(f"{v:.12g}") for v in tensor.detach().reshape(-1).tolist()]


def losses():
    torch.manual_seed(3)
    cases = []
    for classes in (2, 3):
        z = (2 * torch.randn(9, classes)).float().double()
        hard = F.one_hot(torch.arange(9) % classes, classes).double()
        soft = torch.rand(9, classes).softmax(1).float().double()
        soft = (soft / soft.sum(1, keepdim=True)).float().double()
        weights = torch.tensor([1.0, 2.5, 0.5][:classes])
        samples = torch.tensor([1.0, 0.5, 2, 0, 1, 3, 0.25, 1, 1])
        for name, loss in LOSSES.items():
            for targets in (hard, soft):
                x = z.clone().requires_grad_()
                value = loss(x, targets, weights, samples)
                value.backward()
                cases.append(dict(
                    loss=name, classes=classes, logits=values(z), targets=values(targets), class_weights=values(weights),
                    sample_weights=values(samples), value=value.item(), gradient=values(x.grad)))
    return cases


def schedules():
    model = [torch.nn.Parameter(torch.zeros(1))]
    rates = {}
    for name, make in {
        "oneCycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=50),
        "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=50),
    }.items():
        optimizer = torch.optim.SGD(model, lr=1.0)
        schedule = make(optimizer)
        rates[name] = []
        for _ in range(50):
            rates[name].append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
    optimizer = torch.optim.SGD(model, lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.3, patience=2)
    losses = [3, 2, 2.00001, 1.9999, 2.1, 2.2, 1.5, 1.6, 1.7, 1.8, 1.4999, 1.49999, 1.4, 1.39, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]
    rates["losses"], rates["plateau"] = losses, []
    for loss in losses:
        schedule.step(loss)
        rates["plateau"].append(optimizer.param_groups[0]["lr"])
    return rates


for name, content in [("losses", losses()), ("schedules", schedules())]:
    (OUT / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
