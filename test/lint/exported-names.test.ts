// No two source files export different things under one name. Re-exports do not count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOfProject } from '../support/project.js';

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const|let|enum) (\w+)/gm;

/** Names that every file of a folder exports, because the files have the same form. */
const forms: readonly (readonly [file: RegExp, name: string])[] = [[/^cli\/commands\//, 'command']];

/** The files that declare each exported name. */
function declarations(files: readonly { name: string; text: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name: file, text } of files) {
    for (const name of new Set([...text.matchAll(declaration)].map((match) => match[1]!))) {
      if (forms.some(([form, own]) => form.test(file) && own === name)) continue;
      found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return found;
}

const twice = (files: readonly { name: string; text: string }[]): [string, string[]][] =>
  [...declarations(files)].filter(([, declaring]) => declaring.length > 1);

test('each exported name of the sources stands for one thing', () => {
  const sources = filesOfProject().filter(({ name }) => /\.(ts|mjs)$/.test(name) && !name.startsWith('test/'));
  assert.ok(declarations(sources).size > 1_000, 'hardly any export was found');
  assert.deepEqual(twice(sources), []);
});

test('a name that two files declare is found, a re-export is not', () => {
  const files = [
    { name: 'a.ts', text: 'export interface Finding {}\nexport const one = 1;' },
    { name: 'b.ts', text: 'export class Finding {}' },
    { name: 'c.ts', text: "export { one } from './a.js';" },
  ];
  assert.deepEqual(twice(files), [['Finding', ['a.ts', 'b.ts']]]);
});
