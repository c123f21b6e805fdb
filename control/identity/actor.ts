// Who changes a run: the system's user and host, what EAGAN_ACTOR declares, and the reason that was typed.
import { hostname, userInfo } from 'node:os';
import { EaganError } from '../../domain/errors.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { printableLine } from '../../scripts/printable.mjs';

/** Characters that a name or a reason may have. They go into the ledger, which keeps every byte for ever. */
const limits = { EAGAN_ACTOR: 200, '--reason': 500 } as const;

/**
 * The person at the command line. Nothing of it is proved: all who use this account can declare anything. Throws
 * EAGAN_USAGE for a text that is too long, empty, or not one printable line.
 */
export function actorOf(environment: Readonly<Record<string, string | undefined>>, reason?: string): Actor {
  const { EAGAN_ACTOR: declared } = environment;
  return {
    ...account(),
    // A variable that is set to nothing is as good as not set.
    ...(declared === undefined || declared === '' ? {} : { declared: checkedText('EAGAN_ACTOR', declared) }),
    ...(reason === undefined ? {} : { reason: checkedText('--reason', reason) }),
  };
}

/** The program itself, under the account that runs it: nobody asked for this at the moment. */
export const onItsOwn = (reason: string): Actor => ({ ...account(), reason });

const account = (): Pick<Actor, 'user' | 'host'> => ({ user: userName(), host: hostname() });

/** In a container a user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function checkedText(name: keyof typeof limits, text: string): string {
  const trimmed = text.trim();
  const limit = limits[name];
  if (trimmed !== '' && trimmed.length <= limit && printableLine(trimmed) === trimmed) return trimmed;
  const got = trimmed === '' ? 'none' : trimmed.length > limit ? `${trimmed.length} characters` : 'other characters';
  throw new EaganError(
    'EAGAN_USAGE',
    `${name} must be one line of 1 to ${limit} printable characters (got ${got})`,
    name === '--reason' ? 'For example: --reason "disk was full"' : 'For example: EAGAN_ACTOR="Anna Example"',
  );
}
