// What is refused before anything is downloaded: old Nodes, musl, unknown platforms, missing tools.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingTools, requireNodeHeaders, toolsMissing } from '../../scripts/tools.mjs';
import { compareVersions, cpuWheel, requirePlatform } from '../../scripts/versions.mjs';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startScript } from './support.js';

const host = { node: '22.1.0', glibc: '2.36', platform: 'linux' as const };
const unsupported = { code: 'EAGAN_PLATFORM_UNSUPPORTED' };

test('versions are compared as numbers, not as text', () => {
  assert.ok(compareVersions('1.9.0', '1.10.0') < 0);
  assert.ok(compareVersions('20.19.1', '20.19.0') > 0);
  assert.equal(compareVersions('1.29.0', '1.29.0'), 0);
  assert.ok(compareVersions('1.29', '1.29.1') < 0);
});

test('a current Node on glibc is accepted; an old Node and musl are refused by name', () => {
  requirePlatform(host);
  assert.throws(() => requirePlatform({ ...host, node: '20.18.3' }), { ...unsupported, message: /20\.19\.0 or newer/ });
  assert.throws(() => requirePlatform({ ...host, glibc: undefined }), { ...unsupported, message: /musl/ });
});

test('a platform without native TensorFlow is refused, with the list of platforms that have it', () => {
  assert.throws(() => cpuWheel('sunos-sparc'), { ...unsupported, message: /linux-x64, linux-arm64, darwin-arm64/ });
});

test('all missing tools are named together, each with the way to get it', async () => {
  const missing = await missingTools(['npm', 'python3', 'pip', 'g++', 'go'], { PATH: temporaryFolder() });
  assert.deepEqual(missing, ['npm', 'python3', 'pip', 'g++', 'go']);
  const { code, message, cure } = toolsMissing(missing);
  assert.equal(code, 'EAGAN_TOOL_MISSING');
  assert.match(message, /npm, python3, pip, g\+\+, go/);
  for (const way of ['apt install g++', 'apt install python3-pip', 'brew install go']) assert.ok(cure.includes(way));
});

test("Node's headers are found where Node keeps them, and named if they are missing", () => {
  assert.ok(existsSync(join(requireNodeHeaders(), 'node_api.h')));
  const nowhere = temporaryFolder();
  assert.throws(() => requireNodeHeaders({ HOME: nowhere }, [nowhere]), {
    code: 'EAGAN_TOOL_MISSING',
    message: /node-headers/,
  });
});

test('the bootstrap on a machine without tools exits with 3, names the tools, and downloads nothing', async () => {
  const folder = temporaryFolder();
  const env = { PATH: folder, HOME: folder, EAGAN_CACHE: join(folder, 'cache') };
  const { code, output } = await startScript([join('scripts', 'bootstrap.mjs')], env).ended;
  assert.equal(code, 3, output);
  assert.match(output, /^error EAGAN_TOOL_MISSING: the set-up needs .*go/m);
  assert.equal(existsSync(env.EAGAN_CACHE), false);
});
