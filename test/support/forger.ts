// Somebody who changes a run and recomputes every digest, checksum and chain that can be recomputed.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { canonicalJson, digestJson } from '../../domain/digest.js';
import { omit } from '../../domain/omit.js';
import { runDigest, runId } from '../../domain/runs/run-id.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import { stepKey, type StepRecord } from '../../domain/steps/step.js';
import { auditOf, layAuditFile } from '../../control/audit/audit-file.js';
import { auditName } from '../../control/runs/exported-files.js';
import { summarise } from '../../control/progress/summary.js';
import { findOrFreeze } from '../../control/runs/freeze-run.js';
import { openReadOnlyStore } from '../../control/verify/read-only-store.js';
import { verifyWholeRun, type WholeVerification } from '../../control/verify/verify-whole-run.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { toCheckedJson } from '../../store/checked-json.js';
import {
  collectGarbage,
  readRun,
  runRecords,
  runResultDigest,
  writeBudgets,
  type LedgerLine,
  type Store,
} from '../../store/index.js';
import { calculatedRun, type CalculatedRunOptions } from './calculated-run.js';
import { shippedFile } from './pipelines.js';
import { quickStore } from './quick-store.js';
import { temporaryFolder } from './temporary-folder.js';

const file = shippedFile('tiny.yaml');
const text = readFileSync(file, 'utf8');
const loaded = loadPipeline({ file, text }, { folder: dirname(file) });
if (!loaded.ok) throw new Error('the shipped pipeline must be valid');
const { pipeline } = loaded;
const digest = runDigest(loaded.digest, null);

/** The id of every run here. */
export const forgedRun = runId(pipeline.name, digest);

/** Options of a run to forge. `results` and `stopAt` as for calculated runs. */
type Made = Omit<CalculatedRunOptions, 'run'>;

/** Makes a run as the program does: frozen with its texts, with budget, exports and states that gc took. */
export async function honestRun(options: Made = {}): Promise<Forger> {
  const folder = temporaryFolder();
  const forger = new Forger(folder, await quickStore(join(folder, 'store')));
  const { store } = forger;
  await findOrFreeze(store, {
    ...{ pipeline, digest, text, file, folder: dirname(file), overrides: {} },
    ...{ contents: null, decoder: null, fresh: false, isNew: false },
  });
  await forger.run(options);
  const at = '2026-01-01T00:00:00.000Z';
  await store.ledger.tell(forgedRun, 1, { kind: 'budget', asked: ['candidates=500'] }, at);
  await store.ledger.tell(forgedRun, 1, { kind: 'waited', for: 'disk', waitedMs: 1 }, at);
  const stages = Object.fromEntries(pipeline.stages.map(({ id }) => [id, null]));
  await writeBudgets(store.refs, forgedRun, { run: { deviceMs: null, wallMs: null, candidates: 500 }, stages }, at);
  await forger.summarise();
  return forger;
}

export class Forger {
  constructor(
    readonly folder: string,
    public store: Store,
  ) {}

  /** Runs or resumes it. */
  async run(options: Made): Promise<void> {
    await calculatedRun(this.store, pipeline, { results: 'consistent', ...options, run: forgedRun });
  }

  /** Resumes it to its end. */
  async finish(): Promise<void> {
    await this.run({});
    await this.summarise();
  }

  /** Writes the exported files of a completed run. */
  async summarise(): Promise<void> {
    const found = (await readRun(this.store.refs, forgedRun))!;
    if (found.result) await summarise(this.store, found, join(this.folder, 'runs', forgedRun));
  }

  /** Writes again what the run's folder says of the ledger. */
  async coverUp(): Promise<void> {
    const folder = join(this.folder, 'runs', forgedRun);
    const found = (await readRun(this.store.refs, forgedRun))!;
    // A forgery that leaves no whole run has nothing to say of it.
    if (existsSync(join(folder, auditName)))
      await auditOf(this.store, found, folder).then((audit) => layAuditFile(audit, folder), () => undefined); // prettier-ignore
  }

  async copy(): Promise<Forger> {
    const folder = temporaryFolder();
    await cp(this.folder, folder, { recursive: true });
    return new Forger(folder, await quickStore(join(folder, 'store')));
  }

  async verify(head: string | null = null): Promise<WholeVerification> {
    const store = await openReadOnlyStore(this.folder);
    const found = (await readRun(store.refs, forgedRun))!;
    return verifyWholeRun({ store, found, stateFolder: this.folder, head });
  }

