// docs/errors.md and domain/errors.ts name the same codes and agree on which are retried.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findExplanation } from '../../cli/commands/explain.js';
import { errorCatalogue } from '../../domain/errors.js';
import { projectRoot } from '../support/project.js';

const page = readFileSync(join(projectRoot, 'docs/errors.md'), 'utf8');
const documented = [...page.matchAll(/^### (\w+)$/gm)].map((match) => match[1]!);

test('every code of the catalogue has its section in docs/errors.md, and every section its code', () => {
  assert.deepEqual([...documented].sort(), Object.keys(errorCatalogue).sort());
});

for (const [code, { retryable }] of Object.entries(errorCatalogue)) {
  test(`${code} is explained in a few sentences, and the page says that it is retried only if it is`, () => {
    const { explanation } = findExplanation(page, code);
    assert.ok(explanation.length > 60, explanation);
    assert.equal(explanation.includes('_Retried'), retryable, explanation);
  });
}
