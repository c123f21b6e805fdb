// The port to the published networks: every tensor that their classes list, under each of its names, and nothing else.
// The golden files were written by these classes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { networkFromTensors } from '../../models/network.js';
import { createNetwork, networkToPublished } from '../../models/index.js';
import type { Winner } from '../../ports/port.js';
import { pytorchPort } from '../../ports/pytorch/index.js';
import { winnerFromTensors } from '../../ports/read-winner.js';
import { weightsPort } from '../../ports/weights/index.js';
import { readSafetensors, writeSafetensors } from '../../store/index.js';
import type { TensorData, Tensors } from '../../store/types.js';
import { projectRoot } from '../support/project.js';
import { coveringPairs } from '../support/sample-genotypes.js';
import { randomWinner } from './support.js';

const folder = join(projectRoot, 'test', 'golden', 'files');
const steps = readdirSync(folder).filter((name) => name.startsWith('step_'));
const letters = { generator: 'G', discriminator: 'D' } as const;

function goldenWinner(name: string): { winner: Winner; tensors: Tensors } {
  const { tensors, metadata } = readSafetensors(readFileSync(join(folder, name)));
  const [generator, discriminator] = [metadata.generator, metadata.discriminator].map((text) => JSON.parse(text!));
  const [channels, latent, bottomWidth] = [metadata.gf_dim, metadata.latent_dim, metadata.bottom_width].map(Number);
  const specs = {
    generator: { network: 'generator', form: 'standalone', genotype: generator, channels, latent, bottomWidth },
    discriminator: { network: 'discriminator', form: 'standalone', genotype: discriminator, channels: Number(metadata.df_dim) }, // prettier-ignore
  } as unknown as { [N in keyof Winner]: Winner[N]['spec'] };
  const published = Object.entries(letters).flatMap(([network, letter]) =>
    [...below(`before.${letter}.`, tensors)].map(([key, tensor]) => [`${network}/${key}`, tensor] as const),
  );
  return { winner: winnerFromTensors(specs, new Map(published)), tensors };
}

const below = (prefix: string, tensors: Tensors): Map<string, TensorData> =>
  new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, data]) => [name.slice(prefix.length), data])); // prettier-ignore

for (const name of steps)
  test(`the published classes find every tensor of ${name} under each of its names, bit for bit`, () => {
    const { winner, tensors } = goldenWinner(name);
    const files = pytorchPort.write(winner, writeSafetensors);
    for (const [network, letter] of Object.entries(letters)) {
      const written = readSafetensors(files.get(`pytorch/${network}.safetensors`)!).tensors;
      const wanted = below(`before.${letter}.`, tensors);
      assert.deepEqual([...written.keys()].sort(), [...wanted.keys()].sort());
      for (const [key, { shape, data }] of wanted) {
        assert.deepEqual(written.get(key)!.shape, shape, key);
        assert.deepEqual(written.get(key)!.data, data, key);
      }
    }
  });

test('the simple discriminator has its published names', () => {
  const spec = { network: 'discriminator', form: 'simple' } as const;
  const simple = createNetwork(spec, 1, 'simple');
  const { winner } = randomWinner(coveringPairs()[0]!);
  const tensors = [...networkToPublished(simple)].map(([name, tensor]) => [`discriminator/${name}`, tensor] as const);
  const generator = [...readSafetensors(pytorchPort.write(winner, writeSafetensors).get('pytorch/generator.safetensors')!).tensors]; // prettier-ignore
  const found = winnerFromTensors(
    { generator: winner.generator.spec, discriminator: spec },
    new Map([...tensors, ...generator.map(([name, tensor]) => [`generator/${name}`, tensor] as const)]),
  );
  const written = readSafetensors(pytorchPort.write(found, writeSafetensors).get('pytorch/discriminator.safetensors')!);
  assert.ok(['block1.0.weight', 'block1.1.running_mean', 'l4.weight_orig', 'l4.weight_u'].every((name) => written.tensors.has(name))); // prettier-ignore
  simple.dispose();
});

test('the weights by our own names make the same network again', () => {
  const { winner } = randomWinner(coveringPairs()[3]!);
  const file = weightsPort.write(winner, writeSafetensors).get('weights/generator.safetensors')!;
  const { tensors, metadata } = readSafetensors(file);
  assert.equal(metadata.layout, 'NHWC, HWIO');
  const steps = [...tensors.keys()].flatMap((name): [string, TensorData][] =>
    name.startsWith('weights/') ? [[name.replace('weights/', 'steps/'), { shape: [], data: Int32Array.of(0) }]] : [],
  );
  const network = networkFromTensors(winner.generator.spec, new Map([...tensors, ...steps]));
  const again = networkToPublished(network);
  const port = readSafetensors(pytorchPort.write(winner, writeSafetensors).get('pytorch/generator.safetensors')!);
  for (const [name, { data }] of again) assert.deepEqual(port.tensors.get(name)!.data, data, name);
  network.dispose();
});

test('exported weights that miss a tensor, or have one of another shape, are refused by name', () => {
  const { winner, tensors } = goldenWinner(steps[0]!);
  const specs = { generator: winner.generator.spec, discriminator: winner.discriminator.spec };
  const published = new Map(
    Object.entries(letters).flatMap(([network, letter]) =>
      [...below(`before.${letter}.`, tensors)].map(([key, tensor]) => [`${network}/${key}`, tensor] as const),
    ),
  );
  const bias = 'generator/to_rgb.2.bias';
  assert.throws(() => winnerFromTensors(specs, new Map([...published].filter(([name]) => name !== bias))), /must have to_rgb\.2\.bias/); // prettier-ignore
  const wrong: TensorData = { shape: [2], data: Float32Array.of(1, 2) };
  assert.throws(() => winnerFromTensors(specs, new Map([...published, [bias, wrong]])), /to_rgb\.2\.bias must be floats \[3\] \(got \[2\]\)/); // prettier-ignore
});
