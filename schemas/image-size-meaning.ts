// Which image sizes a named network accepts, beyond what the schema asks of every size.
import type { Opponent, Pipeline } from '../domain/pipeline.js';
import type { ReportFinding } from './report.js';

/** The simple discriminator halves images five times; a smaller image is too small for its strides. */
const smallestForSimple = 32;

/** Checks the size of a completed pipeline's images against the networks that it names. */
export function checkImageSize({ dataset, stages, finalTraining }: Pipeline, report: ReportFinding): void {
  const named = [...stages.map(({ opponent }) => opponent), finalTraining.networks.discriminator];
  if (dataset.size >= smallestForSimple || !named.some(isSimple)) return;
  report('EAGAN_IMAGE_SIZE', [['dataset', 'size']], {
    must: `must be at least ${smallestForSimple} for the built-in discriminator simple, which halves images five times`,
    found: String(dataset.size),
    expected: `${smallestForSimple} or more, or another discriminator`,
    suggestion: `Write ${smallestForSimple}, or use autogan instead of simple.`,
  });
}

const isSimple = (opponent: Opponent | null): boolean => opponent?.from === 'builtin' && opponent.genotype === 'simple';
