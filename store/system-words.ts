// System errors in words: what each means, what eagan was about to do, and what helps.
import { ownOf } from '../domain/own.js';
import { getSystemErrorMap } from 'node:util';

const libuvWords: ReadonlyMap<string, string> = new Map(getSystemErrorMap().values());

/** What an error number means: in our words if the system's are unclear, else in the system's. */
export function systemWords(code: string): string {
  return ownOf(words, code) ?? libuvWords.get(code) ?? 'an error of the operating system';
}

const words: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  ENOTDIR: 'there is a file where a folder must be',
  EEXIST: 'something else is there already',
  ELOOP: 'links form a circle',
  EMFILE: 'this process has too many open files',
  ENFILE: 'the machine has too many open files',
  EPIPE: 'the other end was closed',
  ECONNREFUSED: 'no program listens there',
  ENXIO: 'it is a socket, or a device that does not exist',
  ERR_FS_EISDIR: 'it is a folder',
  ERR_FS_FILE_TOO_LARGE: 'the file is larger than 2 GiB',
};

/** What eagan asked of the system, by the name of the call. A path or an address follows it. */
export function systemVerb(syscall: string | undefined): string {
  if (syscall === undefined) return 'use';
  if (syscall === 'uv_cwd') return 'find the working folder';
  return ownOf(verbs, syscall) ?? (syscall.startsWith('spawn') ? 'start' : 'use');
}

const verbs: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  mkdir: 'create the folder',
  mkdtemp: 'create the folder',
  scandir: 'list',
  opendir: 'list',
  stat: 'look at',
  lstat: 'look at',
  access: 'look at',
  realpath: 'look at',
  readlink: 'look at',
  statfs: 'look at',
  unlink: 'remove',
  rmdir: 'remove',
  rm: 'remove',
  rename: 'move',
  link: 'link',
  symlink: 'link',
  copyfile: 'copy',
  connect: 'connect to',
  listen: 'listen at',
  bind: 'listen at',
  getaddrinfo: 'find the address of',
  kill: 'end',
  fsync: 'write to the disk',
  fdatasync: 'write to the disk',
};

/** What a person can do about it. */
export function systemCure(code: string, syscall?: string): string {
  if (syscall === 'uv_cwd')
    return 'The working folder was removed. Change to another folder, then run the command again.';
  if (syscall?.startsWith('spawn') && code === 'ENOENT')
    return 'Install the program, or correct PATH; `eagan doctor` names what is missing.';
  return (
    ownOf(cures, code) ??
    'Look for the reason in the system log (dmesg), and check the machine with `eagan doctor`. Then run the command again.'
  );
}

const rights = 'Give this user permission (ls -ld shows who has it), or name another place.';
const network =
  'Check that the program at the other end is running and that the network reaches it. Then run the command again.';
const processes =
  'Raise the limit (ulimit -u, or pids.max of the container) or end other programs. Then run the command again.';
const files = 'Raise the limit (ulimit -n) or end other programs. Then run the command again.';

const cures: Readonly<Record<string, string>> = {
  EACCES: rights,
  EPERM: rights,
  EROFS: 'Make the file system writable, or name another place.',
  ENOENT: 'Check the path and its links.',
  ENOTDIR: 'Check the path: every part except the last must be a folder.',
  EISDIR: 'Name a file, or move the folder.',
  ERR_FS_EISDIR: 'Name a file, or move the folder.',
  EEXIST: 'Move what is there, or name another place.',
  ENOTEMPTY: 'Empty the folder, or name another place.',
  ELOOP: 'Correct the links on the path, or name another place.',
  ENAMETOOLONG: 'Name a place with a shorter path.',
  EMFILE: files,
  ENFILE: files,
  EAGAIN: processes,
  ENOMEM: 'End other programs, or use a machine with more memory. Then run the command again.',
  EBUSY: 'Wait until no other program uses it, or end that program. Then run the command again.',
  ETXTBSY: 'Wait until the program is completely written (a set-up may be running), then run the command again.',
  EFBIG: 'Raise the file size limit (ulimit -f), or name a place on another file system.',
  EXDEV: 'Choose two places on the same file system.',
  ENOTSUP: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  EOPNOTSUPP: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  ENOSYS: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  ENOEXEC: 'Run `eagan setup`: the program was made for another kind of machine.',
  EADDRINUSE: 'End the program that listens there, or name another address.',
  EADDRNOTAVAIL: 'Name an address of this machine.',
  EPIPE: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  ECONNABORTED: network,
  ETIMEDOUT: network,
  EHOSTUNREACH: network,
  ENETUNREACH: network,
  ENOTFOUND: 'Check the host name, and that this machine can resolve it.',
  EAI_AGAIN: 'Check that this machine can resolve host names (/etc/resolv.conf). Then run the command again.',
};
