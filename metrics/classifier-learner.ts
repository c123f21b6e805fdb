// The classifier while it learns: weights and Adam's state as variables, and as tensors from which learning continues
// with the same bits.
import { tf, type TensorFlowModule } from '../models/backend.js';
import type { TensorData, Tensors } from '../store/types.js';
import { classify, toInput, weightNames } from './classifier-network.js';

type Variable = InstanceType<TensorFlowModule['Variable']>;

/**
 * What TensorFlow.js keeps in its optimiser but cannot read and set exactly: its own `setWeights` computes the powers
 * anew.
 */
interface Adam {
  learningRate: number;
  accBeta1: Variable;
  accBeta2: Variable;
  /** In the order in which the variables were made; empty before the first step. */
  accumulatedFirstMoment: { originalName: string; variable: Variable }[];
  accumulatedSecondMoment: { originalName: string; variable: Variable }[];
}

export class ClassifierLearner {
  private readonly variables: Readonly<Record<string, Variable>>;
  private readonly optimizer = tf.train.adam(0);

  constructor(initial: Tensors) {
    const entries = weightNames.map((name) => [name, variableOf(initial.get(name)!)] as const);
    this.variables = Object.fromEntries(entries);
  }

  /** One step; `images`: bytes NHWC. */
  step(images: Uint8Array, labels: readonly number[], of: { size: number; classes: number; rate: number }): void {
    this.adam.learningRate = of.rate;
    tf.tidy(() => {
      const input = toInput(images, labels.length, of.size);
      const expected = tf.oneHot(tf.tensor1d([...labels], 'int32'), of.classes);
      const loss = (): never =>
        tf.losses.softmaxCrossEntropy(expected, classify(this.variables, input).logits) as never;
      this.optimizer.applyGradients(tf.variableGrads(loss, Object.values(this.variables)).grads as never);
    });
  }

  weights(): Tensors {
    return new Map(Object.entries(this.variables).map(([name, variable]) => [name, dataOf(variable)]));
  }

  /** Everything that the next step depends on, after at least one. */
  toTensors(): Tensors {
    const { accBeta1, accBeta2, accumulatedFirstMoment, accumulatedSecondMoment } = this.adam;
    const perWeight = weightNames.flatMap((name, i): [string, TensorData][] => [
      [`weights/${name}`, dataOf(this.variables[name]!)],
      [`moments1/${name}`, dataOf(accumulatedFirstMoment[i]!.variable)],
      [`moments2/${name}`, dataOf(accumulatedSecondMoment[i]!.variable)],
    ]);
    return new Map([...perWeight, ['power1', dataOf(accBeta1)], ['power2', dataOf(accBeta2)]]);
  }

  /** Continues from `toTensors`; call it before the first step. */
  restore(tensors: Tensors): void {
    const moment = (order: 1 | 2, name: string): Adam['accumulatedFirstMoment'][number] => ({
      originalName: `${name}/moment${order}`,
      variable: variableOf(tensors.get(`moments${order}/${name}`)!),
    });
    for (const name of weightNames) assign(this.variables[name]!, tensors.get(`weights/${name}`)!);
    this.adam.accumulatedFirstMoment = weightNames.map((name) => moment(1, name));
    this.adam.accumulatedSecondMoment = weightNames.map((name) => moment(2, name));
    assign(this.adam.accBeta1, tensors.get('power1')!);
    assign(this.adam.accBeta2, tensors.get('power2')!);
  }

  dispose(): void {
    this.optimizer.dispose();
    tf.dispose(this.variables);
  }

  private get adam(): Adam {
    return this.optimizer as unknown as Adam;
  }
}

/** The names of `toTensors`. */
export const learnerTensors: readonly string[] = [
  ...['weights', 'moments1', 'moments2'].flatMap((kind) => weightNames.map((name) => `${kind}/${name}`)),
  'power1',
  'power2',
];

const variableOf = ({ shape, data }: TensorData): Variable => tf.tidy(() => tf.variable(tf.tensor(data, [...shape])));

function assign(variable: Variable, { shape, data }: TensorData): void {
  tf.tidy(() => variable.assign(tf.tensor(data, [...shape]) as never));
}

const dataOf = (variable: Variable): TensorData => ({
  shape: variable.shape,
  data: variable.dataSync().slice() as Float32Array,
});
