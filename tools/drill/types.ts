// The findings of a drill, in the form that `eagan drill --json` prints.
import type { Digest } from '../../domain/digest.js';
import type { FaultPoint } from '../../domain/runs/fault-points.js';
import type { CalmDifference } from './compare.js';
import type { KillRequest, PlannedKill } from './plan.js';
import type { Spread } from './statistics.js';
import type { Victim } from './victims.js';

/** A request that was armed, and its result. Times in ms; `at` since the run's start. */
export interface Kill extends KillRequest {
  readonly number: number;
  /** It interrupted something; if not, `reason` says why. */
  readonly counts: boolean;
  readonly reason: string | null;
  /** What the process at the point was doing: a place or a file. */
  readonly detail: string | null;
  readonly phase: string | null;
  readonly killed: readonly Victim[];
  readonly interrupted: readonly string[];
  readonly at: number | null;
  /** From the kill until work continued; null if the run ended before, or work never did. */
  readonly recoveredMs: number | null;
  readonly lostMs: number | null;
}

/** How often an undisturbed run passes a point. */
export interface PointCount {
  readonly passages: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Kills that counted, there. */
  readonly kills: number;
}

export interface DrillRun {
  readonly run: string | null;
  /** As `eagan status` says it; null: it did not get that far. */
  readonly status: string | null;
  readonly steps: number;
  readonly resultDigest: Digest | null;
  readonly tookMs: number;
}

export interface DrillReport {
  readonly file: string;
  readonly seed: number;
  readonly plan: readonly PlannedKill[];
  readonly kills: readonly Kill[];
  readonly points: Readonly<Record<FaultPoint, PointCount>>;
  readonly covered: readonly FaultPoint[];
  /** The calm run passed them, and no kill was there. */
  readonly notCovered: readonly FaultPoint[];
  /** This pipeline never passes them. */
  readonly neverPassed: readonly FaultPoint[];
  readonly recoveryMs: Spread | null;
  readonly lostMs: Spread | null;
  readonly calm: DrillRun;
  readonly stormy: DrillRun & {
    /** Commands that followed it, one after another. */
    readonly attached: number;
    readonly journal: Readonly<Record<string, number>>;
    /** The output of a command that ended by itself. */
    readonly troubles: readonly string[];
  };
  readonly differences: readonly CalmDifference[];
  /** `unfinished`: the killed run did not reach its end. */
  readonly verdict: 'same' | 'different' | 'unfinished';
  /** The folder, if it was kept. */
  readonly kept: string | null;
}
