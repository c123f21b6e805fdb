// A picture as the bytes of a file: SVG with its size, or PNG in a font that comes along, so that every machine makes
// the same bits.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

export type PictureFormat = 'svg' | 'png';

/** A length as people type it. */
export interface PictureLength {
  /** In pixels of 1/96 inch. */
  readonly pixels: number;
  /** As SVG writes it: `720`, `85mm`. */
  readonly text: string;
  /** For PNG: pixels of the file for each of 1/96 inch. */
  readonly scale: number;
}

const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));

/** Without a width a PNG file has two pixels for one, for sharp screens. */
const usualScale = 2;

/** `width`: that of the file; null: as it was drawn. */
export function pictureFile(svg: string, format: PictureFormat, width: PictureLength | null): Uint8Array {
  if (format === 'svg') return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${sized(svg, width)}\n`);
  return new Resvg(svg, {
    fitTo: { mode: 'zoom', value: width?.scale ?? usualScale },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fonts, 'ttf', name)),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
    .render()
    .asPng();
}

/** The picture in the unit that its width was given in: the first two sizes are those of the whole. */
function sized(svg: string, width: PictureLength | null): string {
  if (width === null) return svg;
  const unit = width.text.replace(/^[\d.]+/, '');
  return svg.replace(/ width="[^"]*" height="([^"]*)"/, (_, height: string) => {
    const other = (Number(height) / width.pixels) * Number.parseFloat(width.text);
    return ` width="${width.text}" height="${Number(other.toFixed(3))}${unit}"`;
  });
}
