// Multiply-adds compared with those of the networks written out in plain form, counted product by product.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Genotype } from '../../domain/pipeline.js';
import { multiplyAdds } from '../../models/multiply-adds.js';
import { declarations } from '../../models/networks/declarations.js';
import type { NetworkSpec } from '../../models/types.js';
import {
  PlainTensors,
  plainDiscriminator,
  plainGenerator,
  plainSimpleDiscriminator,
} from '../support/plain/networks.js';
import { counted, imagesOf } from '../support/plain/operations.js';
import { randomPairs } from '../support/sample-genotypes.js';

/** The products that one forward of the plain network counts. */
function countedForward(spec: NetworkSpec, genotype: Genotype | null, size: number): number {
  const named = declarations(spec).map(({ name, shape, role }) => {
    const kind = role === 'parameter' ? 'weights' : 'buffers';
    return [
      `${kind}/${name}`,
      { shape, data: new Float32Array(shape.reduce((all, n) => all * n, 1)).fill(0.1) },
    ] as const;
  });
  const tensors = new PlainTensors(new Map(named), 'evaluation');
  const images = imagesOf([1, size, size, 3], new Float64Array(size * size * 3));
  counted.multiplyAdds = 0;
  if (spec.network === 'generator') plainGenerator(tensors, genotype!, [new Float64Array(spec.latent)]);
  else if (genotype === null) plainSimpleDiscriminator(tensors, images);
  else plainDiscriminator(tensors, genotype, images);
  return counted.multiplyAdds;
}

const cells: Readonly<Record<'generator' | 'discriminator', readonly Genotype[]>> = {
  generator: [
    [[0, 1, 0, 1, 1, 2, 0], [2, 2, 3, 4, 5, 6, 0], [1, 0, 6, 5, 4, 3, 2]], // prettier-ignore
  ],
  discriminator: [
    [[1, 0, 2, 0, 1, -1, -1], [2, 3, 4, 5, 6, 0, 1], [6, 5, 4, 3, 0, 2, 5]], // prettier-ignore
    [[2, 6, 3, 1, 2, 3, 4], [3, 0, 1, 2, 1, 1, 0], [1, 1, 1, 1, 1, -1, -1]], // prettier-ignore
  ],
};

for (const size of [32, 48]) {
  test(`every architecture with any operation takes the multiply-adds that its plain form counts, at ${size} pixels`, () => {
    const pairs = randomPairs(3, 4);
    for (const genotype of [...cells.generator, ...pairs.map(({ generator }) => generator)]) {
      const spec = {
        network: 'generator',
        form: 'standalone',
        genotype,
        channels: 5,
        latent: 9,
        bottomWidth: size / 8,
      } as const;
      assert.equal(multiplyAdds(spec, size), countedForward(spec, genotype, size));
    }
    for (const genotype of [...cells.discriminator, ...pairs.map(({ discriminator }) => discriminator)]) {
      const spec = { network: 'discriminator', form: 'standalone', genotype, channels: 5 } as const;
      assert.equal(multiplyAdds(spec, size), countedForward(spec, genotype, size));
    }
  });

  test(`the simple discriminator takes the multiply-adds that its plain form counts, at ${size} pixels`, () => {
    const spec = { network: 'discriminator', form: 'simple' } as const;
    assert.equal(multiplyAdds(spec, size), countedForward(spec, null, size));
  });
}

test('no architecture takes more than its supernet, and an illegal one is refused', () => {
  for (const { generator, discriminator } of randomPairs(8, 20)) {
    const sizes = { channels: 5, latent: 9, bottomWidth: 4 };
    const g = { network: 'generator', ...sizes } as const;
    const d = { network: 'discriminator', channels: 5 } as const;
    assert.ok(
      multiplyAdds({ ...g, form: 'standalone', genotype: generator }, 32) <
        multiplyAdds({ ...g, form: 'supernet' }, 32),
    );
    assert.ok(
      multiplyAdds({ ...d, form: 'standalone', genotype: discriminator }, 32) <
        multiplyAdds({ ...d, form: 'supernet' }, 32),
    );
  }
  const illegal = {
    network: 'discriminator',
    form: 'standalone',
    genotype: [[0, 0, 0, 0, 0, 0, 0]],
    channels: 5,
  } as const;
  assert.throws(() => multiplyAdds(illegal, 32), { code: 'EAGAN_GENOTYPE_ILLEGAL' });
});
