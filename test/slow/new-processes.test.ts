// A whole small search gives the same bits in one warm trainer as in a new process for each step, with segments cut
// between two processes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import { slotAt } from '../../domain/steps/schedule.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import { stream } from '../../domain/stream.js';
import type { Store } from '../../store/types.js';
import { Interruption } from '../../trainer/interrupted.js';
import { createPool } from '../../trainer/pool.js';
import { executionBySlot } from '../../trainer/training/execution.js';
import type { Progress, TaskResult, TrainerPool } from '../../trainer/types.js';
import { resultOf } from '../trainer/support/run-task.js';
import { runOptions, scratch } from '../trainer/support/tasks.js';
import { openStep, segmentStep, taskOf, tinyStore, openWinnerStep, winnerStep } from '../trainer/support/tiny.js';

let store: Store;
let dataset: Digest;
const pools: TrainerPool[] = [];
const pool = (name: string, tasks: number): TrainerPool => {
  const made = createPool({ slots: 1, logFolder: scratch(name), recycle: { tasks } });
  pools.push(made);
  return made;
};

before(async () => {
  ({ store, dataset } = await tinyStore());
});
after(() => Promise.all(pools.map((each) => each.close(1000))));

const populationOf = (network: NetworkName, generation: number): Genotype[] =>
  [0, 1, 2, 3].map((slot) => randomGenotype(fullSpace(network), stream(9, `test/${generation}/${slot}`)));

type Run = (step: Step) => Promise<TaskResult>;

/**
 * Both stages with a warm-up and two generations each, and the final training. An epoch of 64 images in batches of 4
 * ends every 16 iterations.
 */
async function search(run: Run): Promise<object[]> {
  const results: TaskResult[] = [];
  const next = async (step: Step): Promise<Digest> => {
    results.push(await run(step));
    return results.at(-1)!.outputs.state!;
  };
  const stage = async (network: NetworkName, previous?: Digest): Promise<Digest> => {
    let state = await next(openStep(network, previous));
    state = await next(segmentStep(network, { state, dataset }, { from: 0, to: 6 }));
    for (const [generation, opponentsFrom] of [
      [0, 0, 0, 0],
      [2, 2, 0, 1],
    ].entries()) {
      const [from, to] = [6 + generation * 20, 26 + generation * 20];
      const population = populationOf(network, generation);
      // Weight resetting distributes opponents again.
      const changes = { population, opponentsFrom: network === 'discriminator' ? opponentsFrom : null, from, to };
      state = await next(segmentStep(network, { state, dataset }, changes));
    }
    return state;
  };
  await stage('discriminator', await stage('generator'));
  let state = await next(openWinnerStep());
  for (const [from, to] of [
    [0, 7],
    [7, 20],
  ] as const) {
    state = await next(winnerStep({ state, dataset }, { from, to }));
  }
  return results.map(resultOf);
}

test('a search gives the same bits in one warm process as in new processes for each step and in the middle of each segment', async () => {
  const [warm, fresh] = [pool('warm', 1000), pool('fresh', 1)];
  const inOne = await search(async (step) => (await warm.run(taskOf(step), runOptions())).result);
  let resumed = 0;
  const cut = await search(async (step) => {
    const stop = new AbortController();
    const onProgress = ({ done, total }: Progress): void => void (done >= total / 2 && done < total && stop.abort());
    const half = fresh.run(taskOf(step), runOptions({ signal: stop.signal, onProgress }));
    const ended = await half.then(({ result }) => result).catch((error: unknown) => error);
    if (!(ended instanceof Interruption)) return ended as TaskResult;
    const { result } = await fresh.run(taskOf(step), runOptions());
    resumed += result.resumedAtIteration === undefined ? 0 : 1;
    await store.recovery.clear(stepKey(step), 'test');
    return result;
  });
  assert.deepEqual(cut, inOne);
  assert.ok(resumed >= 4, `${resumed} segments were resumed in the middle`);
});

test('in this search some architectures of a segment run as kept graphs and others eagerly', () => {
  const drawnSlot = (iteration: number): number => slotAt(1, 'generator', iteration, 2, [0, 1, 2, 3]);
  const executions = [0, 1, 2, 3].map(executionBySlot({ from: 6, to: 26, discriminatorSteps: 2 }, drawnSlot));
  assert.deepEqual(new Set(executions), new Set(['eager', 'graph']), executions.join(' '));
});
