// Runs one golden step (shared golden/README.md: its order, its tolerances) and says what differs.
import type { Genotype } from '../../domain/pipeline.js';
import { applyAdam } from '../../models/adam.js';
import { release, type Handle } from '../../models/device.js';
import { feedNetworks } from '../../models/feeds.js';
import { Graph, type Value } from '../../models/ir/graph.js';
import { runProgram } from '../../models/ir/interpreter.js';
import type { Results } from '../../models/ir/results.js';
import { makeProgram } from '../../models/ir/program.js';
import { deviceNetwork, networkToTensors } from '../../models/network.js';
import { declarations } from '../../models/networks/declarations.js';
import { forward } from '../../models/networks/forward.js';
import { Scope } from '../../models/networks/scope.js';
import { fromPublished, networkFromPublished, networkToPublished, toPublished } from '../../models/published.js';
import { publishedName } from '../../models/published-names.js';
import { commitStep } from '../../models/steps.js';
import { discriminatorStepOn, generatorStepGraph, stepOutputs, type StepGraph } from '../../models/step-graph.js';
import type { Network, NetworkSpec, UpdateRule } from '../../models/types.js';
import { downloadFloats, uploadFloats } from '../../models/variables.js';
import type { TensorData, Tensors } from '../../store/types.js';
import type { Safetensors } from './safetensors.js';

/** Every disagreement of a golden file with us, as sentences; empty when all agree. */
export function goldenStepProblems(file: Safetensors): string[] {
  const check = new GoldenStep(file);
  try {
    check.evaluation();
    check.discriminatorStep();
    check.generatorStep();
    check.adamOnGoldenGradients();
  } finally {
    check.dispose();
  }
  return check.problems;
}

const networks = ['generator', 'discriminator'] as const;
type NetworkName = (typeof networks)[number];
const letters = { generator: 'G', discriminator: 'D' } as const;

class GoldenStep {
  readonly problems: string[] = [];
  private readonly batch: number;
  private readonly latent: number;
  private readonly size: number;
  private readonly specs: Record<NetworkName, NetworkSpec>;
  private readonly pair: Record<NetworkName, Network>;
  private readonly rule: UpdateRule;

  constructor(private readonly file: Safetensors) {
    const { metadata } = file;
    const genotype = (name: NetworkName): Genotype => JSON.parse(metadata[name]!) as Genotype;
    this.batch = Number(metadata.batch);
    this.latent = Number(metadata.latent_dim);
    this.size = Number(metadata.bottom_width) * 8;
    this.specs = {
      generator: {
        network: 'generator',
        form: 'standalone',
        genotype: genotype('generator'),
        channels: Number(metadata.gf_dim),
        latent: this.latent,
        bottomWidth: Number(metadata.bottom_width),
      },
      discriminator: {
        network: 'discriminator',
        form: 'standalone',
        genotype: genotype('discriminator'),
        channels: Number(metadata.df_dim),
      },
    };
    this.pair = {
      generator: networkFromPublished(this.specs.generator, this.under('before.G.')),
      discriminator: networkFromPublished(this.specs.discriminator, this.under('before.D.')),
    };
    const betas = JSON.parse(metadata.betas!) as [number, number];
    this.rule = { optimizer: { kind: 'adam', learningRate: Number(metadata.lr), betas }, gradientClipping: null };
  }

  evaluation(): void {
    const graph = new Graph();
    const scope = (name: NetworkName): Scope => new Scope(graph, name, this.specs[name], { mode: 'evaluation' });
    const { images, real } = this.inputs(graph);
    const outputs = new Map<string, Value>([
      ['eval.images', forward(scope('generator'), this.specs.generator, null, images)],
      ['eval.logits_real', forward(scope('discriminator'), this.specs.discriminator, null, real)],
    ]);
    const results = this.run(outputs, 'in.z');
    for (const name of outputs.keys()) this.compareValues(name, downloadFloats(results.get(name)));
    results.dispose();
  }

  discriminatorStep(): void {
    const graph = new Graph();
    const { real } = this.inputs(graph);
    const step = discriminatorStepOn(graph, this.form(), real, this.batch);
    const extra = {
      'train.logits_real': step.realLogits!,
      'train.fake_images': step.fake,
      'train.logits_fake': step.fakeLogits,
    };
    this.step(step, 'discriminator', 'in.z', 'loss.discriminator', extra);
    this.comparePublished('discriminator', 'weights');
    // Noise must not propagate: go on with the file's weights, but with our own u and v.
    this.replaceWeights('discriminator');
  }

