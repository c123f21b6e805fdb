// Which stage, generation and figure of a run a chart shows. What does not exist is told with what does.
import { EaganError } from '../../domain/errors.js';
import { figureRow, objectives, type Objective } from '../../domain/search/figures.js';
import { generationName } from '../../domain/steps/places.js';
import type { GenerationFacts, JudgedFacts } from '../../control/report/generation-facts.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { StageFacts } from '../../control/report/stage-facts.js';

/** A generation whose selection is recorded. */
export type ClosedFacts = GenerationFacts & { readonly outcome: NonNullable<GenerationFacts['outcome']> };

const isClosed = (generation: GenerationFacts): generation is ClosedFacts => generation.outcome !== null;

/** The stage that is asked for; by default the last one with a closed generation. */
export function stageOf({ stages, overview }: RunFacts, asked: string | undefined): StageFacts {
  const found =
    asked === undefined
      ? (stages.findLast(({ generations }) => generations.some(isClosed)) ?? stages.at(-1))
      : (stages.find(({ id }) => id === asked) ?? stages.find(({ id }) => id.startsWith(asked)));
  if (found) return found;
  if (stages.length === 0) throw emptyChart(`${overview.run} must have begun a stage (got none yet)`);
  throw unknownValue('--stage', stages.map(({ id }) => id).join(', '), asked!);
}

/** The closed generation that is asked for; by default the last one. */
export function closedGeneration(run: RunFacts, stage: StageFacts, asked: number | undefined): ClosedFacts {
  const closed = stage.generations.filter(isClosed);
  const where = `${run.overview.run}, ${stage.id}`;
  if (closed.length === 0) throw emptyChart(`${where} must have a closed generation (got none yet)`);
  const found = asked === undefined ? closed.at(-1) : closed.find(({ generation }) => generation === asked);
  if (found) return found;
  const [first, last] = [closed[0]!.generation, closed.at(-1)!.generation];
  throw unknownValue('--generation', `${first} to ${last}, the closed ones of ${stage.id}`, String(asked));
}

/** `fid`, or the name by which it is recorded. Only what the individuals have can be an axis. */
export function figureAsked(asked: string, known: readonly Objective[]): Objective {
  const found = known.find((name) => [name, figureRow(name).recorded].includes(asked.trim()));
  if (found) return found;
  throw unknownValue('--axes', `of ${known.join(', ')}`, asked);
}

/** What all of these have a value of, in the order of the table. */
export const commonFigures = (judged: readonly Pick<JudgedFacts, 'values'>[]): Objective[] =>
  objectives.filter((name) => judged.length > 0 && judged.every(({ values }) => figureRow(name).recorded in values));

/** By what the picture of a generation is named: `generator, gen-003`. */
export const generationTitle = ({ id }: StageFacts, { generation }: GenerationFacts): string =>
  `${id}, ${generationName(generation)}`;

export const emptyChart = (what: string): EaganError =>
  new EaganError('EAGAN_CHART_EMPTY', what, 'Look how far the run is: eagan status RUN. Then draw the chart again.');

const unknownValue = (option: keyof typeof examples, must: string, got: string): EaganError =>
  new EaganError('EAGAN_USAGE', `${option} must be ${must} (got ${got})`, `For example: ${examples[option]}`);

const examples = {
  '--stage': 'eagan plot RUN front --stage generator',
  '--generation': 'eagan plot RUN front --generation 0',
  '--axes': 'eagan plot RUN front --axes frechetDistance,parameters',
} as const;
