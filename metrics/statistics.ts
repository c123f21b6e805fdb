// Mean and covariance of features in double, summed row by row, so that batches of any size give the same bits.
import type { Statistics } from './types.js';

/** Sums features as they come. */
export class StatisticsAccumulator {
  private images = 0;
  /** The first row: all sums are of differences from it, which keeps large means from eating the digits. */
  private origin: Float64Array | undefined;
  private readonly sum: Float64Array;
  /** Upper triangle of the sum of outer products. */
  private readonly products: Float64Array;
  private readonly row: Float64Array;

  constructor(private readonly features: number) {
    this.sum = new Float64Array(features);
    this.products = new Float64Array(features * features);
    this.row = new Float64Array(features);
  }

  /** Adds `count` rows of features (row-major, count × features). */
  add(rows: Float32Array, count: number): void {
    this.origin ??= Float64Array.from(rows.subarray(0, this.features));
    for (let i = 0; i < count; i++) this.addRow(rows, i * this.features, this.origin);
    this.images += count;
  }

  private addRow(rows: Float32Array, start: number, origin: Float64Array): void {
    const { features, sum, products, row } = this;
    for (let a = 0; a < features; a++) row[a] = rows[start + a]! - origin[a]!;
    for (let a = 0; a < features; a++) {
      const value = row[a]!;
      sum[a]! += value;
      if (value === 0) continue;
      const line = a * features;
      for (let b = a; b < features; b++) products[line + b]! += value * row[b]!;
    }
  }

  /** Mean and unbiased covariance (divided by n − 1). Throws RangeError for fewer than two rows. */
  finish(): Statistics {
    const { images, features, origin, sum, products } = this;
    if (images < 2 || !origin) throw new RangeError(`statistics need at least 2 images (got ${images})`);
    const covariance = new Float64Array(features * features);
    for (let a = 0; a < features; a++) {
      for (let b = a; b < features; b++) {
        const value = (products[a * features + b]! - (sum[a]! * sum[b]!) / images) / (images - 1);
        covariance[a * features + b] = value;
        covariance[b * features + a] = value;
      }
    }
    return { images, mean: sum.map((value, a) => origin[a]! + value / images), covariance };
  }
}

/** Mean then covariance as little-endian doubles: the form of `ReferenceArtifact.statistics`. */
export function statisticsToBytes({ mean, covariance }: Statistics): Uint8Array {
  const bytes = new Uint8Array((mean.length + covariance.length) * 8);
  const view = new DataView(bytes.buffer);
  mean.forEach((value, i) => view.setFloat64(i * 8, value, true));
  covariance.forEach((value, i) => view.setFloat64((mean.length + i) * 8, value, true));
  return bytes;
}

/** The reverse of `statisticsToBytes`. Throws RangeError when the length does not fit `features`. */
export function statisticsFromBytes(bytes: Uint8Array, features: number, images: number): Statistics {
  const values = features + features * features;
  if (bytes.length !== values * 8)
    throw new RangeError(`statistics of ${features} features must have ${values * 8} bytes (got ${bytes.length})`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = Float64Array.from({ length: values }, (_, i) => view.getFloat64(i * 8, true));
  return { images, mean: all.slice(0, features), covariance: all.slice(features) };
}
