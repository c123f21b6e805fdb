// Runs a golden step as it was computed (../shared/golden/README.md, its order) and returns our numbers under the
// file's names and layouts.
import type { NetworkName } from '../../../domain/pipeline.js';
import { backendFacts } from '../../../models/backend.js';
import { release, type Handle } from '../../../models/device.js';
import { feedNetworks } from '../../../models/feeds.js';
import { Graph, type Value } from '../../../models/ir/graph.js';
import { makeProgram } from '../../../models/ir/program.js';
import type { Results } from '../../../models/ir/results.js';
import { deviceNetwork, type DeviceNetwork } from '../../../models/network.js';
import { declarationsByName } from '../../../models/networks/declarations.js';
import { forward } from '../../../models/networks/forward.js';
import { Scope } from '../../../models/networks/scope.js';
import { networkFromPublished, networkToPublished, toPublished } from '../../../models/published.js';
import { publishedName } from '../../../models/published-names.js';
import { discriminatorStepOn, generatorStepGraph, stepOutputs, type StepGraph } from '../../../models/step-graph.js';
import { commitStep } from '../../../models/steps.js';
import { downloadFloats, uploadFloats } from '../../../models/variables.js';
import type { TensorData } from '../../../store/types.js';
import { imagesToNchw, imagesToNhwc } from './layouts.js';
import type { Runner } from './runners.js';
import { letters, networkNames, publishedTensors, type StepFile } from './step-file.js';

/** Our side of a golden file. */
export interface OurStep {
  /** Under the file's names and in its layouts: `eval.*`, `train.*`, `loss.*`, `grad.*`, `after.*`. */
  readonly tensors: Map<string, Float32Array>;
  /** Parameters (`G.NAME`, `D.NAME`) that Adam has moved: they have moments or a step count. */
  readonly moved: ReadonlySet<string>;
}

/** Leaves nothing on the device. */
export function runGoldenStep(file: StepFile, runner: Runner): OurStep {
  const step = new GoldenStep(file, runner);
  try {
    step.evaluate();
    step.discriminatorStep();
    step.generatorStep();
    return { tensors: step.ours, moved: step.moved() };
  } finally {
    step.dispose();
  }
}

class GoldenStep {
  readonly ours = new Map<string, Float32Array>();
  private readonly devices: Record<NetworkName, DeviceNetwork>;

  constructor(
    private readonly file: StepFile,
    private readonly runner: Runner,
  ) {
    const load = (name: NetworkName): DeviceNetwork => this.load(name, 'before');
    this.devices = { generator: load('generator'), discriminator: load('discriminator') };
  }

  evaluate(): void {
    const { specs } = this.file;
    const graph = new Graph();
    const scope = (name: NetworkName): Scope => new Scope(graph, name, specs[name], { mode: 'evaluation' });
    const { latents, real } = this.inputs(graph);
    const outputs = {
      'eval.images': forward(scope('generator'), specs.generator, null, latents),
      'eval.logits_real': forward(scope('discriminator'), specs.discriminator, null, real),
    };
    const results = this.run(new Map(Object.entries(outputs)), 'in.z');
    this.keep(results, outputs);
    results.dispose();
  }

  discriminatorStep(): void {
    const graph = new Graph();
    const step = discriminatorStepOn(graph, this.form(), this.inputs(graph).real, this.file.batch);
    this.step('discriminator', step, 'in.z', {
      'train.logits_real': step.realLogits!,
      'train.fake_images': step.fake,
      'train.logits_fake': step.fakeLogits,
    });
    // Noise must not propagate: continue with the file's weights, but with our own u and v.
    this.loadWeights('discriminator');
  }

  generatorStep(): void {
    this.step('generator', generatorStepGraph(this.form(), this.file.batch), 'in.z_generator_step', {});
    for (const name of networkNames) this.keepState(name, 'buffer');
  }

