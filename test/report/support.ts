// Runs of hashes with their facts, and charts drawn from them.
import { readReportFacts, type ReportFacts } from '../../control/report/run-facts.js';
import { omit } from '../../domain/omit.js';
import type { Pipeline, Stage } from '../../domain/pipeline.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import type { EvaluationArtifact } from '../../domain/steps/artifacts.js';
import type { Step, StepResult } from '../../domain/steps/step.js';
import type { Chart, ChartOptions } from '../../report/chart.js';
import type { ChartName } from '../../report/charts/index.js';
import { drawChart } from '../../report/draw-chart.js';
import { readRun, type Store } from '../../store/index.js';
import { consistentResult } from '../support/consistent-results.js';
import { pipelineOf } from '../support/pipelines.js';

const tiny = pipelineOf('tiny.yaml');

/** The tiny pipeline with stages that are a little longer. */
export const searchOf = (changes: Partial<Stage>, pipeline: Pipeline = tiny): Pipeline => ({
  ...pipeline,
  stages: pipeline.stages.map((stage) => ({ ...stage, population: 6, generations: 3, ...changes })),
});

export async function factsOf(store: Store, ...runs: readonly string[]): Promise<ReportFacts> {
  const found = await Promise.all(runs.map((run) => readRun(store.refs, run)));
  return readReportFacts(
    store,
    found.map((each) => each!),
  );
}

const usualSize = { width: 720, height: null, isWidthFixed: false, hasTitle: true } as const;

export const draw = (name: ChartName, facts: ReportFacts, options: ChartOptions = {}): Promise<Chart> =>
  drawChart(name, facts, options, usualSize);

/** How often a pattern is in a text. */
export const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** The part of a picture that Plot drew for a mark, by its label: `dot`. */
export const marksIn = (svg: string, label: string): string =>
  [...svg.matchAll(new RegExp(`<g [^>]*aria-label="${label}"[^>]*>(.*?)</g>`, 'gs'))]
    .map(([whole]) => whole)
    .join('\n');

/** Every second individual has images that are not finite. */
export async function divergingResult(step: Step, store: Store): Promise<StepResult> {
  const result = await consistentResult(step, store);
  if (step.kind !== 'evaluate' || step.parameters.individual.slot % 2 === 0) return result;
  const artifact = omit(await getJson<EvaluationArtifact>(store.objects, result.outputs.evaluation!), 'figures');
  const evaluation = await putJson(store.objects, { ...artifact, status: 'diverged' });
  return { status: 'diverged', outputs: { evaluation }, numbers: { parameters: result.numbers.parameters! } };
}
