// Writes graphs of TensorFlow in the dialect of 2015, byte by byte and independently of models/: small parts that are
// put one behind the other. Field numbers: tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto.

type Parts = readonly Uint8Array[];

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const sizeOf = (parts: Parts): number => parts.reduce((sum, { length }) => sum + length, 0);

/** A field that is a text, bytes or a message. */
export const field = (number: number, ...content: Parts): Uint8Array[] => [
  Uint8Array.of(...varint(number * 8 + 2), ...varint(sizeOf(content))),
  ...content,
];
/** A field that is a whole number, not negative. */
export const integer = (number: number, value: number): Uint8Array =>
  Uint8Array.of(...varint(number * 8), ...varint(value));
export const textParts = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/** Types of tensors by their numbers. */
export const types = { float: 1, int32: 3, uint8: 4, string: 7 } as const;

/** Attributes of nodes: the contents of an AttrValue. */
export const attribute = {
  type: (value: keyof typeof types): Parts => [integer(6, types[value])],
  int: (value: number): Parts => [integer(3, value)],
  bool: (value: boolean): Parts => [integer(5, value ? 1 : 0)],
  string: (value: string): Parts => field(2, textParts(value)),
  float: (value: number): Parts => [Uint8Array.of(4 * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)],
  ints: (values: readonly number[]): Parts => field(1, ...values.map((value) => integer(3, value))),
  shape: (sizes: readonly number[]): Parts => field(7, ...shape(sizes)),
  tensor: (type: keyof typeof types, sizes: readonly number[], content: Parts): Parts =>
    field(8, integer(1, types[type]), ...field(2, ...shape(sizes)), ...content),
};

/** −1 stands for any size. */
const shape = (sizes: readonly number[]): Parts =>
  sizes.flatMap((size) => field(2, size < 0 ? Uint8Array.of(8, ...Array<number>(9).fill(0xff), 1) : integer(1, size)));

export type NodeAttributes = Readonly<Record<string, Parts>>;

/** A node of a graph. */
export const graphNode = (
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: NodeAttributes = {},
): Uint8Array[] =>
  field(
    1,
    ...field(1, textParts(name)),
    ...field(2, textParts(op)),
    ...inputs.flatMap((input) => field(3, textParts(input))),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      field(5, ...field(1, textParts(key)), ...field(2, ...value)),
    ),
  );

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A constant of numbers. */
export function constantNode(name: string, sizes: readonly number[], data: Float32Array | Int32Array): Uint8Array[] {
  const type = data instanceof Float32Array ? 'float' : 'int32';
  const value = attribute.tensor(type, sizes, field(4, bytesOf(data)));
  return graphNode(name, 'Const', [], { dtype: attribute.type(type), value });
}

/** A constant text. */
export const constantText = (name: string, value: Uint8Array): Uint8Array[] =>
  graphNode(name, 'Const', [], {
    dtype: attribute.type('string'),
    value: attribute.tensor('string', [], field(8, value)),
  });

/** The version by which old operations are read: 8 is that of 2015. */
export const producer = (version: number): Uint8Array[] => field(4, integer(1, version));
