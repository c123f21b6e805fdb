// The classifier score of each of several equal parts of the images, as they pass. Only one part is in memory: the
// probabilities of 50,000 images in 1,000 classes would take 200 MB.
import type { Tensors } from '../store/types.js';
import { scoreOf } from './classifier-score.js';
import { doublesFromTensor, doublesToTensor } from './double-bytes.js';

/** Parts of `each` images, in order; a remainder belongs to none. */
export class PartScores {
  private found: number[] = [];
  /** The probabilities of the part that is passing. */
  private readonly rows: Float32Array;
  private waiting = 0;

  /** Throws RangeError if a part has no image. */
  constructor(
    private readonly classes: number,
    private readonly parts: number,
    private readonly each: number,
  ) {
    if (each < 1) throw new RangeError(`${parts} splits need at least as many images`);
    this.rows = new Float32Array(each * classes);
  }

  /** The scores of the parts that are whole. */
  get scores(): readonly number[] {
    return this.found;
  }

  /** Adds `count` rows of probabilities. */
  add(rows: Float32Array, count: number): void {
    const { classes, each, parts } = this;
    for (let from = 0; from < count && this.found.length < parts;) {
      const taken = Math.min(count - from, each - this.waiting);
      this.rows.set(rows.subarray(from * classes, (from + taken) * classes), this.waiting * classes);
      from += taken;
      this.waiting += taken;
      if (this.waiting < each) continue;
      this.found.push(scoreOf(this.rows, classes, each));
      this.waiting = 0;
    }
  }

  /** What has passed, to the last bit. */
  toTensors(): Tensors {
    const { found, rows, waiting, classes } = this;
    return new Map([
      ['scores', doublesToTensor(Float64Array.from(found))],
      ['probabilities', { shape: [waiting, classes], data: rows.subarray(0, waiting * classes) }],
    ]);
  }

  /**
   * Continues from `toTensors`, or from the probabilities of all images that have passed, which earlier versions wrote.
   * Throws RangeError if something is missing. `passed`: how many images had passed.
   */
  restore(tensors: Tensors, passed: number): void {
    const [scores, probabilities] = [tensors.get('scores'), tensors.get('probabilities')];
    const whole = Math.min(this.parts, Math.floor(passed / this.each));
    const waiting = whole === this.parts ? 0 : passed % this.each;
    const rows = scores ? waiting : passed;
    if ((scores && scores.shape[0] !== whole) || probabilities?.data.length !== rows * this.classes)
      throw new RangeError(`the sums must hold the scores of ${whole} parts, and the probabilities of ${rows} images`);
    if (scores) this.found = [...doublesFromTensor(scores)];
    this.add(probabilities.data as Float32Array, rows);
  }
}
