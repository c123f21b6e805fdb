// Each row of docs/deviations.md names a test that exists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOfProject } from '../support/project.js';

const files = filesOfProject();
const page = files.find(({ name }) => name === 'docs/deviations.md')!.text;
const tests = files.filter(({ name }) => name.endsWith('.test.ts')).map(({ text }) => text);

const named = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((row) => row.split('|').at(-2)!.trim())
  .filter((name) => name !== 'test');

for (const name of new Set(named)) {
  test(`the deviation that names the test "${name}" has it`, () => {
    assert.ok(tests.some((text) => ["'", '"', '`'].some((quote) => text.includes(`test(${quote}${name}`))));
  });
}

test('every row of the page names a test', () => {
  assert.ok(named.length > 25);
  assert.deepEqual(
    named.filter((name) => name.length < 10),
    [],
  );
});
