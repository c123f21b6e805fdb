// Precision, recall, density and coverage of all generated images but one part, for each part: from them follows how
// far the figures of all images may be off. One pass over the pairs is enough.
import { partStart } from '../domain/steps/parts.js';
import type { FeatureSet } from './feature-set.js';
import { jackknifeError } from './jackknife.js';
import { exactDistance, isInRadius, nearestByGroup, type ExactDistance } from './near-pairs.js';
import { eachFigure, meanOfCounts, type Neighbourhood, type NeighbourFigures, type NeighbourSpread } from './prdc.js';

/**
 * Leaves out one of `parts` parts of the generated images at a time. The real images stay as they are. At least
 * `nearest` + 1 images must be left.
 */
export function withoutParts(neighbourhood: Neighbourhood, generated: FeatureSet, parts: number): NeighbourSpread {
  const tally = new TallyWithout(neighbourhood, generated, parts);
  return {
    see: (...pair) => tally.see(...pair),
    deviationsOf(whole) {
      const without = tally.figures();
      return eachFigure((name) =>
        jackknifeError(
          whole[name],
          without.map(({ images, figures }) => ({ images, value: figures[name] })),
        ),
      );
    },
  };
}

/** What is counted without each part. */
class TallyWithout {
  private readonly exact: ExactDistance;
  /** For each generated image: its part, its radius without each part, the widest of these. */
  private readonly partOf: Uint32Array;
  private readonly radii: Float64Array;
  private readonly widest: Float64Array;
  /** For each generated image: in how many radii it lies. */
  private readonly around: Uint32Array;
  /** For each real image: the part, from 1, whose images lie in its radius; 0: none; `several`: more than one. */
  private readonly coveredBy: Int32Array;
  /** For each real image and left-out part: 1 if it lies in the radius of another part's image. */
  private readonly recalled: Uint8Array;
  /** For each real image: how many of these are still 0. */
  private readonly open: Uint32Array;

  constructor(
    private readonly neighbourhood: Neighbourhood,
    generated: FeatureSet,
    private readonly parts: number,
  ) {
    const { real, nearest } = neighbourhood;
    this.exact = exactDistance(real, generated);
    this.partOf = partsOf(generated.images, parts);
    this.radii = radiiWithout(generated, nearest, this.partOf, parts);
    this.widest = Float64Array.from(this.partOf, (_, b) => this.radii.subarray(b * parts, (b + 1) * parts).reduce(max));
    this.around = new Uint32Array(generated.images);
    this.coveredBy = new Int32Array(real.images);
    this.recalled = new Uint8Array(real.images * parts);
    this.open = new Uint32Array(real.images).fill(parts);
  }

  see(a: number, b: number, isNear: boolean, low: number, high: number): void {
    if (isNear) {
      const part = this.partOf[b]! + 1;
      this.around[b]!++;
      this.coveredBy[a] = [0, part].includes(this.coveredBy[a]!) ? part : several;
    }
    if (this.open[a]! > 0 && isInRadius(this.widest[b]!, low, high) !== false) this.recall(a, b, low, high);
  }

  private recall(a: number, b: number, low: number, high: number): void {
    for (let part = 0; part < this.parts; part++) {
      if (part === this.partOf[b] || this.recalled[a * this.parts + part] === 1) continue;
      const radius = this.radii[b * this.parts + part]!;
      if (!(isInRadius(radius, low, high) ?? this.exact(a, b) <= radius)) continue;
      this.recalled[a * this.parts + part] = 1;
      this.open[a]!--;
    }
  }

  /** The figures without each part, and how many images it has. */
  figures(): { readonly images: number; readonly figures: NeighbourFigures }[] {
    return Array.from({ length: this.parts }, (_, part) => {
      const others = this.around.filter((_count, b) => this.partOf[b] !== part);
      const recalled = this.open.map((_count, a) => this.recalled[a * this.parts + part]!);
      const figures = {
        precision: meanOfCounts(others.map((count) => Math.min(1, count))),
        recall: meanOfCounts(recalled),
        density: meanOfCounts(others) / this.neighbourhood.nearest,
        coverage: meanOfCounts(this.open.map((_count, a) => ([0, part + 1].includes(this.coveredBy[a]!) ? 0 : 1))),
      };
      return { images: this.around.length - others.length, figures };
    });
  }
}

const several = -1;
const max = (a: number, b: number): number => Math.max(a, b);

function partsOf(images: number, parts: number): Uint32Array {
  const found = new Uint32Array(images);
  for (let part = 0; part < parts; part++)
    found.fill(part, partStart(images, parts, part), partStart(images, parts, part + 1));
  return found;
}

/** Radii of each row without each part; 0 without its own. */
function radiiWithout(set: FeatureSet, nearest: number, partOf: Uint32Array, parts: number): Float64Array {
  const known = nearestByGroup(set, nearest, { count: parts, of: (row) => partOf[row]! });
  const radii = new Float64Array(set.images * parts);
  for (let row = 0; row < set.images; row++) {
    const distances = known.subarray(row * parts * nearest, (row + 1) * parts * nearest);
    const order = Uint32Array.from(distances, (_, at) => at).sort((a, b) => distances[a]! - distances[b]!);
    for (let part = 0; part < parts; part++)
      if (part !== partOf[row]) radii[row * parts + part] = distances[nthOfOthers(order, nearest, part)]!;
  }
  return radii;
}

/** The `nearest`-th in an order of distances that are in blocks of `nearest` for each part, but for those of `part`. */
function nthOfOthers(order: Uint32Array, nearest: number, part: number): number {
  let missing = nearest;
  return order.find((at) => Math.floor(at / nearest) !== part && --missing === 0)!;
}
