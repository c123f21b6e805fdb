// An attempt at a step, as a process of its own: `fence-child.js FOLDER ATTEMPT`. It takes the step, says so, and
// publishes on request.
import { once } from 'node:events';
import { errorCodeOf } from '../../domain/errors.js';
import { openStore } from '../../store/index.js';
import { record } from './support.js';

const [folder, attempt] = process.argv.slice(2) as [string, string];
const { claims, records, recovery, ledger } = await openStore(folder);
const offered = record('place', {}, {}, { distance: 1 });
const { key, fingerprint } = offered;
const fence = { epoch: 1, workflowRunId: 'w', activityId: 'a', attempt: Number(attempt) };
const claim = await claims.take('run', key, fence, { host: 'h', startedAt: 'then', fingerprint });

async function writePoint(): Promise<void> {
  if (!(await claims.isHeld('run', key, claim.id))) return;
  const iteration = 10 * Number(attempt);
  const tensors = new Map([['searched/weights/w', { shape: [1], data: Float32Array.of(iteration) }]]);
  const checkpoint = await recovery.checkpoints(key, claim.id).write({ iteration }, tensors);
  await recovery.write(key, claim.id, iteration, checkpoint, null);
}

async function publish(): Promise<void> {
  await writePoint();
  await claim.assertHeld();
  await records.put(offered);
  await recovery.clear(key, 'run');
  await claim.release();
  await ledger.append('run', 1, { place: 'place', key, fingerprint, at: 'now' });
}

await writePoint();
console.log('taken');
await once(process.stdin, 'data');
try {
  await publish();
  console.log('published');
} catch (error) {
  const code = errorCodeOf(error) ?? 'EAGAN_INTERNAL';
  await claim.end({ at: 'now', code, message: 'late', iteration: null });
  console.log(code);
}
process.exit(0);
