// Events of TensorBoard as protocol buffers. Field numbers: its event.proto, summary.proto and tensor.proto.
import protobuf from 'protobufjs/minimal.js';

const { Writer } = protobuf;
type Message = protobuf.Writer;

/** What an event holds besides its time and step. */
type Contents = { readonly version: string } | { readonly summary: Uint8Array };

/** `at`: milliseconds since 1970. */
export function eventOf(at: number, step: number, contents: Contents): Uint8Array {
  const event = tagged(Writer.create(), 1, 'double').double(at / 1000);
  if (step !== 0) tagged(event, 2, 'varint').int64(step);
  if ('version' in contents) tagged(event, 3, 'bytes').string(contents.version);
  else tagged(event, 5, 'bytes').bytes(contents.summary);
  return event.finish();
}

/** One number. TensorBoard keeps numbers as floats of 32 bits. */
export const scalarSummary = (tag: string, value: number): Uint8Array =>
  summaryOf(tag, (message) => void tagged(message, 2, 'float').float(value));

/** A PNG file. The sizes are in pixels. */
export function imageSummary(tag: string, png: Uint8Array, width: number, height: number): Uint8Array {
  const image = tagged(Writer.create(), 1, 'varint').int32(height);
  tagged(image, 2, 'varint').int32(width);
  tagged(image, 3, 'varint').int32(3); // red, green, blue
  tagged(image, 4, 'bytes').bytes(png);
  return summaryOf(tag, (message) => void tagged(message, 4, 'bytes').bytes(image.finish()));
}

/** A text in Markdown, for the plugin of texts. */
export function textSummary(tag: string, text: string): Uint8Array {
  const dimension = tagged(Writer.create(), 1, 'varint').int64(1).finish();
  const shape = tagged(Writer.create(), 2, 'bytes').bytes(dimension).finish();
  const tensor = tagged(Writer.create(), 1, 'varint').int32(stringType);
  tagged(tensor, 2, 'bytes').bytes(shape);
  tagged(tensor, 8, 'bytes').bytes(Buffer.from(text));
  return summaryOf(tag, (message) => {
    tagged(message, 8, 'bytes').bytes(tensor.finish());
    tagged(message, 9, 'bytes').bytes(pluginMetadata('text', new Uint8Array(0)));
  });
}

/** DT_STRING */
const stringType = 7;

/**
 * Data of a plugin. It needs a value, too: the empty tensor that TensorBoard's own writer takes (float, one dimension).
 */
export const pluginSummary = (tag: string, plugin: string, content: Uint8Array): Uint8Array =>
  summaryOf(tag, (message) => {
    const shape = tagged(Writer.create(), 2, 'bytes').bytes(new Uint8Array(0)).finish();
    const tensor = tagged(Writer.create(), 1, 'varint').int32(1);
    tagged(tensor, 2, 'bytes').bytes(shape);
    tagged(message, 8, 'bytes').bytes(tensor.finish());
    tagged(message, 9, 'bytes').bytes(pluginMetadata(plugin, content));
  });

function summaryOf(tag: string, fill: (value: Message) => void): Uint8Array {
  const value = tagged(Writer.create(), 1, 'bytes').string(tag);
  fill(value);
  return tagged(Writer.create(), 1, 'bytes').bytes(value.finish()).finish();
}

function pluginMetadata(plugin: string, content: Uint8Array): Uint8Array {
  const data = tagged(Writer.create(), 1, 'bytes').string(plugin);
  if (content.length > 0) tagged(data, 2, 'bytes').bytes(content);
  return tagged(Writer.create(), 1, 'bytes').bytes(data.finish()).finish();
}

const wireTypes = { varint: 0, double: 1, bytes: 2, float: 5 } as const;

/** Writes the number of a field; its value comes next. */
export const tagged = (message: Message, field: number, type: keyof typeof wireTypes): Message =>
  message.uint32((field << 3) | wireTypes[type]);
