// The size of a TIFF: from the tags of its first folder, in either byte order, with offsets of four or eight bytes.
import type { ImageHeader } from './types.js';

/** Where the first folder is, and how its entries are laid out. */
interface Layout {
  readonly view: DataView;
  readonly little: boolean;
  readonly big: boolean;
}

const tags = { width: 256, height: 257, bits: 258, channels: 277 } as const;
const mostEntries = 4096;

/** null: no TIFF, or its first folder is not where it says. */
export function tiffHeader(view: DataView): ImageHeader | null {
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  const version = view.getUint16(2, little);
  if (version !== 42 && version !== 43) return null;
  const found = entriesOf({ view, little, big: version === 43 });
  const [width, height] = [found.get(tags.width), found.get(tags.height)];
  if (width === undefined || height === undefined) return null;
  // The bits of several channels are elsewhere in the file: then up to 16.
  const bits = found.get(tags.bits) ?? 16;
  return { width, height, pixelBytes: (found.get(tags.channels) ?? 1) * (bits <= 8 ? 1 : bits <= 16 ? 2 : 8) };
}

function entriesOf(layout: Layout): Map<number, number> {
  const { view, little, big } = layout;
  const wide = (at: number): number => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const folder = wide(big ? 8 : 4);
  const count = big ? wide(folder) : view.getUint16(folder, little);
  const [first, length] = big ? [folder + 8, 20] : [folder + 2, 12];
  const found = new Map<number, number>();
  for (let entry = 0; entry < Math.min(count, mostEntries); entry++) {
    const at = first + entry * length;
    const value = valueAt(layout, at);
    if (value !== null) found.set(view.getUint16(at, little), value);
  }
  return found;
}

/** A single number of 16 or 32 bits; null for anything else. */
function valueAt({ view, little, big }: Layout, at: number): number | null {
  const type = view.getUint16(at + 2, little);
  const values = big ? Number(view.getBigUint64(at + 4, little)) : view.getUint32(at + 4, little);
  const value = at + (big ? 12 : 8);
  if (values !== 1) return null;
  if (type === 3) return view.getUint16(value, little);
  return type === 4 ? view.getUint32(value, little) : null;
}
