// What each kind of step recorded, against its artifacts and parameters: one row a kind.
import type { StepKind, StepOf } from '../../../../domain/steps/kinds.js';
import type { StepRecord } from '../../../../domain/steps/step.js';
import type { RecordCheck } from '../check.js';
import { evaluate, scoreWinner } from './figures.js';
import { exportedResult } from './exported-result.js';
import { fitExtractor, ingest, referenceStatistics } from './data.js';
import { finalState, openState, stageState } from './states.js';

/** A record whose step is of one kind. */
export type RecordOf<K extends StepKind> = StepRecord & { readonly step: StepOf<K> };

/** Null: pure steps are computed again as a whole. */
const kinds: { readonly [K in StepKind]: RecordCheck<RecordOf<K>> | null } = {
  ingest,
  fitExtractor,
  referenceStatistics,
  openStage: openState,
  trainSegment: stageState,
  evaluate,
  select: null,
  closeStage: null,
  trainWinner: finalState,
  scoreWinner,
  export: exportedResult,
};

export const results: RecordCheck = async (record, evidence) =>
  (kinds[record.step.kind] as RecordCheck | null)?.(record, evidence) ?? [];
