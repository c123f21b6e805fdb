// Two real processes with one step: a process that is stopped while another takes over is refused when it continues,
// and changes nothing.
import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { record } from './support.js';

const processes: ChildProcessByStdio<Writable, Readable, null>[] = [];
after(() => processes.forEach((process) => process.kill('SIGKILL')));

interface AttemptProcess {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly ended: Promise<unknown>;
  /** The next line that it prints. */
  says(): Promise<unknown>;
}

function attempt(folder: string, number: number): AttemptProcess {
  const program = fileURLToPath(new URL('fence-child.js', import.meta.url));
  const process = spawn(globalThis.process.execPath, [program, folder, String(number)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  processes.push(process);
  const lines = createInterface(process.stdout)[Symbol.asyncIterator]();
  return { process, ended: once(process, 'exit'), says: async () => (await lines.next()).value as unknown };
}

/** Paths and digests of all files. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests = paths.sort().map(async (path) => {
    return [path, createHash('sha256').update(await readFile(path)).digest('hex')] as const; // prettier-ignore
  });
  return Object.fromEntries(await Promise.all(digests));
}

for (const isPublished of [true, false]) {
  const what = isPublished ? 'has published' : 'is at work';
  test(`an attempt that is stopped before it publishes, and continues after a newer one ${what}, changes nothing`, async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    const late = attempt(folder, 1);
    assert.equal(await late.says(), 'taken');
    late.process.kill('SIGSTOP');
    const newer = attempt(folder, 2);
    assert.equal(await newer.says(), 'taken');
    if (isPublished) newer.process.stdin.write('go\n');
    if (isPublished) assert.equal(await newer.says(), 'published');
    const before = await snapshot(folder);
    late.process.stdin.write('go\n');
    late.process.kill('SIGCONT');
    assert.equal(await late.says(), 'EAGAN_SUPERSEDED');
    await late.ended;
    assert.deepEqual(await snapshot(folder), before);
    if (!isPublished) newer.process.stdin.write('go\n');
    if (!isPublished) assert.equal(await newer.says(), 'published');
    const { key, fingerprint, numbers } = record('place', {}, {}, { distance: 1 });
    assert.deepEqual((await store.records.find(key, fingerprint))?.numbers, numbers);
    assert.equal((await store.ledger.entries('run')).length, 1);
    assert.deepEqual(await store.claims.attempts('run', key), []);
  });
}
