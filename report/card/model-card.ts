// The model card of a winner: README.md of its folder. Markdown from the facts of its run, with no text that could
// become markup. Equal runs give equal cards.
import type { RunFacts } from '../../control/report/run-facts.js';
import type { ScoreFacts } from '../../control/report/score-facts.js';
import type { NamedGenotypes } from '../../control/winner/genotype-file.js';
import { figureRow } from '../../domain/search/figures.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import { figuresWithin, figureValue } from '../words.js';
import { codeSpan, markdownList, markdownTable } from './markdown.js';

export interface CardParts {
  readonly facts: RunFacts;
  readonly genotypes: NamedGenotypes;
  /** What each port is for, its files, and how it is used. */
  readonly ports: readonly { readonly title: string; readonly use: string; readonly files: readonly string[] }[];
  /** Pixels of an image's side. */
  readonly size: number;
}

export const modelCard = ({ facts, genotypes, ports, size }: CardParts): string =>
  [
    `# The winner of ${codeSpan(facts.overview.run)}`,
    `A generator of images of ${size} × ${size} pixels and its discriminator, found and trained by eagan (EAGAN, arXiv 2111.15097). A latent of ${genotypes.sizes.generator.latent} normal random numbers gives an image: height × width × RGB in [−1, 1].`,
    '## Use it',
    'Each script makes the image of one latent and prints the largest difference from the image that eagan made. `proof/image.png` shows that image, and `SHA256SUMS` has the digest of every file: `sha256sum -c SHA256SUMS`.',
    markdownTable(
      ['What', 'How', 'Files'],
      ports.map(({ title, use, files }) => [title, use, files.map(codeSpan).join(' ')]),
    ),
    '## Architecture',
    ...(['generator', 'discriminator'] as const).map((network) => architecture(network, genotypes)),
    '## Figures',
    ...figures(facts),
    '## Where it comes from',
    origin(facts),
    '## Licence',
    'eagan sets no terms for these weights. Whoever publishes them should say under which licence, and keep to the terms of the training images.',
  ].join('\n\n') + '\n';

function architecture(network: 'generator' | 'discriminator', { [network]: found, sizes }: NamedGenotypes): string {
  const parameters = found.parameters === null ? '' : `, ${formatNumber(found.parameters)} parameters`;
  const title = `The ${network}, ${formatCount(sizes[network].channels, 'channel')}${parameters}:`;
  if (found.cells === null)
    return `The discriminator is the simple one of the paper's GD2${parameters}: it has no genotype.`;
  const edges = Object.keys(found.cells[0]!);
  const rows = found.cells.map((cell, index) => [`cell ${index + 1}`, ...edges.map((edge) => cell[edge]!)]);
  return `${title}\n\n${markdownTable(['', ...edges], rows)}`;
}

function figures({ scores, spreads, protocols }: RunFacts): string[] {
  const names = figuresWithin(scores.map(({ values }) => values));
  const rows = [...scores]
    .sort((a, b) => order.indexOf(a.subject) - order.indexOf(b.subject) || (a.iteration ?? 0) - (b.iteration ?? 0))
    .map((one) => [
      subjectText(one),
      ...names.map((name) => figureValue(name, one.values, one.deviations) ?? 'not finite'),
      formatNumber(one.images),
      codeSpan(one.protocol.slice(0, 12)),
    ]);
  const behind = names.flatMap((name) => {
    const { label, recorded } = figureRow(name);
    return spreads[recorded] === undefined ? [] : [`${spreads[recorded]} (${label})`];
  });
  const used = [...new Set(scores.map(({ protocol }) => protocol))];
  return [
    markdownTable(['Images', ...names.map(heading), 'How many', 'Protocol'], rows),
    ...(behind.length > 0 ? [`After ±: ${behind.join(', ')}.`] : []),
    'Compare figures only under one protocol. Its digest stands for the extractor, the reference images and every count:',
    markdownList(used.map((digest) => `${codeSpan(digest)}: ${protocolText(protocols[digest])}`)),
  ];
}

const heading = (name: Parameters<typeof figureRow>[0]): string =>
  `${figureRow(name).label}, ${figureRow(name).direction === 'minimize' ? 'lower' : 'higher'} is better`;

const order: readonly ScoreFacts['subject'][] = ['noise', 'untrained', 'trained', 'heldOut'];
const subjects = {
  noise: 'noise',
  untrained: 'this generator before its training',
  trained: 'generator',
  heldOut: 'held-out real images',
} as const;

const subjectText = ({ subject, iteration, isExported }: ScoreFacts): string =>
  isExported
    ? '**this generator**'
    : subject === 'trained'
      ? `this generator after ${formatCount(iteration ?? 0, 'iteration')}`
      : subjects[subject];

function protocolText(protocol: RunFacts['protocols'][string] | undefined): string {
  if (protocol === undefined) return 'it cannot be read';
  const { extractor, images, splits, reference } = protocol;
  return [
    `extractor ${codeSpan(extractor)}`,
    ...(images === null ? [] : [formatCount(images, 'image')]),
    ...(splits === null ? [] : [formatCount(splits, 'split')]),
    ...(reference === null ? [] : [`reference ${codeSpan(reference)}`]),
  ].join(', ');
}

function origin({ overview, name, dataset, program: { program, runtimes } }: RunFacts): string {
  const { counts, kind, size } = dataset;
  const images = counts ? `, ${formatNumber(counts.train)} to train, ${formatNumber(counts.heldOut)} held out` : '';
  return markdownList([
    `data: ${codeSpan(kind)}, ${size} × ${size} pixels${images}`,
    `pipeline: ${codeSpan(name)}, with every value in ${codeSpan('pipeline.yaml')}`,
    `seed: ${overview.seed}`,
    ...(overview.forkedFrom
      ? [`fork of ${codeSpan(overview.forkedFrom.run)} at ${codeSpan(overview.forkedFrom.at)}`]
      : []),
    ...(program
      ? [`program: eagan ${codeSpan(program.version)}, Node ${codeSpan(program.node)}, ${codeSpan(program.system)}`]
      : []),
    ...runtimes.map(
      ({ fingerprint, identity }) => `runtime: ${identity ? runtimeText(identity) : ''}${codeSpan(fingerprint)}`,
    ),
    `result: ${codeSpan(overview.resultDigest ?? 'none')}`,
    `ledger: ${overview.head ? `${formatCount(overview.head.sequence, 'line')}, head ${codeSpan(overview.head.digest)}` : 'none'}`,
  ]);
}

const runtimeText = ({ tensorflow, device, hardware, threads }: NonNullable<Identity>): string =>
  `TensorFlow ${codeSpan(tensorflow)} on ${device === 'gpu' ? 'GPU' : 'CPU'} ${codeSpan(hardware)}, ${formatCount(threads, 'thread')}, `;
type Identity = RunFacts['program']['runtimes'][number]['identity'];
