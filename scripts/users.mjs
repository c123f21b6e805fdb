// The users and groups of this machine, as /etc/passwd and /etc/group list them.
import { readFileSync } from 'node:fs';

/** Groups whose members administer the machine, so that they are as trusted as root. */
const administrators = process.platform === 'darwin' ? [0, 80] : [0];

/** This process acts as that user. Systems without user ids have one user. */
export const ownUser = () => process.geteuid?.() ?? 0;

/** `nobody (user id 65534)`, for messages. @param {number} uid */
export function userText(uid) {
  const name = rows('/etc/passwd').find((row) => Number(row[2]) === uid)?.[0];
  return name === undefined ? `user id ${uid}` : `${name} (user id ${uid})`;
}

/** `users (group id 100)`, for messages. @param {number} gid */
export function groupText(gid) {
  const name = rows('/etc/group').find((row) => Number(row[2]) === gid)?.[0];
  return name === undefined ? `group id ${gid}` : `${name} (group id ${gid})`;
}

/**
 * True if everybody in the group is one of these users or an administrator. A group without members in the files may
 * have any, from a directory service.
 * @param {number} gid
 * @param {ReadonlySet<number>} uids
 */
export function groupIsWithin(gid, uids) {
  if (administrators.includes(gid)) return true;
  if (process.platform === 'darwin') return false; // its users are not in /etc/passwd
  const group = rows('/etc/group').find((row) => Number(row[2]) === gid);
  if (!group) return false;
  const users = rows('/etc/passwd');
  // Where this user is not listed, a directory service has users that nobody sees here.
  if (!users.some((user) => Number(user[2]) === ownUser())) return false;
  const listed = (group[3] ?? '').split(',').filter(Boolean);
  const members = users.filter((user) => Number(user[3]) === gid || listed.includes(user[0] ?? ''));
  const isKnown = listed.every((name) => users.some((user) => user[0] === name));
  return isKnown && members.length > 0 && members.every((user) => uids.has(Number(user[2])));
}

/** @param {string} path @returns {string[][]} */
function rows(path) {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(':'));
  } catch {
    return [];
  }
}
