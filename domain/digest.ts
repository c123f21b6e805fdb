// SHA-256 digests of bytes and of canonical JSON (RFC 8785). They run in the workflow sandbox, which has no crypto.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalizeJson from 'canonicalize';

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export type Digest = string;

/** The values that canonical JSON can hold: no NaN, no Infinity, no undefined. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Digest of bytes. */
export function digestBytes(bytes: Uint8Array): Digest {
  return bytesToHex(sha256(bytes));
}

/** RFC 8785 text of a value. Throws on NaN, Infinity and undefined, which JSON would silently turn into null. */
export function canonicalJson(value: unknown): string {
  assertJson(value, '$');
  return (canonicalizeJson as unknown as (v: unknown) => string)(value);
}

/** Digest of a value's canonical JSON. */
export function digestJson(value: unknown): Digest {
  return digestBytes(utf8ToBytes(canonicalJson(value)));
}

function assertJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) return value.forEach((item, i) => assertJson(item, `${path}[${i}]`));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    return Object.entries(value).forEach(([key, item]) => assertJson(item, `${path}.${key}`));
  }
  throw new TypeError(`${path} must be plain JSON (got ${typeof value === 'number' ? value : typeof value})`);
}
