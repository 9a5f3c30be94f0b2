#!/usr/bin/env python3
"""Writes the golden gradients, losses and logits of small networks by PyTorch in float64: network.py [FOLDER]."""
import json, os, sys
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(0)  # the layers below draw their first weights when they are made
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../Tests/NeuralNetworkTests/Goldens")


class SamePad(nn.Module):
    """TensorFlow's rule: ceil(n / stride) outputs, the odd zero below or right."""

    def __init__(self, kernel, stride):
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x):
        pads = []
        for n, k, s in reversed(list(zip(x.shape[2:], self.kernel, self.stride))):
            total = max((-(-n // s) - 1) * s + k - n, 0)
            pads += [total // 2, total - total // 2]
        return F.pad(x, pads)


class HeightMeanWidthMeanMax(nn.Module):
    def forward(self, x):
        m = x.mean(2)
        return torch.cat([m.mean(2), m.amax(2)], 1)


class AttentionPool(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(heads, channels) / 3)

    def forward(self, x):
        m = x.mean(2)
        a = torch.einsum("kc,ncw->nkw", self.weight, m).softmax(2)
        return torch.einsum("nkw,ncw->nkc", a, m).flatten(1)


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.reduce = nn.Linear(channels, channels // reduction)
        self.expand = nn.Linear(channels // reduction, channels)

    def forward(self, x):
        factors = torch.sigmoid(self.expand(F.relu(self.reduce(x.mean((2, 3))))))
        return x * factors[:, :, None, None]


class Residual(nn.Module):
    """Adds what went into the last `over` layers; Chain does it."""

    def __init__(self, over):
        super().__init__()
        self.over = over


class Chain(nn.Sequential):
    def forward(self, x):
        seen = [x]
        for layer in self:
            seen.append(seen[-1] + seen[-1 - layer.over] if isinstance(layer, Residual) else layer(seen[-1]))
        return seen[-1]


class GlobalMean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def conv(i, o, kernel, stride=(1, 1), groups=1, same=True, bias=True):
    c = nn.Conv2d(i, o, kernel, stride, groups=groups, bias=bias)
    return nn.Sequential(SamePad(kernel, stride), c) if same else c


# The networks of Tests/NeuralNetworkTests/ParityTests.swift, one entry a layer; tensors are named by its index.
CASES = {
    "normalised": dict(
        layers=[conv(1, 8, (3, 3), bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), conv(8, 16, (3, 3)), nn.ReLU(),
                nn.MaxPool2d(2), GlobalMean(), nn.Linear(16, 3)],
        shape=(1, 10, 12), loss=dict(weight=[1.0, 2.5, 0.5]), optimizer=lambda g: torch.optim.Adam(g, lr=1e-2), decay=0.0),
    "varied": dict(
        layers=[conv(2, 16, (3, 5), (2, 1)), nn.ReLU(), conv(16, 16, (3, 3), groups=16, bias=False), nn.BatchNorm2d(16, eps=1e-3, momentum=0.3),
                nn.ReLU(), nn.AvgPool2d((1, 2)), conv(16, 8, (2, 2), (2, 2), same=False), HeightMeanWidthMeanMax(), nn.Linear(16, 6), nn.ReLU(), nn.Linear(6, 4)],
        shape=(2, 9, 13), loss=dict(weight=[1.0, 0.5, 2.0, 1.5], label_smoothing=0.1),
        optimizer=lambda g: torch.optim.AdamW(g, lr=5e-3), decay=0.05, clip=0.5, sample_weights=[1, 0.5, 2, 0, 1, 3, 0.25]),
    "flattened": dict(
        layers=[conv(3, 6, (3, 3), groups=3), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 4 * 5, 5), nn.ReLU(), nn.Linear(5, 2)],
        shape=(3, 4, 5), loss=dict(), optimizer=lambda g: torch.optim.Adam(g, lr=1e-2), decay=0.1),
    "residual": dict(
        layers=[conv(1, 16, (3, 3), bias=False), nn.BatchNorm2d(16), nn.ReLU(), conv(16, 16, (3, 3), groups=16, bias=False),
                nn.BatchNorm2d(16), nn.ReLU(), conv(16, 16, (1, 1)), SqueezeExcite(16, 4), Residual(5), nn.ReLU(), nn.MaxPool2d(2),
                AttentionPool(16, 2), nn.Linear(32, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Linear(8, 3)],
        shape=(1, 8, 10), loss=dict(), optimizer=lambda g: torch.optim.SGD(g, lr=0.02, momentum=0.9), decay=0.01),
    # Channels in whole vectors, which Winograd's kernels take.
    "wide": dict(
        layers=[conv(1, 32, (3, 3), bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2), conv(32, 16, (3, 3)), nn.ReLU(),
                GlobalMean(), nn.Linear(16, 3)],
        shape=(1, 12, 22), loss=dict(), optimizer=lambda g: torch.optim.Adam(g, lr=1e-2), decay=0.0),
}


def rounded(t, digits=12):
    return [float(f"{v:.{digits}g}") for v in t.detach().reshape(-1).tolist()]


def tensors(model, what):
    out = []
    for index, layer in enumerate(model):
        leaf = layer[1] if isinstance(layer, nn.Sequential) else layer
        for name in ("weight", "bias", "running_mean", "running_var", "reduce.weight", "reduce.bias", "expand.weight", "expand.bias"):
            t = leaf
            for part in name.split("."):
                t = getattr(t, part, None)
            if t is not None and (what != "grad" or t.requires_grad):
                t = t.grad if what == "grad" else t
                out.append(dict(name=f"layers.{index}.{name}", shape=list(t.shape), values=rounded(t)))
    return out


def run(case, seed):
    torch.manual_seed(seed)
    model = Chain(*case["layers"])
    with torch.no_grad():  # values that single precision holds well
        for name, p in model.named_parameters():
            p.copy_((p + 0.05 * torch.randn_like(p)).float().double())
    n = 7
    x = torch.randn(n, *case["shape"]).float().double()
    y = torch.randint(0, model(x).shape[1], (n,))
    for m in model.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.reset_running_stats()
    weight = torch.tensor(case["loss"].get("weight", [1.0] * model.eval()(x).shape[1]))
    smoothing = case["loss"].get("label_smoothing", 0.0)
    s = torch.tensor(case.get("sample_weights", [1.0] * n), dtype=torch.float64)
    groups = [dict(params=[p for p in model.parameters() if p.dim() > 1], weight_decay=case["decay"]),
              dict(params=[p for p in model.parameters() if p.dim() == 1], weight_decay=0.0)]
    optimizer = case["optimizer"](groups)
    golden = dict(inputs=rounded(x), labels=y.tolist(), sampleWeights=s.tolist(), weights=tensors(model, "value"), losses=[])
    model.train()
    for step in range(20):
        optimizer.zero_grad()
        logits = model(x)
        parts = F.cross_entropy(logits, y, weight=weight, label_smoothing=smoothing, reduction="none")
        loss = (s * parts).sum() / (s * weight[y]).sum()
        loss.backward()
        if step == 0:
            golden["gradients"] = tensors(model, "grad")
            # With equal sample weights this must be PyTorch's own mean.
            if "sample_weights" not in case:
                own = F.cross_entropy(logits, y, weight=weight, label_smoothing=smoothing)
                assert abs(own - loss) < 1e-12
        if "clip" in case:
            nn.utils.clip_grad_norm_(model.parameters(), case["clip"])
        optimizer.step()
        golden["losses"].append(float(f"{loss.item():.12g}"))
    golden["finalWeights"] = tensors(model, "value")
    golden["finalLogits"] = rounded(model.eval()(x))
    return golden


os.makedirs(FOLDER, exist_ok=True)
for seed, (name, case) in enumerate(CASES.items()):
    golden = run(case, seed)
    with open(os.path.join(FOLDER, f"{name}.json"), "w") as f:
        json.dump(golden, f, separators=(",", ":"))
        f.write("\n")
    print(name, "losses", golden["losses"][0], "…", golden["losses"][-1])
