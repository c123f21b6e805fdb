// Which images a picture of a data set shows: a row for each class, drawn fairly from its training images.
import type { Digest } from '../../domain/digest.js';
import type { Examined } from './examined.js';

/** Images of one class, or of none. */
export interface PreviewRow {
  /** null: they have no class. */
  readonly name: string | null;
  /** Size × size × 3 bytes each, RGB. */
  readonly images: readonly Uint8Array[];
}

/** Images in a row, and rows in a picture. */
const most = { images: 10, rows: 50 };

/** The first classes; images without a class come last, and fill the picture if there are no classes. */
export function previewRows(
  { train, classes }: Pick<Examined, 'train' | 'classes'>,
  samples: ReadonlyMap<Digest, Uint8Array>,
): PreviewRow[] {
  const byLabel = Array.from({ length: classes.length + 1 }, (): Uint8Array[] => []);
  const shown = new Set<Digest>();
  for (const { digest, label } of train) {
    const image = samples.get(digest);
    if (!image || shown.has(digest)) continue;
    shown.add(digest);
    byLabel[label]!.push(image);
  }
  const rows = byLabel.flatMap((images, label) => {
    const name = classes[label] ?? null;
    const inRows = classes.length === 0 ? most.images : 1;
    return Array.from({ length: inRows }, (_, row) => ({
      name,
      images: images.slice(row * most.images, (row + 1) * most.images),
    }));
  });
  return rows.filter(({ images }) => images.length > 0).slice(0, most.rows);
}
