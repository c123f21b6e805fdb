// A disk in memory, with the calls that a file layer makes. It remembers what was synced, for
// test/support/power-cut.ts.
import { basename, dirname } from 'node:path';
import type { FileIo } from '../../store/file-layer.js';

export type Id = number;
export interface MemoryFile {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  /** The bytes at the last sync; null: there was none. */
  readonly synced: Uint8Array | null;
  readonly modifiedAt: number;
}
export interface MemoryFolder {
  readonly kind: 'folder';
  readonly names: ReadonlyMap<string, Id>;
  readonly synced: ReadonlyMap<string, Id>;
  /** What each name has stood for since the last sync, in order; null: nothing. */
  readonly unsynced: ReadonlyMap<string, readonly (Id | null)[]>;
}
export type Node = MemoryFile | MemoryFolder;

/** Everything on the disk at one moment. It is never changed. */
export type DiskState = ReadonlyMap<Id, Node>;

/** A call that reaches the disk. */
export interface DiskCall {
  readonly name: 'open' | 'write' | 'sync' | 'link' | 'rename' | 'unlink' | 'mkdir' | 'readdir' | 'readFile' | 'stat' | 'rmdir' | 'utimes'; // prettier-ignore
  readonly path: string;
  readonly isFolder: boolean;
}

export const root: Id = 0;
const emptyFolder: MemoryFolder = { kind: 'folder', names: new Map(), synced: new Map(), unsynced: new Map() };

export class MemoryDisk {
  private nodes: Map<Id, Node>;
  private nextId: Id;
  /** Called before each call does anything. If it throws, the call fails with this error. */
  before: (call: DiskCall) => void = () => undefined;
  /** Called after each call that changed the disk. */
  changed: (state: DiskState) => void = () => undefined;

  constructor(state: DiskState = new Map([[root, emptyFolder]])) {
    this.nodes = new Map(state);
    this.nextId = Math.max(...state.keys()) + 1;
  }

  get state(): DiskState {
    return new Map(this.nodes);
  }

  /** Paths and bytes of all files, by their present names. */
  files(): Map<string, Uint8Array> {
    return filesOf(this.nodes);
  }

  /** The calls that a file layer makes. */
  readonly io = {
    open: async (path: string, flags: 'wx' | 'r') => this.open(path, flags),
    link: async (from: string, to: string) => this.act('link', to, () => this.name(to, this.idOf(from), 'new')),
    rename: async (from: string, to: string) =>
      this.act('rename', to, () => {
        const id = this.idOf(from);
        this.name(from, null);
        this.name(to, id);
      }),
    unlink: async (path: string) => this.act('unlink', path, () => (this.idOf(path), this.name(path, null))),
    mkdir: async (path: string) => this.makeFolders(path),
    readdir: async (path: string) => this.act('readdir', path, () => [...this.folder(path).names.keys()], 'reads'),
    readFile: async (path: string) => this.act('readFile', path, () => Buffer.from(this.file(path).bytes), 'reads'),
    stat: async (path: string) =>
      this.act('stat', path, () => ({ size: this.file(path).bytes.length, mtimeMs: this.file(path).modifiedAt, isFile: () => true }), 'reads'), // prettier-ignore
    rmdir: async (path: string) =>
      this.act('rmdir', path, () => {
        if (this.folder(path).names.size > 0) throw failure('ENOTEMPTY', path);
        this.name(path, null);
      }),
    rm: async (path: string) => this.remove(path),
    utimes: async (path: string, _: Date, at: Date) =>
      this.act('utimes', path, () => this.set(this.idOf(path), { ...this.file(path), modifiedAt: at.getTime() })),
  } as unknown as FileIo;

