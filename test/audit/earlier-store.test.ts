// A run that an earlier version stopped half-way resumes from its store to the result that this version gives for the
// whole run.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { exportedPipeline } from '../../control/runs/exported-pipeline.js';
import { digestBytes } from '../../domain/digest.js';
import { progressPlace } from '../../domain/plan/index.js';
import { stepKey } from '../../domain/steps/step.js';
import { readRun, verifyRun, walkStoredRun } from '../../store/index.js';
import { runEagan } from '../cli/support.js';
import { needsPython, UnpackedExport } from '../support/audit-export.js';
import { calculatedRun } from '../support/calculated-run.js';
import { projectRoot } from '../support/project.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * The files of a store, in base64, and the result of the whole run. Made by version 0.1.0 at commit 2b6cd3b, before the
 * kinds of steps were typed: tiny.yaml with hashes for results, stopped at the second generation of discriminators.
 */
interface EarlierStore {
  readonly resultDigest: string;
  readonly files: Readonly<Record<string, string>>;
}

const earlier = JSON.parse(
  readFileSync(join(projectRoot, 'test', 'audit', 'store-0.1.0.json'), 'utf8'),
) as EarlierStore;
const run = 'calculated';

/** A state folder that holds it. */
function unpacked(): string {
  const home = temporaryFolder();
  const folder = join(home, 'store');
  for (const [name, content] of Object.entries(earlier.files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(content, 'base64'));
  }
  return home;
}

test('a run of an earlier version resumes where it stopped, reaches the same result and repeats nothing', async () => {
  const home = unpacked();
  const store = await quickStore(join(home, 'store'));
  const stopped = (await readRun(store.refs, run))!;
  const { pipeline } = stopped.frozen;
  assert.equal(stopped.state?.status, 'paused');
  const { progress, missing } = await walkStoredRun(store, stopped);
  assert.equal(progressPlace(pipeline, progress!), 'discriminator/gen-001');
  const finished = await store.ledger.entries(run);
  const gone = await calculatedRun(store, pipeline);
  assert.equal(gone.resultDigest, earlier.resultDigest);
  assert.equal(gone.computed[0], missing[0]!.place);
  const repeated = gone.walk.steps.filter(
    (step) => gone.computed.includes(step.place) && finished.some(({ key }) => key === stepKey(step)),
  );
  assert.deepEqual(repeated, []);
  assert.deepEqual((await verifyRun(store, (await readRun(store.refs, run))!)).findings, []);
});

test('the file that a run leaves behind keeps its text when a later version knows more keys: verify compares it', async () => {
  const store = await quickStore(join(unpacked(), 'store'));
  const { frozen } = (await readRun(store.refs, run))!;
  const digest = digestBytes(Buffer.from(exportedPipeline(frozen)));
  assert.equal(digest, '92810557f70f376f8b0e5f83f35d38b03ee38966837f2b91d023c90709f415de');
});

test('a run of an earlier version is exported, and both checkers accept it', { skip: needsPython }, async () => {
  const home = unpacked();
  const zip = join(home, 'out.zip');
  const { exitCode, stderr } = await runEagan(['export', run, '--audit', zip, '--home', home]);
  assert.equal(exitCode, 0, stderr);
  const exported = UnpackedExport.of(zip);
  for (const checked of [exported.check(), exported.checkInPython()]) {
    assert.equal(checked.exitCode, 0, checked.output);
    assert.match(checked.output, /no problems found\n$/);
  }
  exported.change('ledger.jsonl', (lines) => void lines.splice(3, 1));
  assert.equal(exported.check().exitCode, 1);
});
