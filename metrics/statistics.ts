// Mean and covariance of features in double, summed natively in blocks of fixed rows, so that batches of any size give
// the same bits.
import type { Tensors } from '../store/types.js';
import { doublesFromBytes, doublesFromTensor, doublesToBytes, doublesToTensor } from './double-bytes.js';
import { inDoubles } from './native-double.js';
import { statisticsOfSums, triangleSize, type RowSums } from './row-sums.js';
import type { Statistics } from './types.js';

/** Rows of one native product XᵀX: many, because at 2,048 features each product is 34 MB to download and add. */
const blockRows = 1000;

/**
 * Sums features as they come. Holds one block of rows and two features × features matrices, however many images pass.
 */
export class StatisticsAccumulator {
  private images = 0;
  private readonly sum: Float64Array;
  private readonly products: Float64Array;
  /** Rows minus the origin that are not in `products` yet. */
  private readonly block: Float64Array;
  private waiting = 0;

  /**
   * All sums are of differences from `origin`, so that large means do not cost digits. It is the first row if none is
   * given.
   */
  constructor(
    private readonly features: number,
    private origin?: Float64Array,
  ) {
    this.sum = new Float64Array(features);
    this.products = new Float64Array(features * features);
    this.block = new Float64Array(blockRows * features);
  }

  /** The sums so far, to the last bit. At least one row must have been added. */
  toTensors(): Tensors {
    const { images, origin, sum, products, block, waiting, features } = this;
    if (!origin) throw new RangeError('sums need at least 1 image (got 0)');
    const doubles = { origin, sum, products, block: block.subarray(0, waiting * features) };
    return new Map([
      ...Object.entries(doubles).map(([name, values]) => [name, doublesToTensor(values)] as const),
      ['images', { shape: [], data: Int32Array.of(images) }] as const,
    ]);
  }

  /** Continues from `toTensors`. Throws RangeError if a part is missing or has another number of features. */
  static fromTensors(features: number, tensors: Tensors): StatisticsAccumulator {
    const restored = new StatisticsAccumulator(features);
    const part = (name: string, rows: number): Float64Array => {
      const values = tensors.has(name) ? doublesFromTensor(tensors.get(name)!) : null;
      if (values?.length === rows * features) return values;
      throw new RangeError(
        `the sums must have ${rows * features} numbers of ${name} (got ${values?.length ?? 'none'})`,
      );
    };
    const images = tensors.get('images')?.data[0] ?? 0;
    if (images < 1) throw new RangeError('the sums must say of how many images they are');
    restored.images = images;
    restored.waiting = images % blockRows;
    restored.origin = part('origin', 1);
    restored.sum.set(part('sum', 1));
    restored.products.set(part('products', features));
    restored.block.set(part('block', restored.waiting));
    return restored;
  }

  /** Adds `count` rows of features (row-major, count × features). */
  add(rows: Float32Array, count: number): void {
    this.origin ??= Float64Array.from(rows.subarray(0, this.features));
    for (let i = 0; i < count; i++) this.addRow(rows, i * this.features, this.origin);
  }

  /** Mean and unbiased covariance (divided by n − 1) of the rows so far. Throws RangeError for fewer than two. */
  finish(): Statistics {
    const { images, features, origin, sum, products } = this;
    if (images < 2 || !origin) throw new RangeError(`statistics need at least 2 images (got ${images})`);
    this.multiplyBlock();
    return statisticsOfSums(origin, { images, sum, productOf: (a, b) => products[a * features + b]! });
  }

  /** The sums so far, in half the memory. */
  toSums(): RowSums {
    this.multiplyBlock();
    const { images, features, sum, products } = this;
    const triangle = new Float64Array(triangleSize(features));
    for (let a = 0, at = 0; a < features; at += features - a, a++)
      triangle.set(products.subarray(a * features + a, (a + 1) * features), at);
    return { images, sum, triangle };
  }

  private addRow(rows: Float32Array, start: number, origin: Float64Array): void {
    const { features, sum, block } = this;
    const line = this.waiting * features;
    for (let a = 0; a < features; a++) {
      const value = rows[start + a]! - origin[a]!;
      sum[a]! += value;
      block[line + a] = value;
    }
    this.images++;
    if (++this.waiting === blockRows) this.multiplyBlock();
  }

  private multiplyBlock(): void {
    const { features, products, waiting } = this;
    if (waiting === 0) return;
    const data = this.block.subarray(0, waiting * features);
    const product = inDoubles((doubles) => {
      const block = doubles.upload({ rows: waiting, columns: features, data });
      return doubles.download(doubles.multiply(block, block, 'left'));
    });
    for (let i = 0; i < product.data.length; i++) products[i]! += product.data[i]!;
    this.waiting = 0;
  }
}

/** Mean then covariance as little-endian doubles: the form of `ReferenceArtifact.statistics`. */
export function statisticsToBytes({ mean, covariance }: Statistics): Uint8Array {
  return doublesToBytes(mean, covariance);
}

/** The reverse of `statisticsToBytes`. Throws RangeError if the length does not fit `features`. */
export function statisticsFromBytes(bytes: Uint8Array, features: number, images: number): Statistics {
  const values = features + features * features;
  if (bytes.length !== values * 8)
    throw new RangeError(`statistics of ${features} features must have ${values * 8} bytes (got ${bytes.length})`);
  const all = doublesFromBytes(bytes);
  return { images, mean: all.slice(0, features), covariance: all.slice(features) };
}
