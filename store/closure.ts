// The objects that a step's outputs hold: each output, and the objects that it names as its parts. An input of a step
// belongs to the step that made it: a protocol names extractor and reference, but does not hold them.
import { ownOf } from '../domain/own.js';
import type {
  DatasetArtifact,
  DatasetSplit,
  EvaluationArtifact,
  ReferenceArtifact,
} from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { errorCodeOf } from '../domain/errors.js';
import { getJson, ObjectError, type Objects } from '../domain/steps/objects.js';
import { factsOf, type OutputForm, type StepKind } from '../domain/steps/kinds.js';
import type { StepRecord } from '../domain/steps/step.js';
import { checkpointParts } from './checkpoints.js';
import { runRecords } from './result.js';
import type { Store } from './types.js';

export interface Closure {
  /** Every object that is known to be held, outputs first. It includes damaged and missing ones. */
  readonly digests: ReadonlySet<Digest>;
  /** Objects whose parts are unknown because they could not be read. */
  readonly unread: readonly ObjectError[];
}

/** The parts that an object of that form names. */
const namedParts: Readonly<Record<OutputForm, (objects: Objects, digest: Digest) => Promise<readonly Digest[]>>> = {
  checkpoint: checkpointParts,
  async dataset(objects, digest) {
    const { train, heldOut } = await getJson<DatasetArtifact>(objects, digest);
    return [train, heldOut].flatMap(({ blocks, labels }: DatasetSplit) => [...blocks, labels]);
  },
  async reference(objects, digest) {
    const { statistics, root, single } = await getJson<ReferenceArtifact>(objects, digest);
    return [statistics, root, ...(single?.blocks ?? [])];
  },
  figures: async (objects, digest) => [(await getJson<Pick<EvaluationArtifact, 'protocol'>>(objects, digest)).protocol],
  population: async () => [],
  winner: async () => [],
  plain: async () => [],
};

/** The parts of an object, or why they cannot be read. Bytes of any other form count as damage. */
async function partsOf(objects: Objects, form: OutputForm, digest: Digest): Promise<readonly Digest[] | ObjectError> {
  try {
    const parts = await namedParts[form](objects, digest);
    return parts.every((part) => /^[0-9a-f]{64}$/.test(part)) ? parts : otherForm(digest, form);
  } catch (error) {
    if (error instanceof ObjectError) return error;
    const isOther =
      error instanceof SyntaxError || error instanceof TypeError || errorCodeOf(error) === 'EAGAN_OBJECT_CORRUPT';
    if (isOther) return otherForm(digest, form);
    throw error;
  }
}

function otherForm(digest: Digest, form: OutputForm): ObjectError {
  const message = `object ${digest} must have the form of ${form === 'figures' ? 'figures' : `a ${form}`} (got something else)`;
  return new ObjectError('EAGAN_OBJECT_CORRUPT', digest, message);
}

/** The form of a step's output, by the kind of step and the output's name. */
export function outputForm(kind: StepKind, name: string): OutputForm {
  return ownOf(factsOf(kind).outputs, name) ?? 'plain';
}

/**
 * All objects that a record's outputs hold. Damage is reported in `unread` and never thrown; reading moves damaged
 * objects to the quarantine.
 */
export async function closureOf(
  objects: Objects,
  { step, outputs }: Pick<StepRecord, 'outputs'> & { readonly step: Pick<StepRecord['step'], 'kind'> },
): Promise<Closure> {
  const digests = new Set(Object.values(outputs));
  const unread: ObjectError[] = [];
  for (const [name, digest] of Object.entries(outputs)) {
    const parts = await partsOf(objects, outputForm(step.kind, name), digest);
    if (parts instanceof ObjectError) unread.push(parts);
    else parts.forEach((part) => digests.add(part));
  }
  return { digests, unread };
}

/** True if all inputs of a record's step are in the store, so that it can run again. */
export async function hasInputs(objects: Objects, { step }: Pick<StepRecord, 'step'>): Promise<boolean> {
  const present = await Promise.all(Object.values(step.inputs).map((input) => objects.has(input)));
  return present.every(Boolean);
}

/**
 * The record of a run whose step makes an object; it can run again if the object is damaged. If several hold the
 * object, it is the first whose inputs are in the store, else the first. null: no step of the run holds it, as far as
 * its outputs can be read.
 */
export async function makerOf(store: Store, run: string, object: Digest): Promise<StepRecord | null> {
  const records = await runRecords(store, run);
  const direct = records.filter(({ outputs }) => Object.values(outputs).includes(object));
  const holders = direct.length > 0 ? direct : await holdersOf(store.objects, records, object);
  for (const holder of holders) if (await hasInputs(store.objects, holder)) return holder;
  return holders[0] ?? null;
}

async function holdersOf(objects: Objects, records: readonly StepRecord[], object: Digest): Promise<StepRecord[]> {
  const closures = await Promise.all(records.map((record) => closureOf(objects, record)));
  return records.filter((_, index) => closures[index]!.digests.has(object));
}
