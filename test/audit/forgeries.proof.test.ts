// Forgeries by somebody careful, who recomputes all digests that can be recomputed: what finds each of them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { ErrorCode } from '../../domain/errors.js';
import { sourceDigest } from '../../domain/runs/source-digest.js';
import type {
  EvaluationArtifact,
  PopulationArtifact,
  SelectionArtifact,
  WinnerArtifact,
} from '../../domain/steps/artifacts.js';
import { readableJson } from '../../domain/steps/export-texts.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import { pureFingerprint } from '../../domain/steps/pure-steps.js';
import { resultText, type Step, type StepRecord, type StepResult } from '../../domain/steps/step.js';
import { takeOwnership, type FrozenRun, type LedgerLine, type Store } from '../../store/index.js';
import { consistentResult } from '../support/consistent-results.js';
import { forgedRun, honestRun, type Forger } from '../support/forger.js';

/**
 * `found`: verify finds it by itself. `head`: only beside a head that was kept elsewhere. `rerun`: only by computing
 * the step again.
 */
type Verdict = { readonly found: ErrorCode; readonly saying: RegExp } | 'head' | 'rerun';

interface Forgery {
  readonly what: string;
  readonly of?: Honest;
  readonly verdict: Verdict;
  /** The forger forgets what the run's folder says. */
  readonly isBare?: true;
  forge(forger: Forger): Promise<unknown>;
}

const found = (code: ErrorCode, saying: RegExp): Verdict => ({ found: code, saying });
const inconsistent = (saying: RegExp): Verdict => found('EAGAN_RECORD_INCONSISTENT', saying);
const unplanned = (saying: RegExp): Verdict => found('EAGAN_PLAN_DIFFERS', saying);

/** Runs that nobody forged, made once. */
const honest = {
  completed: () => honestRun(),
  collected: async () => {
    const run = await honestRun();
    await run.collect();
    return run;
  },
  paused: () => honestRun({ stopAt: (place) => place === 'discriminator/gen-000/train/segment-01' }),
  resumed: async () => {
    const run = await honestRun({ stopAt: (place) => place === 'discriminator/open' });
    await run.run({});
    return run;
  },
  takenBack: async () => {
    const run = await honestRun();
    const at = '2026-01-02T00:00:00.000Z';
    await takeOwnership(run.store.refs, forgedRun, 1, at, { from: 'final' });
    await run.store.ledger.tell(forgedRun, 2, { kind: 'superseded', from: 'final' }, at);
    return run;
  },
};
type Honest = keyof typeof honest;
const made = new Map<Honest, Forger>();
const heads = new Map<Honest, string | null>();
before(async () => {
  for (const name of Object.keys(honest) as Honest[]) {
    const run = await honest[name]();
    made.set(name, run);
    heads.set(name, (await run.verify()).head);
  }
});

const evaluation = 'generator/gen-000/evaluate/01';
const select = 'generator/gen-000/select';
const trained = 'final/score/iter-000016';

const withNumber =
  (name: string, value: number) =>
  (record: StepRecord): StepRecord => ({ ...record, numbers: { ...record.numbers, [name]: value } });
const isStep = (line: LedgerLine, place: string): boolean => line.kind === 'step' && line.place === place;
const at = (lines: readonly LedgerLine[], place: string): number => lines.findIndex((line) => isStep(line, place));
const ofVersion1 = (line: object): object =>
  Object.fromEntries(Object.entries(line).filter(([name]) => !['schemaVersion', 'kind', 'record'].includes(name)));
/** Without the last steps, but with what was told after them. */
const withoutLastSteps = (lines: readonly LedgerLine[], count: number): readonly LedgerLine[] => {
  const last = lines.filter(({ kind }) => kind === 'step').slice(-count);
  return lines.filter((line) => !last.includes(line));
};

function swapped<T>(items: readonly T[], a: number, b: number): T[] {
  const copy = [...items];
  [copy[a], copy[b]] = [copy[b]!, copy[a]!];
  return copy;
}

