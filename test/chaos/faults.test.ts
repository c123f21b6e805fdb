// Faults other than kills: stopped processes, a full disk, damaged bytes, a damaged database, two workers. The result
// equals that of an undisturbed run.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import type { FaultPassage } from '../../domain/runs/fault-points.js';
import { Home } from '../support/home.js';
import { childrenOf, eventually } from '../support/processes.js';
import { smallDisk } from '../support/small-disk.js';
import { disturbed, outputsOf, stepsAre, summarise, tell } from './support.js';

const homes: Home[] = [];
after(() => homes.forEach((home) => home.remove()));
const limits = { timeout: 1_800_000 };

function newHome(): Home {
  const home = new Home();
  homes.push(home);
  return home;
}

const calm = newHome();
let calmDigest = '';
let allSteps = 0;
test('an undisturbed run, for comparison', limits, () => {
  const { exitCode, stderr } = calm.eagan('run', ...disturbed);
  assert.equal(exitCode, 0, stderr);
  const { resultDigest, steps } = calm.onlyRun();
  [calmDigest, allSteps] = [resultDigest!, steps.finished];
  calm.eagan('server', 'stop');
  assert.match(calmDigest, /^[0-9a-f]{64}$/);
});

/**
 * Starts the run, disturbs it after a share of its steps, and follows it to its end. The digest must equal that of the
 * undisturbed run.
 */
function disturbance(
  what: string,
  share: number,
  disturb: (home: Home) => Promise<void> | void,
  prepare: (home: Home) => void = () => undefined,
): void {
  test(`${what}: the run gives the same bits`, limits, async () => {
    const home = newHome();
    prepare(home);
    const started = home.eagan('run', '--detach', ...disturbed);
    assert.equal(started.exitCode, 0, started.stderr);
    await stepsAre(home, share, allSteps);
    tell(`${what}: begins after ${Math.round(share * 100)} % of the steps`);
    await disturb(home);
    tell(`${what}: done, the run goes on`);
    const attached = home.eagan('attach');
    const digest = home.onlyRun().resultDigest ?? 'none';
    const isSame = attached.exitCode === 0 && digest === calmDigest;
    summarise({ what, kills: '–', points: '–', recovery: '–', lost: '–', verdict: isSame ? 'same' : 'different' });
    assert.equal(attached.exitCode, 0, attached.stderr);
    assert.equal(digest, calmDigest);
    home.eagan('server', 'stop');
  });
}

/** Longer than a heartbeat time-out. */
const stoppedMs = 40_000;

async function stop(pids: readonly number[]): Promise<void> {
  assert.ok(pids.length > 0);
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  await sleep(stoppedMs);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It was taken for hung, and ended.
    }
  }
}

disturbance('a worker stopped across its heartbeats', 0.3, async (home) => stop([home.processes().worker.pid!]));
disturbance('trainers stopped across their heartbeats', 0.5, async (home) =>
  stop(childrenOf(home.processes().worker.pid!)),
);
disturbance('worker and trainers stopped together', 0.9, async (home) => {
  const worker = home.processes().worker.pid!;
  await stop([worker, ...childrenOf(worker)]);
});

/** Inverts a byte in the middle of a file. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 0xff;
  writeFileSync(path, bytes);
}

const objectPath = (home: Home, digest: string): string =>
  join(home.folder, 'store', 'objects', digest.slice(0, 2), digest.slice(2));

for (const place of ['dataset', 'reference', 'generator/open']) {
  disturbance(`damaged bytes of ${place}`, 0.2, async (home) => {
    const damaged = Object.values(outputsOf(home, place));
    for (const digest of damaged) flip(objectPath(home, digest));
    // No process may still have the good bytes in memory.
    for (const pid of childrenOf(home.processes().worker.pid!)) process.kill(pid, 'SIGKILL');
    const quarantine = join(home.folder, 'store', 'quarantine');
    const isNamed = (): boolean => safeList(quarantine).some((name) => damaged.some((digest) => name.includes(digest)));
    if (place === 'dataset') await eventually('the damaged object is in the quarantine', isNamed);
  });
}

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

disturbance('a damaged database of the embedded server', 0.37, (home) => {
  home.eagan('server', 'stop');
  const database = join(home.folder, 'temporal', 'eagan.db');
  const bytes = readFileSync(database);
  bytes.fill(0x5a, 0, Math.min(bytes.length, 64 * 1024));
  writeFileSync(database, bytes);
});

disturbance('a lost database of the embedded server', 0.37, (home) => {
  home.eagan('server', 'stop');
  rmSync(join(home.folder, 'temporal'), { recursive: true });
});

for (const how of ['pause', 'cancel']) {
  disturbance(`a run after ${how} and resume`, 0.37, (home) => {
    const { run } = home.onlyRun();
    for (const command of [[how], ['resume', '--detach']]) {
      const { exitCode, stderr } = home.eagan(...command, run);
      assert.equal(exitCode, 0, stderr);
    }
  });
}

const passagesFolder = (home: Home): string => `${home.folder}-passages`;

test('two workers on one store: the run gives the same bits, and both have worked', limits, async () => {
  const home = newHome();
  const drill = passagesFolder(home);
  mkdirSync(drill);
  const inDrill = { EAGAN_DRILL: drill };
  assert.equal(home.eaganIn(inDrill, 'server', 'start', '--slots', '1').exitCode, 0);
  const { address } = home.processes().endpoint!;
  const second = home.startIn({ ...inDrill, TEMPORAL_ADDRESS: address }, 'worker', '--slots', '1');
  try {
    const ran = home.eaganIn(inDrill, 'run', ...disturbed);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const digest = home.onlyRun().resultDigest;
    const lines = readFileSync(join(drill, 'passages.ndjson'), 'utf8').trim().split('\n');
    const passages = lines.map((line) => JSON.parse(line) as FaultPassage);
    const workers = new Set(passages.filter(({ point }) => point === 'step.computed').map(({ pid }) => pid));
    summarise({ what: 'two workers', kills: '–', points: '–', recovery: '–', lost: '–', verdict: digest === calmDigest ? 'same' : 'different' }); // prettier-ignore
    assert.equal(digest, calmDigest);
    assert.equal(workers.size, 2);
  } finally {
    second.kill('SIGTERM');
    rmSync(drill, { recursive: true, force: true });
  }
});

const { home: small, skip } = smallDisk(96);

/** Writes until nothing fits. Free space is not asked for, because the run writes at the same time. */
function fill(path: string): void {
  for (const size of [1 << 20, 4096])
    for (;;)
      try {
        appendFileSync(path, Buffer.alloc(size));
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        break;
      }
}

test('a full disk in the middle of a run: the run gives the same bits', { ...limits, skip }, async () => {
  const started = small.eagan('run', '--detach', ...disturbed);
  assert.equal(started.exitCode, 0, started.stderr);
  await stepsAre(small, 0.37, allSteps);
  const ballast = join(small.folder, 'ballast');
  fill(ballast);
  await sleep(30_000);
  rmSync(ballast);
  const attached = small.eagan('attach');
  const digest = small.onlyRun().resultDigest;
  summarise({ what: 'a full disk', kills: '–', points: '–', recovery: '–', lost: '–', verdict: digest === calmDigest ? 'same' : 'different' }); // prettier-ignore
  assert.equal(attached.exitCode, 0, attached.stderr);
  assert.equal(digest, calmDigest);
  small.eagan('server', 'stop');
});
