// What people read in Temporal's web UI about the workflows of a run: one line for its lists, and Markdown for its
// pages. The web UI wants an empty line between paragraphs.
import { figureRow, type Objective } from '../search/figures.js';
import { selectionLabel } from '../search/selection-label.js';
import type { Duration, Opponent, Pipeline, Stage } from '../pipeline.js';

/** In the spelling of Temporal's options. */
export interface WorkflowTitle {
  readonly staticSummary: string;
  readonly staticDetails?: string;
}

/** `tiny: search generator, discriminator, then train the winner`. */
export function runSummary({ stages, name }: Pipeline): string {
  if (stages.length === 0) return `${name}: final training only`;
  return `${name}: search ${stages.map(({ id }) => id).join(', ')}, then train the winner`;
}

/** A run: what it searches, on which images. */
export function runTitle(run: string, pipeline: Pipeline): WorkflowTitle {
  const { stages, dataset, seed } = pipeline;
  return {
    staticSummary: runSummary(pipeline),
    staticDetails: [
      `A search for GAN architectures on ${dataset.size} × ${dataset.size} images, with seed ${seed}.`,
      ...stages.map((stage) => `**${stage.id}**: ${stageText(stage)}`),
      `In a terminal: \`eagan attach ${run}\`, \`eagan history ${run}\``,
    ].join('\n\n'),
  };
}

/** `generator: search a generator in 3 generations of 6`. */
export const stageSummary = (stage: Stage): string => `${stage.id}: ${stageText(stage)}`;

/** A stage: what it searches, and how it chooses. */
export function stageTitle(stage: Stage): WorkflowTitle {
  return {
    staticSummary: stageSummary(stage),
    staticDetails: [
      `**objectives**: ${Object.entries(stage.objectives).map(objectiveText).join(', ')}`,
      `**training**: ${durationText(stage.warmup)} of warm-up, then ${durationText(stage.duration)} in each generation`,
      stage.opponent === null
        ? 'Both networks are searched, as pairs.'
        : `**opponent**: ${opponentText(stage.opponent)}`,
      selectionLabel(stage.selection) ?? 'selection: by front and crowding (Pareto)',
    ].join('\n\n'),
  };
}

/** `generator: generation 2 of 3`. `generations`: how many the stage has; undefined: not known. */
export const generationSummary = (stage: string, generation: number, generations?: number): string =>
  `${stage}: generation ${generation + 1}${generations === undefined ? '' : ` of ${generations}`}`;

/** `final: train the winner for 200 iterations, score it, export it`. */
export const finalSummary = ({ finalTraining }: Pipeline): string =>
  `final: train the winner for ${durationText(finalTraining.duration)}, score it, export it`;

const stageText = ({ search, generations, population }: Stage): string =>
  `search ${search === 'both' ? 'pairs' : `a ${search}`} in ${counted(generations, 'generation')} of ${population}`;

const durationText = (duration: Duration): string =>
  'steps' in duration ? counted(duration.steps, 'iteration') : counted(duration.epochs, 'epoch');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const objectiveText = ([name, direction]: [string, string]): string =>
  `${figureRow(name as Objective).label} (${direction})`;

function opponentText(opponent: Opponent): string {
  if (opponent.from === 'builtin') return `the built-in architecture ${opponent.genotype}`;
  return opponent.from === 'stage' ? `the winner of ${opponent.stage}` : 'an architecture from the pipeline';
}
