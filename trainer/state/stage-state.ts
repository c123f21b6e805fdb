// A stage's state on the device: the searched supernet and its opponents. As a checkpoint: docs/architecture.md.
import type { Digest, Json } from '../../domain/digest.js';
import { copyNetwork, networkFromTensors, networkToTensors, tensorTotal } from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import type { Checkpoints } from '../../store/types.js';
import { assertCount, fieldOf, readWhole } from './read-whole.js';
import { belowPrefix, opponentPrefix, withPrefix } from './tensor-names.js';

export interface StageState {
  readonly kind: 'stage';
  /** Iterations of the stage that are done. */
  iteration: number;
  /** The supernet of what is searched; if both networks are, the generator's. */
  readonly searched: Network;
  /**
   * One, or in one-to-one training one a slot, each with its own weights, moments and step counts; coupled: the
   * discriminator's supernet.
   */
  opponents: Network[];
}

interface StageMeta {
  readonly schemaVersion: 1;
  readonly kind: 'stage';
  readonly iteration: number;
  readonly searched: NetworkSpec;
  readonly opponents: readonly NetworkSpec[];
}

/** Writes the checkpoint. Equal states give equal digests. */
export function saveStage(state: StageState, checkpoints: Checkpoints): Promise<Digest> {
  const { iteration, searched, opponents } = state;
  const meta: StageMeta = {
    schemaVersion: 1,
    kind: 'stage',
    iteration,
    searched: searched.spec,
    opponents: opponents.map(({ spec }) => spec),
  };
  const tensors = [
    ...withPrefix('searched', networkToTensors(searched)),
    ...opponents.flatMap((opponent, slot) => withPrefix(opponentPrefix(slot), networkToTensors(opponent))),
  ];
  return checkpoints.write(meta as unknown as Json, new Map(tensors));
}

/** Reads a stage's checkpoint onto the device. Throws ObjectError if anything is missing in it. */
export function loadStage(digest: Digest, checkpoints: Checkpoints): Promise<StageState> {
  return readWhole(digest, checkpoints, 'stage', (meta, tensors) => {
    const opponents = fieldOf<readonly NetworkSpec[]>(meta, 'opponents', Array.isArray);
    const state: StageState = {
      kind: 'stage',
      iteration: fieldOf(meta, 'iteration', Number.isInteger),
      searched: networkFromTensors(fieldOf(meta, 'searched'), belowPrefix('searched', tensors)),
      opponents: opponents.map((spec, slot) => networkFromTensors(spec, belowPrefix(opponentPrefix(slot), tensors))),
    };
    assertCount(tensors, [state.searched, ...state.opponents].map(tensorTotal));
    return state;
  });
}

/**
 * Gives slot i a copy of the opponent `from[i]`: weights, running statistics, moments and step counts (weight
 * resetting, inheritance).
 */
export function assignOpponents(state: StageState, from: readonly number[]): void {
  const before = state.opponents;
  state.opponents = from.map((source) => copyNetwork(before[source]!));
  for (const opponent of before) opponent.dispose();
}

/** The opponent of the individual in a slot. */
export function opponentOf(state: StageState, slot: number | null): Network {
  return state.opponents.length === 1 ? state.opponents[0]! : state.opponents[slot ?? 0]!;
}
