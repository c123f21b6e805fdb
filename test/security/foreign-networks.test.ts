// A stranger's network writes no file, reads none but its own, and is refused by name before TensorFlow runs anything.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FittedExtractor, GraphFormat } from '../../domain/extractor.js';
import { digestOfParts } from '../../domain/network-files.js';
import { makeStep } from '../../domain/steps/step.js';
import { openStore } from '../../store/index.js';
import {
  attribute,
  constantText,
  field,
  graphNode,
  producer,
  textParts,
} from '../../tools/inception2015/graph-writer.js';
import { smallGraph } from '../metrics/support/small-graphs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runTask } from '../trainer/support/run-task.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Runs the step that reads a network; returns the error that must come. */
async function errorOf(path: string, format: GraphFormat, contents: string): Promise<Error & { code?: string }> {
  const extractor: FittedExtractor<'graph'> = {
    ...{ kind: 'graph', format, contents, features: 'features:0', logits: null },
    input: { name: 'images:0', size: 16, mean: 0, scale: 1, resize: 'tf1' },
  };
  const step = makeStep({}, 'fitExtractor', 'extractor', { dataset: 'none' }, { extractor }, 0);
  const store = await openStore(temporaryFolder());
  const circumstances = { recoveryEveryMs: 600_000, extractorPath: path };
  return runTask(step, store, { circumstances }).then(
    () => assert.fail('the network must be refused'),
    (error: Error) => error,
  );
}

/** Nodes that write a text into a file; the features wait for them. */
const writing = (file: string): Uint8Array[] => [
  ...constantText('file', textParts(file)),
  ...constantText('words', textParts('written by a stranger')),
  ...graphNode('write', 'WriteFile', ['file', 'words']),
];

test('a frozen graph that writes a file is refused, and no file is written', async () => {
  const folder = temporaryFolder();
  const [path, written] = [join(folder, 'graph.pb'), join(folder, 'written')];
  const waits = graphNode('waits', 'Identity', ['features', '^write'], { T: attribute.type('float') });
  const graph = smallGraph({ more: [...writing(written), ...waits] });
  writeFileSync(path, graph);
  const { code, message } = await errorOf(path, 'frozen', sha256(graph));
  assert.equal(code, 'EAGAN_EXTRACTOR_INVALID');
  assert.match(message, /must only compute.*got WriteFile/);
  assert.ok(!existsSync(written));
});

test('a SavedModel that writes a file when it is loaded is refused, and no file is written', async () => {
  const folder = temporaryFolder();
  const written = join(folder, 'written');
  const graph = [smallGraph(), ...writing(written), ...producer(987)];
  for (const atLoad of [
    field(3, ...field(3, textParts('write'))),
    field(4, ...field(1, textParts('saved_model_main_op')), ...field(2, ...field(1, ...field(1, textParts('write'))))),
    field(4, ...field(1, textParts('legacy_init_op')), ...field(2, ...field(1, ...field(1, textParts('write'))))),
  ]) {
    const model = Buffer.concat([
      Uint8Array.of(8, 1),
      ...field(2, ...field(1, ...field(4, textParts('serve'))), ...field(2, ...graph), ...atLoad),
    ]);
    writeFileSync(join(folder, 'saved_model.pb'), model);
    const { code, message } = await errorOf(folder, 'savedModel', digestOfParts({ 'saved_model.pb': sha256(model) }));
    assert.equal(code, 'EAGAN_EXTRACTOR_INVALID', message);
    assert.match(message, /must only compute.*got WriteFile/);
    assert.ok(!existsSync(written));
  }
});

test('a model.json names no file outside of its folder, neither by a path nor over a link', async () => {
  const folder = temporaryFolder();
  const [model, secret] = [join(folder, 'model'), join(folder, 'secret')];
  mkdirSync(model);
  writeFileSync(secret, 'secret');
  symlinkSync(secret, join(model, 'link.bin'));
  for (const [name, expected] of [
    ['../secret', 'EAGAN_EXTRACTOR_CHANGED'],
    [secret, 'EAGAN_EXTRACTOR_CHANGED'],
    ['link.bin', 'EAGAN_PATH_OUTSIDE'],
  ] as const) {
    const json = { modelTopology: {}, weightsManifest: [{ paths: [name], weights: [] }] };
    writeFileSync(join(model, 'model.json'), JSON.stringify(json));
    const { code, message } = await errorOf(join(model, 'model.json'), 'tfjs', 'f'.repeat(64));
    assert.equal(code, expected, message);
    assert.doesNotMatch(message, new RegExp(sha256(Buffer.from('secret'))));
  }
});
