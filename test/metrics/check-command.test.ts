// `eagan metrics check` as people type it: what a network gives, or why it cannot serve, each with its exit code.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { networkCheckText } from '../../cli/text/network-check-text.js';
import type { NetworkCheck } from '../../trainer/networks/check-network.js';
import { Home } from '../support/home.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { smallGraph } from './support/small-graphs.js';

const home = new Home();
const path = join(temporaryFolder(), 'small.pb');
writeFileSync(path, smallGraph());
const own = ['--format', 'frozen', '--input', 'images:0', '--size', '16', '--features', 'flat:0', '--resize', 'tf1'];

test('a network of your own is described, with the digest that a pipeline may ask for', () => {
  const found = home.json<NetworkCheck>('metrics', 'check', path, ...own, '--logits', 'logits:0');
  const { contents, features, classes, batch } = found;
  const expected = {
    contents: createHash('sha256').update(smallGraph()).digest('hex'),
    features: 8,
    classes: 5,
    batch: 1,
  };
  assert.deepEqual({ contents, features, classes, batch }, expected);
  const { exitCode, stdout } = home.eagan('metrics', 'check', path, ...own);
  assert.equal(exitCode, 0);
  assert.match(stdout, /8 features, no classes/);
});

test('what cannot serve ends with its code, and options that are missing with that of usage', () => {
  const ends = (exitCode: number, says: RegExp, ...words: string[]): void => {
    const found = home.eagan('metrics', 'check', ...words);
    assert.match(found.stderr, says);
    assert.equal(found.exitCode, exitCode);
  };
  ends(2, /EAGAN_EXTRACTOR_INVALID.*must have the node DecodeJpeg\/contents \(not found\)/, path);
  ends(4, /EAGAN_EXTRACTOR_NOT_FOUND.*nothing\.pb/, join(path, '..', 'nothing.pb'));
  ends(2, /EAGAN_USAGE.*needs --input and --features/, path, '--format', 'frozen');
  ends(2, /--mean and --scale must be numbers/, path, ...own, '--mean', 'much');
  ends(2, /EAGAN_EXTRACTOR_INVALID.*not found: nowhere/, path, ...own, '--logits', 'nowhere');
});

test('the text says which figures a file may have, what the panda shows, and what others measured', () => {
  const found = { contents: 'c'.repeat(64), features: 2048, classes: 1008, batch: 10, msAnImage: 120 };
  const published = { bytes: 95_673_916, md5: 'e6bb154e85f5d4331c22abcddb5dcf31', official: true, isArchive: true };
  const largest = [
    { class: 169, probability: 0.89107 },
    { class: 7, probability: 0.00779 },
  ];
  const panda = { file: 'in the archive', largest, asPublished: true } as const;
  const text = networkCheckText({ ...found, graph: published, panda });
  assert.match(text, /120 ms an image here, in batches of 10: 50,000 images take 100 min/);
  assert.match(text, /the published one .* called FID and Inception Score/);
  assert.match(text, /Panda \(in the archive\): 0\.89107 \(class 169\) and 0\.00779 \(class 7\); as published/);
  assert.match(text, /Graph in the archive: the published one/);
  for (const value of ['11.24 ± 0.20', '10.98 ± 0.22', '3.1508', '10.3233']) assert.ok(text.includes(value), value);
  const other = networkCheckText({ ...found, graph: { ...published, bytes: 5, official: false, isArchive: false } });
  assert.match(other, /not the published one: 5 bytes .* Its figures keep other names/);
  assert.match(other, /Panda: not examined/);
});
