// What verification keeps of each record: its place in the run, inputs and results. Parameters and circumstances, which
// are most of it, are read again where a check needs them, so a long run fits into memory.
import type { Step } from '../domain/steps/kinds.js';
import { stepKey, type StepRecord } from '../domain/steps/step.js';
import type { Digest } from '../domain/digest.js';
import type { StepLine } from '../domain/ledger/lines.js';
import { recordDigest } from './records.js';
import type { Store } from './types.js';

export interface RecordFacts extends Pick<StepRecord, 'key' | 'fingerprint' | 'outputs' | 'numbers'> {
  readonly step: Pick<Step, 'kind' | 'place' | 'inputs'>;
  /** SHA-256 of the whole record's canonical JSON. */
  readonly digest: Digest;
  /** The key of its step, computed again. */
  readonly recomputed: string;
}

/** Files that are read at the same moment. */
const atOnce = 16;

/** The facts of each line's record; null if there is none, or only a damaged one. */
export async function factsOfLines({ records }: Store, lines: readonly StepLine[]): Promise<(RecordFacts | null)[]> {
  const facts: (RecordFacts | null)[] = [];
  for (let from = 0; from < lines.length; from += atOnce) {
    const some = lines.slice(from, from + atOnce);
    const read = await Promise.all(some.map(({ key, fingerprint }) => records.find(key, fingerprint)));
    facts.push(...read.map((record) => record && factsOf(record)));
  }
  return facts;
}

function factsOf(record: StepRecord): RecordFacts {
  const { key, fingerprint, outputs, numbers, step } = record;
  const { kind, place, inputs } = step;
  return {
    key,
    digest: recordDigest(record),
    fingerprint,
    outputs,
    numbers,
    step: { kind, place, inputs },
    recomputed: stepKey(step),
  };
}

/** The file of a record, below the store's folder. */
export const recordFile = ({ key, fingerprint }: Pick<StepRecord, 'key' | 'fingerprint'>): string =>
  `records/${key.slice(0, 2)}/${key}-${fingerprint}.json`;
