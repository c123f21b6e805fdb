// What a run writes: the data set, every training state, and which of them `eagan gc` keeps.
import { ownOf } from '../domain/own.js';
import type { Pipeline } from '../domain/pipeline.js';
import { retainedStates } from '../domain/runs/retention.js';
import { standInDigest, type ImageCounts, type PlannedStep } from '../domain/plan/virtual.js';
import { judgingOf } from './judging/judges.js';
import { storedJudgeBytes } from './judging/memory.js';
import { openedState, trainedState, type PlannedState } from './states.js';
import type { CheckpointEstimate, DiskEstimate } from './types.js';

/** Records, ledger, populations and evaluations: some kilobytes a step. */
const stepBytes = 8_000;

/** For a run in an empty store. The peak counts one recovery point that shares nothing. */
export function diskOf(pipeline: Pipeline, counts: ImageCounts, planned: readonly PlannedStep[]): DiskEstimate {
  const states = statesOf(planned);
  const held = new Map<string, number>();
  const checkpoints: CheckpointEstimate[] = [];
  const largest: Record<string, number> = {};
  for (const { step, phase, key } of planned) {
    const state = states.get(standInDigest(key, 'state'));
    if (!state) continue;
    const newObjects = [...state.objects].filter(([id]) => !held.has(id));
    for (const [id, bytes] of newObjects) held.set(id, bytes);
    checkpoints.push({ place: step.place, bytes: state.bytes, newBytes: total(newObjects) });
    largest[phase] = Math.max(ownOf(largest, phase) ?? 0, state.bytes);
  }
  const dataBytes = (counts.trainImages + counts.heldOutImages) * pipeline.dataset.size ** 2 * 3;
  const judgeBytes = total(judgesOf(planned, counts));
  const besides = dataBytes + judgeBytes + planned.length * stepBytes;
  const recovery = Math.max(0, ...Object.values(largest));
  return {
    dataBytes,
    judgeBytes,
    checkpoints,
    largest,
    peakBytes: besides + total([...held]) + recovery,
    collectedBytes: besides + total([...keptObjects(pipeline, planned, states)]),
  };
}

const total = (objects: readonly (readonly [string, number])[]): number =>
  objects.reduce((sum, [, bytes]) => sum + bytes, 0);

/** What each phase stores of its judges. */
const judgesOf = (planned: readonly PlannedStep[], counts: ImageCounts): (readonly [string, number])[] =>
  judgingOf(planned, counts).map(({ phase, references }) => [
    phase,
    references.reduce((sum, judge) => sum + storedJudgeBytes(judge), 0),
  ]);

/** Every state of the plan, by its digest. */
function statesOf(planned: readonly PlannedStep[]): Map<string, PlannedState> {
  const states = new Map<string, PlannedState>();
  for (const { step, key } of planned) {
    const digest = standInDigest(key, 'state');
    if (step.kind === 'openStage') states.set(digest, openedState(step));
    if (step.kind === 'trainSegment' || step.kind === 'trainWinner')
      states.set(digest, trainedState(step, states.get(step.inputs.state!)!));
  }
  return states;
}

/** Objects of the states that retention keeps, of the finished run. */
function keptObjects(
  { retention }: Pipeline,
  planned: readonly PlannedStep[],
  states: ReadonlyMap<string, PlannedState>,
): Map<string, number> {
  const records = planned.map(({ step, key }) => ({ step, outputs: { state: standInDigest(key, 'state') } }));
  const kept = [...retainedStates(records, retention)].map((digest) => states.get(digest)!);
  return new Map(kept.flatMap(({ objects }) => [...objects]));
}
