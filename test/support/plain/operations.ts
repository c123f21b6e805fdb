// The operations of the networks in double precision, as loops that follow their definitions: the slow reference for
// kernels.

/** The products of all operations so far, including those with zeros of the padding. */
export const counted = { multiplyAdds: 0 };

/** Numbers [n, h, w, c], row-major. */
export interface Images {
  readonly shape: readonly [n: number, h: number, w: number, c: number];
  readonly data: Float64Array;
}

/** Any weights with their shape. */
export interface Weights {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const imagesOf = (shape: Images['shape'], data: ArrayLike<number>): Images => ({
  shape,
  data: Float64Array.from(data),
});

const map = (x: Images, change: (value: number) => number): Images => ({ ...x, data: x.data.map(change) });

export const relu = (x: Images): Images => map(x, (value) => Math.max(0, value));
export const leakyRelu = (x: Images, slope: number): Images => map(x, (value) => (value > 0 ? value : slope * value));
export const tanh = (x: Images): Images => map(x, Math.tanh);

export function add(images: readonly Images[]): Images {
  const data = new Float64Array(images[0]!.data.length);
  for (const image of images) image.data.forEach((value, i) => (data[i]! += value));
  return { shape: images[0]!.shape, data };
}

/** A new image from a function of the place; `at(n, row, column, channel)`. */
function build(
  shape: Images['shape'],
  at: (n: number, row: number, column: number, channel: number) => number,
): Images {
  const [n, h, w, c] = shape;
  const data = new Float64Array(n * h * w * c);
  let i = 0;
  for (let image = 0; image < n; image++)
    for (let row = 0; row < h; row++)
      for (let column = 0; column < w; column++)
        for (let channel = 0; channel < c; channel++) data[i++] = at(image, row, column, channel);
  return { shape, data };
}

/** The value at a place; 0 outside. */
function pixel({ shape: [, h, w, c], data }: Images, n: number, row: number, column: number, channel: number): number {
  if (row < 0 || column < 0 || row >= h || column >= w) return 0;
  return data[((n * h + row) * w + column) * c + channel]!;
}

export interface ConvolutionForm {
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding: number;
}

/** PyTorch's Conv2d: weight [k, k, in, out], zeros around. */
export function convolution(
  x: Images,
  weight: Weights,
  bias: Float64Array | null,
  { stride = 1, dilation = 1, padding }: ConvolutionForm,
): Images {
  const [n, h, w] = x.shape;
  const [kernel, , from, to] = weight.shape as [number, number, number, number];
  const across = (size: number): number => Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const [rows, columns] = [across(h), across(w)];
  const [source, weights] = [x.data, weight.data];
  counted.multiplyAdds += n * rows * columns * kernel * kernel * from * to;
  const data = new Float64Array(n * rows * columns * to);
  let place = 0;
  for (let image = 0; image < n; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, place += to) {
        if (bias !== null) data.set(bias, place);
        for (let i = 0; i < kernel; i++) {
          const r = stride * row - padding + i * dilation;
          if (r < 0 || r >= h) continue;
          for (let j = 0; j < kernel; j++) {
            const q = stride * column - padding + j * dilation;
            if (q < 0 || q >= w) continue;
            let tap = (i * kernel + j) * from * to;
            for (let from0 = ((image * h + r) * w + q) * from, k = from0; k < from0 + from; k++, tap += to) {
              const value = source[k]!;
              for (let c = 0; c < to; c++) data[place + c]! += value * weights[tap + c]!;
            }
          }
        }
      }
  return { shape: [n, rows, columns, to], data };
}

/**
 * PyTorch's depthwise ConvTranspose2d(kernel 3, stride 2, padding 1, output padding 1) without bias; weight [3, 3, c,
 * 1].
 */
export function depthwiseTransposed(x: Images, weight: Weights): Images {
  const [n, h, w, c] = x.shape;
  counted.multiplyAdds += n * h * w * 9 * c;
  return build([n, 2 * h, 2 * w, c], (image, row, column, channel) => {
    let sum = 0;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const [r, q] = [(row + 1 - i) / 2, (column + 1 - j) / 2];
        if (Number.isInteger(r) && Number.isInteger(q))
          sum += pixel(x, image, r, q, channel) * weight.data[(i * 3 + j) * c + channel]!;
      }
    return sum;
  });
}