  generatorStep(): void {
    const step = generatorStepGraph(this.form(), this.batch);
    this.step(step, 'generator', 'in.z_generator_step', 'loss.generator', {});
    this.comparePublished('generator', 'weights');
    for (const name of networks) this.comparePublished(name, 'buffers');
  }

  /** Adam alone: the file's gradients move the file's weights to where the file says, noise included. */
  adamOnGoldenGradients(): void {
    for (const network of networks) {
      const [spec, letter] = [this.specs[network], letters[network]];
      const moved = networkFromPublished(spec, this.under(`before.${letter}.`));
      const golden = this.gradients(network);
      const updates = declarations(spec).flatMap((declaration) => {
        const tensor = golden.get(publishedName(spec, declaration));
        if (tensor === undefined || declaration.role === 'buffer') return [];
        const gradient = uploadFloats(declaration.shape, fromPublished(declaration, tensor).data as Float32Array);
        return [[deviceNetwork(moved).parameters.get(declaration.name)!, gradient] as const];
      });
      applyAdam(updates, this.rule.optimizer);
      for (const [, gradient] of updates) release(gradient);
      const after = this.under(`after.${letter}.`);
      for (const [name, { data }] of networkToPublished(moved))
        if (golden.has(name))
          this.expect(`Adam ${letter}.${name}`, largestDifference(data, after.get(name)!.data), 2e-6);
      moved.dispose();
    }
  }

  dispose(): void {
    for (const name of networks) this.pair[name].dispose();
  }

  private form(): Parameters<typeof generatorStepGraph>[0] {
    return {
      ...this.specs,
      generatorArchitecture: null,
      discriminatorArchitecture: null,
      gradientClipping: null,
    };
  }

  private inputs(graph: Graph): { images: Value; real: Value } {
    return {
      images: graph.input('latents', [this.batch, this.latent]),
      real: graph.input('real', [this.batch, this.size, this.size, 3]),
    };
  }

  private step(
    step: StepGraph,
    trained: NetworkName,
    latents: string,
    loss: string,
    extra: Record<string, Value>,
  ): void {
    const results = this.run(new Map([...stepOutputs(step), ...Object.entries(extra)]), latents);
    for (const name of Object.keys(extra)) this.compareValues(name, downloadFloats(results.get(name)));
    this.compareLoss(loss, downloadFloats(results.get('report'))[0]!);
    this.compareGradients(trained, step, results);
    results.dispose(commitStep(results, this.devices(), trained, this.rule));
  }

  private run(outputs: ReadonlyMap<string, Value>, latents: string): Results {
    const tensors: Record<string, Handle> = {
      latents: uploadFloats([this.batch, this.latent], this.tensor(latents).data as Float32Array),
      real: uploadFloats([this.batch, this.size, this.size, 3], this.nhwc('in.real')),
    };
    const feeds = feedNetworks(this.devices(), tensors);
    const results = runProgram(makeProgram(outputs), feeds.feed);
    feeds.dispose();
    Object.values(tensors).forEach(release);
    return results;
  }

  private devices(): Record<NetworkName, ReturnType<typeof deviceNetwork>> {
    return { generator: deviceNetwork(this.pair.generator), discriminator: deviceNetwork(this.pair.discriminator) };
  }

  private tensor(name: string): TensorData {
    const tensor = this.file.tensors.get(name);
    if (tensor === undefined) throw new Error(`the golden file has no ${name}`);
    return tensor;
  }

