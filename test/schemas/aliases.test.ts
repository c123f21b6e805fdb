// What YAML aliases stand for, also where a name is used for several anchors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { yamlToPlain } from '../../schemas/yaml-to-plain.js';

function plain(text: string): unknown {
  const source = { file: 'x.yaml', text };
  const { value, findings } = yamlToPlain(parseDocument(text), (start, end) => ({ source, start, end }));
  assert.deepEqual(findings, []);
  return JSON.parse(JSON.stringify(value));
}

for (const [what, text] of [
  ['the nearest anchor before it', 'x: &b 1\ny: *b\nx2: &b 2\nz: *b'],
  ['what it stood for where it was written, inside another one', 'x: &b 1\ny: &a [*b]\nx2: &b 2\nz: *a'],
  ['the same, two levels deep', 'x: &b 1\ny: &a [*b]\nw: &c { k: *a }\nx2: &b 2\nv: &a 3\nz: *c'],
] as const)
  test(`an alias means ${what}`, () => assert.deepEqual(plain(text), parseDocument(text).toJS()));
