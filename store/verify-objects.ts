// Reads and digests every object that a run's steps hold, several at once, and adds up what sharing between checkpoints
// saves.
import type { Digest } from '../domain/digest.js';
import { ObjectError, type Objects } from '../domain/steps/objects.js';
import { isState } from '../domain/runs/retention.js';
import { closureOf, outputForm } from './closure.js';
import { asFinding, type StoreFinding } from './finding.js';
import type { RecordFacts } from './record-facts.js';
import type { Store } from './types.js';

export interface VerifiedObjects {
  /** Complete ones. */
  readonly objects: number;
  readonly bytes: number;
  /** States and extractors whose objects are all there. */
  readonly checkpoints: {
    readonly count: number;
    /** If each were written as a whole. */
    readonly wholeBytes: number;
    /** What they take, with shared packs counted once. */
    readonly storedBytes: number;
  };
  /** Outputs that `eagan gc` removed, by the places of their steps. */
  readonly removed: readonly RemovedObject[];
  readonly findings: readonly StoreFinding[];
}

interface RemovedObject {
  readonly digest: Digest;
  readonly place: string;
  /** The training states that hold it; null: something else holds it, too. */
  readonly states: readonly Digest[] | null;
}

/** How far the reading has got. */
export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

/** Objects are large: a few at once keep the disk busy. */
const atOnce = 4;

/** Reads all objects of the records. `removed`: digests that `eagan gc` removed; their absence is no finding. */
export async function verifyObjects(
  store: Store,
  records: readonly RecordFacts[],
  removed: ReadonlySet<Digest>,
  onProgress: (read: ReadingProgress) => void,
  whole: Objects = store.objects,
): Promise<VerifiedObjects> {
  const held = await collectObjects(store, records);
  const { places, checkpoints, unread } = held;
  const sizes = new Map<Digest, number>();
  const findings: StoreFinding[] = [];
  const gone: RemovedObject[] = [];
  let [done, bytes] = [0, 0];
  const left = [...places];
  const readOn = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [digest, place] = next;
      const found = unread.get(digest) ?? (await sizeOf(whole, digest));
      if (typeof found === 'number') sizes.set(digest, found);
      else if (found.code === 'EAGAN_OBJECT_MISSING' && removed.has(digest))
        gone.push({ digest, place, states: statesWith(held, digest) });
      else findings.push(asFinding(found, place, objectFile(digest)));
      bytes += sizes.get(digest) ?? 0;
      onProgress({ done: ++done, total: places.size, bytes });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return { objects: sizes.size, bytes, checkpoints: sharing(checkpoints, sizes), removed: gone, findings };
}

/**
 * What the records hold: every object with a place, the objects of each checkpoint, and what could not be read on the
 * way.
 */
interface Held {
  readonly places: ReadonlyMap<Digest, string>;
  readonly checkpoints: ReadonlyMap<Digest, ReadonlySet<Digest>>;
  readonly unread: ReadonlyMap<Digest, ObjectError>;
  /** Objects that an output holds which is no training state. */
  readonly others: ReadonlySet<Digest>;
}

/** The training states that hold an object; null: another output holds it, too. */
const statesWith = ({ checkpoints, others }: Held, digest: Digest): readonly Digest[] | null =>
  others.has(digest) ? null : [...checkpoints].flatMap(([state, parts]) => (parts.has(digest) ? [state] : []));

const objectFile = (digest: Digest): string => `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;

async function collectObjects(store: Store, records: readonly RecordFacts[]): Promise<Held> {
  const places = new Map<Digest, string>();
  const checkpoints = new Map<Digest, ReadonlySet<Digest>>();
  const unread = new Map<Digest, ObjectError>();
  const others = new Set<Digest>();
  const outputs = new Map<Digest, { readonly step: RecordFacts['step']; readonly name: string }>();
  for (const { step, outputs: made } of records) {
    for (const [name, output] of Object.entries(made)) if (!outputs.has(output)) outputs.set(output, { step, name });
  }
  for (const [output, { step, name }] of outputs) {
    const closure = await closureOf(store.objects, { step, outputs: { [name]: output } });
    for (const digest of closure.digests) {
      if (!places.has(digest)) places.set(digest, step.place);
      if (!isState(step, name)) others.add(digest);
    }
    // Reading moves a damaged object away; a second read would only find it missing.
    for (const error of closure.unread) if (!unread.has(error.object)) unread.set(error.object, error);
    if (outputForm(step.kind, name) === 'checkpoint') checkpoints.set(output, closure.digests);
  }
  return { places, checkpoints, unread, others };
}

async function sizeOf(objects: Objects, digest: Digest): Promise<number | ObjectError> {
  try {
    return (await objects.get(digest)).length;
  } catch (error) {
    if (error instanceof ObjectError) return error;
    throw error;
  }
}

function sharing(
  checkpoints: ReadonlyMap<Digest, ReadonlySet<Digest>>,
  sizes: ReadonlyMap<Digest, number>,
): VerifiedObjects['checkpoints'] {
  const whole = [...checkpoints.values()].filter((parts) => [...parts].every((part) => sizes.has(part)));
  const total = (parts: Iterable<Digest>): number => [...parts].reduce((sum, part) => sum + sizes.get(part)!, 0);
  return {
    count: whole.length,
    wholeBytes: whole.reduce((sum, parts) => sum + total(parts), 0),
    storedBytes: total(new Set(whole.flatMap((parts) => [...parts]))),
  };
}
