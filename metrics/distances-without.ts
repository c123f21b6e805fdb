// The Fréchet distances of all images but one part, for each part: from them follows how far the distance of all images
// may be off. What is needed of each part is kept until all images have passed.
import { partStart } from '../domain/steps/parts.js';
import type { TensorData, Tensors } from '../store/types.js';
import { doublesFromTensor, doublesToTensor } from './double-bytes.js';
import { featureSet } from './feature-set.js';
import { distanceFrom, type RootedStatistics } from './frechet-distance.js';
import { jackknifeError } from './jackknife.js';
import { distancesOfOtherRows } from './row-distances.js';
import { statisticsOfAll, triangleSize, type RowSums } from './row-sums.js';
import { StatisticsAccumulator } from './statistics.js';
import type { DistanceSpread } from './types.js';

/** Up to so many images a feature, the products of rows are decomposed sooner than covariances. */
const rowsPerFeature = 1.25;

/**
 * Of few images it keeps the rows. Of more images it keeps the sums of each part, which are half a
 * matrix of features × features doubles: 17 MB at 2,048 features.
 */
export class DistancesWithout implements DistanceSpread {
  private passed = 0;
  private readonly rows: Float32Array | null;
  /** The first row: the origin of all sums, so that they can be added. */
  private origin: Float64Array | null = null;
  /** Of the parts that are whole. */
  private whole: RowSums[] = [];
  private passing: StatisticsAccumulator | null = null;

  /** `images`: how many are to pass; `parts`: at most as many. */
  constructor(
    private readonly reference: RootedStatistics,
    private readonly images: number,
    private readonly parts: number,
  ) {
    this.rows = images <= rowsPerFeature * this.features ? new Float32Array(images * this.features) : null;
  }

  private get features(): number {
    return this.reference.statistics.mean.length;
  }

  private startOf(part: number): number {
    return partStart(this.images, this.parts, part);
  }

  add(rows: Float32Array, count: number): void {
    if (this.rows) {
      this.rows.set(rows.subarray(0, count * this.features), this.passed * this.features);
      this.passed += count;
      return;
    }
    for (let from = 0; from < count;) {
      const taken = Math.min(count - from, this.startOf(this.whole.length + 1) - this.passed);
      this.sumUp(rows.subarray(from * this.features, (from + taken) * this.features), taken);
      from += taken;
    }
  }

  private sumUp(rows: Float32Array, count: number): void {
    this.origin ??= Float64Array.from(rows.subarray(0, this.features));
    this.passing ??= new StatisticsAccumulator(this.features, this.origin);
    this.passing.add(rows, count);
    this.passed += count;
    if (this.passed < this.startOf(this.whole.length + 1)) return;
    this.whole.push(this.passing.toSums());
    this.passing = null;
  }

  deviationOf(distance: number): number {
    const parts = Array.from(
      { length: this.parts },
      (_, part) => [this.startOf(part), this.startOf(part + 1)] as const,
    );
    const values = this.rows
      ? distancesOfOtherRows(this.reference, featureSet(this.rows, this.features), parts)
      : parts.map((_, part) => this.distanceOfOthers(part));
    return jackknifeError(
      distance,
      parts.map(([from, to], part) => ({ images: to - from, value: values[part]! })),
    );
  }

  /** The sums of the others are added: those of the part, taken from the whole, could leave only rounding. */
  private distanceOfOthers(part: number): number {
    return distanceFrom(
      this.reference,
      statisticsOfAll(
        this.origin!,
        this.whole.filter((_, each) => each !== part),
      ),
    );
  }

  toTensors(): Tensors {
    const { rows, origin, whole, passing, passed, features } = this;
    if (rows) return new Map([['rows', { shape: [passed, features], data: rows.subarray(0, passed * features) }]]);
    return new Map<string, TensorData>([
      ...(origin ? [['origin', doublesToTensor(origin)] as const] : []),
      ...whole.flatMap(({ sum, triangle }, part) => [
        [`${part}/sum`, doublesToTensor(sum)] as const,
        [`${part}/triangle`, doublesToTensor(triangle)] as const,
      ]),
      ...[...(passing?.toTensors() ?? [])].map(([name, tensor]) => [`${passingPrefix}${name}`, tensor] as const),
    ]);
  }

  restore(tensors: Tensors, passed: number): void {
    const { rows, features } = this;
    if (rows) rows.set(numbersOf(tensors, 'rows', passed * features).data as Float32Array);
    else this.restoreSums(tensors, passed);
    this.passed = passed;
  }

  private restoreSums(tensors: Tensors, passed: number): void {
    const { features } = this;
    const doubles = (name: string, length: number): Float64Array =>
      doublesFromTensor(numbersOf(tensors, name, 2 * length));
    const starts = Array.from({ length: this.parts + 1 }, (_, part) => this.startOf(part));
    const whole = starts.filter((start) => start > 0 && start <= passed).length;
    this.origin = passed > 0 ? doubles('origin', features) : null;
    this.whole = Array.from({ length: whole }, (_, part) => ({
      images: starts[part + 1]! - starts[part]!,
      sum: doubles(`${part}/sum`, features),
      triangle: doubles(`${part}/triangle`, triangleSize(features)),
    }));
    if (passed === starts[whole]) return;
    const ofPassing = [...tensors].filter(([name]) => name.startsWith(passingPrefix));
    this.passing = StatisticsAccumulator.fromTensors(
      features,
      new Map(ofPassing.map(([name, tensor]) => [name.slice(passingPrefix.length), tensor])),
    );
  }
}

const passingPrefix = 'passing/';

function numbersOf(tensors: Tensors, name: string, length: number): TensorData {
  const tensor = tensors.get(name);
  if (tensor?.data.length === length) return tensor;
  throw new RangeError(`the sums must have ${length} numbers of ${name} (got ${tensor?.data.length ?? 'none'})`);
}
