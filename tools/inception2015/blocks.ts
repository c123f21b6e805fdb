// The Inception network of 2015, convolution by convolution, as its graph names them (Szegedy et al., 2015, and the
// nodes of classify_image_graph_def.pb).

export interface Convolution {
  readonly name: string;
  readonly input: string;
  /** Height and width of the kernel, numbers that go in and come out. */
  readonly kernel: readonly [height: number, width: number, inputs: number, outputs: number];
  readonly stride: 1 | 2;
  readonly padding: 'SAME' | 'VALID';
}

interface Pooling {
  readonly name: string;
  readonly input: string;
  readonly op: 'MaxPool' | 'AvgPool';
  readonly stride: 1 | 2;
  readonly padding: 'SAME' | 'VALID';
}

interface Join {
  readonly name: string;
  readonly inputs: readonly string[];
}

export type Part =
  | ({ readonly kind: 'convolution' } & Convolution)
  | ({ readonly kind: 'pooling' } & Pooling)
  | ({ readonly kind: 'join' } & Join);

type Kernel = readonly [height: number, width: number, outputs: number];

/** Parts in the order in which they compute; convolutions in the order of the published layers. */
class Builder {
  readonly parts: Part[] = [];
  private readonly channels = new Map<string, number>([['Mul', 3]]);

  convolution(name: string, input: string, [height, width, outputs]: Kernel, reduce = false, valid = reduce): string {
    const kernel = [height, width, this.channels.get(input)!, outputs] as const;
    const padding = valid ? 'VALID' : 'SAME';
    this.parts.push({ kind: 'convolution', name, input, kernel, stride: reduce ? 2 : 1, padding });
    this.channels.set(name, outputs);
    return name;
  }

  pooling(name: string, input: string, op: Pooling['op'], reduce: boolean): string {
    this.parts.push({ kind: 'pooling', name, input, op, stride: reduce ? 2 : 1, padding: reduce ? 'VALID' : 'SAME' });
    this.channels.set(name, this.channels.get(input)!);
    return name;
  }

  join(name: string, inputs: readonly string[]): string {
    this.parts.push({ kind: 'join', name, inputs });
    this.channels.set(
      name,
      inputs.reduce((sum, input) => sum + this.channels.get(input)!, 0),
    );
    return name;
  }

  /** Convolutions one behind the other: `conv`, `conv_1`, … below the prefix. The last may halve the image. */
  tower(prefix: string, input: string, kernels: readonly Kernel[], reduce = false): string {
    return kernels.reduce((from, kernel, i) => {
      const name = `${prefix}/${i === 0 ? 'conv' : `conv_${i}`}`;
      return this.convolution(name, from, kernel, reduce && i === kernels.length - 1);
    }, input);
  }
}

/** The whole network from `Mul` (the scaled image) to `mixed_10/join`. */
export function inceptionParts(): readonly Part[] {
  const build = new Builder();
  let at = build.convolution('conv', 'Mul', [3, 3, 32], true);
  at = build.convolution('conv_1', at, [3, 3, 32], false, true);
  at = build.convolution('conv_2', at, [3, 3, 64]);
  at = build.pooling('pool', at, 'MaxPool', true);
  at = build.convolution('conv_3', at, [1, 1, 80], false, true);
  at = build.convolution('conv_4', at, [3, 3, 192], false, true);
  at = build.pooling('pool_1', at, 'MaxPool', true);
  for (const [name, pooled] of [
    ['mixed', 32],
    ['mixed_1', 64],
    ['mixed_2', 64],
  ] as const)
    at = wide(build, name, at, pooled);
  at = firstReduction(build, at);
  for (const [i, width] of [128, 160, 160, 192].entries()) at = deep(build, `mixed_${4 + i}`, at, width);
  at = secondReduction(build, at);
  at = forked(build, 'mixed_9', at, 'AvgPool');
  // In 2015 this block pools by the maximum; later versions of the network take the mean.
  forked(build, 'mixed_10', at, 'MaxPool');
  return build.parts;
}

function wide(build: Builder, name: string, input: string, pooled: number): string {
  const one = build.tower(name, input, [[1, 1, 64]]);
  const five = build.tower(`${name}/tower`, input, [
    [1, 1, 48],
    [5, 5, 64],
  ]);
  const three = build.tower(`${name}/tower_1`, input, [
    [1, 1, 64],
    [3, 3, 96],
    [3, 3, 96],
  ]);
  const pool = build.pooling(`${name}/tower_2/pool`, input, 'AvgPool', false);
  return build.join(`${name}/join`, [one, five, three, build.tower(`${name}/tower_2`, pool, [[1, 1, pooled]])]);
}

function firstReduction(build: Builder, input: string): string {
  const one = build.tower('mixed_3', input, [[3, 3, 384]], true);
  const three = build.tower(
    'mixed_3/tower',
    input,
    [
      [1, 1, 64],
      [3, 3, 96],
      [3, 3, 96],
    ],
    true,
  );
  return build.join('mixed_3/join', [one, three, build.pooling('mixed_3/pool', input, 'MaxPool', true)]);
}

function deep(build: Builder, name: string, input: string, width: number): string {
  const [row, column]: Kernel[] = [
    [1, 7, width],
    [7, 1, width],
  ];
  const one = build.tower(name, input, [[1, 1, 192]]);
  const seven = build.tower(`${name}/tower`, input, [[1, 1, width], row!, [7, 1, 192]]);
  const twice = build.tower(`${name}/tower_1`, input, [[1, 1, width], column!, row!, column!, [1, 7, 192]]);
  const pool = build.pooling(`${name}/tower_2/pool`, input, 'AvgPool', false);
  return build.join(`${name}/join`, [one, seven, twice, build.tower(`${name}/tower_2`, pool, [[1, 1, 192]])]);
}

function secondReduction(build: Builder, input: string): string {
  const three = build.tower(
    'mixed_8/tower',
    input,
    [
      [1, 1, 192],
      [3, 3, 320],
    ],
    true,
  );
  const seven = build.tower(
    'mixed_8/tower_1',
    input,
    [
      [1, 1, 192],
      [1, 7, 192],
      [7, 1, 192],
      [3, 3, 192],
    ],
    true,
  );
  return build.join('mixed_8/join', [three, seven, build.pooling('mixed_8/pool', input, 'MaxPool', true)]);
}

function forked(build: Builder, name: string, input: string, op: Pooling['op']): string {
  const fork = (prefix: string, from: string): string[] => [
    build.convolution(`${prefix}/mixed/conv`, from, [1, 3, 384]),
    build.convolution(`${prefix}/mixed/conv_1`, from, [3, 1, 384]),
  ];
  const one = build.tower(name, input, [[1, 1, 320]]);
  const first = fork(`${name}/tower`, build.tower(`${name}/tower`, input, [[1, 1, 384]]));
  const second = fork(
    `${name}/tower_1`,
    build.tower(`${name}/tower_1`, input, [
      [1, 1, 448],
      [3, 3, 384],
    ]),
  );
  const pool = build.pooling(`${name}/tower_2/pool`, input, op, false);
  return build.join(`${name}/join`, [one, ...first, ...second, build.tower(`${name}/tower_2`, pool, [[1, 1, 192]])]);
}
