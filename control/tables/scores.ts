// The final figures as rows: of noise, of the network before training, of each scored iteration, of held-out images.
import type { ScoreArtifact } from '../../domain/steps/artifacts.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { jsonObject, recordAt, uniqueRecords, type AuditSource } from '../audit/export/source.js';
import { figureColumns, recordedFiguresOf } from './figure-columns.js';
import { secondsBetween } from './steps.js';
import { column, type RunTable, type TableRow } from './table.js';

export const scoresTable: RunTable = {
  about: 'the final figures, with what they are compared to',
  columns: (sources) => [
    column('run', 'text', 'the run'),
    column('subject', 'text', 'what is scored: noise, untrained, trained, or heldOut (real images)'),
    column('iteration', 'whole', 'of a trained network: the iteration of the final training'),
    column('exported', 'boolean', 'whether it is the network that the run exports'),
    column('status', 'text', 'ok, diverged or failed'),
    ...figureColumns(sources, 'final'),
    column('images', 'whole', 'how many images the figures are made from'),
    column('protocol', 'text', 'digest of the protocol of the figures: compare only rows with the same one'),
    column('finishedAt', 'time', 'when they were computed'),
    column('seconds', 'number', 'how long that took'),
    column('place', 'text', 'the step that computed them'),
    column('key', 'text', 'the key of that step'),
  ],
  rows: scoreRows,
};

async function* scoreRows(source: AuditSource): AsyncGenerator<TableRow> {
  const exported = await exportedState(source);
  for (const line of uniqueRecords(source.steps.filter(({ sequence }) => source.standing.has(sequence)))) {
    if (!line.place.startsWith('final/score/')) continue;
    const record = await recordAt(source.raw, line);
    if (record?.step.kind === 'scoreWinner') yield await scoreRow(source, record, record.step, exported);
  }
}

async function scoreRow(
  { raw, run }: AuditSource,
  { outputs, numbers, circumstances, key, status }: StepRecord,
  { parameters, inputs, place }: Step<'scoreWinner'>,
  exported: string | null,
): Promise<TableRow> {
  const { subject, iteration, images } = parameters;
  const { startedAt, finishedAt } = circumstances;
  const score = outputs['score'] ? ((await jsonObject(raw, outputs['score']))?.value as ScoreArtifact | undefined) : undefined; // prettier-ignore
  return {
    ...{ run: run.frozen.run, subject, iteration, images, status: score?.status ?? status },
    exported: subject === 'trained' && exported !== null && inputs['state'] === exported,
    ...recordedFiguresOf(numbers),
    ...{ protocol: score?.protocol ?? null, finishedAt, seconds: secondsBetween(startedAt, finishedAt), place, key },
  };
}

/** The state that the run exports; null: it is not completed, or the record is damaged. */
async function exportedState({ raw, run, steps }: AuditSource): Promise<string | null> {
  const line = steps.find(({ key }) => key === run.result?.exportKey);
  return (line && (await recordAt(raw, line))?.step.inputs['state']) ?? null;
}
