// How well distances under an extractor agree with how strongly images were disturbed.
import { meanOf } from '../../domain/averages.js';
import { kendallTau } from '../../domain/search/kendall-tau.js';
import { stream } from '../../domain/stream.js';
import { missingClasses, pixelDisturbances, type Disturbance } from './disturb.js';
import type { ImagePool } from './image-pool.js';
import type { ImageSet } from './image-set.js';
import { distancesOf, judgeBy, type Distances, type StudiedExtractor } from './judge.js';

type Figure = keyof Distances;
const figures: readonly Figure[] = ['frechetDistance', 'kernelDistance'];

/** One point of a curve. */
export interface Point {
  readonly dataset: string;
  readonly extractor: string;
  readonly figure: Figure;
  readonly disturbance: string;
  readonly strength: number;
  readonly value: number;
  /** How many spreads of equal sets it is above their mean. */
  readonly separation: number;
}

/** Distances of sets of real images that differ only by chance. */
interface EqualSets {
  readonly mean: number;
  readonly deviation: number;
}

interface Curve {
  readonly disturbance: Disturbance;
  readonly points: readonly Point[];
  /** Kendall's τ of strength and distance, with the undisturbed images as strength 0. */
  readonly tau: number;
}

export interface Agreement {
  readonly dataset: string;
  readonly extractor: string;
  readonly figure: Figure;
  readonly equal: EqualSets;
  readonly curves: readonly Curve[];
}

interface Disturbed {
  readonly disturbance: Disturbance;
  readonly strength: number;
  readonly images: ImageSet;
}

/** Judges equal sets, then every disturbance; `tell` gets what is done. */
export async function agreementsOf(
  pool: ImagePool,
  extractor: StudiedExtractor,
  sets: number,
  tell: (what: string) => void,
): Promise<Agreement[]> {
  const judge = await judgeBy(extractor, pool.reference);
  const equal: Distances[] = [];
  for (let n = 0; n < sets; n++) equal.push(await distancesOf(judge, pool.set(n + 1)));
  tell(`${extractor.title}: ${sets} equal sets`);
  const found: (Omit<Disturbed, 'images'> & { readonly distances: Distances })[] = [];
  const undisturbed = await distancesOf(judge, pool.set(0));
  for (const { disturbance, strength, images } of disturbedSets(pool)) {
    found.push({ disturbance, strength, distances: await distancesOf(judge, images) });
    tell(`${extractor.title}: ${disturbance.title} ${strength}`);
  }
  return figures.map((figure) => {
    const chance = spreadOf(equal.map((distances) => distances[figure]));
    const of = { dataset: pool.title, extractor: extractor.title, figure };
    const point = (disturbance: string, strength: number, value: number): Point => ({
      ...of,
      disturbance,
      strength,
      value,
      separation: (value - chance.mean) / chance.deviation,
    });
    const curves = [...pixelDisturbances, missingClasses].map((disturbance) => {
      const own = found.filter((one) => one.disturbance === disturbance);
      const points = own.map(({ strength, distances }) => point(disturbance.title, strength, distances[figure]));
      const values = [undisturbed[figure], ...points.map(({ value }) => value)];
      return { disturbance, points, tau: kendallTau([0, ...disturbance.strengths], values) ?? 0 };
    });
    return { ...of, equal: chance, curves };
  });
}

function* disturbedSets(pool: ImagePool): Generator<Disturbed> {
  const base = pool.set(0);
  for (const disturbance of pixelDisturbances)
    for (const strength of disturbance.strengths) {
      const bytes = disturbance.apply(base, strength, stream(1, `study/${disturbance.title}`));
      yield { disturbance, strength, images: { ...base, bytes } };
    }
  for (const strength of missingClasses.strengths) {
    const left = Math.max(1, Math.round(pool.classes * (1 - strength)));
    yield { disturbance: missingClasses, strength, images: pool.ofClasses(left) };
  }
}

function spreadOf(values: readonly number[]): EqualSets {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
