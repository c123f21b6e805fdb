// The schema, the defaults and the tables of figures, selection rules and data sets know the same names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readerOf } from '../../datasets/kinds.js';
import { isLocated, withoutLocation } from '../../domain/dataset.js';
import { omit } from '../../domain/omit.js';
import { objectives } from '../../domain/search/figures.js';
import { selectionKinds, selectionRow } from '../../domain/search/selection-rules.js';
import { completePipeline } from '../../schemas/complete.js';
import { pipelineDigest } from '../../schemas/pipeline-digest.js';
import type { RawDataset, RawPipeline } from '../../schemas/raw-pipeline.js';
import { projectRoot } from '../support/project.js';
import { base } from './base.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
}
const { definitions, properties } = JSON.parse(
  readFileSync(join(projectRoot, 'schemas/resolved-pipeline.schema.json'), 'utf8'),
) as { definitions: Readonly<Record<string, Schema>>; properties: Readonly<Record<string, Schema>> };
const kindsOf = (schema: Schema): (string | undefined)[] =>
  schema.oneOf!.map((branch) => branch.properties!['kind']!.const);

test('the objectives of the schema are exactly the figures of the table', () => {
  const sorted = [...objectives].sort();
  assert.deepEqual(Object.keys(definitions['stage-objectives']!.properties!).sort(), sorted);
  assert.deepEqual([...definitions['stage-best']!.items!.enum!].sort(), sorted);
});

const completed = (change: object): ReturnType<typeof completePipeline> =>
  completePipeline({ ...(parse(base) as RawPipeline), ...change }, (path) => path);

test('a stage without an order of the best uses all its objectives in the order of the table', () => {
  const all = Object.fromEntries([...objectives].reverse().map((name) => [name, 'minimize']));
  const { stages } = completed({ stageDefaults: { objectives: all } });
  assert.ok(stages.length > 0);
  for (const { best } of stages) assert.deepEqual(best, objectives);
});

test('the schema names every selection rule, with the parameters and defaults of the table', () => {
  const schema = definitions['stage-selection']!;
  assert.deepEqual(kindsOf(schema), selectionKinds);
  for (const [index, kind] of selectionKinds.entries()) {
    const parameters = omit(schema.oneOf![index]!.properties!, 'kind');
    const defaults = Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.default]));
    assert.deepEqual(defaults, selectionRow(kind).parameters, kind);
    const { stages } = completed({ stageDefaults: { selection: { kind } } });
    assert.deepEqual(stages[0]!.selection, { kind, ...defaults });
  }
});

const datasets: { readonly [Kind in RawDataset['kind']]: Extract<RawDataset, { kind: Kind }> } = {
  shapes: { kind: 'shapes', images: 400 },
  imageFolder: { kind: 'imageFolder', path: '/nowhere/images' },
};

test('every kind of data set in the schema is completed and has a reader', () => {
  assert.deepEqual(kindsOf(properties['dataset']!), Object.keys(datasets));
  for (const raw of Object.values(datasets)) {
    const { dataset } = completed({ dataset: raw });
    assert.equal(dataset.kind, raw.kind);
    const counts = readerOf(dataset).count(dataset);
    assert.equal(counts?.train ?? null, isLocated(dataset) ? null : dataset.images);
    assert.equal(readerOf(dataset).problem(dataset) === null, !isLocated(dataset));
  }
});

test('the place of images is in no digest and in no step', () => {
  const at = (path: string): ReturnType<typeof completePipeline> =>
    completed({ dataset: { ...datasets.imageFolder, path } });
  assert.equal(pipelineDigest(at('/here')), pipelineDigest(at('/there')));
  assert.deepEqual(withoutLocation(at('/here').dataset), withoutLocation(at('/there').dataset));
  assert.equal('path' in withoutLocation(at('/here').dataset), false);
});
