// Seals what goes to Temporal and opens what comes from it. A payload that is not accepted becomes a value that says
// why: an error here would make a workflow fail again and again.
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import type { Refusal, RefusedPayload } from '../../domain/runs/refused-payload.js';
import type { KeyRing } from './key-ring.js';
import { boundTo, openForPeople, openPayload, sealPayload } from './sealed-payload.js';

/** The codec of workers and commands. */
export function sealingCodec(keys: KeyRing): PayloadCodec {
  return {
    encode: async (payloads, context) => {
      const [key, bound] = [keys.sealing(), boundTo(context)];
      return payloads.map((payload) => sealPayload(payload, key, bound));
    },
    decode: async (payloads, context) => {
      const bound = boundTo(context);
      return payloads.map((payload) => {
        const opened = openPayload(payload, keys, bound);
        return 'payload' in opened ? opened.payload : standIn(opened.refused);
      });
    },
  };
}

/**
 * What people see of a payload. One that is not sealed is marked: whoever reaches the server can write a summary that
 * looks like ours.
 */
export function shownPayload(payload: Payload, keys: KeyRing): Payload {
  const opened = openForPeople(payload, keys);
  if ('payload' in opened) return opened.payload;
  return opened.refused === 'unsealed' ? marked(payload) : standIn(opened.refused);
}

/** Texts stay texts, because the web UI shows only texts as summaries and details. */
function marked(payload: Payload): Payload {
  const value = valueOf(payload);
  const shown = typeof value === 'string' ? `NOT SEALED BY EAGAN: ${value}` : { notSealedByEagan: value };
  return defaultPayloadConverter.toPayload(shown)!;
}

/** The value of a payload that anybody may have made; one that cannot be read is shown by its bytes. */
function valueOf(payload: Payload): unknown {
  try {
    return defaultPayloadConverter.fromPayload(payload) ?? null;
  } catch {
    return { base64: Buffer.from(payload.data ?? []).toString('base64') };
  }
}

function standIn(refused: Refusal): Payload {
  return defaultPayloadConverter.toPayload({ eaganRefused: refused } satisfies RefusedPayload)!;
}
