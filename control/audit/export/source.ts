// What an audit export is made from: one look over the ledger, the records and the objects of a run as they lie in the
// store. Damaged parts are listed, never repaired: the export of a damaged run is evidence.
import type { Digest } from '../../../domain/digest.js';
import { parseJsonText } from '../../../domain/parse-json.js';
import { runRefs } from '../../../domain/runs/run-state.js';
import { standsBy } from '../../../domain/steps/supersession.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import { rawFiles, type RawFiles, type RunInStore, type Store } from '../../../store/index.js';
import { exportNames } from '../../runs/exported-files.js';

/** A step's line, as far as tables need it. */
interface SurveyedStep {
  readonly sequence: number;
  readonly epoch: number;
  readonly at: string;
  readonly place: string;
  readonly key: Digest;
  readonly fingerprint: Digest;
}

/** Something that the store should have and has not, or not as it was written. */
export interface MissingPart {
  readonly what: string;
  readonly place: string | null;
  readonly digest: Digest | null;
}

export interface AuditSource {
  readonly run: RunInStore;
  readonly raw: RawFiles;
  /** The last line that can be read; null: there is none. */
  readonly head: { readonly sequence: number; readonly digest: Digest } | null;
  readonly hasJournal: boolean;
  /** The frozen run as its ref has it. */
  readonly frozen: object;
  readonly steps: readonly SurveyedStep[];
  /** Numbers of the lines that count, of each place the last. */
  readonly standing: ReadonlySet<number>;
  /** JSON objects that the export holds. */
  readonly objects: ReadonlySet<Digest>;
  /** The outputs of the export; none before the run is completed. */
  readonly exported: Readonly<Record<string, Digest>>;
  /** Its files by name. */
  readonly results: ReadonlyMap<string, Digest>;
  /** Lines of people and programs: who started it, by what. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** What ran, as its lines name it. */
  readonly programs: readonly Readonly<Record<string, unknown>>[];
  readonly missing: readonly MissingPart[];
  readonly removed: readonly MissingPart[];
  /** Outputs that the store has and the export only names: states, tensors, pictures. */
  readonly digestOnly: number;
}

/** Outputs that are JSON, by name: the same names in every kind of step. */
const jsonOutputs: ReadonlySet<string> = new Set([
  ...['dataset', 'reference', 'population', 'evaluation', 'selection', 'winner', 'score'],
]);

