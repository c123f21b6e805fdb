// The Fréchet distance of each of several equal parts of the images, as they pass, and their deviation: what steps of
// version 4 record. Only one part is in memory.
import type { Tensors } from '../store/types.js';
import { distanceFrom, type RootedStatistics } from './frechet-distance.js';
import { featureSet } from './feature-set.js';
import { doublesFromTensor, doublesToTensor } from './double-bytes.js';
import { distanceOfRows } from './row-distances.js';
import { populationDeviation } from './spread.js';
import { StatisticsAccumulator } from './statistics.js';
import type { DistanceSpread } from './types.js';

/** Parts of `each` images, in order; a remainder belongs to none. */
export class PartDistances implements DistanceSpread {
  private found: number[] = [];
  /** Rows of the part that is passing. */
  private rows: Float32Array;
  private waiting = 0;
  /** In place of rows, where a part has more images than features. */
  private sums: StatisticsAccumulator | null = null;

  constructor(
    private readonly reference: RootedStatistics,
    private readonly parts: number,
    private readonly each: number,
  ) {
    this.rows = new Float32Array(this.holdsRows ? each * this.features : 0);
  }

  private get features(): number {
    return this.reference.statistics.mean.length;
  }

  private get holdsRows(): boolean {
    return this.each <= this.features;
  }

  deviationOf(): number {
    return populationDeviation(this.found);
  }

  add(rows: Float32Array, count: number): void {
    for (let from = 0; from < count && this.found.length < this.parts;) {
      const taken = Math.min(count - from, this.each - this.waiting);
      this.take(rows.subarray(from * this.features, (from + taken) * this.features), taken);
      from += taken;
    }
  }

  private take(rows: Float32Array, count: number): void {
    if (this.holdsRows) this.rows.set(rows, this.waiting * this.features);
    else (this.sums ??= new StatisticsAccumulator(this.features)).add(rows, count);
    this.waiting += count;
    if (this.waiting < this.each) return;
    this.found.push(
      this.sums
        ? distanceFrom(this.reference, this.sums.finish())
        : distanceOfRows(this.reference, featureSet(this.rows, this.features)),
    );
    this.sums = null;
    this.waiting = 0;
  }

  toTensors(): Tensors {
    const { found, rows, waiting, sums, features } = this;
    return new Map([
      ['distances', doublesToTensor(Float64Array.from(found))],
      ['rows', { shape: [sums ? 0 : waiting, features], data: rows.subarray(0, sums ? 0 : waiting * features) }],
      ...[...(sums?.toTensors() ?? [])].map(([name, tensor]) => [`sums/${name}`, tensor] as const),
    ]);
  }

  restore(tensors: Tensors, passed: number): void {
    const distances = tensors.get('distances');
    const rows = tensors.get('rows');
    const whole = Math.min(this.parts, Math.floor(passed / this.each));
    const waiting = whole === this.parts ? 0 : passed % this.each;
    const held = this.holdsRows ? waiting * this.features : 0;
    if (distances?.shape[0] !== whole || rows?.data.length !== held)
      throw new RangeError(`the sums must hold the distances of ${whole} parts, and the rows of ${waiting} images`);
    this.found = [...doublesFromTensor(distances)];
    this.rows.set(rows.data as Float32Array);
    this.waiting = waiting;
    const ofSums = [...tensors].filter(([name]) => name.startsWith('sums/'));
    if (!this.holdsRows && waiting > 0)
      this.sums = StatisticsAccumulator.fromTensors(
        this.features,
        new Map(ofSums.map(([name, tensor]) => [name.slice('sums/'.length), tensor])),
      );
  }
}
