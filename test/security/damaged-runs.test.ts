// A damaged run, whatever damaged it, is listed as damaged and stops no other.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { completeRun, startedRun, stateFolder } from '../control/finished-run.js';
import { toCheckedJson } from '../../store/checked-json.js';
import { runEagan } from '../cli/support.js';

interface Scene {
  readonly folder: string;
  readonly run: string;
  readonly other: string;
  /** Below the refs of `other`. */
  readonly ref: (name: string) => string;
}

async function scene(): Promise<Scene> {
  const state = await stateFolder();
  const run = await startedRun(state, 3, '2026-01-02T00:00:00.000Z');
  await completeRun(state, run);
  const other = await startedRun(state, 4, '2026-01-01T00:00:00.000Z');
  return {
    folder: state.folder,
    run,
    other,
    ref: (name) => join(state.folder, 'store/refs/runs', other, name, '@1.json'),
  };
}

const changed = (path: string, change: (value: Record<string, object>) => unknown): void =>
  writeFileSync(path, toCheckedJson(change(JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>)));
const put = (path: string, make: (path: string) => void): void => {
  rmSync(path, { recursive: true, force: true });
  make(path);
};

/** How a run may be damaged; the name under which it is listed, if it is not the other run's. */
const damages: Record<string, (scene: Scene) => string | void> = {
  'a ref that is no JSON': ({ ref }) => writeFileSync(ref('owner'), '{"epoch":'),
  'an empty ref': ({ ref }) => writeFileSync(ref('pipeline'), ''),
  'a ref that is null': ({ ref }) => writeFileSync(ref('pipeline'), 'null'),
  'a ref that is a list': ({ ref }) => writeFileSync(ref('state'), '[]'),
  'a ref of 3 GiB': ({ ref }) => truncateSync(ref('state'), 3 * 2 ** 30),
  'a ref that is a pipe': ({ ref }) => put(ref('owner'), (path) => execFileSync('mkfifo', [path])),
  'a ref that is a link to a device': ({ ref }) => put(ref('owner'), (path) => symlinkSync('/dev/zero', path)),
  'a ref that is a link to the victim’s file': ({ ref }) =>
    put(ref('state'), (path) => symlinkSync('/etc/passwd', path)),
  'a deeply nested ref': ({ ref }) => writeFileSync(ref('pipeline'), '['.repeat(200_000)),
  'a ref with a text as its epoch': ({ ref }) => changed(ref('owner'), (value) => ({ ...value, epoch: 'constructor' })),
  'a state of an unknown kind': ({ ref }) => changed(ref('state'), (value) => ({ ...value, status: 'constructor' })),
  'a frozen run of another name': ({ ref }) =>
    changed(ref('pipeline'), (value) => ({ ...value, run: '../../outside' })),
  'a frozen run without a pipeline': ({ ref }) => changed(ref('pipeline'), (value) => ({ ...value, pipeline: null })),
  'a pipeline with a stage that is a number': ({ ref }) =>
    changed(ref('pipeline'), ({ pipeline, ...value }) => ({ ...value, pipeline: { ...pipeline, stages: [5] } })),
  'a pipeline with a data set of another kind': ({ ref }) =>
    changed(ref('pipeline'), ({ pipeline, ...value }) => ({ ...value, pipeline: { ...pipeline, dataset: { kind: 'toString' } } })), // prettier-ignore
  'a fork of a path': ({ ref }) =>
    changed(ref('pipeline'), (value) => ({ ...value, forkedFrom: { run: '../x', at: 1 } })),
  'a run’s folder that is a link': ({ folder }) => {
    symlinkSync('/', join(folder, 'store/refs/runs/linked'));
    return 'linked';
  },
  'a run’s folder with a bad name': ({ folder }) => {
    mkdirSync(join(folder, 'store/refs/runs/ev il\u001b[31m/pipeline'), { recursive: true });
    return 'ev il\u001b[31m';
  },
  'a ledger line with wrong types': ({ folder, other }) => {
    mkdirSync(join(folder, 'store/ledger', other), { recursive: true });
    writeFileSync(join(folder, 'store/ledger', other, '00000001.json'), '{"place":5,"key":null}');
  },
};
for (const [what, damage] of Object.entries(damages))
  test(`${what} damages one run, and every command still works on the other`, async () => {
    const made = await scene();
    const { folder, run, other } = made;
    const listed = damage(made) ?? other;
    const eagan = (...argv: string[]) => runEagan([...argv, '--json', '--home', folder]);
    const status = await eagan('status');
    assert.equal(status.exitCode, 0, status.stdout);
    const { runs, damaged } = JSON.parse(status.stdout) as { runs: { run: string }[]; damaged: { run: string }[] };
    assert.deepEqual([runs.map((each) => each.run).includes(run), damaged.map((each) => each.run)], [true, [listed]]);
    for (const argv of [['attach', run], ['attach'], ['history', run], ['gc'], ['gc', '--apply']]) {
      const { exitCode, stdout } = await eagan(...argv);
      assert.equal(exitCode, 0, `${argv.join(' ')}: ${stdout}`);
    }
    for (const argv of [
      ['verify', run],
      ['verify', other],
      ['history', other],
      ['status', other],
      ['compare', run, other],
    ])
      assert.doesNotMatch((await eagan(...argv)).stdout, /EAGAN_INTERNAL/, argv.join(' '));
  });

test('the run that is damaged is named with its code and a way out when it is asked for', async () => {
  const { folder, other, ref } = await scene();
  writeFileSync(ref('owner'), 'no');
  const { stdout } = await runEagan(['history', other, '--json', '--home', folder]);
  const { error } = JSON.parse(stdout) as { error: { code: string; cure: string } };
  assert.equal(error.code, 'EAGAN_RUN_DAMAGED');
  assert.match(error.cure, /refs\/runs\//);
});

test('a text of a frozen run that was altered is found by verify; a run of before says that it cannot be', async () => {
  const { folder, run, ref } = await scene();
  const before = JSON.parse((await runEagan(['verify', run, '--json', '--home', folder])).stdout) as { source: string };
  assert.equal(before.source, 'notRecorded');
  const { sourceDigest } = await import('../../domain/runs/source-digest.js');
  const path = ref('pipeline').replace(/[^/]+\/pipeline\/@1\.json$/, `${run}/pipeline/@1.json`);
  changed(path, (value) => ({ ...value, sourceDigest: sourceDigest(value as never) }));
  const report = async (): Promise<{ source: string; findings: { code: string; message: string }[] }> =>
    JSON.parse((await runEagan(['verify', run, '--json', '--home', folder])).stdout) as never;
  const whole = await report();
  assert.equal(whole.source, 'whole');
  assert.ok(!whole.findings.some(({ message }) => /frozen|name of the run/.test(message)));
  changed(path, (value) => ({ ...value, text: '# changed' }));
  const altered = await report();
  assert.equal(altered.source, 'altered');
  assert.ok(
    altered.findings.some(({ code, message }) => code === 'EAGAN_RECORD_INCONSISTENT' && /texts/.test(message)),
  );
  changed(path, ({ pipeline, ...value }) => ({ ...value, pipeline: { ...pipeline, seed: 99 } }));
  assert.ok((await report()).findings.some(({ message }) => /the frozen pipeline must match/.test(message)));
});
