// How many steps a run may have. A run that nobody could plan, record or read must not begin.
import type { Pipeline } from '../domain/pipeline.js';
import { finalStepCount, mostSteps, stageStepCount } from '../domain/plan/step-count.js';
import { formatNumber } from '../scripts/format.mjs';
import { ofStage, ofTraining, type Origins, type ReportFinding } from './report.js';

/** Checks each stage and the final training of a completed pipeline. */
export function checkSize(pipeline: Pipeline, report: ReportFinding): void {
  const { images } = pipeline.dataset;
  pipeline.stages.forEach((stage, index) => {
    const origins = [
      ...ofTraining(index, 'segmentIterations'),
      ...ofStage(index, 'generations'),
      ...ofStage(index, 'duration'),
      ...ofStage(index, 'warmup'),
      ['stages', index],
    ] as Origins;
    checkCount(stageStepCount(stage, images), origins, report);
  });
  const ofFinal: Origins = [
    ['finalTraining', 'training', 'segmentIterations'],
    ['training', 'segmentIterations'],
    ['finalTraining', 'duration'],
  ];
  checkCount(finalStepCount(pipeline, images), ofFinal, report);
}

function checkCount(steps: number, origins: Origins, report: ReportFinding): void {
  if (steps <= mostSteps) return;
  report('EAGAN_TOO_MANY_STEPS', origins, {
    must: `must not lead to more than ${formatNumber(mostSteps)} steps, because each step is planned and recorded individually`,
    found: `${formatNumber(steps)} steps`,
    expected: `at most ${formatNumber(mostSteps)} steps`,
    suggestion: 'Increase segmentIterations, or train for less time.',
  });
}
