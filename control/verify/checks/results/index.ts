// What each kind of step recorded, against its artifacts and parameters: one row a kind.
import type { StepKind } from '../../../../domain/steps/kinds.js';
import type { RecordCheck, RecordOf } from '../check.js';
import { evaluatedFigures, scoresOfImages } from './figures.js';
import { exportedResult } from './exported-result.js';
import { fittedExtractor, ingestedImages, referenceOfImages } from './data.js';
import { finalState, openState, stageState } from './states.js';

/** Null: pure steps are computed again as a whole. */
const kinds: { readonly [K in StepKind]: RecordCheck<RecordOf<K>> | null } = {
  ingest: ingestedImages,
  fitExtractor: fittedExtractor,
  referenceStatistics: referenceOfImages,
  openStage: openState,
  trainSegment: stageState,
  evaluate: evaluatedFigures,
  select: null,
  closeStage: null,
  trainWinner: finalState,
  scoreWinner: scoresOfImages,
  export: exportedResult,
};

export const results: RecordCheck = async (record, evidence) =>
  (kinds[record.step.kind] as RecordCheck | null)?.(record, evidence) ?? [];
