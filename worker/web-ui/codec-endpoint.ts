// Opens payloads for the web UI, which sends them here: POST /codec/decode, as Temporal's protocol for codec servers
// says. It seals nothing: whoever may look need not be able to command.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { shownPayload } from '../sealing/payload-codec.js';
import type { KeyRing } from '../sealing/key-ring.js';

export const codecPath = '/codec';
const largestBytes = 8 * 1024 * 1024;
const wire = proto.temporal.api.common.v1.Payloads;

type Status = 200 | 400 | 403 | 404 | 405 | 413 | 415;

/** Answers a request below the path. The caller has admitted it. */
export async function answerCodec(request: IncomingMessage, answer: ServerResponse, keys: KeyRing): Promise<void> {
  const refusal = refusalFor(request);
  if (refusal) return send(request, answer, refusal[0], { message: refusal[1] });
  const text = await bodyOf(request);
  if (text === null)
    return send(request, answer, 413, { message: `at most ${largestBytes} bytes are decoded at once` });
  const payloads = payloadsIn(text);
  if (!payloads) return send(request, answer, 400, { message: 'the body must be JSON with payloads' });
  const shown = payloads.map((payload) => shownPayload(payload, keys));
  send(request, answer, 200, wire.toObject(wire.create({ payloads: shown }), { bytes: String }));
}

function refusalFor({ method, url, headers }: IncomingMessage): readonly [Status, string] | null {
  if (url === `${codecPath}/encode`) return [403, 'eagan seals nothing for the web UI: it cannot start or signal'];
  if (url !== `${codecPath}/decode`) return [404, 'there is only /codec/decode'];
  if (method !== 'POST') return [405, 'send payloads by POST'];
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  return type === 'application/json' ? null : [415, 'send application/json'];
}

/** null if it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > largestBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function payloadsIn(text: string): readonly Payload[] | null {
  try {
    return wire.fromObject(JSON.parse(text) as Record<string, unknown>).payloads;
  } catch {
    return null;
  }
}

function send(request: IncomingMessage, answer: ServerResponse, status: Status, value: object): void {
  // What is left of a body that is not read would be taken for the next request.
  if (!request.complete) answer.setHeader('connection', 'close');
  answer.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  answer.end(JSON.stringify(value));
}
