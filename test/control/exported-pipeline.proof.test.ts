// The pipeline file that a run exports validates, names its sources, and gives the same run again.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { exportedPipeline } from '../../control/runs/exported-pipeline.js';
import { readPipelineFile } from '../../control/runs/pipeline-file.js';
import { allNames, defineSpace, type SpaceDefinition } from '../../domain/search/define-space.js';
import { genes, operationNames, type EdgeKind } from '../../domain/search/genotype.js';
import type { NetworkName } from '../../domain/pipeline.js';
import { runDigest, runId } from '../../domain/runs/run-id.js';
import type { LoadOptions } from '../../schemas/load-pipeline.js';
import { spaceForm } from '../../schemas/space-form.js';
import type { FrozenRun } from '../../store/index.js';
import { alsoReadVariable } from '../../scripts/confine.mjs';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { completeRun, startedRun, stateFolder } from './finished-run.js';
import { runEagan } from '../cli/support.js';
import { shippedSearches, shippedText } from '../support/pipelines.js';

// An exported file lies elsewhere, so it needs leave to read the networks beside the shipped ones.
process.env[alsoReadVariable] = join(projectRoot, 'pipelines');

/** A run as `eagan run FILE` freezes it, with these contents of images if the pipeline reads a folder. */
function frozenRun(file: string, directory: string, options: LoadOptions = {}): FrozenRun {
  const result = readPipelineFile(file, { ...options, directory });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints.map(({ message }) => message)));
  const { pipeline, files } = result;
  const contents = pipeline.dataset.kind === 'shapes' ? null : 'c'.repeat(64);
  const digest = runDigest(result.digest, contents);
  return {
    ...{ schemaVersion: 1, run: runId(pipeline.name, digest), pipeline, digest, contents, decoder: null, fresh: false },
    ...{ text: readFileSync(join(directory, file), 'utf8'), file, folder: dirname(join(directory, file)), files },
    ...{ overrides: options, createdAt: '2026-01-01T10:00:00.000Z' },
  };
}

/** The run that a run's exported file gives if it is run from its folder. */
function again(frozen: FrozenRun): { run: FrozenRun; text: string } {
  const folder = join(temporaryFolder(), 'runs', frozen.run);
  mkdirSync(folder, { recursive: true });
  const text = exportedPipeline(frozen);
  writeFileSync(join(folder, 'pipeline.yaml'), text);
  return { run: frozenRun('pipeline.yaml', folder), text };
}

function assertSame(frozen: FrozenRun): string {
  const { run, text } = again(frozen);
  assert.equal(run.run, frozen.run);
  assert.deepEqual(run.pipeline, frozen.pipeline);
  return text;
}

const shipped = shippedSearches.map((name) => join('pipelines', name));
const changes: readonly (readonly [string, LoadOptions])[] = [
  ['as it is', {}],
  ['with --seed', { seed: '2' }],
  ['with --set', { set: ['metrics.images=123', 'finalTraining.ema.decay=0.5'] }],
  ['with --images', { images: 'my images' }],
];
for (const file of shipped)
  for (const [how, options] of changes)
    test(`${file} ${how}: its export is a pipeline file of the same run id`, () => {
      const text = assertSame(frozenRun(file, projectRoot, options));
      assert.ok(text.includes(file), 'it names the file');
      for (const set of options.set ?? []) assert.ok(text.includes(set), 'it names what was overridden');
    });

