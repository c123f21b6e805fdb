// Writes messages of protocol buffers field by field, without descriptions of them.
import protobuf from 'protobufjs/minimal.js';

export type MessageWriter = protobuf.Writer;
export type WriteMessage = (writer: MessageWriter) => void;

const [varint, bytesType, fixed32] = [0, 2, 5];
const key = (field: number, type: number): number => (field << 3) | type;

export const putInteger = (writer: MessageWriter, field: number, value: number): MessageWriter =>
  writer.uint32(key(field, varint!)).int64(value);
export const putBoolean = (writer: MessageWriter, field: number, value: boolean): MessageWriter =>
  writer.uint32(key(field, varint!)).bool(value);
export const putFloat = (writer: MessageWriter, field: number, value: number): MessageWriter =>
  writer.uint32(key(field, fixed32!)).float(value);
export const putText = (writer: MessageWriter, field: number, value: string): MessageWriter =>
  writer.uint32(key(field, bytesType!)).string(value);
export const putBytes = (writer: MessageWriter, field: number, value: Uint8Array): MessageWriter =>
  writer.uint32(key(field, bytesType!)).bytes(value);

/** A field that is a message itself. */
export function putMessage(writer: MessageWriter, field: number, write: WriteMessage): void {
  writer.uint32(key(field, bytesType!)).fork();
  write(writer);
  writer.ldelim();
}

/** The bytes of a whole message. */
export function messageBytes(write: WriteMessage): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
}
