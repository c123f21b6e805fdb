// SECURITY.md: each rule names the tests that attack it, and they exist.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';

const folder = join(projectRoot, 'test/security');
const rows = readFileSync(join(projectRoot, 'SECURITY.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line));
const testsOf = (row: string): string[] => [...row.matchAll(/`([\w.-]+\.test\.ts)`/g)].map((match) => match[1]!);

test('there are twelve rules, and each but the last names a test', () => {
  assert.equal(rows.length, 12);
  assert.deepEqual(rows.slice(0, -1).filter((row) => testsOf(row).length === 0), []); // prettier-ignore
});

test('every test that a rule names exists', () => {
  const named = rows.flatMap(testsOf);
  assert.deepEqual(named.filter((name) => !existsSync(join(folder, name))), []); // prettier-ignore
});

test('every attack belongs to a rule', () => {
  const named = rows.flatMap(testsOf);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  assert.deepEqual(tests.filter((name) => !named.includes(name)), []); // prettier-ignore
});
