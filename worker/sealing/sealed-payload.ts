// A sealed payload of Temporal: AES-256-GCM over the whole payload, bound to the workflow or activity that it is for.
// One that becomes smaller is deflated first, so that histories stay small.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Refusal } from '../../domain/runs/refused-payload.js';

/** A key with its name. The name is a digest of the key, so that everybody can see which key a payload needs. */
export interface SealingKey {
  readonly id: string;
  readonly secret: KeyObject;
}

/** The keys that open payloads. */
export interface KeyFinder {
  /** null if there is no key of that name. */
  find(id: string): SealingKey | null;
}

type OpenedPayload = { readonly payload: Payload } | { readonly refused: Refusal };

/** A key has 32 bytes. */
export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';
/** How the sealed bytes hold the payload, by the encoding that names it. */
const encodings = {
  plain: 'binary/eagan-sealed',
  deflated: 'binary/eagan-sealed-deflated',
} as const;
type Encoding = (typeof encodings)[keyof typeof encodings];
/** A payload that is deflated saves at least this. */
const leastSaved = 64;
/** What would be larger than this is not opened. */
const largestBytes = 64 * 1024 * 1024;
const wire = proto.temporal.api.common.v1.Payload;

export function sealingKey(bytes: Uint8Array): SealingKey {
  const id = createHash('sha256').update('eagan payload key\0').update(bytes).digest('hex').slice(0, 16);
  return { id, secret: createSecretKey(bytes) };
}

/**
 * What a payload is bound to, as text: it is authenticated, and shown beside the sealed bytes. Ids of workflows contain
 * the run and the store, those of children also the epoch of ownership. Without a context it is bound to nothing.
 */
export function boundTo(context: SerializationContext | undefined): string {
  if (!context) return '{}';
  const { type, namespace, workflowId } = context;
  const activity = context.type === 'activity' ? { activityId: context.activityId } : {};
  return JSON.stringify({ type, namespace, workflowId, ...activity });
}

/** Seals a payload with its metadata. */
export function sealPayload(payload: Payload, key: SealingKey, bound: string): Payload {
  const nonce = randomBytes(nonceBytes);
  const { encoding, bytes } = packed(wire.encode(payload).finish());
  const sealing = createCipheriv(cipher, key.secret, nonce).setAAD(authenticated(encoding, key.id, bound));
  const sealed = [sealing.update(bytes), sealing.final()];
  return {
    metadata: { encoding: Buffer.from(encoding), key: Buffer.from(key.id), for: Buffer.from(bound) },
    data: Buffer.concat([nonce, ...sealed, sealing.getAuthTag()]),
  };
}

function packed(bytes: Uint8Array): { readonly encoding: Encoding; readonly bytes: Uint8Array } {
  const deflated = deflateRawSync(bytes);
  if (deflated.length > bytes.length - leastSaved) return { encoding: encodings.plain, bytes };
  return { encoding: encodings.deflated, bytes: deflated };
}

/** Opens a payload that must be bound to exactly this. */
export function openPayload(payload: Payload, keys: KeyFinder, bound: string): OpenedPayload {
  return open(payload, keys, (found) => found === bound);
}

/** Opens a payload for people to look at, whatever it is bound to. */
export function openForPeople(payload: Payload, keys: KeyFinder): OpenedPayload {
  return open(payload, keys, () => true);
}

function open({ metadata, data }: Payload, keys: KeyFinder, mayBeBound: (to: string) => boolean): OpenedPayload {
  const encoding = Object.values(encodings).find((known) => known === textOf(metadata?.encoding));
  if (!encoding) return { refused: 'unsealed' };
  const key = keys.find(textOf(metadata?.key));
  if (!key) return { refused: 'foreign' };
  const bound = textOf(metadata?.for);
  const bytes = Buffer.from(data ?? []);
  if (bytes.length < nonceBytes + tagBytes) return { refused: 'damaged' };
  try {
    const opened = decrypted(bytes, encoding, key, bound);
    const whole = encoding === encodings.plain ? opened : inflateRawSync(opened, { maxOutputLength: largestBytes });
    const payload = wire.decode(whole);
    return mayBeBound(bound) ? { payload } : { refused: 'replayed' };
  } catch {
    return { refused: 'damaged' };
  }
}

function decrypted(bytes: Buffer, encoding: Encoding, key: SealingKey, bound: string): Buffer {
  const opening = createDecipheriv(cipher, key.secret, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAAD(authenticated(encoding, key.id, bound)).setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]);
}

const authenticated = (encoding: Encoding, keyId: string, bound: string): Buffer =>
  Buffer.from(`${encoding}\0${keyId}\0${bound}`);

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
