// What kind of file system a folder is on. Between machines, locks and links do not hold, so stores are refused there.
import { readFile, realpath, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EaganError } from '../domain/errors.js';

/** `unknown`: may be local or not (FUSE, 9p). It is accepted, and the doctor shows it. */
export interface FileSystemKind {
  readonly name: string;
  readonly verdict: 'local' | 'network' | 'unknown';
}

/** statfs(2) magic numbers of Linux (linux/magic.h and the file systems' own headers). */
const network: Readonly<Record<number, string>> = {
  0x6969: 'nfs',
  0x517b: 'smb',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x564c: 'ncp',
  0x5346414f: 'afs',
  0x73757245: 'coda',
  0x00c36400: 'ceph',
  0x0bd00bd0: 'lustre',
  0x47504653: 'gpfs',
  0x01161970: 'gfs2',
  0x7461636f: 'ocfs2',
  0x19830326: 'beegfs',
};
const local: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x858458f6: 'ramfs',
  0x794c7630: 'overlayfs',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
  0xca451a4e: 'bcachefs',
};
const unknown: Readonly<Record<number, string>> = { 0x65735546: 'fuse', 0x01021997: '9p' };
const networkFuse =
  /^fuse\.(sshfs|s3fs|glusterfs|gcsfuse|rclone|davfs2?|mount_davfs|juicefs|goofys|mfs|lizardfs|cephfs.*|smbnetfs|curlftpfs|blobfuse2?)$/;

/** Judges a statfs magic number. For FUSE the mount's type (`fuse.sshfs`) decides, if it is known. */
export function judgeFileSystem(magic: number, mountType?: string): FileSystemKind {
  const type = magic >>> 0;
  if (network[type]) return { name: network[type], verdict: 'network' };
  if (local[type]) return { name: local[type], verdict: 'local' };
  if (unknown[type] === 'fuse' && mountType && networkFuse.test(mountType))
    return { name: mountType, verdict: 'network' };
  return { name: mountType ?? unknown[type] ?? `type 0x${type.toString(16)}`, verdict: 'unknown' };
}

/** The kind of file system that holds a folder, or would hold it. */
export async function fileSystemKind(folder: string): Promise<FileSystemKind> {
  const existing = await nearestExisting(resolve(folder));
  const { type } = await statfs(existing);
  // Other systems number file systems differently. Stores on NFS are most likely on Linux.
  if (process.platform !== 'linux') return { name: process.platform, verdict: 'unknown' };
  return judgeFileSystem(type, await mountType(existing));
}

/** Throws EAGAN_FILE_SYSTEM_UNSAFE if several machines could share the folder. */
export function refuseNetwork(folder: string, kind: FileSystemKind): void {
  if (kind.verdict !== 'network') return;
  throw new EaganError(
    'EAGAN_FILE_SYSTEM_UNSAFE',
    `the state folder must be on a local file system (got ${folder} on ${kind.name}): a shared one can damage the store and the server's database`,
    'Choose a folder on a local disk with --home or EAGAN_HOME.',
  );
}

/** The folder itself, or the nearest existing one above it. */
export async function nearestExisting(folder: string): Promise<string> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    try {
      return await realpath(candidate);
    } catch (error) {
      if (candidate === dirname(candidate)) throw error;
    }
  }
}

/** The type of the longest mount point above the folder, from /proc/self/mounts; undefined if that cannot be read. */
async function mountType(folder: string): Promise<string | undefined> {
  const text = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const mounts = text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, point, type]) => (point && type ? [{ point: point.replaceAll('\\040', ' '), type }] : []));
  const above = mounts.filter(({ point }) => point === '/' || folder === point || folder.startsWith(`${point}/`));
  // Of two mounts on one point the later one is visible.
  return above.sort((a, b) => a.point.length - b.point.length).at(-1)?.type;
}
