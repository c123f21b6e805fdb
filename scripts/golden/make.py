"""Makes golden files: what the published networks compute, in the form of shared golden/README.md.

usage: make.py CHECKOUT FOLDER [--random N --seed S]
CHECKOUT is github marsggbo/EAGAN at 975ff13; needs PyTorch 2.9.1 and NumPy. Without --random: the small files of test/golden/files, which
cover every operation in every place. With it: N steps of random legal genotypes and sizes.
"""
import argparse
import json
import os
import random
import struct
import sys
import types

import numpy as np
import torch

LR, BETAS = 2e-4, (0.0, 0.9)
PAPER_G = [[1, 1, 1, 0, 2, 3, 1], [1, 1, 0, 1, 3, 0, 5], [0, 1, 0, 3, 0, 0, 3]]
STL10_D = [[3, 0, 3, 0, 2, 0, 0], [4, 0, 4, 0, 1, -1, -1], [3, 0, 3, 0, 1, -1, -1]]
# Second terms missing, edges that lead nowhere (generator cells 1 and 3: node2; discriminator cells 1 and 2: node1), skips alone.
ODD_G = [[2, 0, 1, 0, 0, 4, 0], [0, 2, 0, 6, 1, 0, 0], [1, 2, 5, 3, 0, 1, 0]]
ODD_D = [[6, 2, 0, 0, 3, 5, 1], [4, 1, 0, 0, 6, -1, -1], [1, 0, 1, 5, 0, 2, 4]]


def covering_pair(index):
    """Three cells of nine: over index 0, 1, 2 every gene takes each of its values."""
    cells = range(3 * index, 3 * index + 3)
    generator = [[k % 3, (k + 1) % 3, k % 7, (k + 1) % 7, (k + 2) % 7, (k + 4) % 7, (k + 3) % 7] for k in cells]
    down = lambda k: [k % 7 - 1, (k + 2) % 6 if k % 7 else -1]
    discriminator = [[k % 6 + 1, (k + 3) % 7, (k + 1) % 7, (k + 5) % 7, (k + 2) % 7, *down(k)] for k in cells]
    return generator, discriminator


def random_pair(rng):
    """A legal pair, each group of genes uniform over what is legal."""
    def group(size):
        while True:
            genes = [rng.randint(0, 6) for _ in range(size)]
            if any(genes):
                return genes

    def down():
        first = rng.randint(-1, 5)
        return [first, -1 if first < 0 else rng.randint(0, 5)]

    generator = [[rng.randint(0, 2), rng.randint(0, 2), *group(2), *group(3)] for _ in range(3)]
    return generator, [[rng.randint(1, 6), *group(2), *group(2), *down()] for _ in range(3)]


def start_like_published(module):
    name = type(module).__name__
    if 'Conv2d' in name:
        torch.nn.init.xavier_uniform_(module.weight.data)
    elif 'BatchNorm2d' in name:
        torch.nn.init.normal_(module.weight.data, 1.0, 0.02)


def networks(pair, sizes):
    from archs.fully_super_network import Discriminator, Generator
    options = types.SimpleNamespace(gf_dim=sizes['gf_dim'], df_dim=sizes['df_dim'], latent_dim=sizes['latent_dim'],
                                    bottom_width=sizes['bottom_width'], d_spectral_norm=True)
    return Generator(options, pair[0]).apply(start_like_published), Discriminator(options, pair[1]).apply(start_like_published)


def state(prefix, network):
    return {f'{prefix}.{name}': value.clone() for name, value in network.state_dict().items() if value.is_floating_point()}


def gradients(prefix, network):
    return {f'{prefix}.{name}': p.grad.clone() for name, p in network.named_parameters() if p.grad is not None}


