// What a picture of fronts shows.
import type { Objective } from '../../domain/search/figures.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { StageFacts } from '../../control/report/stage-facts.js';
import type { ClosedFacts } from './find-facts.js';

/** The front of one run's generation. */
export interface ShownFront {
  readonly run: RunFacts;
  readonly stage: StageFacts;
  readonly generation: ClosedFacts;
  readonly points: readonly FrontPoint[];
  /** How many had no figures. */
  readonly without: number;
}

export interface FrontPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** null: no third figure is shown. */
  readonly size: number | null;
  readonly front: number;
  readonly survived: boolean;
  readonly isBest: boolean;
}

export interface FrontAxes {
  readonly x: Objective;
  readonly y: Objective;
  readonly size: Objective | null;
}
