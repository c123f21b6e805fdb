// The reader of a length of a picture: pixels, or a length on paper.
import { InvalidArgumentError } from 'commander';

/** Pixels of 1/96 inch. */
const pixelsOf = { px: 1, mm: 96 / 25.4, cm: 96 / 2.54, in: 96, pt: 96 / 72 } as const;

/** On paper a PNG file has so many pixels for each inch. */
const dotsPerInch = 300;

/** `720`, `720px`, `85mm`, `8.5cm`, `3.5in`, `240pt`; between 160 and 10,000 pixels of 1/96 inch. */
export function pictureLength(text: string): {
  readonly pixels: number;
  readonly text: string;
  readonly scale: number;
} {
  const [, digits, unit = 'px'] = /^(\d{1,6}(?:\.\d{1,4})?)(px|mm|cm|in|pt)?$/.exec(text.trim()) ?? [];
  const pixels = digits === undefined ? NaN : Number(digits) * pixelsOf[unit as keyof typeof pixelsOf];
  if (!(pixels >= 160 && pixels <= 10_000))
    throw new InvalidArgumentError('It must be a length like 720 (pixels), 85mm or 3.5in, from 160 to 10000 pixels.');
  const isPixels = unit === 'px';
  return {
    pixels: Math.round(pixels * 1000) / 1000,
    text: isPixels ? digits! : `${digits}${unit}`,
    scale: isPixels ? 1 : dotsPerInch / 96,
  };
}