  private open(path: string, flags: 'wx' | 'r'): unknown {
    this.act('open', path, () => this.openAs(path, flags), flags === 'r' ? 'reads' : undefined);
    const id = this.idOf(path);
    const write = async (bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }> =>
      this.act('write', path, () => {
        const file = this.nodes.get(id) as MemoryFile;
        this.set(id, { ...file, bytes: Buffer.concat([file.bytes, bytes.subarray(offset, offset + length)]) });
        return { bytesWritten: length };
      });
    const sync = async (): Promise<void> => this.act('sync', path, () => this.sync(id));
    return { write, sync, close: async () => undefined };
  }

  private openAs(path: string, flags: 'wx' | 'r'): void {
    if (flags === 'r') return void this.idOf(path);
    const id = this.nextId++;
    this.set(id, { kind: 'file', bytes: new Uint8Array(0), synced: null, modifiedAt: Date.now() });
    this.name(path, id, 'new');
  }

  private sync(id: Id): void {
    const node = this.nodes.get(id)!;
    if (node.kind === 'file') return this.set(id, { ...node, synced: node.bytes });
    this.set(id, { ...node, synced: node.names, unsynced: new Map() });
  }

  /** One call for each folder that is new. */
  private makeFolders(path: string): string | undefined {
    if (this.find(path) !== undefined) {
      this.folder(path);
      return undefined;
    }
    const first = this.makeFolders(dirname(path));
    this.act('mkdir', path, () => {
      const id = this.nextId++;
      this.set(id, emptyFolder);
      this.name(path, id, 'new');
    });
    return first ?? path;
  }

  /** One call for each file and folder below. */
  private remove(path: string): void {
    const id = this.find(path);
    if (id === undefined) return;
    const node = this.nodes.get(id)!;
    if (node.kind === 'folder') for (const name of node.names.keys()) this.remove(`${path}/${name}`);
    this.act(node.kind === 'file' ? 'unlink' : 'rmdir', path, () => this.name(path, null));
  }

  private act<T>(name: DiskCall['name'], path: string, does: () => T, reads?: 'reads'): T {
    const id = this.find(path);
    this.before({ name, path, isFolder: id !== undefined && this.nodes.get(id)!.kind === 'folder' });
    const done = does();
    if (!reads) this.changed(this.state);
    return done;
  }

  private name(path: string, id: Id | null, isNew?: 'new'): void {
    const folder = this.folder(dirname(path));
    const name = basename(path);
    if (isNew && folder.names.has(name)) throw failure('EEXIST', path);
    const names = new Map(folder.names);
    if (id === null) names.delete(name);
    else names.set(name, id);
    const unsynced = new Map(folder.unsynced).set(name, [...(folder.unsynced.get(name) ?? []), id]);
    this.set(this.idOf(dirname(path)), { ...folder, names, unsynced });
  }

  private set(id: Id, node: Node): void {
    this.nodes.set(id, node);
  }

  private find(path: string): Id | undefined {
    let id: Id | undefined = root;
    for (const name of path.split('/').filter(Boolean)) {
      const node: Node | undefined = id === undefined ? undefined : this.nodes.get(id);
      id = node?.kind === 'folder' ? node.names.get(name) : undefined;
    }
    return id;
  }

  private idOf(path: string): Id {
    const id = this.find(path);
    if (id === undefined) throw failure('ENOENT', path);
    return id;
  }

  private file(path: string): MemoryFile {
    const node = this.nodes.get(this.idOf(path))!;
    if (node.kind !== 'file') throw failure('EISDIR', path);
    return node;
  }

  private folder(path: string): MemoryFolder {
    const node = this.nodes.get(this.idOf(path))!;
    if (node.kind !== 'folder') throw failure('ENOTDIR', path);
    return node;
  }
}

/** An error as the system throws it. */
export function failure(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}

function filesOf(nodes: DiskState, id: Id = root, path = ''): Map<string, Uint8Array> {
  const node = nodes.get(id)!;
  if (node.kind === 'file') return new Map([[path, node.bytes]]);
  return new Map([...node.names].flatMap(([name, child]) => [...filesOf(nodes, child, `${path}/${name}`)]));
}
