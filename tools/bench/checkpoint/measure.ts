// Measures, in a process of its own, a stage's checkpoint: from the device into the store, flushed, and back.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinGenotypes } from '../../../domain/search/builtin-genotypes.js';
import { createNetwork, networkFromTensors, networkToTensors } from '../../../models/index.js';
import type { Network, NetworkSpec } from '../../../models/types.js';
import { openStore } from '../../../store/index.js';
import type { TensorData } from '../../../store/types.js';
import { loadStage, saveStage, type StageState } from '../../../trainer/state/stage-state.js';
import { timed } from '../timed.js';
import { stepper } from '../step/measure.js';
import { drawPairs } from '../step/pairs.js';
import type { StepSize } from '../step/sizes.js';

export interface CheckpointRequest extends Pick<StepSize, 'channels'> {
  /** Where the store is made and removed again. */
  readonly folder: string;
}

export interface CheckpointSeconds {
  readonly mib: number;
  readonly write_s: number;
  /** The same state again: everything is already there. */
  readonly rewrite_s: number;
  /** After one training step of one architecture. */
  readonly afterStep_s: number;
  readonly read_s: number;
}

/** A generator's supernet and one discriminator, with moments everywhere, as after long training. */
export async function measureCheckpoint({ channels, folder }: CheckpointRequest): Promise<CheckpointSeconds> {
  const place = await mkdtemp(join(folder, 'eagan-bench-'));
  try {
    const { checkpoints } = await openStore(place);
    const size = { channels, batch: { discriminator: 2, generator: 2 }, latent: 120, bottomWidth: 4 };
    const state = longTrained(size);
    const [write_s] = await timed(() => saveStage(state, checkpoints));
    const [rewrite_s] = await timed(() => saveStage(state, checkpoints));
    const { generator } = drawPairs(1, 1)[0]!;
    const pair = { generator: state.searched, discriminator: state.opponents[0]! };
    stepper(size)({ ...pair, generatorArchitecture: generator, discriminatorArchitecture: null }, 'bench');
    const [afterStep_s, digest] = await timed(() => saveStage(state, checkpoints));
    const [read_s] = await timed(() => loadStage(digest, checkpoints));
    return { mib: mibOf([pair.generator, pair.discriminator]), write_s, rewrite_s, afterStep_s, read_s };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function longTrained({ channels, latent, bottomWidth }: StepSize): StageState {
  const searched: NetworkSpec = {
    network: 'generator',
    form: 'supernet',
    channels: channels.generator,
    latent,
    bottomWidth,
  };
  const opponent: NetworkSpec = {
    ...{ network: 'discriminator', ...builtinGenotypes.autogan.architecture },
    channels: channels.discriminator,
  } as NetworkSpec;
  return { kind: 'stage', iteration: 1, searched: withMoments(searched), opponents: [withMoments(opponent)] };
}

/** A fresh network whose every parameter has made a step; its moments are as hard to pack as weights. */
function withMoments(spec: NetworkSpec): Network {
  const fresh = createNetwork(spec, 1, `bench/${spec.network}`);
  const tensors = networkToTensors(fresh);
  fresh.dispose();
  for (const [name, { shape, data }] of [...tensors]) {
    const parameter = /^weights\/(.*)$/.exec(name)?.[1];
    if (parameter === undefined) continue;
    const moment = (factor: number): TensorData => ({
      shape,
      data: Float32Array.from(data, (x) => Math.abs(x) * factor),
    });
    tensors.set(`moments1/${parameter}`, moment(0.1)).set(`moments2/${parameter}`, moment(0.01));
    tensors.set(`steps/${parameter}`, { shape: [], data: Int32Array.of(1) });
  }
  return networkFromTensors(spec, tensors);
}

function mibOf(networks: readonly Network[]): number {
  const bytes = networks.flatMap((network) =>
    [...networkToTensors(network).values()].map(({ data }) => data.byteLength),
  );
  return bytes.reduce((sum, size) => sum + size, 0) / 2 ** 20;
}
