// Fault points in a drill: every passage of every process is recorded, and exactly one process stops at the armed
// passage.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Arms } from '../../tools/drill/arming.js';
import { PassageLog } from '../../tools/drill/passage-log.js';
import { eventually, exitCodeOf } from '../support/processes.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const children: ChildProcess[] = [];
after(() => children.forEach((child) => child.kill('SIGKILL')));
const module = join(projectRoot, 'dist', 'store', 'fault-points.js');

/** A process that passes a point this many times; without a folder it is in no drill. */
function passing(
  times: number,
  folder: string | null,
  point = 'file.named',
  cwd = projectRoot,
): { child: ChildProcess; ended: Promise<unknown> } {
  const program = `
    const { passFaultPoint } = await import(${JSON.stringify(module)});
    for (let i = 0; i < ${times}; i++) passFaultPoint(${JSON.stringify(point)}, String(i));`;
  const env = { ...process.env, EAGAN_DRILL: folder ?? undefined };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, cwd, stdio: 'inherit' });
  children.push(child);
  return { child, ended: exitCodeOf(child) };
}

test('nothing is recorded outside a drill', async () => {
  const folder = temporaryFolder();
  await passing(10, null, 'file.named', folder).ended;
  assert.deepEqual(readdirSync(folder), []);
});

test('all passages of several processes are recorded completely', async () => {
  const folder = temporaryFolder();
  const ends = [300, 300, 300].map((times) => passing(times, folder));
  await Promise.all(ends.map(({ ended }) => ended));
  const log = new PassageLog(folder);
  assert.equal(log.read(), 900);
  assert.equal(log.read(), 0);
  for (const { child } of ends) {
    const own = log.passages.filter(({ pid }) => pid === child.pid).map(({ detail }) => Number(detail));
    assert.deepEqual(own, [...Array(300).keys()]);
  }
});

test('only the process of the n-th passage stops, counted over all processes since arming', async () => {
  const folder = temporaryFolder();
  await passing(50, folder).ended;
  const arms = new Arms(folder);
  arms.arm('file.named', 120);
  const three = [100, 100, 100].map((times) => passing(times, folder));
  await eventually('one process has stopped', () => arms.hit() !== null);
  const hit = arms.hit()!;
  const standing = three.find(({ child }) => child.pid === hit.pid)!;
  await Promise.all(three.filter((one) => one !== standing).map(({ ended }) => ended));
  assert.equal(standing.child.exitCode, null);
  const log = new PassageLog(folder);
  log.read();
  const last = log.passages.filter(({ pid }) => pid === hit.pid).at(-1)!;
  assert.deepEqual(last, hit, 'it passed no further point');
  arms.disarm();
  await standing.ended;
  log.read();
  assert.equal(log.passages.length, 350);
});

test('an armed point does not stop processes at other points', async () => {
  const folder = temporaryFolder();
  const arms = new Arms(folder);
  arms.arm('run.ended', 1);
  await passing(20, folder, 'run.ending').ended;
  assert.equal(arms.hit(), null);
  const { ended } = passing(1, folder, 'run.ended');
  await eventually('the process has stopped', () => arms.hit() !== null);
  arms.disarm();
  await ended;
});
