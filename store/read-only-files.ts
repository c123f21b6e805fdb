// A file layer that changes nothing: damaged files stay where they are, and a write is refused.
import { EaganError } from '../domain/errors.js';
import type { FileLayer } from './file-layer.js';

/** What `files` reads. What only tidies up or makes durable is passed over. */
export function readOnlyFiles(files: Pick<FileLayer, 'look' | 'list' | 'read'>): FileLayer {
  return {
    look: files.look,
    list: files.list,
    read: files.read,
    writeNew: refuse,
    replace: refuse,
    remove: refuse,
    removeEmpty: async () => undefined,
    settle: async () => undefined,
    refresh: async () => true,
    move: async () => false,
  };
}

async function refuse(path: string): Promise<never> {
  throw new EaganError('EAGAN_STORE_NOT_WRITABLE', `${path} must not be written: this folder is only read`);
}