test('the export names the files that its pipeline extends or refers to and its parameters, and contains their contents', () => {
  const folder = temporaryFolder();
  const tiny = shippedText('tiny.yaml');
  const plain = '[[1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3]]';
  writeFileSync(join(folder, 'base.yaml'), tiny);
  writeFileSync(join(folder, 'genes.json'), plain);
  writeFileSync(
    join(folder, 'mine.yaml'),
    `extends: ./base.yaml
parameters:
  decay: { type: number, default: 0.9 }
searchSpaces:
  light: { network: generator, operations: { up: [nearest] }, forbid: [{ gene: n0, operation: conv_5x5 }], constraints: [{ kind: equalCells }] }
dataset: { kind: imageFolder, path: ../pictures, images: null }
stages:
  - { id: generator, space: light }
finalTraining: { ema: { decay: '\${param:decay}' }, networks: { generator: { from: file, path: genes.json } } }
`,
  );
  const text = assertSame(frozenRun('mine.yaml', folder, { param: ['decay=0.25'], seed: '9' }));
  for (const part of ['mine.yaml', 'base.yaml', 'genes.json', '--param decay=0.25', '--seed 9'])
    assert.ok(text.includes(part), part);
  assert.ok(text.includes(join(dirname(folder), 'pictures')), 'a relative path leads to the same folder');
  assert.ok(!text.includes('extends:') && !text.includes('from: file'), 'it needs no other file');
});

test('a name or an option that contains a line end stays inside the comment', () => {
  const frozen = frozenRun('pipelines/tiny.yaml', projectRoot, { set: ['name=tiny'] });
  const odd = {
    ...frozen,
    file: 'a\nseed: 5\n.yaml',
    folder: '/x\u2028seed: 6',
    overrides: { set: ['name=tiny\nseed: 7'] },
  };
  assert.equal(again(odd).run.run, frozen.run);
});

test('an older run without known file and options can be exported too', () => {
  const { file, folder, files, overrides, ...before } = frozenRun('pipelines/quickstart.yaml', projectRoot);
  assert.ok(file && folder && files && overrides);
  assert.equal(again(before).run.run, before.run);
});

test('running the export of a finished run finds that run; status shows seed and options', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 3, undefined, ['metrics.images=100']);
  await completeRun(state, run);
  assert.equal((await runEagan(['attach', '--home', state.folder])).exitCode, 0);
  const file = join(state.folder, 'runs', run, 'pipeline.yaml');
  assert.equal((await runEagan(['validate', relative(process.cwd(), file)])).exitCode, 0);
  const { stdout } = await runEagan(['run', file, '--detach', '--home', state.folder]);
  assert.ok(stdout.startsWith(`${run} is completed`), stdout);
  const status = await runEagan(['status', '--json', '--home', state.folder]);
  const [overview] = (JSON.parse(status.stdout) as { runs: { seed: number; options: string[] }[] }).runs;
  assert.deepEqual([overview!.seed, overview!.options], [3, ['--seed 3', '--set metrics.images=100']]);
  const table = (await runEagan(['status', '--home', state.folder])).stdout;
  assert.ok(table.includes('--set metrics.images=100'), table);
});

const network = fc.constantFrom<NetworkName>('generator', 'discriminator');
const definition = network.chain((name): fc.Arbitrary<SpaceDefinition> => {
  const kinds = [...new Set(genes[name].map(({ kind }) => kind))];
  const operations = fc.record(
    Object.fromEntries(kinds.map((kind) => [kind, fc.subarray([...allNames(kind)], { minLength: 1 })])),
    { requiredKeys: [] },
  );
  const rule = fc.constantFrom(...genes[name]).chain(({ name: gene, kind }) =>
    fc.record(
      {
        gene: fc.constant(gene),
        operation: fc.constantFrom(...operationNames[kind]),
        cell: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ['gene', 'operation'] },
    ),
  );
  const rules = fc.array(rule, { maxLength: 4 });
  return fc.record({ network: fc.constant(name), operations, force: rules, forbid: rules });
});

test('the exported definition of any space gives the same space, with no more rules than needed', () => {
  fc.assert(
    fc.property(definition, (asked) => {
      const space = defineSpace(asked);
      const form = spaceForm(space);
      assert.deepEqual(defineSpace(form), space);
      const full = (kind: string): number => allNames(kind as EdgeKind).length;
      for (const [kind, names] of Object.entries(form.operations ?? {})) assert.ok(names!.length < full(kind));
    }),
  );
});