const block = (x: Images, n: number, row: number, column: number, channel: number): number[] =>
  [0, 1, 2, 3].map((i) => pixel(x, n, 2 * row + (i >> 1), 2 * column + (i & 1), channel));

const halved = ([n, h, w, c]: Images['shape']): Images['shape'] => [n, Math.floor(h / 2), Math.floor(w / 2), c];

export const averagePool = (x: Images): Images =>
  build(halved(x.shape), (...place) => block(x, ...place).reduce((a, b) => a + b, 0) / 4);
export const maxPool = (x: Images): Images => build(halved(x.shape), (...place) => Math.max(...block(x, ...place)));

const enlarged = ([n, h, w, c]: Images['shape'], factor: number): Images['shape'] => [n, h * factor, w * factor, c];

export const resizeNearest = (x: Images, factor: number): Images =>
  build(enlarged(x.shape, factor), (n, row, column, channel) =>
    pixel(x, n, Math.floor(row / factor), Math.floor(column / factor), channel),
  );

/** Half-pixel centres, edges repeated. */
export function resizeBilinear(x: Images, factor: number): Images {
  const [, h, w] = x.shape;
  const neighbours = (place: number, size: number): [number, number, number] => {
    const at = Math.min(Math.max((place + 0.5) / factor - 0.5, 0), size - 1);
    const low = Math.floor(at);
    return [low, Math.min(low + 1, size - 1), at - low];
  };
  return build(enlarged(x.shape, factor), (n, row, column, channel) => {
    const [top, bottom, down] = neighbours(row, h);
    const [left, right, across] = neighbours(column, w);
    const along = (r: number): number =>
      pixel(x, n, r, left, channel) * (1 - across) + pixel(x, n, r, right, channel) * across;
    return along(top) * (1 - down) + along(bottom) * down;
  });
}

/** Mean and variance (biased, n) of each channel. */
export function channelStatistics(x: Images): { mean: Float64Array; variance: Float64Array; count: number } {
  const channels = x.shape[3];
  const count = x.data.length / channels;
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  x.data.forEach((value, i) => (mean[i % channels]! += value / count));
  x.data.forEach((value, i) => (variance[i % channels]! += (value - mean[i % channels]!) ** 2 / count));
  return { mean, variance, count };
}

/** (x − mean) / √(variance + 1e-5) · scale + bias. */
export function normalise(
  x: Images,
  { mean, variance }: { readonly mean: Float64Array; readonly variance: Float64Array },
  scale: Float64Array,
  bias: Float64Array,
): Images {
  const channels = x.shape[3];
  const data = x.data.map((value, i) => {
    const c = i % channels;
    return ((value - mean[c]!) / Math.sqrt(variance[c]! + 1e-5)) * scale[c]! + bias[c]!;
  });
  return { ...x, data };
}

/** The sum over space, [n][c]. */
export function sumOverSpace({ shape: [n, h, w, c], data }: Images): Float64Array[] {
  const rows = Array.from({ length: n }, () => new Float64Array(c));
  data.forEach((value, i) => (rows[Math.floor(i / (h * w * c))]![i % c]! += value));
  return rows;
}

/** The product of a row with weights [in, out]. */
export function product(row: Float64Array, { shape, data }: Weights): Float64Array {
  const to = shape.at(-1)!;
  counted.multiplyAdds += row.length * to;
  const result = new Float64Array(to);
  row.forEach((value, i) => {
    for (let j = 0; j < to; j++) result[j]! += value * data[i * to + j]!;
  });
  return result;
}