  moved(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const network of networkNames) {
      const byName = declarationsByName(this.file.specs[network]);
      for (const [name, { steps, moments }] of this.devices[network].parameters)
        if (steps > 0 || moments !== null)
          names.add(`${letters[network]}.${publishedName(this.file.specs[network], byName.get(name)!)}`);
    }
    return names;
  }

  dispose(): void {
    for (const name of networkNames) this.devices[name].dispose();
  }

  private form(): Parameters<typeof generatorStepGraph>[0] {
    return {
      ...this.file.specs,
      generatorArchitecture: null,
      discriminatorArchitecture: null,
      gradientClipping: null,
      device: backendFacts().device,
    };
  }

  private inputs(graph: Graph): { latents: Value; real: Value } {
    const { batch, latent, size } = this.file;
    return { latents: graph.input('latents', [batch, latent]), real: graph.input('real', [batch, size, size, 3]) };
  }

  /**
   * One step with everything that is compared, then Adam; keeps losses, gradients and the trained network's new
   * weights.
   */
  private step(trained: NetworkName, step: StepGraph, latents: string, extra: Record<string, Value>): void {
    const results = this.run(new Map([...stepOutputs(step), ...Object.entries(extra)]), latents);
    this.keep(results, extra);
    this.ours.set(`loss.${trained}`, downloadFloats(results.get('report')).slice(0, 1));
    const spec = this.file.specs[trained];
    const byName = declarationsByName(spec);
    for (const name of step.gradients.keys()) {
      const declaration = byName.get(name)!;
      const data = downloadFloats(results.get(`gradients/${name}`));
      const gradient = toPublished(declaration, { shape: declaration.shape, data });
      this.ours.set(`grad.${letters[trained]}.${publishedName(spec, declaration)}`, gradient.data as Float32Array);
    }
    results.dispose(
      commitStep(results, this.devices, trained, { optimizer: this.file.optimizer, gradientClipping: null }),
    );
    this.keepState(trained, 'parameter');
  }

  private run(outputs: ReadonlyMap<string, Value>, latents: string): Results {
    const { batch, latent, size } = this.file;
    const tensors: Record<string, Handle> = {
      latents: uploadFloats([batch, latent], this.tensor(latents).data as Float32Array),
      real: uploadFloats([batch, size, size, 3], imagesToNhwc(this.tensor('in.real'))),
    };
    const feeds = feedNetworks(this.devices, tensors);
    try {
      return this.runner(makeProgram(outputs), feeds.feed);
    } finally {
      feeds.dispose();
      Object.values(tensors).forEach(release);
    }
  }

  /** Images in the file's layout, logits as they are. */
  private keep(results: Results, values: Record<string, Value>): void {
    for (const [name, { shape }] of Object.entries(values)) {
      const data = downloadFloats(results.get(name));
      this.ours.set(name, shape.length === 4 ? imagesToNchw({ shape, data }) : data);
    }
  }

  private keepState(network: NetworkName, role: 'parameter' | 'buffer'): void {
    const published = networkToPublished(this.devices[network]);
    for (const tensor of publishedTensors(this.file.specs[network]))
      if (tensor.role === role)
        this.ours.set(`after.${letters[network]}.${tensor.name}`, published.get(tensor.name)!.data as Float32Array);
  }

  private load(network: NetworkName, when: 'before' | 'after'): DeviceNetwork {
    const prefix = `${when}.${letters[network]}.`;
    const entries = publishedTensors(this.file.specs[network]).map(
      ({ name }) => [name, this.tensor(`${prefix}${name}`)] as const,
    );
    return deviceNetwork(networkFromPublished(this.file.specs[network], new Map(entries)));
  }

  private loadWeights(network: NetworkName): void {
    const loaded = this.load(network, 'after');
    for (const [name, { weight }] of loaded.parameters) {
      const value = weight.read();
      this.devices[network].parameters.get(name)!.weight.assign(value);
      release(value);
    }
    loaded.dispose();
  }

  private tensor(name: string): TensorData {
    return this.file.tensors.get(name)!;
  }
}
