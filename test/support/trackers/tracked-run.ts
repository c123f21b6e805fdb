// A small run as trackers see it, without a store.
import type { TrackedRun } from '../../../control/report/tracking/tracked-run.js';
import { digestBytes } from '../../../domain/digest.js';

const at = Date.UTC(2026, 0, 1);

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const trackedRun = (run = 'tiny-1'): TrackedRun => ({
  ...{
    run,
    name: 'tiny',
    frozen: digestBytes(Buffer.from(run)),
    startedAt: at,
    endedAt: at + 9000,
    status: 'completed',
  },
  parameters: { seed: 1, 'training.loss': 'hinge', 'breeding.elite': true },
  tags: { 'eagan.run': run, 'eagan.head': 'f'.repeat(64) },
  series: [
    { name: 'generator/best/frechetDistance', points: [0, 1, 2].map((step) => ({ step, at: at + 1000 * step, value: 3 / (step + 1) })) }, // prettier-ignore
    { name: 'final/frechetDistance', points: [{ step: 40, at: at + 8000, value: 0.1 }] },
  ],
  pictures: [{ name: 'generator/samples', step: 2, at: at + 2000, png }],
  files: [{ name: 'pipeline.yaml', bytes: Buffer.from('version: 1\n') }],
  pipeline: 'version: 1\n',
  missing: [],
});
