// Every row of the paper's table in small, each to its end. One state folder: equal steps of two rows are computed
// once, as for people.
import { after, test } from 'node:test';
import { runsAsPlanned, smallRows } from '../e2e/small-rows.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

for (const row of smallRows) {
  test(`pipelines/small/${row}.yaml runs to its end and does what its plan says`, () => runsAsPlanned(home, row));
}
