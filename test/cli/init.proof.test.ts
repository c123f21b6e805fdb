// `eagan init`: its files validate and can be planned where they are, and it overwrites nothing.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { startingPoints } from '../../cli/starter.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';
import { shippedFiles } from '../support/pipelines.js';

const points = [...startingPoints(shippedFiles).keys()];

for (const from of points) {
  test(`init --from ${from}: the starter validates in its folder and can be planned`, async () => {
    const folder = temporaryFolder();
    const made = await runEagan(['init', '--from', from], {}, folder);
    assert.equal(made.exitCode, 0, made.stderr);
    const file = join(folder, 'pipeline.yaml');
    const valid = await runEagan(['validate', 'pipeline.yaml'], {}, folder);
    assert.equal(valid.exitCode, 0, valid.stderr + valid.stdout);
    const loaded = loadPipeline({ file, text: readFileSync(file) });
    assert.ok(loaded.ok);
    const images = loaded.pipeline.dataset.images!;
    assert.ok((await virtualWalk(loaded.pipeline, { trainImages: images, heldOutImages: images })).length > 5);
  });
}

test('every YAML file of a starter has comments and names the schema beside it', async () => {
  const folder = temporaryFolder();
  await runEagan(['init', 'mine', '--from', 'gd2'], {}, folder);
  const files = readdirSync(join(folder, 'mine')).filter((name) => name.endsWith('.yaml'));
  assert.deepEqual(files.sort(), ['base.yaml', 'gd1.yaml', 'pipeline.yaml']);
  for (const name of files) {
    const [first, second] = readFileSync(join(folder, 'mine', name), 'utf8').split('\n');
    const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(first!)![1]!;
    assert.ok(existsSync(resolve(folder, 'mine', schema)));
    assert.match(second!, /^# /);
  }
});

test("the editor's settings name the schema, and it is the shipped schema", async () => {
  const folder = temporaryFolder();
  await runEagan(['init'], {}, folder);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const settings = JSON.parse(read('.vscode/settings.json')) as { 'yaml.schemas': Record<string, string[]> };
  const [schema] = Object.keys(settings['yaml.schemas']);
  assert.equal(read(schema!), readFileSync(join(projectRoot, 'schemas/pipeline.schema.json'), 'utf8'));
});

test('init prints the next commands, and they work as printed', async () => {
  const folder = temporaryFolder();
  const { stdout } = await runEagan(['init', 'new'], {}, folder);
  const next = [...stdout.matchAll(/eagan (.+)$/gm)].map((match) => match[1]!.split(' '));
  assert.deepEqual(
    next.map(([name]) => name),
    ['validate', 'plan'],
  );
  const environment = { EAGAN_HOME: join(folder, 'state'), EAGAN_CACHE: join(folder, 'cache') };
  for (const argv of next) assert.equal((await runEagan(argv, environment, folder)).exitCode, 0, argv.join(' '));
});

test('init overwrites nothing: it names existing files and writes none, unless --force is given', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pipeline.yaml'), 'mine');
  const refused = await runEagan(['init'], {}, folder);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /already[^]*pipeline\.yaml|pipeline\.yaml already/);
  assert.deepEqual(readdirSync(folder), ['pipeline.yaml']);
  assert.equal(readFileSync(join(folder, 'pipeline.yaml'), 'utf8'), 'mine');
  assert.equal((await runEagan(['init', '--force'], {}, folder)).exitCode, 0);
  assert.match(readFileSync(join(folder, 'pipeline.yaml'), 'utf8'), /^name: quickstart$/m);
});

test('an unknown starting point is refused, and the nearest name is suggested', async () => {
  const folder = temporaryFolder();
  const { exitCode, stderr } = await runEagan(['init', '--from', 'quikstart'], {}, folder);
  assert.equal(exitCode, 2);
  assert.match(stderr, /Did you mean quickstart\?/);
  assert.deepEqual(readdirSync(folder), []);
  assert.ok(existsSync(dirname(folder)));
});
