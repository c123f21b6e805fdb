// The two rows of the paper's table that differ most from the default, end to end: pairs, and no search at all.
import { after, test } from 'node:test';
import { runsAsPlanned } from './small-rows.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

for (const row of ['coupled', 'stl10'] as const) {
  test(`pipelines/small/${row}.yaml completes and does what its plan says`, () => runsAsPlanned(home, row));
}
