// System errors in words: what each means, what eagan was about to do, and what helps.
import { getSystemErrorMap } from 'node:util';

const libuvWords: ReadonlyMap<string, string> = new Map(getSystemErrorMap().values());

/** What an error number means: in our words if the system's are unclear, else in the system's. */
export function systemWords(code: string): string {
  return words[code] ?? libuvWords.get(code) ?? 'an error of the operating system';
}

const words: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands where a folder must be',
  EEXIST: 'something else stands there already',
  ELOOP: 'links lead in a circle',
  EMFILE: 'this process has too many open files',
  ENFILE: 'the machine has too many open files',
  EPIPE: 'nobody reads at the other end',
  ECONNREFUSED: 'nobody listens there',
  ENXIO: 'it is a socket or a device without an owner',
  ERR_FS_EISDIR: 'it is a folder',
  ERR_FS_FILE_TOO_LARGE: 'the file is larger than 2 GiB',
};

/** What eagan asked of the system, by the name of the call. A path or an address follows it. */
export function systemVerb(syscall: string | undefined): string {
  if (syscall === undefined) return 'use';
  if (syscall === 'uv_cwd') return 'read the name of the working folder';
  return verbs[syscall] ?? (syscall.startsWith('spawn') ? 'start' : 'use');
}

const verbs: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  mkdir: 'make the folder',
  mkdtemp: 'make the folder',
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
  fsync: 'bring to the disk',
  fdatasync: 'bring to the disk',
};

/** What a person can do about it. */
export function systemCure(code: string, syscall?: string): string {
  if (syscall === 'uv_cwd')
    return 'The working folder was removed. Change into one that exists, then run the command again.';
  if (syscall?.startsWith('spawn') && code === 'ENOENT')
    return 'Install the program, or mend PATH; `eagan doctor` names what is missing.';
  return (
    cures[code] ??
    `Look for the reason in the system's log (dmesg) and let \`eagan doctor\` examine the machine. Then run the command again.`
  );
}

const rights = 'Give this user the right to it (ls -ld shows who has it), or name another place.';
const network =
  'Check that the program at the other end runs and that the network reaches it. Then run the command again.';
const processes =
  'Raise the limit (ulimit -u, or pids.max of the container) or end other programs. Then run the command again.';
const files = 'Raise the limit (ulimit -n) or end other programs. Then run the command again.';

const cures: Readonly<Record<string, string>> = {
  EACCES: rights,
  EPERM: rights,
  EROFS: 'Mount it for writing, or name another place.',
  ENOENT: 'Check the path, and that no link on it leads nowhere.',
  ENOTDIR: 'Check the path: each part of it but the last must be a folder.',
  EISDIR: 'Name a file, or move the folder away.',
  ERR_FS_EISDIR: 'Name a file, or move the folder away.',
  EEXIST: 'Move what stands there away, or name another place.',
  ENOTEMPTY: 'Empty the folder, or name another place.',
  ELOOP: 'Mend the links on the path, or name another place.',
  ENAMETOOLONG: 'Name a place with a shorter path.',
  EMFILE: files,
  ENFILE: files,
  EAGAIN: processes,
  ENOMEM: 'End other programs, or use a machine with more memory. Then run the command again.',
  EBUSY: 'Wait until no other program uses it, or end that program. Then run the command again.',
  ETXTBSY: 'Wait until the program is written (a set-up may be going on), then run the command again.',
  EFBIG: 'Raise the limit of file sizes (ulimit -f), or name a place on another file system.',
  EXDEV: 'Let both places lie on one file system.',
  ENOTSUP: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  EOPNOTSUPP: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  ENOSYS: 'Name a place on a local file system (ext4, xfs, btrfs, zfs, apfs).',
  ENOEXEC: 'Run `eagan setup`: the program is not one for this machine.',
  EADDRINUSE: 'End the program that listens there, or name another address.',
  EADDRNOTAVAIL: 'Name an address that this machine has.',
  EPIPE: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  ECONNABORTED: network,
  ETIMEDOUT: network,
  EHOSTUNREACH: network,
  ENETUNREACH: network,
  ENOTFOUND: 'Check the name of the host, and that this machine can look it up.',
  EAI_AGAIN: 'Check that this machine can look up names of hosts (/etc/resolv.conf). Then run the command again.',
};
