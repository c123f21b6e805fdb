// Networks: how they start, what they refuse, their published names and layouts, and their parameter counts.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import {
  createNetwork,
  cutStandalone,
  discriminatorStep,
  generateImages,
  generatorStep,
  networkFromTensors,
  networkToPublished,
  networkToTensors,
  parameterCount,
  recalibrate,
  tensorCount,
} from '../../models/index.js';
import { networkFromPublished } from '../../models/published.js';
import { declarations } from '../../models/networks/declarations.js';
import type { NetworkSpec, Pair } from '../../models/types.js';
import { illegalGenotypes } from '../support/illegal-genotypes.js';
import * as tiny from '../support/tiny-networks.js';

/** Every way to make a network or to run one with a genotype. */
const uses: readonly (readonly [string, (genotype: Genotype, network: NetworkName) => unknown])[] = [
  ['made', (genotype, network) => createNetwork(standalone(network, genotype), 1, 'n')],
  ['restored', (genotype, network) => networkFromTensors(standalone(network, genotype), new Map())],
  ['counted', (genotype, network) => parameterCount(standalone(network, genotype))],
  ['cut', (genotype, network) => cutStandalone(supernets[network], genotype)],
  ['trained', (genotype, network) => generatorStep(pairWith(network, genotype), latents, 2, tiny.rule)],
  ['trained against', (genotype, network) => discriminatorStep(pairWith(network, genotype), tiny.patternImages(1), 1, latents, 1, tiny.rule)], // prettier-ignore
];
const latents = { seed: 1, name: 'z' };
const supernets = tiny.freshPair(tiny.generatorSupernet, tiny.discriminatorSupernet);
after(() => Object.values(supernets).forEach((network) => network.dispose()));

const standalone = (network: NetworkName, genotype: Genotype): NetworkSpec =>
  ({ ...(network === 'generator' ? tiny.standaloneGenerator : tiny.standaloneDiscriminator), genotype }) as NetworkSpec;

const pairWith = (network: NetworkName, genotype: Genotype): Pair =>
  network === 'generator'
    ? tiny.pairOf(supernets, genotype, tiny.cifarDiscriminator)
    : tiny.pairOf(supernets, tiny.bestGenerator, genotype);

for (const [network, what, genotype, message] of illegalGenotypes)
  test(`a ${network} with ${what} is refused everywhere it could be made or run, with the rule that it breaks`, async () => {
    const refused = (error: unknown): boolean =>
      error instanceof EaganError && error.code === 'EAGAN_GENOTYPE_ILLEGAL' && message.test(error.message);
    const before = tensorCount();
    for (const [use, run] of uses) assert.throws(() => run(genotype as Genotype, network), refused, use);
    if (network === 'generator') {
      const request = {
        network: supernets.generator,
        architecture: genotype as Genotype,
        latents,
        images: 1,
        batch: 1,
      };
      await assert.rejects(generateImages(request).next(), refused);
      assert.throws(() => recalibrate(supernets.generator, genotype as Genotype, latents), refused);
    }
    assert.equal(tensorCount(), before, 'nothing stays on the device');
  });

test('sizes that no network has are refused', () => {
  for (const sizes of [{ channels: 0 }, { latent: 10 }, { bottomWidth: 5 }])
    assert.throws(() => createNetwork({ ...tiny.standaloneGenerator, ...sizes } as NetworkSpec, 1, 'g'), RangeError);
});

test('a new supernet cut to a genotype equals the new standalone network of the same name', () => {
  const [supernet, standalone] = [
    createNetwork(tiny.discriminatorSupernet, 3, 'd'),
    createNetwork(tiny.standaloneDiscriminator, 3, 'd'),
  ];
  const cut = cutStandalone(supernet, tiny.cifarDiscriminator);
  assert.deepEqual(cut.spec, standalone.spec);
  assert.deepEqual(tiny.changedNames(tiny.bitsOf(cut), tiny.bitsOf(standalone)), []);
  for (const each of [supernet, standalone, cut]) each.dispose();
});

for (const spec of [
  tiny.standaloneGenerator,
  { ...tiny.standaloneGenerator, genotype: tiny.oddGenerator } as NetworkSpec,
  { ...tiny.standaloneDiscriminator, genotype: tiny.oddDiscriminator } as NetworkSpec,
  { network: 'discriminator', form: 'simple' } as NetworkSpec,
]) {
  test(`tensors of a ${spec.form} ${spec.network} under published names and layouts give the same bits when they are read back`, () => {
    const network = createNetwork(spec, 11, 'n');
    const published = networkToPublished(network);
    const back = networkFromPublished(spec, published);
    assert.deepEqual(tiny.changedNames(tiny.bitsOf(network), tiny.bitsOf(back)), []);
    assert.equal(published.size, declarations(spec).length, 'no two tensors share a published name');
    for (const { shape, data } of published.values())
      assert.equal(
        shape.reduce((product, n) => product * n, 1),
        data.length,
      );
    network.dispose();
    back.dispose();
  });
}

test('the tensors of the simple discriminator have their published names', () => {
  const network = createNetwork({ network: 'discriminator', form: 'simple' }, 1, 'd');
  const shapes = Object.fromEntries([...networkToPublished(network)].map(([name, { shape }]) => [name, shape]));
  assert.deepEqual(shapes['block1.3.weight'], [128, 64, 4, 4]);
  assert.deepEqual(shapes['block2.1.running_var'], [128]);
  assert.deepEqual(shapes['block3.0.bias'], [128]);
  assert.deepEqual(shapes['l4.weight_orig'], [1, 128]);
  network.dispose();
});

test("the fixed discriminator of stage 1 has AutoGAN's 1,053,824 parameters at 128 channels; the paper prints 0.91 M for it", () => {
  const genotype = [
    [3, 0, 3, 0, 2, 0, 0],
    [3, 0, 3, 0, 1, -1, -1],
    [3, 0, 3, 0, 1, -1, -1],
  ];
  assert.equal(parameterCount({ network: 'discriminator', form: 'standalone', genotype, channels: 128 }), 1_053_824);
});

test('a missing or misshapen tensor is named', () => {
  const network = createNetwork(tiny.standaloneGenerator, 1, 'g');
  const tensors = networkToTensors(network);
  network.dispose();
  const without = new Map(tensors);
  without.delete('weights/l1.bias');
  assert.throws(() => networkFromTensors(tiny.standaloneGenerator, without), /weights\/l1\.bias must be there/);
  const wrong = new Map(tensors).set('weights/l1.bias', { shape: [1], data: new Float32Array(1) });
  assert.throws(
    () => networkFromTensors(tiny.standaloneGenerator, wrong),
    /l1\.bias must have shape \[64\] \(got \[1\]\)/,
  );
});
