// Puts a drill's findings together: pure.
import { ownOf } from '../../domain/own.js';
import { faultPoints, type FaultPoint, type FaultPassage } from '../../domain/runs/fault-points.js';
import type { StoryEntry } from '../../store/index.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { phaseOf } from '../../domain/steps/parse-place.js';
import type { CalmDifference } from './compare.js';
import type { PlannedKill } from './plan.js';
import { spreadOf } from './statistics.js';
import type { DrillReport, DrillRun, Kill, PointCount } from './types.js';

/** What a run left in its store, and the output of the commands on it. */
export interface RunRemains extends Omit<DrillRun, 'steps'> {
  readonly records: readonly StepRecord[];
  readonly story: readonly StoryEntry[];
  readonly attached: number;
  readonly troubles: readonly string[];
}

export interface Findings {
  readonly file: string;
  readonly seed: number;
  readonly plan: readonly PlannedKill[];
  readonly calm: { readonly found: RunRemains; readonly passages: readonly FaultPassage[] };
  /** null: the undisturbed run did not complete. */
  readonly storm: { readonly found: RunRemains; readonly kills: readonly Kill[] } | null;
  readonly differences: readonly CalmDifference[];
}

/** The whole report. */
export function reportOf({ file, seed, plan, calm, storm, differences }: Findings): DrillReport {
  const kills = storm?.kills ?? [];
  const counting = kills.filter(({ counts }) => counts);
  const points = countPoints(calm.passages, counting);
  const those = (fits: (count: PointCount) => boolean): FaultPoint[] =>
    allPoints.filter((point) => fits(points[point]));
  const stormy = storm?.found ?? { ...calm.found, run: null, status: null, records: [], resultDigest: null, tookMs: 0 };
  return {
    ...{ file, seed, plan, kills, points },
    covered: those((count) => count.kills > 0),
    notCovered: those((count) => count.kills === 0 && count.passages > 0),
    neverPassed: those((count) => count.kills === 0 && count.passages === 0),
    recoveryMs: spreadOf(numbersOf(counting, 'recoveredMs')),
    lostMs: spreadOf(numbersOf(counting, 'lostMs')),
    calm: runOf(calm.found),
    stormy: {
      ...runOf(stormy),
      attached: stormy.attached,
      journal: countTold(stormy.story),
      troubles: stormy.troubles,
    },
    differences,
    verdict: verdictOf(stormy, differences),
    kept: null,
  };
}

const allPoints = Object.keys(faultPoints) as FaultPoint[];

function numbersOf(kills: readonly Kill[], name: 'recoveredMs' | 'lostMs'): number[] {
  return kills.map((kill) => kill[name]).filter((value) => value !== null);
}

/** The phase of a passage is that of the last place that was named before it. */
function countPoints(passages: readonly FaultPassage[], kills: readonly Kill[]): Record<FaultPoint, PointCount> {
  const phases = new Map<FaultPoint, Record<string, number>>(allPoints.map((point) => [point, {}]));
  let phase = 'data';
  for (const { point, detail } of passages) {
    if (point.startsWith('step.') || point.startsWith('task.')) phase = phaseOf(detail);
    const counts = phases.get(point)!;
    counts[phase] = (ownOf(counts, phase) ?? 0) + 1;
  }
  const entries = allPoints.map((point): [FaultPoint, PointCount] => {
    const counts = phases.get(point)!;
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    return [point, { passages: sum, phases: counts, kills: kills.filter((kill) => kill.point === point).length }];
  });
  return Object.fromEntries(entries) as Record<FaultPoint, PointCount>;
}

/** How many lines of each kind besides steps; certificates by their verdict, attempts by their outcome. */
function countTold(entries: readonly StoryEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of entries) {
    const detail = entry.kind === 'certificate' ? entry.verdict : entry.kind === 'attempt' ? entry.outcome : null;
    const name = detail === null ? entry.kind : `${entry.kind} ${detail}`;
    if (name !== 'step') counts[name] = (ownOf(counts, name) ?? 0) + 1;
  }
  return counts;
}

function runOf({ run, status, resultDigest, records, tookMs }: RunRemains): DrillRun {
  return { run, status, steps: records.length, resultDigest, tookMs };
}

function verdictOf(stormy: RunRemains, differences: readonly CalmDifference[]): DrillReport['verdict'] {
  if (stormy.status !== 'completed') return 'unfinished';
  const denied = stormy.story.some((entry) => entry.kind === 'certificate' && entry.verdict === 'different');
  return differences.length > 0 || denied ? 'different' : 'same';
}
