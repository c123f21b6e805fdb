// The doctor: what it finds on this machine, what it reports as failed, and that every problem has a cure.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import picocolors from 'picocolors';
import { examineAll, type NamedCheckResult } from '../../cli/doctor/check.js';
import { formatDiagnosis } from '../../cli/doctor/format.js';
import { judgeTensorFlow } from '../../cli/doctor/toolchain.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { exitCodeOf } from '../support/processes.js';
import { loopback, freePort } from '../../worker/ports.js';

interface Report {
  readonly code: number | null;
  readonly ready: boolean;
  readonly checks: readonly NamedCheckResult[];
}

/** Runs `eagan doctor --json` as a person would. */
async function doctor(environment: Record<string, string>): Promise<Report> {
  const folder = temporaryFolder();
  const env = { ...process.env, EAGAN_HOME: join(folder, 'state'), ...environment };
  const child = spawn(process.execPath, [join('cli', 'bin.mjs'), 'doctor', '--json'], { cwd: projectRoot, env });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await exitCodeOf(child);
  assert.deepEqual(readdirSync(folder), [], 'the doctor leaves nothing behind');
  return { code, ...(JSON.parse(text) as Omit<Report, 'code'>) };
}

const finding = (report: Report, name: string): NamedCheckResult => report.checks.find((check) => check.name === name)!;

test('on a machine that is set up, every check reports and the exit code says whether a run could start', async () => {
  const report = await doctor({});
  assert.deepEqual(
    report.checks.map(({ name }) => name),
    [
      'Node',
      'Packages',
      'TensorFlow',
      'Runtime',
      'Temporal CLI',
      'Extractor',
      'Temporal server',
      'Workflows',
      'Store',
      'State folder',
      'Sockets',
      'Cache',
      'Program',
      'Tools on PATH',
      'File system',
      'Free disk',
      'Cores',
      'Memory',
    ],
  );
  assert.equal(report.code, report.ready ? 0 : 1);
  assert.equal(finding(report, 'TensorFlow').status, 'ok');
  assert.match(finding(report, 'TensorFlow').detail, /^2\.21\.0 on the [CG]PU/);
  assert.match(String(finding(report, 'Runtime').facts?.fingerprint), /^[0-9a-f]{64}$/);
});

test('an unwritable store, a server that does not answer, a missing CLI and disabled oneDNN are reported, each with a cure', async () => {
  const address = `${loopback}:${await freePort()}`;
  const report = await doctor({
    EAGAN_HOME: '/dev/null/state',
    TEMPORAL_ADDRESS: address,
    TF_ENABLE_ONEDNN_OPTS: '0',
    EAGAN_CACHE: join(temporaryFolder(), 'no-such-cache'),
    PATH: '',
  });
  assert.equal(report.code, 1);
  assert.equal(report.ready, false);
  for (const name of ['Store', 'Temporal server', 'TensorFlow']) {
    assert.equal(finding(report, name).status, 'failed', name);
    assert.ok(finding(report, name).cure, name);
  }
  assert.match(finding(report, 'Temporal server').detail, new RegExp(address));
  assert.equal(finding(report, 'Temporal CLI').status, 'warning', 'a configured server makes it unnecessary');
});

test('a GPU that exists but is not used is a warning', () => {
  const identity = {
    tensorflow: '2.21.0',
    hardware: 'x',
    numericsVersion: 1,
    threads: 1,
    oneDnn: true,
    javascript: 'V8 11.3',
  };
  assert.equal(judgeTensorFlow({ ...identity, device: 'cpu' }, true).status, 'warning');
  assert.equal(judgeTensorFlow({ ...identity, device: 'gpu' }, true).status, 'ok');
});

test('a check that throws has failed with the message and the cure of its error', async () => {
  const broken = {
    name: 'Broken',
    examine: async () => {
      throw Object.assign(new Error('no such thing'), { cure: 'Get one.' });
    },
  };
  const checks = await examineAll([broken], { environment: {}, stateFolder: '/nowhere' });
  assert.deepEqual(checks, [{ name: 'Broken', status: 'failed', detail: 'no such thing', cure: 'Get one.' }]);
  const table = formatDiagnosis({ ready: false, checks }, picocolors.createColors(false));
  assert.match(table, /✗ Broken {2}no such thing\n +→ Get one\.\n\nA run cannot start/);
});

test('a state folder and a cache that others could change are shown, and nothing in them is opened', async () => {
  const [home, cache] = [temporaryFolder(), temporaryFolder()];
  for (const folder of [home, cache]) chmodSync(folder, 0o777);
  const report = await doctor({ EAGAN_HOME: home, EAGAN_CACHE: cache });
  for (const name of ['State folder', 'Cache', 'Sockets']) {
    assert.equal(finding(report, name).status, 'failed', name);
    assert.equal(finding(report, name).facts?.trusted, false, name);
    assert.match(String(finding(report, name).cure), /chmod -R go-w|chmod go-w/, name);
  }
  for (const name of ['Store', 'Workflows', 'Temporal server'])
    assert.match(finding(report, name).detail, /the state folder is not trusted/, name);
  assert.deepEqual(readdirSync(home), []);
  assert.equal(report.ready, false);
});
