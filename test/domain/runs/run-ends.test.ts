// Every code either can end a run, with a way to continue that a test drives and docs/errors.md shows, or cannot, with
// the reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorCatalogue } from '../../../domain/errors.js';
import { endsNoRun, runEndings, stateOf } from '../../../domain/runs/run-ends.js';
import { drivenBy } from '../../support/cures.js';
import { projectRoot } from '../../support/project.js';

const codes = Object.keys(errorCatalogue);
const page = readFileSync(join(projectRoot, 'docs/errors.md'), 'utf8');

const ways = {
  resume: '`eagan resume RUN`',
  restart: '`eagan server stop`, then `eagan resume RUN`',
  run: '`eagan run FILE`',
  fresh: '`eagan run FILE --fresh`',
  from: '`eagan resume RUN --from PLACE`',
  budget: '`eagan resume RUN --budget …`',
} as const;

for (const code of codes) {
  test(`${code} either can end a run and a test drives it, or cannot for a stated reason`, () => {
    const ends = Object.hasOwn(runEndings, code);
    assert.notEqual(ends, Object.hasOwn(endsNoRun, code), 'it must be in one of the two lists in domain/run-ends.ts');
    assert.equal(ends, Object.hasOwn(drivenBy, code), 'what ends a run must have its row in test/support/cures.ts');
  });
}

test('docs/errors.md shows the table of the codes that end a run', () => {
  for (const [code, { where, way }] of Object.entries(runEndings)) {
    if (!codes.includes(code)) continue;
    const state = stateOf(code);
    assert.ok(
      page.includes(`| ${code} | ${where} | ${state} | ${ways[way]} |`),
      `| ${code} | ${where} | ${state} | ${ways[way]} |`,
    );
  }
});
