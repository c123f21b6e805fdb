// The index of decisions lists every decision by its title, and every decision has the same four parts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOfProject } from '../support/project.js';

const folder = 'docs/decisions/';
const pages = filesOfProject().filter(({ name }) => name.startsWith(folder) && name.endsWith('.md'));
const decisions = pages.filter(({ name }) => /\/\d{4}-[a-z0-9-]+\.md$/.test(name));
const index = pages.find(({ name }) => name === `${folder}README.md`)!.text;

test('the index lists every decision by number and title, in order, and nothing else', () => {
  const rows = index.split('\n').filter((line) => line.startsWith('| ['));
  const expected = decisions.map(({ name, text }) => {
    const file = name.slice(folder.length);
    return `| [${Number(file.slice(0, 4))}](${file}) | ${text.split('\n')[0]!.replace('# ', '')} |`;
  });
  assert.deepEqual(rows, expected.sort(byNumber));
});

test('decisions are numbered from 1 without a gap, and the folder has no other page but the index', () => {
  const numbers = decisions
    .map(({ name }) => Number(name.slice(folder.length, folder.length + 4)))
    .sort((a, b) => a - b);
  assert.deepEqual(
    numbers,
    numbers.map((_, position) => position + 1),
  );
  assert.equal(pages.length, decisions.length + 1);
});

for (const { name, text } of decisions) {
  test(`${name} has context, options, decision and consequences`, () => {
    const headings = text.split('\n').filter((line) => line.startsWith('## '));
    assert.deepEqual(headings, ['## Context', '## Options', '## Decision', '## Consequences']);
  });
}

function byNumber(a: string, b: string): number {
  return Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]);
}
