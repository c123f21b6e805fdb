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
  const bits = found.get(tags.bits) ?? 1;
  return { width, height, pixelBytes: (found.get(tags.channels) ?? 1) * (bits <= 8 ? 1 : bits <= 16 ? 2 : 8) };
}

function entriesOf(layout: Layout): Map<number, number> {
  const { view, little, big } = layout;
  const folder = offsetAt(layout, big ? 8 : 4);
  const count = big ? offsetAt(layout, folder) : view.getUint16(folder, little);
  const [first, length] = big ? [folder + 8, 20] : [folder + 2, 12];
  const found = new Map<number, number>();
  for (let entry = 0; entry < Math.min(count, mostEntries); entry++) {
    const at = first + entry * length;
    const tag = view.getUint16(at, little);
    const value = valueAt(layout, at);
    // Of a tag that is there twice, libtiff takes the first.
    if (value !== null && !found.has(tag)) found.set(tag, value);
  }
  return found;
}

/** The first of the tag's numbers; null if they are no whole numbers. */
function valueAt(layout: Layout, at: number): number | null {
  const { view, little, big } = layout;
  const type = numberTypes[view.getUint16(at + 2, little)];
  if (type === undefined) return null;
  const values = big ? Number(view.getBigUint64(at + 4, little)) : view.getUint32(at + 4, little);
  const place = at + (big ? 12 : 8);
  // Numbers that need more space than an offset are elsewhere in the file.
  const isHere = values * type.bytes <= (big ? 8 : 4);
  return type.read(view, isHere ? place : offsetAt(layout, place), little);
}

const offsetAt = ({ view, little, big }: Layout, at: number): number =>
  big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);

interface NumberType {
  readonly bytes: number;
  read(view: DataView, at: number, little: boolean): number;
}

/** Whole numbers without a sign, by TIFF's number for their type. */
const numberTypes: Readonly<Record<number, NumberType>> = {
  1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  16: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
};