/** A run that was computed on from invented results. */
async function invented(
  forger: Forger,
  invent: (step: Step, made: StepResult, store: Store) => Promise<StepResult>,
): Promise<void> {
  for (const part of ['records', 'ledger', 'refs', 'objects']) await rm(forger.path(part), { recursive: true });
  const results = async (step: Step, store: Store): Promise<StepResult> =>
    invent(step, await consistentResult(step, store), store);
  const other = await honestRun({ results });
  for (const part of ['records', 'ledger', 'refs', 'objects']) await rename(other.path(part), forger.path(part));
  for (const name of readdirSync(join(other.folder, 'runs', forgedRun)))
    await rename(other.exportPath(name), forger.exportPath(name));
  await forger.reopen();
}

/** An evaluation with another figure, in its artifact and its numbers. */
async function betterAt(place: string, step: Step, result: StepResult, { objects }: Store): Promise<StepResult> {
  if (step.place !== place) return result;
  const artifact = await getJson<EvaluationArtifact>(objects, result.outputs.evaluation!);
  const figures = { ...artifact.figures!, frechetDistance: 0.001 };
  const better = await putJson(objects, { ...artifact, figures });
  return { ...result, outputs: { evaluation: better }, numbers: { ...result.numbers, frechetDistance: 0.001 } };
}

