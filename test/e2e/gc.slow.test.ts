// A real search is verified by running some steps again, before and after gc removes the states that nothing needs.
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

interface Verified {
  readonly verdict: string;
  readonly findings: readonly unknown[];
  readonly removed: readonly unknown[];
  readonly runtimes: readonly { readonly identity: unknown }[];
  readonly rerun: readonly { readonly place: string; readonly verdict: string; readonly message: string | null }[];
}
interface Collected {
  readonly states: number;
  readonly total: { readonly files: number; readonly bytes: number };
}
const resultDigest = (): string => home.json<{ resultDigest: string }>('attach').resultDigest;

function makeOld(folder: string): void {
  const old = new Date(Date.now() - 25 * 3_600_000);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), old, old);
  }
}

test('steps that are run again give the same bits, before and after gc', () => {
  const ran = home.eagan('run', 'pipelines/tiny.yaml');
  assert.equal(ran.exitCode, 0, ran.stderr);
  home.eagan('server', 'stop');
  const result = resultDigest();

  // All of them: a sample seldom draws the kinds of which a run has one step.
  const before = home.json<Verified>('verify', '--rerun', '100%');
  assert.deepEqual(
    before.rerun.filter(({ verdict }) => verdict !== 'same'),
    [],
  );
  assert.ok(before.rerun.some(({ place }) => place === 'export'));
  assert.deepEqual([before.verdict, before.findings, before.removed], ['good', [], []]);

  makeOld(join(home.folder, 'store'));
  const collected = home.json<Collected>('gc', '--apply');
  assert.ok(collected.states > 0 && collected.total.bytes > 0);

  // gc removed the first segment's state and kept the boundary, so evaluations can still be verified.
  const last = home.json<Verified>('verify', '--rerun', 'generator/gen-001/evaluate/00');
  assert.deepEqual([last.verdict, last.findings, last.removed.length], ['good', [], collected.states]);
  assert.deepEqual(
    last.rerun.map(({ verdict }) => verdict),
    ['same'],
  );
  const gone = home.json<Verified>('verify', '--rerun', 'generator/gen-001/train/segment-01');
  assert.deepEqual([gone.verdict, gone.rerun[0]?.verdict], ['good', 'notRun']);
  assert.equal(resultDigest(), result);
});
