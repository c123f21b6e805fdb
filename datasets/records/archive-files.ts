// The files of a data set in an archive as it was downloaded. An archive can only be passed from its beginning: files
// that are asked for in the archive's order cost one passage together, and small ones are kept when they pass.
import { createHash } from 'node:crypto';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { readTar, type TarMember } from '../../formats/tar/read-tar.js';
import { streamRegular } from '../../scripts/foreign-parts.mjs';
import type { NeededFile, RecordFormat } from './format.js';
import { pieceBytes, type StoredFiles } from './stored-files.js';

/** Labels and names of classes are smaller, batches of images are larger. */
const smallBytes = 2 ** 16;
/** STL-10 unpacks to 3.1 GB. */
const unpackedBytes = 2 ** 35;

/** A file that the archive must have, and has not. */
export class NotInArchive extends Error {}

export function archiveFiles(
  path: string,
  needed: readonly NeededFile[],
  { folder }: RecordFormat<never>,
): StoredFiles {
  const kept = new Map<string, Uint8Array>();
  let passage: Passage | null = null;
  const neededName = (member: string): string | undefined =>
    needed.find(({ name }) => member === name || member === `${folder}/${name}`)?.name;
  /** The next member of that name in the passage; null: the passage ended. */
  const seek = async (name: string): Promise<TarMember | null> => {
    for (;;) {
      const { done, value: member } = await passage!.members.next();
      if (done) return null;
      const found = neededName(member.name);
      if (found === name) return member;
      if (found !== undefined && member.size <= smallBytes) kept.set(found, await member.bytes(smallBytes));
    }
  };
  return {
    needed,
    stored: () => path,
    shown: (name) => `${path}: ${name}`,
    async *open(name, onStored) {
      const small = kept.get(name);
      let member = small || passage === null ? null : await seek(name);
      if (!small && member === null) {
        passage = startPassage(path);
        member = await seek(name);
        if (member === null && !kept.has(name)) throw new NotInArchive(`no ${name} in the archive`);
      }
      for await (const chunk of member?.chunks() ?? [small ?? kept.get(name)!]) {
        onStored(chunk);
        yield chunk;
      }
    },
    async finish() {
      while (passage && !(await passage.members.next()).done);
      return passage?.md5() ?? null;
    },
    close: async () => void (await passage?.members.return()),
  };
}

interface Passage {
  readonly members: AsyncGenerator<TarMember, void>;
  /** Of the whole archive, once it has passed. */
  md5(): string;
}

function startPassage(path: string): Passage {
  const hash = createHash('md5');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of streamRegular(path, pieceBytes)) {
      hash.update(piece);
      yield piece;
    }
  }
  const members = readTar(gunzipped(pieces()), { atMostBytes: unpackedBytes });
  return { members, md5: () => hash.digest('hex') };
}
