// DSSE envelopes (github.com/secure-systems-lab/dsse, protocol version 1) with Ed25519: a statement's bytes, and who
// signed them. docs/ledger.md describes the same for people who write a checker.
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../domain/digest.js';
import { parseJsonText } from '../../domain/parse-json.js';
import { be, fields, listOf, text } from '../../domain/shape.js';

const payloadType = 'application/vnd.eagan.audit+json';

export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the statement's canonical JSON. */
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}
interface EnvelopeSignature {
  /** SHA-256 of the public key's DER (SubjectPublicKeyInfo), hexadecimal. A hint: the signature alone proves. */
  readonly keyid: string;
  /** Base64, 64 bytes. */
  readonly sig: string;
}

const base64 = be('base64', (value) => typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value));

/** The form of an envelope. */
export const envelopeForm = fields({
  payloadType: text,
  payload: base64,
  signatures: listOf(fields({ keyid: text, sig: base64 })),
});

/** What is signed: DSSE's pre-authentication encoding, so that no payload of another type can stand in. */
function preAuthenticationEncoding(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head), body]);
}

/** The name of a key, as envelopes and reports have it. */
export function keyIdOf(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** An envelope around a statement, signed by a private Ed25519 key. Equal statements give equal bytes. */
export function sealStatement(statement: object, key: KeyObject): Envelope {
  const body = Buffer.from(canonicalJson(statement));
  const sig = sign(null, preAuthenticationEncoding(payloadType, body), key).toString('base64');
  return { payloadType, payload: body.toString('base64'), signatures: [{ keyid: keyIdOf(key), sig }] };
}

/** The statement in an envelope if that key signed it; null: it did not. */
export function openEnvelope(envelope: Envelope, key: KeyObject): unknown {
  const body = Buffer.from(envelope.payload, 'base64');
  const signed = preAuthenticationEncoding(envelope.payloadType, body);
  const isSigned = envelope.signatures.some(({ sig }) => verify(null, signed, key, Buffer.from(sig, 'base64')));
  return isSigned && envelope.payloadType === payloadType ? parseJsonText(body.toString('utf8')) : null;
}
