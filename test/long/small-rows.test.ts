// Every row of the paper's table at a small size, run to its end. All use one state folder, so equal steps of two rows
// are computed once.
import { after, test } from 'node:test';
import { runsAsPlanned, smallRows } from '../e2e/small-rows.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

for (const row of smallRows) {
  test(`pipelines/small/${row}.yaml completes and does what its plan says`, () => runsAsPlanned(home, row));
}
