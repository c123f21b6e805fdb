// The MD5 of the Inception graph of 2015, wherever it lies: in a file of its own, or in the archive as downloaded,
// which is unpacked as it passes.
import { createHash } from 'node:crypto';
import { inceptionArchive } from '../domain/inception2015.js';
import { FormatError } from '../formats/format-error.js';
import { scanPackedTar, type TarScan } from '../formats/tar/scan-tar.js';

interface GraphDigest {
  /** The next part of the file. @throws FormatError */
  update(part: Uint8Array): void;
  /** After the last part. @throws FormatError if an archive is cut off or has no graph */
  md5(): string;
}

export function graphDigest(): GraphDigest {
  let hash: ReturnType<typeof createHash> | null = null;
  const { graph, atMostBytes } = inceptionArchive;
  /** Of files with the same name the last one counts, as where an archive is unpacked into a folder. */
  const onMember = (name: string): ((part: Uint8Array) => void) | null => {
    if (name.split('/').at(-1) !== graph) return null;
    const ofMember = (hash = createHash('md5'));
    return (part) => void ofMember.update(part);
  };
  let archive: TarScan | null = null;
  let hasBegun = false;
  return {
    update(part) {
      // Parts are large: the first one has both bytes of a gzip file's mark.
      if (!hasBegun && part[0] === 0x1f && part[1] === 0x8b) archive = scanPackedTar({ onMember, atMostBytes });
      hasBegun = true;
      if (archive) archive.push(part);
      else (hash ??= createHash('md5')).update(part);
    },
    md5() {
      archive?.end();
      if (archive && !hash) throw new FormatError(`the archive must have the file ${graph} (not found)`, 0);
      return (hash ?? createHash('md5')).digest('hex');
    },
  };
}
