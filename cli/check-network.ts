// `eagan metrics check PATH`: whether a file can serve as feature extractor, and what its figures may be called.
import { Option, type Command } from 'commander';
import type { Context } from './command.js';
import type { GraphFormat, InputTreatment } from '../domain/extractor.js';
import type { NetworkRequest } from '../trainer/networks/check-network.js';
import { locatedKinds } from '../control/dataset/asked-dataset.js';
import { EaganError } from '../domain/errors.js';
import { wholeNumber } from '../terminal/option-values.js';
import { exitCodes } from '../terminal/exit-codes.js';

interface CheckOptions {
  readonly format?: GraphFormat;
  readonly input?: string;
  readonly features?: string;
  readonly logits?: string;
  readonly size: number;
  readonly mean: number;
  readonly scale: number;
  readonly resize: InputTreatment['resize'];
  readonly threads: number;
  readonly dataset?: string;
  readonly kind?: string;
  readonly images?: number;
}

export function addCheck(cli: Command, context: Context): void {
  cli
    .description('examine the Inception graph of 2015, or with --format a network of your own')
    .argument('<file>', 'the graph, the archive that it is published in, or the file or folder of another network')
    .addOption(
      new Option('--format <format>', 'a network of your own').choices(['frozen', 'savedModel', 'onnx', 'tfjs']),
    )
    .option('--input <name>', 'the tensor that is fed')
    .option('--features <name>', 'the tensor of features')
    .option('--logits <name>', 'the tensor of class logits, if it has one')
    .option('--size <pixels>', 'width and height of the images that it takes', wholeNumber(1), 224)
    .option('--mean <number>', 'less this, then times --scale', Number, 0)
    .option('--scale <number>', 'see --mean', Number, 1)
    .addOption(
      new Option('--resize <way>', 'how images are resized').choices(['tf1', 'antialias']).default('antialias'),
    )
    .option('--dataset <data>', 'folder or archive of CIFAR-10: compute what others published of it, and compare')
    .addOption(new Option('--kind <kind>', 'what --dataset holds (default: a form of CIFAR-10)').choices(locatedKinds))
    .option('--images <number>', 'with --dataset, only the first of each set', wholeNumber(2))
    .option('--threads <number>', 'threads of TensorFlow', wholeNumber(1), 1)
    .action((path: string, options: CheckOptions) => check(path, options, context));
}

async function check(path: string, options: CheckOptions, context: Context): Promise<void> {
  const { resolve } = await import('node:path');
  requireDataset(options);
  const { checkNetworkFile } = await import('../control/metrics/check-network.js');
  const { networkCheckText } = await import('./text/network-check-text.js');
  const settings = settingsOf(options);
  const found = await checkNetworkFile({ path: resolve(context.directory, path), settings }, options.threads);
  if (found.graph?.official === false || found.panda?.asPublished === false) context.exitCode = exitCodes.no;
  if (options.dataset === undefined) return context.output.result(found, () => networkCheckText(found));
  const { checkFigures } = await import('./check-dataset.js');
  const { datasetCheckText } = await import('./text/dataset-check-text.js');
  const dataset = await checkFigures(path, { ...options, dataset: options.dataset }, context);
  if (dataset === null) return;
  context.output.result({ ...found, dataset }, () => `${networkCheckText(found)}\n\n${datasetCheckText(dataset)}`);
}

/** The published values are those of one network. */
function requireDataset({ dataset, kind, images, format }: CheckOptions): void {
  const extra = dataset === undefined ? (kind ?? images) : format;
  if (extra === undefined) return;
  const must =
    dataset === undefined
      ? '--kind and --images say which images of --dataset are used (got none)'
      : '--dataset compares figures of the Inception graph of 2015 (got --format)';
  throw new EaganError('EAGAN_USAGE', must, 'Name the images with --dataset, and no --format.');
}

function settingsOf(options: CheckOptions): NetworkRequest['settings'] {
  const { format, input, features, logits = null, size, mean, scale, resize } = options;
  if (format === undefined) return { kind: 'inception2015', contents: null };
  if (input === undefined || features === undefined)
    throw new EaganError('EAGAN_USAGE', 'a network of your own needs --input and --features', 'Name both tensors.');
  if (![mean, scale].every(Number.isFinite))
    throw new EaganError(
      'EAGAN_USAGE',
      '--mean and --scale must be numbers',
      'For example: --mean 127.5 --scale 0.0078',
    );
  return { kind: 'graph', format, contents: null, input: { name: input, size, mean, scale, resize }, features, logits };
}
