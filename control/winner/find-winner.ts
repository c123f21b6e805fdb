// The pair that a completed run exported, from its exported weights: eagan gc never removes them.
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import type { StepOf } from '../../domain/steps/kinds.js';
import { ObjectError } from '../../domain/steps/objects.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Winner } from '../../ports/port.js';
import { winnerFromTensors } from '../../ports/read-winner.js';
import { readSafetensors, recordOfKey, type RunInStore, type Store } from '../../store/index.js';
import { architectureSpec } from '../../trainer/state/network-specs.js';

/** The record of a run's export, and the object with its weights. */
export interface ExportedWinner {
  readonly record: StepRecord & { readonly step: StepOf<'export'> };
  readonly weights: Digest;
}

/** Throws EAGAN_PLACE_NOT_REACHED before the run is completed. */
export async function findWinner(store: Store, { frozen, result }: RunInStore): Promise<ExportedWinner> {
  const record = result && (await recordOfKey(store, frozen.run, result.exportKey));
  if (!record) throw notCompleted(frozen.run);
  return { record: record as ExportedWinner['record'], weights: record.outputs.weights! };
}

export function generatorOf({ record }: ExportedWinner): Winner['generator']['spec'] {
  const { sizes, generator } = record.step.parameters;
  return architectureSpec('generator', generator, sizes) as Winner['generator']['spec'];
}

/** Its networks as data. Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function readExported({ objects }: Store, winner: ExportedWinner): Promise<Winner> {
  const { sizes, discriminator } = winner.record.step.parameters;
  const { tensors } = readSafetensors(await objects.get(winner.weights));
  const specs = {
    generator: generatorOf(winner),
    discriminator: architectureSpec('discriminator', discriminator, sizes) as Winner['discriminator']['spec'],
  };
  try {
    return winnerFromTensors(specs, tensors);
  } catch (error) {
    const must = `the exported weights ${winner.weights} must hold both networks (${(error as Error).message})`;
    const cure = 'Compute the run again: eagan run FILE --fresh';
    throw new ObjectError('EAGAN_OBJECT_CORRUPT', winner.weights, must, cure);
  }
}

const notCompleted = (run: string): EaganError =>
  new EaganError(
    'EAGAN_PLACE_NOT_REACHED',
    `${run} must be completed to have a winner (it is not)`,
    `Let it end: eagan resume ${run}. Draw from an individual of its search: eagan sample ${run} --individual NAME`,
  );
