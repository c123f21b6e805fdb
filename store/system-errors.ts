// Errors of the operating system from anywhere in the program. Each becomes an error of the catalogue, with call, path
// and cure.
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { EaganError } from '../domain/errors.js';
import { systemCure, systemVerb, systemWords } from './system-words.js';

/** What Node adds to an error of the system. `address`: of a socket. */
export interface SystemError {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly message: string;
}

const libuvNames: ReadonlySet<string> = new Set([...getSystemErrorMap().values()].map(([name]) => name));
/** Codes with which Node's own checks and resolvers report failures of the system. */
const nodeNames = /^(ERR_FS_\w+|EAI_\w+|ENOTFOUND|ENODATA|ESERVFAIL)$/;

/** True for the name of an operating-system error: `ENOSPC`. */
export function isSystemCode(code: unknown): code is string {
  return (
    typeof code === 'string' && (Object.hasOwn(constants.errno, code) || libuvNames.has(code) || nodeNames.test(code))
  );
}

/** How many errors that only wrap another are followed. */
const deepest = 8;

/** The system error that an error is or wraps; null if there is none. */
export function systemErrorIn(error: unknown, depth = 0): SystemError | null {
  if (typeof error !== 'object' || error === null || depth > deepest) return null;
  const { code, info, cause, errors, message } = error as Record<string, unknown>;
  if (isSystemCode(code)) return { ...(error as SystemError), code, message: String(message) };
  if (isSystemCode((info as SystemError | undefined)?.code))
    return { ...(info as SystemError), message: String(message) };
  const inner = Array.isArray(errors) ? [cause, ...(errors as unknown[])] : [cause];
  return inner.map((each) => systemErrorIn(each, depth + 1)).find((found) => found !== null) ?? null;
}

/** What a system error is about: a file, a socket's path, or an address. */
export function subjectOf({ path, address, port }: SystemError): string | null {
  if (typeof path === 'string' && path !== '') return path;
  if (typeof address !== 'string' || address === '') return null;
  return port === undefined || port < 0 ? address : `${address}:${port}`;
}

/** A system error that has no code of its own in the catalogue. */
export function systemFailure(error: SystemError, path: string | null = subjectOf(error), cause?: unknown): EaganError {
  const { code, syscall } = error;
  const what = [systemVerb(syscall), path].filter((part) => part !== null).join(' ');
  const call = syscall ? `, in the call ${syscall.split(' ')[0]}` : '';
  const message = `the system must let eagan ${what} (got ${code}: ${systemWords(code)}${call})`;
  if (code === 'ENOMEM') return new EaganError('EAGAN_OUT_OF_MEMORY', message, systemCure(code), { cause });
  return new EaganError('EAGAN_SYSTEM', message, systemCure(code, syscall), { cause });
}
