// Finds pictures that were made before, makes the others, and says why one is missing.
import type { SampleOutcome, SampleRequest } from '../../../trainer/pictures/samples.js';
import type { Store } from '../../../store/index.js';
import { weightsReader } from '../../why/weights.js';
import type { KeptPictures } from './kept-pictures.js';
import { makePictures } from './make-pictures.js';
import type { Planned } from './planned.js';

/** Why there is no picture, in a word and in a sentence. */
export interface Missing {
  readonly reason: keyof typeof sentences | 'damaged';
  readonly message: string;
}

/** A picture, or why there is none. */
export type SamplePicture =
  { readonly png: Uint8Array; readonly missing: null } | { readonly png: null; readonly missing: Missing };

export interface MakingOptions {
  /** False: only what was made before; no process is started. */
  readonly make?: boolean;
  /** Called before each picture that is made. */
  readonly onMake?: (made: number, total: number) => void;
}

const sentences = {
  removed: 'eagan gc removed the state of these networks',
  absent: 'the state of these networks is not in the store',
  diverged: 'the images are no finite numbers: the generator has diverged',
  failed: 'its evaluation failed each time, so it is not asked for images either',
  notMade: 'this picture was not made yet',
} as const;

const without = (reason: keyof typeof sentences): SamplePicture => ({
  png: null,
  missing: { reason, message: sentences[reason] },
});

/** What is known of each request of a run. */
export type Pictures = ReadonlyMap<SampleRequest, SamplePicture>;

/** Provides pictures in the order of `planned`, each kept as soon as it is made. */
export async function providePictures(
  store: Store,
  kept: KeptPictures,
  planned: readonly Planned<unknown>[],
  threads: number,
  { make = true, onMake }: MakingOptions,
): Promise<Pictures> {
  const pictures = new Map<SampleRequest, SamplePicture>();
  const lost = await lostReader(store);
  const wanted: SampleRequest[] = [];
  for (const { facts, request } of planned) {
    const found = await kept.find(request);
    const known = found ? pictureOf(found) : hasFailed(facts) ? without('failed') : await lost(request);
    pictures.set(request, known ?? without('notMade'));
    if (known === null) wanted.push(request);
  }
  if (!make || wanted.length === 0) return pictures;
  const keeping: Promise<void>[] = [];
  onMake?.(0, wanted.length);
  const onMade = (index: number, outcome: SampleOutcome): void => {
    pictures.set(wanted[index]!, pictureOf(outcome));
    keeping.push(kept.keep(wanted[index]!, outcome));
    if (index + 1 < wanted.length) onMake?.(index + 1, wanted.length);
  };
  // What a process made before it crashed is kept too.
  await makePictures(store, wanted, threads, onMade).finally(() => Promise.all(keeping));
  return pictures;
}

const hasFailed = (facts: unknown): boolean =>
  typeof facts === 'object' && facts !== null && 'status' in facts && facts.status === 'failed';

/** Says whether a state is known to be lost; null: it is not. */
async function lostReader(store: Store): Promise<(request: SampleRequest) => Promise<SamplePicture | null>> {
  const weightsOf = await weightsReader(store);
  return async (request) => {
    if (!('state' in request)) return null;
    const { state } = await weightsOf(request.state);
    return state === 'kept' ? null : without(state === 'removed' ? 'removed' : 'absent');
  };
}

function pictureOf(outcome: SampleOutcome): SamplePicture {
  if (outcome.status === 'ok') return { png: outcome.png, missing: null };
  if (outcome.status === 'diverged') return without('diverged');
  return { png: null, missing: { reason: 'damaged', message: outcome.message } };
}