  private under(prefix: string): Tensors {
    const entries = [...this.file.tensors].filter(([name]) => name.startsWith(prefix));
    return new Map(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  }

  /** A file's images [n, c, h, w] as ours; other tensors as they are. */
  private nhwc(name: string): Float32Array {
    const { shape, data } = this.tensor(name);
    if (shape.length !== 4) return data as Float32Array;
    const [n, c, h, w] = shape as [number, number, number, number];
    return Float32Array.from({ length: n * c * h * w }, (_, i) => {
      const [image, pixel, channel] = [Math.floor(i / (h * w * c)), Math.floor(i / c) % (h * w), i % c];
      return data[(image * c + channel) * h * w + pixel]!;
    });
  }

  private compareValues(name: string, ours: Float32Array): void {
    const theirs = this.nhwc(name);
    this.expect(name, largestDifference(ours, theirs), 1e-4 * largest(theirs));
  }

  private compareLoss(name: string, ours: number): void {
    const theirs = this.tensor(name).data[0]!;
    this.expect(name, Math.abs(ours - theirs), 1e-4 * Math.max(1, Math.abs(theirs)));
  }

  private compareGradients(trained: NetworkName, step: StepGraph, results: Results): void {
    const golden = this.gradients(trained);
    const greatest = Math.max(...[...golden.values()].map(({ data }) => largest(data)));
    for (const declaration of declarations(this.specs[trained])) {
      if (declaration.role === 'buffer') continue;
      const name = publishedName(this.specs[trained], declaration);
      const [theirs, reaches] = [golden.get(name), step.gradients.has(declaration.name)];
      if ((theirs !== undefined) !== reaches) this.problems.push(`grad ${name}: reaches the output ${reaches} for us`);
      if (theirs === undefined || !reaches) continue;
      const data = downloadFloats(results.get(`gradients/${declaration.name}`));
      const ours = toPublished(declaration, { shape: declaration.shape, data });
      const tolerance = 1e-4 * largest(theirs.data) + 1e-5 * greatest;
      this.expect(`grad ${name}`, largestDifference(ours.data, theirs.data), tolerance);
    }
  }

  private comparePublished(network: NetworkName, kind: 'weights' | 'buffers'): void {
    const [ours, before] = [networkToPublished(this.pair[network]), this.under(`before.${letters[network]}.`)];
    const after = this.under(`after.${letters[network]}.`);
    for (const declaration of declarations(this.specs[network])) {
      if ((declaration.role === 'buffer') !== (kind === 'buffers')) continue;
      const name = publishedName(this.specs[network], declaration);
      const [mine, theirs] = [ours.get(name)!.data, after.get(name)!.data];
      const label = `after ${letters[network]}.${name}`;
      if (kind === 'buffers') this.expect(label, largestDifference(mine, theirs), 1e-4 * largest(theirs));
      else this.compareWeight(label, network, name, mine, theirs, before.get(name)!.data);
    }
  }

  private compareWeight(
    label: string,
    network: NetworkName,
    name: string,
    ...data: readonly ArrayLike<number>[]
  ): void {
    const [mine, theirs, before] = data as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
    const golden = this.gradients(network);
    const gradient = golden.get(name)?.data;
    if (gradient === undefined) return this.expect(`${label} untouched`, largestDifference(mine, before), 0);
    const greatest = Math.max(...[...golden.values()].map((tensor) => largest(tensor.data)));
    const clear = 1e-5 * Math.max(greatest, largest(gradient));
    let [atClear, elsewhere] = [0, 0];
    for (let i = 0; i < mine.length; i++) {
      const difference = Math.abs(mine[i]! - theirs[i]!);
      if (Math.abs(gradient[i]!) > clear) atClear = Math.max(atClear, difference);
      else elsewhere = Math.max(elsewhere, difference);
    }
    this.expect(label, atClear, 2e-6);
    // There the gradient is smaller than its own tolerance and the first step is lr·sign(gradient): either sign is right, so our gradient can be
    // held only to 2·lr. adamOnGoldenGradients holds the same weights to the file's tolerance, given the file's gradients.
    this.expect(`${label} where the gradient is noise`, elsewhere, 2.001 * this.rule.optimizer.learningRate);
  }

  private gradients(network: NetworkName): Tensors {
    return this.under(`grad.${letters[network]}.`);
  }

  private replaceWeights(network: NetworkName): void {
    const after = networkFromPublished(this.specs[network], this.under(`after.${letters[network]}.`));
    const tensors = networkToTensors(after);
    after.dispose();
    for (const [name, { weight }] of deviceNetwork(this.pair[network]).parameters) {
      const { shape, data } = tensors.get(`weights/${name}`)!;
      const handle = uploadFloats(shape, data as Float32Array);
      weight.assign(handle);
      release(handle);
    }
  }

  private expect(what: string, difference: number, tolerance: number): void {
    if (!(difference <= tolerance)) this.problems.push(`${what}: differs by ${difference}, may by ${tolerance}`);
  }
}

const largest = (data: ArrayLike<number>): number => {
  let result = 0;
  for (let i = 0; i < data.length; i++) result = Math.max(result, Math.abs(data[i]!));
  return result;
};

function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Infinity;
  let result = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i]! - theirs[i]!);
    if (!(difference <= result)) result = difference;
  }
  return result;
}
