// Looks into messages of protocol buffers of somebody else, without their descriptions: texts and messages.
import protobuf from 'protobufjs/minimal.js';

export type MessageReader = protobuf.Reader;

/** The wire type of texts, bytes and messages. */
export const messageType = 2;

export const messageReader = (bytes: Uint8Array): MessageReader => protobuf.Reader.create(bytes);

/** The texts at a path of fields: [2, 1] is field 1 of every message in field 2. */
export function textsAt(reader: MessageReader, end: number, [first, ...rest]: readonly number[]): string[] {
  const texts: string[] = [];
  eachMessage(reader, end, (field, to) => {
    if (field !== first) return false;
    texts.push(...(rest.length === 0 ? [textTo(reader, to)] : textsAt(reader, to, rest)));
    return true;
  });
  return texts;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export function textTo(reader: MessageReader, end: number): string {
  const text = decoder.decode(reader.buf.subarray(reader.pos, end));
  reader.pos = end;
  return text;
}

/** Shows each field that is a message or text. `visit` reads it to its end, or returns false: it is passed over. */
export function eachMessage(reader: MessageReader, end: number, visit: (field: number, end: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if ((tag & 7) !== messageType) {
      reader.skipType(tag & 7);
      continue;
    }
    const to = endOfMessage(reader, end);
    if (!visit(tag >>> 3, to)) reader.pos = to;
    if (reader.pos !== to) throw new RangeError(`a field must end at byte ${to} (it ends at ${reader.pos})`);
  }
}

/** Where the field ends whose length comes next. */
export function endOfMessage(reader: MessageReader, within: number): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > within) throw new RangeError(`a field must end before byte ${within} (it ends at ${end})`);
  return end;
}

/** How many fields there are at a path. @throws RangeError if the bytes are no such message */
export function countAt(bytes: Uint8Array, path: readonly number[]): number {
  const count = (reader: MessageReader, end: number, [first, ...rest]: readonly number[]): number => {
    let found = 0;
    eachMessage(reader, end, (field, to) => {
      if (field !== first) return false;
      if (rest.length > 0) found += count(reader, to, rest);
      else found++;
      reader.pos = to;
      return true;
    });
    return found;
  };
  return count(messageReader(bytes), bytes.length, path);
}