// prettier-ignore
const forgeries: readonly Forgery[] = [
  // Edited.
  { what: "the winner's distance in its record", verdict: inconsistent(/its numbers at frechetDistance/), forge: async (f) => { await f.forgeRecord(trained, withNumber('frechetDistance', 0.001)); await f.forgeResult(); } },
  { what: "a candidate's figure in its record", verdict: inconsistent(/its numbers at frechetDistance/), forge: async (f) => { await f.forgeRecord(evaluation, withNumber('frechetDistance', 0.001)); await f.forgeResult(); } },
  { what: "a candidate's figure in its artifact and its record", verdict: inconsistent(/must come from a step of an earlier line/), forge: async (f) => { await f.forgeOutput<EvaluationArtifact>(evaluation, 'evaluation', (e) => ({ ...e, figures: { ...e.figures, frechetDistance: 0.001 } })); await f.forgeRecord(evaluation, withNumber('frechetDistance', 0.001)); } },
  { what: "a candidate's figure, and all that follows from it computed again", verdict: 'rerun', forge: (f) => invented(f, (...of) => betterAt(evaluation, ...of)) },
  { what: 'the figures of the final score in artifact, record, export and all files', verdict: 'rerun', forge: (f) => invented(f, async (step, result, { objects }) => { if (step.place !== trained) return result; const figures = { frechetDistance: 0.001, classifierScore: 9, frechetDistanceDeviation: 0.1, classifierScoreDeviation: 0.5 }; const artifact = await getJson<object>(objects, result.outputs.score!); return { ...result, outputs: { score: await putJson(objects, { ...artifact, figures }) }, numbers: figures }; }) },
  { what: 'the losses of a segment', verdict: 'rerun', forge: async (f) => { await f.forgeRecord('generator/warmup/segment-00', withNumber('generatorLoss', 0.1)); await f.forgeResult(); } },
  { what: 'the parameters of a candidate, and all that follows from them', verdict: inconsistent(/its evaluation at parameters/), forge: (f) => invented(f, async (step, result, { objects }) => { if (step.place !== evaluation) return result; const artifact = await getJson<EvaluationArtifact>(objects, result.outputs.evaluation!); return { ...result, outputs: { evaluation: await putJson(objects, { ...artifact, parameters: 7 }) }, numbers: { ...result.numbers, parameters: 7 } }; }) },
  { what: 'the protocol of a candidate, and all that follows from it', verdict: found('EAGAN_RECORD_INCONSISTENT', /its evaluation at protocol/), forge: (f) => invented(f, async (step, result, { objects }) => { if (step.kind !== 'evaluate') return result; const artifact = await getJson<EvaluationArtifact>(objects, result.outputs.evaluation!); const protocol = await putJson(objects, { ...(await getJson<object>(objects, artifact.protocol)), images: 5 }); return { ...result, outputs: { evaluation: await putJson(objects, { ...artifact, protocol }) } }; }) },
  { what: 'the status of a diverged candidate', verdict: inconsistent(/its figures|names of its figures/), forge: (f) => invented(f, async (step, result, { objects }) => { if (step.place !== evaluation) return result; const artifact = await getJson<EvaluationArtifact>(objects, result.outputs.evaluation!); return { ...result, outputs: { evaluation: await putJson(objects, { ...artifact, status: 'diverged' }) }, status: 'diverged' }; }) },
  { what: "the extractor's accuracy", verdict: inconsistent(/heldOutAccuracy/), forge: async (f) => { await f.forgeRecord('extractor', withNumber('heldOutAccuracy', 0.9999)); await f.forgeResult(); } },
  { what: 'the number of images', verdict: inconsistent(/its numbers at trainImages/), forge: async (f) => { await f.forgeRecord('dataset', withNumber('trainImages', 5000)); await f.forgeResult(); } },
  { what: 'the host of a record', verdict: 'head', forge: (f) => f.forgeRecord(evaluation, (r) => ({ ...r, circumstances: { ...r.circumstances, host: 'elsewhere' } })) },
  { what: 'the times of a record', verdict: 'head', forge: (f) => f.forgeRecord(evaluation, (r) => ({ ...r, circumstances: { ...r.circumstances, startedAt: '2020-01-01', finishedAt: '2020-01-02' } })) },
  { what: "the frozen pipeline's seed", verdict: unplanned(/its seed must be/), forge: (f) => f.forgeRef<FrozenRun>('pipeline', (r) => ({ ...r, pipeline: { ...r.pipeline, seed: 77 } })) },
  { what: "the frozen pipeline's text", verdict: unplanned(/texts of the frozen run must give its pipeline/), forge: (f) => f.forgeRef<FrozenRun>('pipeline', (r) => { const text = r.text.replace(/^seed: \d+/m, 'seed: 77'); assert.notEqual(text, r.text); return { ...r, text, sourceDigest: sourceDigest({ ...r, text }) }; }) },
  { what: "a comment in the frozen pipeline's text", verdict: 'head', forge: (f) => f.forgeRef<FrozenRun>('pipeline', (r) => ({ ...r, text: `${r.text}# nothing\n`, sourceDigest: sourceDigest({ ...r, text: `${r.text}# nothing\n` }) })) },
  { what: "a record's seed, with its key and the ledger", verdict: unplanned(/its seed must be/), forge: (f) => f.forgeRecord(evaluation, (r) => ({ ...r, step: { ...r.step, seed: 77 } })) },
  { what: "a record's parameters, with its key and the ledger", verdict: unplanned(/its parameters at to must be/), forge: (f) => f.forgeRecord('generator/warmup/segment-00', (r) => ({ ...r, step: { ...r.step, parameters: { ...r.step.parameters, to: 99 } } })) },
  { what: "a record's kind version from the future", verdict: unplanned(/version of its kind/), forge: (f) => f.forgeRecord(evaluation, (r) => ({ ...r, step: { ...r.step, kindVersion: 99 } })) },
  { what: 'the runtime of a step', verdict: inconsistent(/must be computed by a trainer/), forge: (f) => f.forgeRecord(evaluation, (r) => ({ ...r, fingerprint: pureFingerprint })) },
  { what: 'the times in the ledger', verdict: 'head', forge: (f) => f.forgeLedger((lines) => lines.map((line) => ({ ...line, at: '2020-01-01T00:00:00.000Z' }))) },
  { what: 'what a line names as the one before', verdict: found('EAGAN_OBJECT_CORRUPT', /line 4 of the ledger must continue the chain/), forge: async (f) => { const path = f.path('ledger', forgedRun, '00000004.json'); await writeFile(path, (await readFile(path, 'utf8')).replace(/"previous":"[0-9a-f]{8}/, '"previous":"00000000')); } },
  { what: 'the epoch of a late line', of: 'resumed', verdict: inconsistent(/must be of epoch 2 or a later one/), forge: (f) => f.forgeLedger((lines) => { const last = withoutLastSteps(lines, 1); return lines.map((line) => (last.includes(line) ? line : { ...line, epoch: 1 })); }) },
  { what: "the owner's epoch", of: 'resumed', verdict: inconsistent(/the owner's epoch must be at least/), forge: (f) => f.forgeRef<object>('owner', (owner) => ({ ...owner, epoch: 1 })) },
  { what: 'the export of the state', verdict: inconsistent(/must be in the ledger/), forge: (f) => f.forgeRef<object>('state', (state) => ({ ...state, exportKey: 'e'.repeat(64) })) },
  { what: 'the result digest', verdict: found('EAGAN_RESULT_DIFFERS', /result digest must match/), forge: (f) => f.forgeRef<object>('result', (result) => ({ ...result, resultDigest: 'e'.repeat(64) })) },
  { what: 'a budget', verdict: inconsistent(/the budgets at run at candidates must be 500 \(got 900\)/), forge: (f) => f.forgeRef<{ run: object }>('budget', (budget) => ({ ...budget, run: { ...budget.run, candidates: 900 } })) },
  { what: 'an exported file', verdict: found('EAGAN_EXPORT_DIFFERS', /weights\.safetensors/), forge: (f) => writeFile(f.exportPath('weights.safetensors'), 'better weights') },
  { what: 'the exported pipeline', verdict: found('EAGAN_EXPORT_DIFFERS', /pipeline\.yaml/), forge: async (f) => writeFile(f.exportPath('pipeline.yaml'), (await readFile(f.exportPath('pipeline.yaml'), 'utf8')).replace('seed: 1', 'seed: 2')) },
  { what: 'a score in the manifest, as object, in the record and as file', verdict: inconsistent(/its manifest must be/), forge: async (f) => { const { outputs } = await f.record('export'); const manifest = await getJson<object>(f.store.objects, outputs.manifest!); const bytes = readableJson({ ...manifest, scores: {} }); const object = await f.store.objects.put(bytes); await f.forgeRecord('export', (r) => ({ ...r, outputs: { ...r.outputs, manifest: object } })); await writeFile(f.exportPath('manifest.json'), bytes); await f.forgeResult(); } },
  { what: 'exported weights, with manifest, record, result and files', verdict: 'rerun', forge: (f) => invented(f, async (step, result, { objects }) => { if (step.kind !== 'export') return result; const weights = await putJson(objects, 'better weights'); const manifest = await getJson<{ files: Record<string, object> }>(objects, result.outputs.manifest!); const bytes = (await objects.get(weights)).length; const files = { ...manifest.files, weights: { digest: weights, bytes } }; return { ...result, outputs: { ...result.outputs, weights, manifest: await objects.put(readableJson({ ...manifest, files })) } }; }) },
  { what: 'the architecture of a bred individual', verdict: inconsistent(/its outputs, computed again, at population/), forge: (f) => f.forgeOutput<PopulationArtifact>(select, 'population', (p) => ({ ...p, individuals: p.individuals.map((one, slot) => (slot === 3 ? { ...one, genotype: p.individuals[2]!.genotype } : one)) })) },
  { what: 'the architecture of a first individual', verdict: inconsistent(/its first population, computed again,/), forge: (f) => f.forgeOutput<PopulationArtifact>('generator/open', 'population', (p) => ({ ...p, individuals: swapped(p.individuals, 0, 1) })) },
  { what: "an individual's parents", verdict: inconsistent(/computed again, at population/), forge: (f) => f.forgeOutput<PopulationArtifact>(select, 'population', (p) => ({ ...p, individuals: p.individuals.map((one, slot) => (slot === 3 ? { ...one, parents: ['g000-i00'] , operator: 'crossover' } : one)) })) },
  { what: 'an illegal architecture in a step', verdict: inconsistent(/must be a legal architecture/), forge: (f) => f.forgeRecord(evaluation, (r) => { const { parameters } = r.step as Step<'evaluate'>; const { individual } = parameters; return { ...r, step: { ...r.step, parameters: { ...parameters, individual: { ...individual, genotype: individual.genotype.map((cell) => cell.map(() => 9)) } } } }; }) },
  { what: 'the front of a generation', verdict: inconsistent(/its outputs, computed again, at selection/), forge: (f) => f.forgeOutput<SelectionArtifact>(select, 'selection', (s) => ({ ...s, ranking: s.ranking.map((one) => ({ ...one, front: one.front + 1 })) })) },
  { what: 'the winner of a stage', verdict: inconsistent(/its outputs, computed again, at winner/), forge: (f) => f.forgeOutput<WinnerArtifact>('generator/close', 'winner', (w) => ({ ...w, winner: { ...w.winner, individual: { ...w.winner.individual, id: w.winner.individual.id === 'g000-i00' ? 'g000-i01' : 'g000-i00' } } })) },
  // Swapped and reordered.
  { what: 'two individuals swapped in a selection', verdict: inconsistent(/its outputs, computed again, at selection/), forge: async (f) => { await f.forgeOutput<SelectionArtifact>(select, 'selection', (s) => ({ ...s, ranking: swapped(s.ranking, 0, 1) })); } },
  { what: 'the evaluations of two candidates swapped', verdict: inconsistent(/its evaluation at individual/), forge: async (f) => { const [a, b] = [await f.record(evaluation), await f.record('generator/gen-000/evaluate/02')]; await f.forgeRecord(evaluation, (r) => ({ ...r, outputs: b.outputs, numbers: b.numbers })); await f.forgeRecord('generator/gen-000/evaluate/02', (r) => ({ ...r, outputs: a.outputs, numbers: a.numbers })); } },
  { what: 'the figures of two candidates swapped, and all that follows computed again', verdict: 'rerun', forge: async (f) => { const places = [evaluation, 'generator/gen-000/evaluate/02']; const records = [await f.record(places[0]!), await f.record(places[1]!)]; const figures = records.map(({ numbers }) => ({ frechetDistance: numbers.frechetDistance!, classifierScore: numbers.classifierScore!, frechetDistanceDeviation: numbers.frechetDistanceDeviation!, classifierScoreDeviation: numbers.classifierScoreDeviation! })); await invented(f, async (step, result, { objects }) => { const index = places.indexOf(step.place); if (index < 0) return result; const other = figures[1 - index]!; const artifact = await getJson<object>(objects, result.outputs.evaluation!); return { ...result, outputs: { evaluation: await putJson(objects, { ...artifact, figures: other }) }, numbers: { ...result.numbers, ...other } }; }); } },
  { what: 'two lines swapped, of which one needs the other', verdict: inconsistent(/must come from a step of an earlier line/), forge: (f) => f.forgeLedger((lines) => swapped(lines, at(lines, 'dataset'), at(lines, 'extractor'))) },
  { what: 'two independent lines swapped', verdict: 'head', forge: (f) => f.forgeLedger((lines) => swapped(lines, at(lines, evaluation), at(lines, 'generator/gen-000/evaluate/02'))) },
  // Truncated.
  { what: 'the last lines of a paused run cut off', of: 'paused', verdict: 'head', forge: (f) => f.forgeLedger((lines) => withoutLastSteps(lines, 3)) },
  { what: 'the last line of a completed run cut off', verdict: unplanned(/the ledger must have a line for this step/), forge: (f) => f.forgeLedger((lines) => withoutLastSteps(lines, 1)) },
  { what: 'the whole ledger of a completed run taken away', verdict: found('EAGAN_OBJECT_MISSING', /must have an export step/), forge: (f) => f.forgeLedger(() => []) },
  { what: 'an older version of a ref taken out', verdict: found('EAGAN_OBJECT_MISSING', /state must have a file of each number/), forge: (f) => rm(f.path('refs', 'runs', forgedRun, 'state', '@1.json')) },
  // Invented.
  { what: 'a line of a step that the pipeline does not have', verdict: unplanned(/must be a step that the plan asks for/), forge: (f) => f.forgeLedger((lines) => { const line = lines[at(lines, evaluation)]!; return [...lines, { ...line, place: 'generator/gen-000/evaluate/77' }]; }) },
  { what: 'a second line of a step', verdict: unplanned(/must be another step than line/), forge: (f) => f.forgeLedger((lines) => [...lines, lines[at(lines, evaluation)]!]) },
  { what: 'an end that the run did not reach', of: 'paused', verdict: unplanned(/the ledger must have a line for this step/), forge: (f) => f.forgeRef<object>('state', (state) => ({ ...state, status: 'completed', exportKey: 'e'.repeat(64) })) },
  { what: 'an attempt that failed', verdict: 'head', forge: (f) => f.forgeLedger((lines) => [...lines.slice(0, 3), { ...lines[3]!, ...{ kind: 'attempt', place: evaluation, key: 'e'.repeat(64), number: 1, claim: '1-00000000', host: 'here', takenAt: '2026-01-01', endedAt: null, outcome: 'lost' } } as LedgerLine, ...lines.slice(3)]) },
  { what: 'another end of the run', verdict: inconsistent(/the state must be cancelled/), forge: (f) => f.forgeLedger((lines) => lines.map((line) => (line.kind === 'ended' ? { ...line, state: 'cancelled' } : line))) },
  { what: 'who started the run, and why', verdict: 'head', forge: (f) => f.forgeLedger((lines) => lines.map((line) => (line.kind === 'started' ? { ...line, by: { user: 'eve', host: 'here', reason: 'because' } } : line))) },
  { what: 'a statement about the run in its folder', verdict: found('EAGAN_EXPORT_DIFFERS', /does not fit: line \d+ of the ledger/), isBare: true, forge: (f) => f.forgeLedger((lines) => lines.filter(({ kind }) => kind !== 'waited')) },
  // Hidden.
  { what: 'a line in the middle taken out', verdict: unplanned(/the ledger must have a line for this step/), forge: (f) => f.forgeLedger((lines) => lines.filter((line) => !isStep(line, evaluation))) },
  { what: 'a line in the middle of a paused run taken out', of: 'paused', verdict: unplanned(/must be a step that the plan asks for/), forge: (f) => f.forgeLedger((lines) => lines.filter((line) => !isStep(line, evaluation))) },
  { what: 'a deleted evaluation, listed as removed by gc', of: 'collected', verdict: found('EAGAN_OBJECT_MISSING', /gc removes nothing else/), forge: async (f) => { const { outputs } = await f.record(evaluation); await rm(f.objectPath(outputs.evaluation!)); await listRemoved(f, outputs.evaluation!); } },
  { what: 'a deleted state that must stay, listed as removed by gc', of: 'collected', verdict: found('EAGAN_OBJECT_MISSING', /must stay by the rule of retention/), forge: async (f) => { const { outputs } = await f.record('final/train/segment-01'); await rm(f.objectPath(outputs.state!)); await listRemoved(f, outputs.state!); } },
  { what: 'the list of what gc removed', of: 'collected', verdict: found('EAGAN_OBJECT_MISSING', /must be in the store/), forge: (f) => rm(f.path('removed'), { recursive: true }) },
  { what: 'that steps were taken back', of: 'takenBack', verdict: inconsistent(/must know that epoch 2 took back the steps from final/), forge: (f) => f.forgeRef<object>('owner', (owner) => ({ ...owner, supersessions: [] })) },
  { what: 'a budget that a person gave', verdict: inconsistent(/the budgets.* must be null/), forge: (f) => f.forgeLedger((lines) => lines.filter(({ kind }) => kind !== 'budget')) },
  { what: 'how the run ended', verdict: inconsistent(/must have a line on how epoch 1 ended/), forge: (f) => f.forgeLedger((lines) => lines.filter(({ kind }) => kind !== 'ended')) },
  { what: 'everything besides steps', verdict: inconsistent(/must have a line of the kind run before line 1/), forge: (f) => f.forgeLedger((lines) => lines.filter(({ kind }) => kind === 'step')) },
  { what: 'everything besides steps, as an earlier version would have told it', verdict: 'head', forge: async (f) => { await f.forgeLedger((lines) => lines.filter(({ kind }) => kind === 'step').map((line) => ofVersion1(line) as LedgerLine)); await rm(f.path('refs', 'runs', forgedRun, 'budget'), { recursive: true }); } },
  { what: 'a wait for the disk', verdict: 'head', forge: (f) => f.forgeLedger((lines) => lines.filter(({ kind }) => kind !== 'waited')) },
];

async function listRemoved(forger: Forger, object: string): Promise<void> {
  const { appendEntry } = await import('../../store/numbered-files.js');
  const { createFileLayer } = await import('../../store/index.js');
  await appendEntry(createFileLayer(), forger.path('removed'), {
    schemaVersion: 1,
    at: '2026-01-03',
    digests: [object],
  });
}

for (const name of Object.keys(honest) as Honest[])
  test(`a ${name} run that nobody forged is good, also beside its own head`, async () => {
    const { findings, head } = await made.get(name)!.verify();
    assert.deepEqual(findings, []);
    assert.deepEqual((await made.get(name)!.verify(head)).comparedHead, { head, linesAfter: 0 });
  });

test('a head that was kept while the run was shorter stands in its ledger, with the number of lines since', async () => {
  const run = made.get('completed')!;
  const lines = await run.store.ledger.lines(forgedRun);
  const { comparedHead, findings } = await run.verify(lines[9]!.digest);
  assert.deepEqual([comparedHead?.linesAfter, findings], [lines.length - 10, []]);
});

for (const { what, of = 'completed', verdict, isBare, forge } of forgeries) {
  const by = typeof verdict === 'string' ? verdict : `${verdict.found} ${verdict.saying.source}`;
  test(`forged: ${what} (${by})`, async () => {
    const forger = await made.get(of)!.copy();
    await forge(forger);
    if (!isBare) await forger.coverUp();
    const { findings } = await forger.verify();
    const texts = findings.map(({ code, message }) => `${code} ${message}`);
    if (typeof verdict !== 'string')
      return assert.ok(findings.some(({ code, message }) => code === verdict.found && verdict.saying.test(message)), texts.join('\n')); // prettier-ignore
    assert.deepEqual(texts, []);
    const beside = (await forger.verify(heads.get(of))).findings.map(({ code }) => code);
    if (verdict === 'head') assert.deepEqual(beside, ['EAGAN_HEAD_DIFFERS']);
    if (verdict === 'rerun') assert.ok((await differing(forger)).length > 0);
  });
}

/** Places of steps that give other bits when a trainer computes them again. */
async function differing({ store }: Forger): Promise<string[]> {
  const { runRecords } = await import('../../store/index.js');
  const { isTrainerKind } = await import('../../domain/steps/kinds.js');
  const places: string[] = [];
  for (const record of (await runRecords(store, forgedRun)).filter(({ step }) => isTrainerKind(step.kind)))
    if (resultText(await consistentResult(record.step, store)) !== resultText(record)) places.push(record.step.place);
  return places;
}
