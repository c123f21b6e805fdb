// Completes a stage of a valid file: the program's defaults, then stageDefaults, then the stage.
import { givesLogits, isPublished, type ExtractorSettings } from '../domain/extractor.js';
import type { Pipeline, Stage, Training } from '../domain/pipeline.js';
import { otherNetwork } from '../domain/plan/architectures.js';
import { figureNamed, objectives as names } from '../domain/search/figures.js';
import { completeRule } from '../domain/search/selection-rules.js';
import { completeBudget, completeOpponent } from './complete-parts.js';
import { mergeTraining } from './complete-training.js';
import type { RawPipeline, RawStage, RawStageSettings } from './raw-pipeline.js';

/** Distance and score by the names that the extractor gives them, a score only where there is one, and the size. */
function defaultObjectives(extractor: ExtractorSettings): Stage['objectives'] {
  const named = isPublished(extractor) ? 'published' : 'own';
  return {
    [figureNamed('distance', named)]: 'minimize',
    ...(givesLogits(extractor) ? { [figureNamed('score', named)]: 'maximize' } : {}),
    parameters: 'minimize',
  };
}

/** Objects of breeding, evaluation and training merge key by key; everything else of the stage replaces the default. */
export function completeStage(
  raw: RawStage,
  { stageDefaults: defaults = {}, networks }: RawPipeline,
  training: Training,
  { images, extractor }: Pipeline['metrics'],
): Stage {
  const objectives = raw.objectives ?? defaults.objectives ?? defaultObjectives(extractor);
  return {
    id: raw.id,
    search: raw.search,
    pairing: raw.pairing,
    weightResetting: raw.pairing === 'oneToOne' && (raw.weightResetting ?? true),
    opponent: completeOpponent(raw.opponent, otherNetwork(raw.search)),
    spaces: completeStageSpaces(raw, networks),
    population: raw.population ?? defaults.population ?? 32,
    generations: raw.generations ?? defaults.generations ?? 18,
    warmup: raw.warmup ?? defaults.warmup ?? { epochs: 50 },
    duration: raw.duration ?? defaults.duration ?? { epochs: 10 },
    breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5, ...defaults.breeding, ...raw.breeding },
    selection: completeRule(raw.selection ?? defaults.selection ?? { kind: 'nonDominated' }),
    objectives,
    best: raw.best ?? defaults.best ?? names.filter((name) => name in objectives),
    evaluation: { images, batchNorm: 'recalibrated', ...defaults.evaluation, ...raw.evaluation },
    earlyStopping: completeEarlyStopping(orDefault(raw.earlyStopping, defaults.earlyStopping)),
    budget: completeBudget(orDefault(raw.budget, defaults.budget)),
    training: mergeTraining(mergeTraining(training, defaults.training), raw.training),
  };
}

/** The stage's own value, also null, comes before that of stageDefaults. */
const orDefault = <T>(own: T | undefined, fallback: T | undefined): T | undefined =>
  own === undefined ? fallback : own;

function completeStageSpaces({ search, space, spaces }: RawStage, networks: RawPipeline['networks']): Stage['spaces'] {
  const generator = networks.generator.space ?? 'eagan-generator';
  const discriminator = networks.discriminator.space ?? 'eagan-discriminator';
  if (search === 'both') return { generator, discriminator, ...spaces };
  return { [search]: space ?? (search === 'generator' ? generator : discriminator) };
}

function completeEarlyStopping(raw: RawStageSettings['earlyStopping'] = null): Stage['earlyStopping'] {
  return raw === null ? null : { generations: raw.generations, minimumGain: raw.minimumGain ?? 0 };
}
