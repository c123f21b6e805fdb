// The sizes that images have before they are resized.
interface Size {
  readonly width: number;
  readonly height: number;
}

export interface SizeFigures {
  /** How many different sizes there are. */
  readonly different: number;
  /** By the number of pixels. */
  readonly smallest: Size;
  readonly largest: Size;
  /** Images that are smaller than the packed ones, so that they are enlarged. */
  readonly enlarged: number;
}

export class OriginalSizes {
  private readonly found = new Set<string>();
  private smallest: Size | null = null;
  private largest: Size | null = null;
  private enlarged = 0;

  /** `packed`: width and height of packed images. */
  constructor(private readonly packed: number) {}

  add({ width, height }: Size): void {
    const size = { width, height };
    this.found.add(`${width} ${height}`);
    if (this.smallest === null || areaOf(size) < areaOf(this.smallest)) this.smallest = size;
    if (this.largest === null || areaOf(size) > areaOf(this.largest)) this.largest = size;
    if (Math.min(width, height) < this.packed) this.enlarged++;
  }

  /** null: there was no image. */
  result(): SizeFigures | null {
    const { smallest, largest, enlarged } = this;
    return smallest && largest && { different: this.found.size, smallest, largest, enlarged };
  }
}

const areaOf = ({ width, height }: Size): number => width * height;