  /** Forgets what was read of the store. */
  async reopen(): Promise<void> {
    this.store = await quickStore(this.path());
  }

  /** As `eagan gc` does a day later. */
  async collect(): Promise<void> {
    await collectGarbage(this.store, Date.now() + 25 * 3_600_000);
  }

  path = (...way: readonly string[]): string => join(this.folder, 'store', ...way);
  objectPath = (object: string): string => this.path('objects', object.slice(0, 2), object.slice(2));
  exportPath = (name: string): string => join(this.folder, 'runs', forgedRun, name);

  async record(place: string): Promise<StepRecord> {
    const found = (await runRecords(this.store, forgedRun)).find(({ step }) => step.place === place);
    if (!found) throw new Error(`there must be a record of ${place}`);
    return found;
  }

  /** Replaces a record, with its digest, its key, and the key in the ledger. */
  async forgeRecord(place: string, change: (record: StepRecord) => unknown): Promise<StepRecord> {
    const before = await this.record(place);
    const changed = change(before) as StepRecord;
    const record = { ...changed, key: stepKey(changed.step) };
    await rm(this.recordPath(before));
    mkdirSync(dirname(this.recordPath(record)), { recursive: true });
    await writeFile(this.recordPath(record), `${canonicalJson({ record, digest: digestJson(record) })}\n`);
    const { key, fingerprint } = record;
    const told = { key, fingerprint, record: digestJson(record) };
    await this.forgeLedger((lines) =>
      lines.map((line) => (line.kind === 'step' && line.place === place ? { ...line, ...told } : line)),
    );
    return record;
  }

  private recordPath = ({ key, fingerprint }: StepRecord): string =>
    this.path('records', key.slice(0, 2), `${key}-${fingerprint}.json`);

  /** Replaces an output that is JSON. Returns the new object. */
  async forgeOutput<T>(place: string, output: string, change: (value: T) => unknown): Promise<string> {
    const { outputs } = await this.record(place);
    const object = await putJson(this.store.objects, change(await getJson<T>(this.store.objects, outputs[output]!)));
    await this.forgeRecord(place, (record) => ({ ...record, outputs: { ...record.outputs, [output]: object } }));
    return object;
  }

  /** Replaces the lines and chains them again. */
  async forgeLedger(change: (lines: LedgerLine[]) => readonly LedgerLine[]): Promise<void> {
    const folder = this.path('ledger', forgedRun);
    const names = (await readdir(folder)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const lines = change(texts.map((line) => JSON.parse(line) as LedgerLine));
    await rm(folder, { recursive: true });
    mkdirSync(folder);
    let previous = '0'.repeat(64);
    for (const [index, line] of lines.entries()) {
      const body = { ...omit(line, 'digest'), sequence: index + 1, previous };
      previous = digestJson(body);
      const name = `${String(index + 1).padStart(8, '0')}.json`;
      await writeFile(join(folder, name), `${canonicalJson({ ...body, digest: previous })}\n`);
    }
    await this.reopen();
  }

  /** Replaces the newest version of one of the run's refs, with its checksum and what the ledger says of it. */
  async forgeRef<T>(name: keyof typeof runRefs, change: (value: T) => unknown): Promise<void> {
    const { version, value } = (await this.store.refs.get<T>(runRefs[name](forgedRun)))!;
    const changed = change(value) as T & { readonly resultDigest?: string };
    await writeFile(this.path('refs', runRefs[name](forgedRun), `@${version}.json`), toCheckedJson(changed));
    await this.forgeLedger((lines) =>
      lines.map((line) => {
        if (line.kind === 'run' && name === 'pipeline') return { ...line, frozen: digestJson(changed) };
        if (line.kind !== 'ended' || name !== 'result') return line;
        return { ...line, resultDigest: changed.resultDigest! };
      }),
    );
  }

  /** Writes the result digest that follows from the records of now. */
  async forgeResult(): Promise<void> {
    const { key: exportKey } = await this.record('export');
    const resultDigest = await runResultDigest(this.store, forgedRun, exportKey);
    await this.forgeRef<object>('result', (value) => ({ ...value, exportKey, resultDigest }));
    await this.forgeRef<object>('state', (value) => ({ ...value, exportKey }));
  }
}
