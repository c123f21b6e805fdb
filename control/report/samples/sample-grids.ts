// Pictures of samples of a run by generation, on the same latents. What was made before is read from the store; the
// rest is made by a process with TensorFlow, and kept.
import { EaganError } from '../../../domain/errors.js';
import { threadsOf } from '../../../domain/plan/index.js';
import { sampleColumns, sampleRows } from '../../../domain/runs/sample-grids.js';
import { runRecords, type RunInStore, type Store } from '../../../store/index.js';
import { readSearch } from '../../why/read-search.js';
import { keptPictures } from './kept-pictures.js';
import { providePictures, type MakingOptions, type SamplePicture } from './pictures.js';
import {
  plannedFinals,
  plannedGenerations,
  plannedNoise,
  plannedReal,
  type PicturedState,
  type PicturedGeneration,
  type Planned,
} from './planned.js';

export interface SampleGrids {
  /** Pixels of an image's side. */
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
  /** The best individual of each closed generation of the stages that search generators. */
  readonly generations: readonly (PicturedGeneration & SamplePicture)[];
  /** The scored states of the final pair, with averaged weights. */
  readonly final: readonly (PicturedState & SamplePicture)[];
  /** Held-out images; null: the run has not read its images yet. */
  readonly real: SamplePicture | null;
  readonly noise: SamplePicture;
}

export interface SampleOptions extends MakingOptions {
  /** The last generation that is wanted of each stage. */
  readonly upTo?: number;
}

/**
 * Finds or makes the pictures of a run. Throws EAGAN_TENSORFLOW_MISSING and EAGAN_TRAINER_CRASHED if it has to make
 * some, and EAGAN_USAGE if no stage has closed the generation that is wanted.
 */
export async function sampleGrids(store: Store, found: RunInStore, options: SampleOptions = {}): Promise<SampleGrids> {
  const { run, pipeline } = found.frozen;
  const { size } = pipeline.dataset;
  const records = await runRecords(store, run);
  const generations = upTo(plannedGenerations(await readSearch(store, run), size), options.upTo);
  const finals = plannedFinals(records, size);
  const [real] = plannedReal(records, size);
  const noise = plannedNoise(size);
  const planned = [...generations, ...finals, ...(real ? [real] : []), noise];
  const threads = threadsOf(pipeline, 'evaluate');
  const pictures = await providePictures(store, keptPictures(store, run), planned, threads, options);
  const pictureOf = ({ request }: Planned<unknown>): SamplePicture => pictures.get(request)!;
  return {
    ...{ size, rows: sampleRows, columns: sampleColumns },
    generations: generations.map((each) => ({ ...each.facts, ...pictureOf(each) })),
    final: finals.map((each) => ({ ...each.facts, ...pictureOf(each) })),
    real: real ? pictureOf(real) : null,
    noise: pictureOf(noise),
  };
}

function upTo(
  generations: readonly Planned<PicturedGeneration>[],
  last?: number,
): readonly Planned<PicturedGeneration>[] {
  if (last === undefined || generations.some(({ facts }) => facts.generation === last))
    return generations.filter(({ facts }) => facts.generation <= (last ?? Infinity));
  const most = Math.max(-1, ...generations.map(({ facts }) => facts.generation));
  const closed =
    most < 0 ? 'a closed one that searched generators (there is none yet)' : `0 to ${most}, the closed ones`;
  const example = 'For example: eagan plot RUN samples --generation 0';
  throw new EaganError('EAGAN_USAGE', `the generation must be ${closed} (got ${last})`, example);
}
