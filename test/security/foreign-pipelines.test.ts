// Pipelines from strangers: a file that they extend or name is small, regular and in reach, or it is not read at all.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requirePipeline } from '../../control/runs/pipeline-file.js';
import { loadPipeline, type LoadResult } from '../../schemas/load-pipeline.js';
import { runEagan } from '../cli/support.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const secret = 'root:$6$SECRET:19000:0';

/** A folder `given` of a stranger, with secrets beside it. */
function scene(): { readonly given: string; readonly write: (name: string, text: string) => string } {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  mkdirSync(given);
  writeFileSync(join(folder, 'shadow'), `${secret}\n`);
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ API_KEY: secret }));
  return {
    given,
    write: (name, text) => {
      writeFileSync(join(given, name), text);
      return join(given, name);
    },
  };
}

const load = (file: string, text: string): LoadResult => loadPipeline({ file, text });
const codesOf = (result: LoadResult): string[] => (result.ok ? [] : result.complaints.map(({ code }) => code));

const reaches: Record<string, (given: string) => string> = {
  'an absolute path': () => '/etc/shadow',
  'the folder above': () => '../shadow',
  'a way out and in again': () => '../given/../shadow',
  'the files of a process': () => '/proc/self/environ',
  'a link to a file': (given) => (symlinkSync('../shadow', join(given, 'link.yaml')), 'link.yaml'),
  'a link to the folder above': (given) => (symlinkSync('..', join(given, 'up')), 'up/shadow'),
  'a link to a device': (given) => (symlinkSync('/dev/zero', join(given, 'zero.yaml')), 'zero.yaml'),
};
for (const [what, make] of Object.entries(reaches)) {
  for (const [how, textOf] of [
    ['extends', (path: string) => `extends: ${path}\n`],
    ['names as a table', (path: string) => `extends: base.yaml\nmetrics: { latency: { from: file, path: ${path} } }\n`],
  ] as const) {
    test(`a pipeline that ${how} ${what} is refused, and nothing of it is told`, () => {
      const { given, write } = scene();
      write('base.yaml', 'version: 1\n');
      const text = textOf(make(given));
      const result = load(write('main.yaml', text), text);
      assert.ok(codesOf(result).includes('EAGAN_PATH_OUTSIDE'), JSON.stringify(codesOf(result)));
      assert.doesNotMatch(JSON.stringify(result), /SECRET|PATH=/);
    });
  }
}

test('a JSON file of secrets is no base, even where each of its keys is deleted', () => {
  const { write } = scene();
  write('secrets.json', JSON.stringify({ API_KEY: secret }));
  const text = `extends: secrets.json\nAPI_KEY: null\nversion: 1\n`;
  assert.ok(codesOf(load(write('main.yaml', text), text)).includes('EAGAN_PIPELINE_UNKNOWN_KEY'));
});

test('a pipe, a folder and a file of 3 GiB are not waited for and not read', () => {
  const { given, write } = scene();
  execFileSync('mkfifo', [join(given, 'pipe')]);
  mkdirSync(join(given, 'folder'));
  truncateSync(write('big.yaml', ''), 3 * 2 ** 30);
  for (const [name, code] of [
    ['pipe', 'EAGAN_PIPELINE_EXTENDS'],
    ['folder', 'EAGAN_PIPELINE_EXTENDS'],
    ['big.yaml', 'EAGAN_PIPELINE_TOO_LARGE'],
  ] as const) {
    const text = `extends: ${name}\n`;
    assert.deepEqual(codesOf(load(write('main.yaml', text), text)), [code]);
  }
});

test('another folder can be allowed by name, with the option and with the variable; the message says how', async () => {
  const { given, write } = scene();
  const shared = temporaryFolder();
  writeFileSync(join(shared, 'base.yaml'), 'version: 1\nbudget: 5\n');
  const file = write('main.yaml', `extends: ${join(shared, 'base.yaml')}\n`);
  const before = await runEagan(['validate', file, '--json']);
  assert.match(before.stdout, /EAGAN_PATH_OUTSIDE/);
  assert.match(before.stdout, /--also-read DIR, or EAGAN_ALSO_READ=DIR/);
  const saved = process.env.EAGAN_ALSO_READ;
  try {
    const allowed = await runEagan(['validate', file, '--json', '--also-read', shared]);
    assert.doesNotMatch(allowed.stdout, /EAGAN_PATH_OUTSIDE/);
    process.env.EAGAN_ALSO_READ = `${given}:${shared}`;
    assert.doesNotMatch((await runEagan(['validate', file, '--json'])).stdout, /EAGAN_PATH_OUTSIDE/);
  } finally {
    if (saved === undefined) delete process.env.EAGAN_ALSO_READ;
    else process.env.EAGAN_ALSO_READ = saved;
  }
});

test('what the person types may lie anywhere: a value of --set is no stranger’s', () => {
  const { write } = scene();
  const table = join(temporaryFolder(), 'table.yaml');
  writeFileSync(table, 'generator: {}\n');
  const text = 'version: 1\n';
  const result = loadPipeline(
    { file: write('main.yaml', text), text },
    { set: [`metrics.latency={from: file, path: ${table}}`] },
  );
  assert.ok(!codesOf(result).includes('EAGAN_PATH_OUTSIDE'));
});

test('thousands of mistakes are counted, and the first fifty are told', () => {
  const text = Array.from({ length: 5500 }, (_, i) => `key${i}: 1`).join('\n');
  const result = load('/nowhere/main.yaml', text);
  assert.ok(!result.ok);
  assert.equal(result.complaints.length, 50);
  assert.ok(result.more >= 5450);
});

for (const name of ['tiny', 'quickstart', 'small/gd3', 'small/stl10-gd3', 'paper/cifar10-published', 'paper/stl10-gd3'])
  test(`pipelines/${name}.yaml reads what it extends as before`, () => {
    const file = join(projectRoot, 'pipelines', `${name}.yaml`);
    assert.equal(requirePipeline(file, { directory: projectRoot, exists: () => true }).ok, true);
  });
