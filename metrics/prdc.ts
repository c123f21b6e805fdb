// Precision and recall (Kynkäänniemi et al., arXiv 1904.06991), density and coverage (Naeem et al., arXiv 2002.09797):
// how generated and real images lie among each other's nearest neighbours.
import { rowsOf, type FeatureSet } from './feature-set.js';
import { exactDistance, isInRadius, radiiOf, visitPairs, type ExactDistance } from './near-pairs.js';
import { populationDeviation } from './spread.js';

export interface NeighbourFigures {
  /** The share of generated images that lie within the radius of a real image. */
  readonly precision: number;
  /** The share of real images that lie within the radius of a generated image. */
  readonly recall: number;
  /** In how many radii of real images a generated image lies, divided by `nearest`. */
  readonly density: number;
  /** The share of real images with a generated image within their radius. */
  readonly coverage: number;
}

/** Real images with their radii, which many sets of generated images are compared with. */
export interface Neighbourhood {
  readonly real: FeatureSet;
  readonly radii: Float64Array;
  readonly nearest: number;
}

/** A radius leads to the `nearest`-th other image of the same set. */
export const neighbourhoodOf = (real: FeatureSet, nearest: number): Neighbourhood => ({
  real,
  radii: radiiOf(real, nearest),
  nearest,
});

/** Sees each pair of a real and a generated image: whether it is in the radius of the real one, and its bounds. */
type SeePair = (a: number, b: number, isNear: boolean, low: number, high: number) => void;

/** Finds, from the pairs, how much the figures are chance. */
export interface NeighbourSpread {
  readonly see: SeePair;
  /** Once all pairs are seen. `whole`: the figures of all generated images. */
  deviationsOf(whole: NeighbourFigures): NeighbourFigures;
}

/**
 * The figures of all generated images, and their deviations if `spread` finds them. Throws RangeError if there is no
 * `nearest`-th neighbour.
 */
export function neighbourFigures(
  { real, nearest, radii }: Neighbourhood,
  generated: FeatureSet,
  spread: NeighbourSpread | null = null,
): { readonly whole: NeighbourFigures; readonly deviations: NeighbourFigures | null } {
  const exact = exactDistance(real, generated);
  const tally = new Tally(exact, real.images, 0, radiiOf(generated, nearest));
  visitPairs(real, generated, (a, b, low, high) => {
    const isNear = isInRadius(radii[a]!, low, high) ?? exact(a, b) <= radii[a]!;
    tally.see(a, b, isNear, low, high);
    spread?.see(a, b, isNear, low, high);
  });
  const whole = tally.figures(nearest);
  return { whole, deviations: spread && spread.deviationsOf(whole) };
}

/**
 * The deviations between `parts` equal parts of the generated images, in order: what steps of version 4 record. A part
 * is compared with all real images.
 */
export function betweenParts({ real, nearest }: Neighbourhood, generated: FeatureSet, parts: number): NeighbourSpread {
  const each = Math.floor(generated.images / parts);
  const exact = exactDistance(real, generated);
  const tallies = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part * each, (part + 1) * each];
    return new Tally(exact, real.images, from, radiiOf(rowsOf(generated, from, to), nearest));
  });
  return {
    see(a, b, isNear, low, high) {
      if (b < each * parts) tallies[Math.floor(b / each)]!.see(a, b, isNear, low, high);
    },
    deviationsOf() {
      const figures = tallies.map((tally) => tally.figures(nearest));
      return eachFigure((name) => populationDeviation(figures.map((part) => part[name])));
    },
  };
}

/** The same computation for each figure. */
export function eachFigure(compute: (name: keyof NeighbourFigures) => number): NeighbourFigures {
  const [precision, recall] = [compute('precision'), compute('recall')];
  return { precision, recall, density: compute('density'), coverage: compute('coverage') };
}

/** What is counted of some generated images, against all real ones. */
class Tally {
  /** For each real image: 1 if it lies in the radius of a generated image. */
  private readonly recalled: Uint8Array;
  /** For each real image: 1 if a generated image lies in its radius. */
  private readonly covered: Uint8Array;
  /** For each generated image: in how many radii it lies. */
  private readonly around: Uint32Array;

  /** `from`: the first of its generated images, which `radii` are of. */
  constructor(
    private readonly exact: ExactDistance,
    real: number,
    private readonly from: number,
    private readonly radii: Float64Array,
  ) {
    this.recalled = new Uint8Array(real);
    this.covered = new Uint8Array(real);
    this.around = new Uint32Array(radii.length);
  }

  see(a: number, b: number, isNear: boolean, low: number, high: number): void {
    const own = b - this.from;
    if (isNear) {
      this.covered[a] = 1;
      this.around[own]!++;
    }
    if (this.recalled[a] === 1) return;
    const radius = this.radii[own]!;
    if (isInRadius(radius, low, high) ?? this.exact(a, b) <= radius) this.recalled[a] = 1;
  }

  figures(nearest: number): NeighbourFigures {
    const { around, recalled, covered } = this;
    return {
      precision: meanOfCounts(around.map((count) => Math.min(1, count))),
      recall: meanOfCounts(recalled),
      density: meanOfCounts(around) / nearest,
      coverage: meanOfCounts(covered),
    };
  }
}

export function meanOfCounts(counts: Uint8Array | Uint32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum / counts.length;
}
