// Lines that pages show are compared with real output: circumstances may differ, the words may not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';
import { patternOf } from '../support/shown-lines.js';

const cost = 'tiny-007480d1: wall 2 min 17 s, device 2 min 29 s, CPU 44.5 s; 1 attempt failed, 1 attempt interrupted (device 7.65 s)'; // prettier-ignore
const columns =
  'stage          steps  wall        device      CPU     failed  interrupted  device without result  waited';
const row = 'final          14     1 min 24 s  1 min 26 s  26 s    1       1            7.65 s                 6.04 s';
const failed = '2026-11-30T00:40:08Z  final/train/segment-00   attempt 1 failed, 5.42 s on vm slot 1 cpu, iterations 0 to 43, CPU 1.6 s, memory 607 MB, EAGAN_TRAINER_KILLED: The trainer (process 873) was ended by SIGKILL while it ran final/train/segment-00.'; // prettier-ignore
const trained = '2026-11-29T23:11:50Z  generator/warmup/segment-00  2.88 s on vm slot 0 cpu, iterations 0 to 8, CPU 1.12 s, memory 511 MB, attempt 2, discriminator loss 15.76, generator loss -14.47, key 4c39cb313ba9'; // prettier-ignore
const ended = '2026-11-29T23:12:50Z  ended  completed, result b879874d4ec56e76d2bf751428666f91d45078787ce20d53feaf5db1c34cd572'; // prettier-ignore
const started = '2026-11-29T23:11:35Z  started  epoch 1, by root on vm as "Anna Example": "first try", from the beginning, eagan 0.1.0 (c879200c1389), …'; // prettier-ignore
const resumed = '2026-11-29T23:12:30Z  started  epoch 2, by root on vm as "Ben": "it is free again", from discriminator/gen-000, …'; // prettier-ignore
const forked =
  'tiny-cb651af0  completed  100 %  done   2026-11-29T23:12:53Z  5 s  1  --set finalTraining.ema.decay=0.5';
const taken = '14 steps were taken back: device 1 min 2 s of the above';
const listed = 'tiny-ed3dcf9c  completed  100 %  done   2026-11-29T23:13:09Z  27 s        2     --seed 2';

/** Shown, and what real runs may say instead. */
const sameLines: readonly (readonly [string, ...string[]])[] = [
  [
    cost,
    'tiny-abcdefab: wall 9 min, device 3 h 2 min, CPU 6 ms; 2 attempts failed, 1 attempt interrupted (device 6.98 s)',
    'tiny-007480d1: wall 59 s, device 59 s; 12 attempts interrupted (device 6.98 s)',
    'tiny-12345678: wall 59 s, device 59 s, CPU 1 s; 1 attempt failed, 2 attempts interrupted, 1 attempt lost (device 7 s)',
  ],
  [
    columns,
    'stage  steps  wall  device  CPU  failed  device without result  waited',
    'stage  steps  wall  device  failed  interrupted  lost  device without result',
    'stage  steps  wall  device  CPU',
  ],
  [row, 'final  4  24 s  1 min 26 s', 'final  14  1 h 24 min  1 d 2 h  26 ms  2  1  1  0.5 s  6.04 s  52 ms'],
  [
    failed,
    '2027-01-02T03:04:05Z  final/train/segment-01  attempt 12 failed, 1 min 2 s on a.b slot 0 gpu, EAGAN_TRAINER_KILLED: The trainer (process 1) was ended by SIGKILL while it ran final/train/segment-10.',
    '2027-01-02T03:04:05Z  final/train/segment-00  attempt 1 failed, 5 ms on vm slot 1 cpu, CPU 1.6 s, memory 1.2 GB, EAGAN_TRAINER_KILLED: The trainer (process 873) was ended by SIGKILL while it ran final/train/segment-00.',
  ],
  [
    trained,
    '2026-11-29T23:11:50Z  generator/warmup/segment-00  3 s on vm slot 0 cpu, iterations 0 to ?, CPU 1 min 1 s, memory 1 GB, attempt 3, discriminator loss 1, generator loss 1.5e-7, key 123456789012',
  ],
  [started, '2026-11-29T23:11:35Z  started  epoch 2, by ann on box.lan as "Anna Example": "first try", from the beginning, eagan 0.2.0, Node 24'], // prettier-ignore
  [resumed, resumed.replace('discriminator/gen-000', 'final'), resumed.replace('discriminator', 'generator')],
  [forked, forked.replace('--set', '--set finalTraining.duration.steps=800 --set')],
  [taken, '1 step were taken back: device 62 ms of the above', '1,014 steps were taken back: device 3 d of the above'],
  [listed, 'tiny-00000001  completed  99.5 %  done  2027-11-29T23:13:09Z  1 min  12  --seed 12'],
];

/** Shown, and what means something else. */
const otherLines: readonly (readonly [string, ...string[]])[] = [
  [
    cost,
    cost.replace('1 attempt failed', '1 attempt finished'),
    cost.replace('attempt failed', 'step failed'),
    cost.replace(/;.*/, ''),
    cost.replace('tiny', 'quickstart'),
    cost.replace('device', 'GPU'),
  ],
  [columns, columns.replace('wall', 'time'), columns.replace('steps', ''), columns.replace('stage', 'kind of step')],
  [row, row.replace('final', 'all'), row.replace('14', 'none'), 'final'],
  [
    failed,
    failed.replace('failed', 'was lost'),
    failed.replace('KILLED', 'HUNG'),
    failed.replace('SIGKILL', 'SIGTERM'),
    failed.replace('final/', 'generator/'),
    failed.replace('5.42 s on vm slot 1 cpu, ', ''),
    failed.replace(/, EAGAN.*/, ''),
  ],
  [
    trained,
    trained.replace('warmup', 'gen-000'),
    trained.replace('generator loss -14.47, ', ''),
    trained.replace('15.76', 'NaN'),
  ],
  [
    ended,
    ended.replace('completed', 'paused'),
    ended.replace(/, result.*/, ''),
    ended.replace('result', 'result none'),
  ],
  [started, started.replace('first try', 'second try'), started.replace('Anna Example', 'Ben'), started.replace('from', 'again from')], // prettier-ignore
  [resumed, resumed.replace('from discriminator/gen-000', 'from the beginning'), resumed.replace('Ben', 'Anna')],
  [forked, forked.replace('--set', '--param'), forked.replace(/--set.*/, '')],
  [taken, taken.replace('steps', 'attempts'), taken.replace('taken back', 'kept')],
  [listed, listed.replace('completed', 'failed'), listed.replace('--seed 2', ''), listed.replace('tiny', 'quick')],
];

for (const [shown, ...same] of sameLines)
  test(`other circumstances are no other line: ${shown.slice(0, 60)}`, () => {
    for (const line of [shown, ...same]) assert.match(line, patternOf(shown));
  });

for (const [shown, ...others] of otherLines)
  test(`other words are another line: ${shown.slice(0, 60)}`, () => {
    for (const line of others) {
      assert.notEqual(line, shown);
      assert.doesNotMatch(line, patternOf(shown));
    }
  });

test('each line that the audit page shows stands for itself', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'auditing.md'), 'utf8');
  const blocks = [...page.matchAll(/^```text\n([^]*?)\n```/gm)];
  const lines = blocks.flatMap((block) => block[1]!.split('\n')).filter((line) => line !== '' && line !== '…');
  assert.ok(lines.length > 20);
  for (const shown of lines) assert.match(shown, patternOf(shown));
});
