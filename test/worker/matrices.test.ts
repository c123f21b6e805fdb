// The worker starts the next run of a matrix, and leaves alone what runs, what people stopped, and what cannot start.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { requestStop } from '../../control/matrix/stop-matrix.js';
import { freezeMatrixOf } from '../support/matrix.js';
import { withoutStages } from '../support/runs.js';
import { eventually } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { Matrices } from '../../worker/matrices.js';
import { statePaths } from '../../worker/state-paths.js';
import { makeStateFolder } from '../../worker/state-store.js';

test('a matrix with a run to start is asked to go on, once; what goes wrong is in the log', async () => {
  const folder = temporaryFolder();
  const store = await makeStateFolder(folder);
  const { matrixLog } = statePaths(folder);
  await freezeMatrixOf(store, 'stopped', withoutStages, [1]);
  await requestStop(store, 'stopped', { kind: 'pause', by: { user: 'anna', host: 'here' } });
  const matrices = new Matrices(folder, store);
  process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
  try {
    matrices.start();
    await matrices.looked();
    assert.ok(!existsSync(matrixLog), 'people stopped it');
    await freezeMatrixOf(store, 'going', withoutStages, [2, 3]);
    matrices.look();
    matrices.look();
    await eventually('the command has failed', () => readLog().includes('EAGAN_'));
  } finally {
    delete process.env.TEMPORAL_ADDRESS;
    await matrices.stop();
  }
  assert.equal(readLog().match(/error EAGAN_TEMPORAL_UNREACHABLE/g)!.length, 1, readLog());

  function readLog(): string {
    return existsSync(matrixLog) ? readFileSync(matrixLog, 'utf8') : '';
  }
});
