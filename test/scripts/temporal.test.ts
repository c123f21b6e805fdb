// The Temporal chain in real processes: killed in the middle, run twice at once, run again, and run after damage.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporalCli, temporalEntryFolder } from '../../scripts/toolchain.mjs';
import { linesOf, machineWithGo, startScript, untilLines, type ScriptEnd } from './support.js';
import { eventually } from '../support/processes.js';

const program = join('dist', 'test', 'scripts', 'provide-temporal.js');
const provide = (env: Record<string, string>): Promise<ScriptEnd> => startScript([program], env).ended;

test('a set-up that is killed while Go builds leaves no partial entry, and the next set-up completes it', async () => {
  const { calls, hold, env } = machineWithGo();
  writeFileSync(hold, '');
  const first = startScript([program], env);
  await untilLines(calls, 1);
  first.child.kill('SIGKILL');
  await first.ended;
  await assert.rejects(temporalCli(env), { code: 'EAGAN_TEMPORAL_MISSING' });

  rmSync(hold);
  const second = await provide(env);
  assert.equal(second.code, 0, second.output);
  assert.equal((await temporalCli(env)).serverVersion, '1.29.1');
  assert.deepEqual(readdirSync(env.EAGAN_CACHE!), [temporalEntryFolder(env).split('/').at(-1)]);
});

test('two simultaneous set-ups build once, and both have the CLI', async () => {
  const { calls, hold, env } = machineWithGo();
  writeFileSync(hold, '');
  const both = [startScript([program], env), startScript([program], env)];
  let waiting = '';
  for (const { child } of both) child.stdout!.on('data', (chunk: Buffer) => (waiting += chunk.toString()));
  await untilLines(calls, 1);
  await eventually('one set-up waits', () => waiting.includes('waiting for another set-up that is building it'));
  rmSync(hold);
  for (const { ended } of both) assert.equal((await ended).code, 0);
  assert.equal(linesOf(calls).length, 1);
});

test('a second set-up builds nothing', async () => {
  const { calls, env } = machineWithGo();
  await provide(env);
  const again = await provide(env);
  assert.match(again.output, /cache: Temporal CLI with server 1\.29\.1/);
  assert.equal(linesOf(calls).length, 1);
});

test('a damaged CLI in the cache is detected and built again, and the reason is printed', async () => {
  const { calls, env } = machineWithGo();
  await provide(env);
  appendFileSync(join(temporalEntryFolder(env), 'temporal'), 'exit 1\n');
  await assert.rejects(temporalCli(env), /bytes instead of/);
  const again = await provide(env);
  assert.match(again.output, /cache: .*temporal has \d+ bytes instead of \d+/);
  assert.equal(linesOf(calls).length, 2);
  assert.equal((await temporalCli(env)).from, 'cache');
});

test('`temporal` on PATH is used if its server is new enough, and otherwise skipped with the reason', async () => {
  const { folder, env } = machineWithGo();
  const onPath = (server: string): void =>
    writeFileSync(
      join(folder, 'bin', 'temporal'),
      `#!/bin/sh\necho "temporal version 1.2.3 (Server ${server}, UI 2)"\n`,
      {
        mode: 0o755,
      },
    );
  onPath('1.30.0');
  const { from, version, serverVersion } = await temporalCli(env);
  assert.deepEqual([from, version, serverVersion], ['PATH', '1.2.3', '1.30.0']);
  onPath('1.25.0');
  await assert.rejects(temporalCli(env), /has server 1\.25\.0, which is older than 1\.29\.0/);
});

test('without Go the chain ends with a way to get it, unless a configured server makes it unnecessary', async () => {
  const { folder, env } = machineWithGo();
  mkdirSync(join(folder, 'empty'));
  const bare = { ...env, PATH: join(folder, 'empty') };
  const without = await provide(bare);
  assert.equal(without.code, 1);
  assert.match(without.output, /EAGAN_TEMPORAL_MISSING/);
  assert.match(without.output, /apt install golang-go/);
  const configured = await provide({ ...bare, TEMPORAL_ADDRESS: 'temporal.example:7233' });
  assert.equal(configured.code, 0, configured.output);
  assert.match(configured.output, /runs will use temporal\.example:7233/);
});