def step(pair, sizes, batch, seed):
    """One whole step; returns tensors by name."""
    torch.manual_seed(seed)
    G, D = networks(pair, sizes)
    # Running statistics of a network that has run: evaluation must use them.
    G.to_rgb[0].running_mean.normal_(0, 0.5)
    G.to_rgb[0].running_var.uniform_(0.5, 2)
    width = sizes['bottom_width'] * 8
    z, z2 = torch.randn(batch, sizes['latent_dim']), torch.randn(batch, sizes['latent_dim'])
    real = torch.rand(batch, 3, width, width) * 2 - 1
    out = {**state('before.G', G), **state('before.D', D), 'in.z': z, 'in.z_generator_step': z2, 'in.real': real}
    g_adam, d_adam = (torch.optim.Adam(network.parameters(), LR, BETAS) for network in (G, D))
    G.eval(), D.eval()
    with torch.no_grad():
        out.update({'eval.images': G(z), 'eval.logits_real': D(real)})
    G.train(), D.train()
    logits_real, fake = D(real), G(z).detach()
    logits_fake = D(fake)
    loss = torch.relu(1 - logits_real).mean() + torch.relu(1 + logits_fake).mean()
    loss.backward()
    out.update({'train.fake_images': fake, 'train.logits_real': logits_real, 'train.logits_fake': logits_fake})
    out.update({**gradients('grad.D', D), 'loss.discriminator': loss.reshape(1)})
    d_adam.step()
    loss = -D(G(z2)).mean()
    loss.backward()
    out.update({**gradients('grad.G', G), 'loss.generator': loss.reshape(1)})
    g_adam.step()
    return {**out, **state('after.G', G), **state('after.D', D)}


