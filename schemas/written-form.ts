// A completed pipeline as a file with nothing left out; the file has the same digest. written-text.ts writes its text.
import { defaultReference, defaultSplits } from '../domain/extractor.js';
import type { JudgeSettings } from '../domain/judges.js';
import { omit } from '../domain/omit.js';
import type { Budget, Pipeline, Stage, Training } from '../domain/pipeline.js';
import { asMapping, type Layer } from './merge-layers.js';
import type { RawBudget, RawPipeline, RawStage, RawTraining } from './raw-pipeline.js';
import { spaceForm } from './space-form.js';

/**
 * Everything explicit; each stage has the defaults of training and stages. Spaces are as written or, if that is
 * unknown, as they could be. `written`: absent for the file that a run leaves behind, which says nothing of keys that
 * its pipeline does not have: so its text stays the same when later versions know more keys.
 */
export function writtenForm(pipeline: Pipeline, written?: Layer): Record<string, unknown> {
  const { version, name, seed, dataset, networks, metrics, finalTraining } = pipeline;
  const searchSpaces = written
    ? (asMapping(written.value)! as unknown as RawPipeline).searchSpaces
    : Object.fromEntries(Object.entries(pipeline.searchSpaces).map(([space, one]) => [space, spaceForm(one)]));
  return {
    version,
    name,
    seed,
    dataset,
    networks,
    ...(searchSpaces && Object.keys(searchSpaces).length > 0 ? { searchSpaces } : {}),
    metrics: metricsForm(metrics, written !== undefined),
    stages: pipeline.stages.map((stage) => stageForm(stage, written !== undefined)),
    finalTraining: {
      ...finalTraining,
      networks: withoutNulls(finalTraining.networks),
      training: trainingForm(finalTraining.training, written !== undefined),
      ...finalJudgeForm(finalTraining, written !== undefined),
    },
    budget: budgetForm(pipeline.budget),
    resources: pipeline.resources,
    recovery: { every: timeText(pipeline.recovery.everyMs), onMismatch: pipeline.recovery.onMismatch },
    retention: pipeline.retention,
  };
}

function metricsForm(metrics: Pipeline['metrics'], isWhole: boolean): Record<string, unknown> {
  const { latency } = metrics;
  return { ...judgeForm(metrics, isWhole), latency: latency && { from: 'inline', ...latency } };
}

function judgeForm(judge: JudgeSettings, isWhole: boolean): Record<string, unknown> {
  const usual = { reference: defaultReference, splits: defaultSplits, also: [] };
  return { ...(isWhole ? usual : {}), ...judge };
}

function finalJudgeForm({ metrics }: Pipeline['finalTraining'], isWhole: boolean): Record<string, unknown> {
  if (metrics) return { metrics: judgeForm(metrics, isWhole) };
  return isWhole ? { metrics: null } : {};
}

function stageForm(stage: Stage, isWhole: boolean): Partial<RawStage> {
  const { search, pairing, spaces, opponent, weightResetting, budget } = stage;
  return {
    ...omit(omit(omit(stage, 'weightResetting'), 'opponent'), 'spaces'),
    ...(pairing === 'oneToOne' ? { weightResetting } : {}),
    ...(opponent === null ? {} : { opponent }),
    ...(search === 'both' ? { spaces } : { space: spaces[search] }),
    budget: budgetForm(budget),
    training: trainingForm(stage.training, isWhole),
  } as Partial<RawStage>;
}

const trainingForm = (training: Training, isWhole: boolean): RawTraining => ({
  ...training,
  ...(isWhole ? { augmentation: { horizontalFlip: false, ...training.augmentation } } : {}),
});

function budgetForm(budget: Budget | null): RawBudget | null {
  if (budget === null) return null;
  const { deviceMs, wallMs, candidates } = budget;
  return {
    deviceHours: deviceMs === null ? null : deviceMs / 3_600_000,
    wallTime: wallMs === null ? null : timeText(wallMs),
    candidates,
  };
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Milliseconds in the largest unit that gives a whole number; `recovery.every` knows no days. */
function timeText(ms: number): string {
  const [unit, size] = units.find(([name, each]) => ms % each === 0 && (name !== 'd' || ms >= 30 * each)) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

function withoutNulls(mapping: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}
