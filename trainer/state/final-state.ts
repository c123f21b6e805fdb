// The final pair's state on the device: both networks, and the generator's averaged weights.
import type { Digest, Json } from '../../domain/digest.js';
import {
  applyAverage,
  averageFromTensors,
  averageToTensors,
  copyNetwork,
  networkFromTensors,
  networkToTensors,
  tensorTotal,
  type WeightAverage,
} from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import type { Checkpoints } from '../../store/types.js';
import { assertCount, fieldOf, readWhole } from './read-whole.js';
import { belowPrefix, withPrefix } from './tensor-names.js';

export interface FinalState {
  readonly kind: 'final';
  iteration: number;
  readonly generator: Network;
  readonly discriminator: Network;
  readonly average: WeightAverage;
}

interface FinalMeta {
  readonly schemaVersion: 1;
  readonly kind: 'final';
  readonly iteration: number;
  readonly generator: NetworkSpec;
  readonly discriminator: NetworkSpec;
}

/** Writes the checkpoint. */
export function saveFinal(state: FinalState, checkpoints: Checkpoints): Promise<Digest> {
  const { iteration, generator, discriminator, average } = state;
  const meta: FinalMeta = {
    schemaVersion: 1,
    kind: 'final',
    iteration,
    generator: generator.spec,
    discriminator: discriminator.spec,
  };
  const tensors = [
    ...withPrefix('generator', networkToTensors(generator)),
    ...withPrefix('discriminator', networkToTensors(discriminator)),
    ...withPrefix('average', averageToTensors(average, generator)),
  ];
  return checkpoints.write(meta as unknown as Json, new Map(tensors));
}

/** Reads the final pair's checkpoint onto the device. Throws ObjectError if anything is missing in it. */
export function loadFinal(digest: Digest, checkpoints: Checkpoints): Promise<FinalState> {
  return readWhole(digest, checkpoints, 'final', (meta, tensors) => {
    const network = (name: 'generator' | 'discriminator'): Network =>
      networkFromTensors(fieldOf(meta, name), belowPrefix(name, tensors));
    const [generator, discriminator] = [network('generator'), network('discriminator')];
    const averages = belowPrefix('average', tensors);
    const average = averageFromTensors(averages, generator);
    assertCount(tensors, [tensorTotal(generator), tensorTotal(discriminator), averages.size]);
    return {
      kind: 'final',
      iteration: fieldOf(meta, 'iteration', Number.isInteger),
      generator,
      discriminator,
      average,
    };
  });
}

/** A copy of the generator with the averaged weights, and the running statistics as training left them. */
export function averagedGenerator({ generator, average }: FinalState): Network {
  const copy = copyNetwork(generator);
  applyAverage(copy, average);
  return copy;
}
