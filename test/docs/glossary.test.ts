// People meet every term of the glossary, and the guide gives every operation the program's number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationNames } from '../../domain/search/genotype.js';
import { filesOfProject } from '../support/project.js';

const files = filesOfProject();
const text = (name: string): string => files.find((file) => file.name === name)!.text;
const rows = (page: string): string[][] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const terms = rows(text('docs/glossary.md'))
  .slice(1)
  .map(([term]) => term!);

test('the glossary has at most 34 terms, each once, and the README links it', () => {
  assert.ok(terms.length > 20 && terms.length <= 34, `${terms.length}`);
  assert.equal(new Set(terms).size, terms.length);
  assert.ok(text('README.md').includes('docs/glossary.md'));
});

/** What people read: all pages except the glossary, and the texts that the program prints. */
const read = files
  .filter(({ name }) => /^(README\.md|docs\/[^/]*\.md)$/.test(name) || /^(cli|domain)\/.*\.ts$/.test(name))
  .filter(({ name }) => name !== 'docs/glossary.md')
  .map((file) => file.text.toLowerCase().replaceAll(/\s+/g, ' '));

for (const term of terms) {
  test(`the program or its pages say "${term}"`, () => {
    const used = read.filter((one) => new RegExp(`(?<![a-zé])${term.toLowerCase()}(s|es)?(?![a-z])`).test(one));
    assert.ok(used.length > 0);
  });
}

for (const word of ['step', 'place', 'closed', 'front', 'protocol', 'circumstance', 'segment', 'digest']) {
  test(`the glossary explains "${word}"`, () => assert.ok(terms.includes(word)));
}

for (const [kind, names] of Object.entries(operationNames)) {
  test(`the guide gives the ${kind} operations their numbers`, () => {
    const row = rows(text('docs/pipeline.md')).find(([head]) => head!.startsWith(`${kind}: `))!;
    assert.deepEqual(row.slice(1).filter(Boolean), names);
  });
}