/** A value, and its text as one line. */
interface WrittenLine {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The line in the bytes of a file: as it is stored, if it is one line; null if it is no mapping in JSON. */
export function lineOfBytes(bytes: Uint8Array | null): WrittenLine | null {
  const line = jsonLine(bytes);
  return typeof line?.value === 'object' && line.value !== null && !Array.isArray(line.value)
    ? { text: line.text, value: line.value as WrittenLine['value'] }
    : null;
}

function jsonLine(bytes: Uint8Array | null): { readonly text: string; readonly value: unknown } | null {
  if (bytes === null) return null;
  const stored = Buffer.from(bytes).toString('utf8').replace(/\n$/, '');
  try {
    const value = parseJsonText(stored);
    return { text: stored.includes('\n') ? JSON.stringify(value) : stored, value };
  } catch {
    return null;
  }
}

/** Looks over a run. Reads every record once and keeps little of it. */
export async function surveyRun(store: Store, run: RunInStore): Promise<AuditSource> {
  const raw = rawFiles(store.folder);
  const { steps, events, missing, head } = await surveyLedger(raw, run.frozen.run);
  const held = await surveyRecords(raw, steps, run.result?.exportKey);
  const named = events.flatMap(({ program, list }) => [program, list]).filter((digest) => typeof digest === 'string');
  const objects = await presentObjects(raw, held, named, missing);
  const { removed, digestOnly } = await surveyOthers(raw, held, missing);
  return {
    ...{ run, raw, head, steps, events, objects, removed, digestOnly },
    hasJournal: !(await raw.journal(run.frozen.run).next()).done,
    programs: await programsIn(raw, named),
    frozen: (await store.refs.get<object>(runRefs.pipeline(run.frozen.run)))!.value,
    standing: standingOf(run, steps),
    results: held.results,
    exported: held.exported,
    missing: [...missing, ...held.missing],
  };
}

async function surveyLedger(
  raw: RawFiles,
  run: string,
): Promise<Pick<AuditSource, 'steps' | 'events' | 'head'> & { missing: MissingPart[] }> {
  const steps: SurveyedStep[] = [];
  const events: Readonly<Record<string, unknown>>[] = [];
  const torn: number[] = [];
  let [last, head] = [0, null as AuditSource['head']];
  for await (const { number, bytes } of raw.ledger(run)) {
    const line = lineOfBytes(bytes);
    last = number;
    if (line !== null) head = { sequence: number, digest: String(line.value.digest) };
    if (line === null) torn.push(number);
    else if ((line.value.kind ?? 'step') === 'step') steps.push(line.value as never);
    else if (line.value.kind !== 'attempt') events.push(line.value);
  }
  // A torn last line counts as not written: the next one takes its number.
  const missing = torn.filter((number) => number !== last);
  return { steps, events, head, missing: missing.map((number) => missingPart(`line ${number} of the ledger`)) };
}

const missingPart = (what: string, place: string | null = null, digest: Digest | null = null): MissingPart => ({ what, place, digest }); // prettier-ignore

/** What the records hold, by digest: where it was made, under which name. */
interface Held {
  readonly json: Map<Digest, HeldOutput>;
  readonly others: Map<Digest, HeldOutput>;
  exported: Readonly<Record<string, Digest>>;
  readonly results: Map<string, Digest>;
  readonly fingerprints: Set<Digest>;
  readonly missing: MissingPart[];
}
interface HeldOutput {
  readonly place: string;
  readonly name: string;
}

async function surveyRecords(
  raw: RawFiles,
  steps: readonly SurveyedStep[],
  exportKey: Digest | undefined,
): Promise<Held> {
  const held: Held = {
    json: new Map(),
    others: new Map(),
    exported: {},
    results: new Map(),
    fingerprints: new Set(),
    missing: [],
  };
  for (const line of uniqueRecords(steps)) {
    const record = await recordAt(raw, line);
    if (record === null) held.missing.push(missingPart(`the record of ${line.place}`, line.place));
    else hold(held, record, record.key === exportKey);
    if (record?.key === exportKey) held.exported = record?.outputs ?? {};
  }
  return held;
}

/** Of lines with the same record the first. */
export function uniqueRecords(steps: readonly SurveyedStep[]): SurveyedStep[] {
  const seen = new Map(
    steps.map((line) => [`${line.key}-${line.fingerprint}`, line]).reverse() as [string, SurveyedStep][],
  );
  return [...seen.values()].reverse();
}

/** The record of a line; null if there is none that can be read. */
export async function recordAt(raw: RawFiles, { key, fingerprint }: SurveyedStep): Promise<StepRecord | null> {
  const record = lineOfBytes(await raw.record(key, fingerprint))?.value.record as StepRecord | undefined;
  return record?.step?.inputs && record.outputs && record.circumstances ? record : null;
}

function hold(
  { json, others, results, fingerprints }: Held,
  { step, outputs, fingerprint }: StepRecord,
  isExport: boolean,
): void {
  fingerprints.add(fingerprint);
  for (const [name, digest] of Object.entries(outputs)) {
    const file = isExport ? exportNames[name] : undefined;
    if (file !== undefined) results.set(file, digest);
    const where = jsonOutputs.has(name) ? json : others;
    if (!where.has(digest)) where.set(digest, { place: step.place, name });
  }
}

/** JSON objects that are whole, with the protocols that they name; the others become missing parts. */
async function presentObjects(
  raw: RawFiles,
  { json, fingerprints }: Held,
  named: readonly string[],
  missing: MissingPart[],
): Promise<Set<Digest>> {
  const present = new Set<Digest>();
  const protocols = new Map<Digest, HeldOutput>();
  for (const [digest, output] of json) {
    const found = await jsonObject(raw, digest);
    if (found === null) missing.push(missingPart(`output ${output.name} of ${output.place}`, output.place, digest));
    else present.add(digest);
    const protocol = found?.value.protocol;
    if (typeof protocol === 'string') protocols.set(protocol, { place: output.place, name: 'protocol' });
  }
  for (const [digest, { place }] of protocols) {
    if (await jsonObject(raw, digest)) present.add(digest);
    else missing.push(missingPart(`the protocol of ${place}`, place, digest));
  }
  // What describes a machine or a program proves nothing; it may be absent.
  for (const digest of [...fingerprints, ...named]) if (await jsonObject(raw, digest)) present.add(digest);
  return present;
}

/** An object that is JSON in one line, so that the digest is that of the line; null for any other. */
export async function jsonObject(raw: RawFiles, digest: Digest): Promise<WrittenLine | null> {
  const bytes = await raw.object(digest);
  const line = bytes?.includes(10) ? null : jsonLine(bytes);
  return line && { text: line.text, value: typeof line.value === 'object' ? ((line.value ?? {}) as WrittenLine['value']) : {} }; // prettier-ignore
}

async function programsIn(raw: RawFiles, named: readonly string[]): Promise<AuditSource['programs']> {
  const found = await Promise.all([...new Set(named)].map((digest) => jsonObject(raw, digest)));
  return found.flatMap((line) => (line?.value.kind === 'program' ? [line.value] : []));
}

/** Large and binary outputs: removed by gc, lost, or only named here. */
async function surveyOthers(
  raw: RawFiles,
  { others, results }: Held,
  missing: MissingPart[],
): Promise<Pick<AuditSource, 'removed' | 'digestOnly'>> {
  const gone = await raw.removed();
  const exported = new Set(results.values());
  const removed: MissingPart[] = [];
  let digestOnly = 0;
  for (const [digest, { place, name }] of others) {
    const part = missingPart(`output ${name} of ${place}`, place, digest);
    if (await raw.hasObject(digest)) digestOnly += exported.has(digest) ? 0 : 1;
    else (gone.has(digest) ? removed : missing).push(part);
  }
  return { removed, digestOnly };
}

function standingOf({ frozen, owner }: RunInStore, steps: readonly SurveyedStep[]): ReadonlySet<number> {
  const stands = standsBy(owner?.supersessions ?? [], frozen.pipeline);
  const isPlace = (line: SurveyedStep): boolean => {
    try {
      return stands(line);
    } catch {
      return false; // a forged line may name any place
    }
  };
  const last = new Map(steps.filter(isPlace).map(({ place, sequence }) => [place, sequence]));
  return new Set(last.values());
}
