// What was found out about a data set, and the images that a run would use, each examined.
import type { Digest } from '../../domain/digest.js';
import type { ErrorCode } from '../../domain/errors.js';
import type { Damage } from '../records/damage.js';
import type { ClassCount } from '../scan-folder.js';
import type { UnreadableFile } from '../unreadable.js';
import type { IgnoredGroup } from './ignored-groups.js';
import type { SizeFigures } from './original-sizes.js';
import type { PlacedImages } from './pixel-report.js';

/** Why there is no such data set. */
export interface DatasetProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cure: string;
}

export interface Examined extends PlacedImages {
  /** null: a run can use it. */
  readonly problem: DatasetProblem | null;
  /** As in the ingest step of a run; null: the program makes the images, or there is a problem. */
  readonly contents: Digest | null;
  /** What people should know of the files, though nothing is wrong with them. */
  readonly notes: readonly string[];
  /** By label. */
  readonly classes: readonly string[];
  /** Every file that is damaged or no image, also one that a run would not use. */
  readonly unreadable: readonly UnreadableFile[];
  /** Images that can be read although the data set has damaged files; null: nothing is damaged, or it is a folder. */
  readonly readable: Damage['readable'] | null;
  /** null: the images have no files of their own. */
  readonly sizes: SizeFigures | null;
  /** null: it is no image folder. */
  readonly folder: FolderFacts | null;
}

interface FolderFacts {
  /** Files by the folders that they are in. */
  readonly groups: readonly ClassCount[];
  /** `test`: the folder's own; `everyFifth`: of each class under train/. */
  readonly heldOutFrom: 'test' | 'everyFifth' | null;
  readonly ignored: readonly IgnoredGroup[];
  /** The bits that 16-bit images use; null if there are none. */
  readonly sampleBits: number | null;
}