def write_step(path, pair, sizes, batch, seed):
    tensors = {name: value.detach().numpy().astype('<f4', order='C') for name, value in step(pair, sizes, batch, seed).items()}
    metadata = {'generator': json.dumps(pair[0]), 'discriminator': json.dumps(pair[1]), **{k: str(v) for k, v in sizes.items()},
                'batch': str(batch), 'lr': str(LR), 'betas': json.dumps(BETAS), 'layout': 'NCHW, OIHW'}
    header, offset = {'__metadata__': metadata}, 0
    for name, value in tensors.items():
        header[name] = {'dtype': 'F32', 'shape': list(value.shape), 'data_offsets': [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(value.tobytes() for value in tensors.values()))


def sizes_of(gf, df, latent, bottom_width):
    return {'gf_dim': gf, 'df_dim': df, 'latent_dim': latent, 'bottom_width': bottom_width}


def counts(rng, number):
    trainable = lambda network: sum(p.numel() for p in network.parameters() if p.requires_grad)
    cases = []
    for _ in range(number):
        pair, sizes = random_pair(rng), sizes_of(rng.randint(1, 20), rng.randint(1, 20), 3 * rng.randint(1, 20), rng.choice([2, 4, 6]))
        G, D = networks(pair, sizes)
        cases.append({'generator': pair[0], 'discriminator': pair[1], **sizes, 'params_g': trainable(G), 'params_d': trainable(D)})
    return cases


def frechet(a, b):
    """tr √(Σ₁Σ₂) is the sum of the singular values of A₁ᵀA₂ where Σ = A·Aᵀ, whatever the ranks."""
    centred = [(x - x.mean(0)) / np.sqrt(len(x) - 1) for x in (a, b)]
    cross = np.linalg.svd(centred[0] @ centred[1].T, compute_uv=False).sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + sum((c ** 2).sum() for c in centred) - 2 * cross


def kernel(a, b):
    k = lambda x, y: (x @ y.T / a.shape[1] + 1) ** 3
    within = lambda x: (k(x, x).sum() - np.trace(k(x, x))) / (len(x) * (len(x) - 1))
    return within(a) + within(b) - 2 * k(a, b).mean()


def metric_case(rng, name, rows, others, features, classes, splits, mean):
    draw = lambda n, shift: (rng.normal(shift, 1, (n, features)) @ rng.normal(0, 1, (features, features))).round(2).astype(np.float32)
    a, b = draw(rows, mean), draw(others, mean + 0.3)
    p = rng.dirichlet(np.full(classes, 0.3), rows).astype(np.float32)
    parts = [q.astype(float) for q in np.split(p[:rows // splits * splits], splits)]
    scores = [np.exp((q * (np.log(np.maximum(q, 1e-300)) - np.log(q.mean(0)))).sum(1).mean()) for q in parts]
    wide = [x.astype(float) for x in (a, b)]
    return {'name': name, 'features_a': wide[0].tolist(), 'features_b': wide[1].tolist(), 'probabilities': p.astype(float).tolist(),
            'fid': float(frechet(*wide)), 'inception_score_mean': float(np.mean(scores)), 'inception_score_std': float(np.std(scores)),
            'splits': splits, 'kid': float(kernel(*wide))}


def sorted_case(points):
    """Fronts by peeling, crowding by a stable sort of each objective."""
    x = np.array(points)
    left, fronts, crowding = list(range(len(x))), [], []
    while left:
        worse = lambda i, j: (x[j] <= x[i]).all() and (x[j] < x[i]).any()
        front = [i for i in left if not any(worse(i, j) for j in left)]
        left = [i for i in left if i not in front]
        distance = np.zeros(len(front))
        for values in x[front].T:
            order = np.argsort(values, kind='stable')
            distance[order[[0, -1]]] = np.inf
            span = values[order[-1]] - values[order[0]]
            if span > 0:
                distance[order[1:-1]] += (values[order[2:]] - values[order[:-2]]) / span
        fronts.append(front)
        crowding.append([None if np.isinf(d) else float(d) for d in distance])
    return {'points_minimise': points, 'fronts': fronts, 'crowding': crowding}


def sorting(rng):
    grid = lambda n, m, k: [[rng.randint(0, k) for _ in range(m)] for _ in range(n)]
    fine = lambda n, m: [[round(rng.random(), 6) for _ in range(m)] for _ in range(n)]
    some = fine(12, 3)
    return [sorted_case(points) for points in (
        [[1, 2, 3]], [[1, 1]] * 5, grid(20, 2, 3), grid(40, 3, 4), fine(24, 3), some + some[:6], fine(9, 1), grid(30, 4, 2))]


def write_json(folder, name, content):
    with open(os.path.join(folder, name), 'w') as file:
        json.dump(content, file)
        file.write('\n')


def small_files(folder):
    place = lambda name: os.path.join(folder, name)
    for i, (sizes, batch) in enumerate([((3, 2, 6, 4), 2), ((2, 5, 3, 4), 1), ((3, 4, 9, 4), 1)]):
        write_step(place(f'step_every_operation_{i}.safetensors'), covering_pair(i), sizes_of(*sizes), batch, i)
    write_step(place('step_odd_edges.safetensors'), (ODD_G, ODD_D), sizes_of(4, 3, 6, 4), 1, 3)
    write_step(place('step_48x48.safetensors'), (PAPER_G, STL10_D), sizes_of(3, 2, 6, 6), 1, 4)
    write_step(place('step_16x16.safetensors'), random_pair(random.Random(5)), sizes_of(5, 3, 15, 2), 5, 5)
    rng, numbers = random.Random(6), np.random.default_rng(6)
    write_json(folder, 'parameter_counts.json', counts(rng, 12))
    write_json(folder, 'metrics.json', [metric_case(numbers, *case) for case in (
        ('tall', 60, 50, 5, 7, 10, 0), ('wide', 12, 15, 24, 3, 4, 0), ('far', 40, 40, 4, 5, 7, 300))])
    write_json(folder, 'non_dominated_sorting.json', sorting(rng))


def random_files(folder, number, seed):
    rng = random.Random(seed)
    for i in range(number):
        sizes = sizes_of(rng.randint(2, 24), rng.randint(2, 24), 3 * rng.randint(1, 40), rng.choice([2, 4, 4, 6]))
        write_step(os.path.join(folder, f'step_random_{seed}_{i}.safetensors'), random_pair(rng), sizes, rng.randint(1, 8), rng.getrandbits(32))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('checkout')
    parser.add_argument('folder')
    parser.add_argument('--random', type=int, default=0)
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.checkout)
    torch.set_num_threads(1)
    os.makedirs(arguments.folder, exist_ok=True)
    if arguments.random:
        random_files(arguments.folder, arguments.random, arguments.seed)
    else:
        small_files(arguments.folder)


main()
