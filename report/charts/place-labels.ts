// Where the names of points are written: beside them, and neither over another name nor over a point.
import { textWidth } from './text.js';

interface LabelledPoint {
  readonly label: string;
  /** In pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface PlacedLabel extends LabelledPoint {
  /** The middle of the text. */
  readonly textX: number;
  readonly textY: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const sides = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
] as const;

/**
 * The labels for which there is room, the first ones first; the table of the chart has the others. `others`: points
 * without a label. `frame`: where text may be.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  others: readonly Omit<LabelledPoint, 'label'>[],
  frame: Box,
  fontSize: number,
): PlacedLabel[] {
  const taken = [...points, ...others].map(({ x, y, radius }): Box => around(x, y, 2 * radius, 2 * radius));
  return points.flatMap((point) => {
    const [width, height] = [textWidth(point.label, fontSize), fontSize + 2];
    const centres = sides.map(([right, down]) => ({
      textX: point.x + right * (width / 2 + (down === 0 ? point.radius + 2 : 3)),
      textY: point.y + down * (point.radius + (right === 0 ? 8 : 6)),
    }));
    const free = centres.find(({ textX, textY }) => isFree(around(textX, textY, width, height), taken, frame));
    if (!free) return [];
    taken.push(around(free.textX, free.textY, width, height));
    return [{ ...point, ...free }];
  });
}

const around = (x: number, y: number, width: number, height: number): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

function isFree(box: Box, taken: readonly Box[], frame: Box): boolean {
  const isInside =
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  return isInside && taken.every((other) => !overlaps(box, other));
}

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
