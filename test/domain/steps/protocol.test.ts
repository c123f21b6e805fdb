// Everything that a figure depends on is in its protocol, and figures of two protocols are never in one order or table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestJson } from '../../../domain/digest.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import { askedJudge, figuresIn } from '../../../domain/search/figures-of-run.js';
import { leftOutParts } from '../../../domain/steps/parts.js';
import { deviatingFigures, judgingBy, protocolOf } from '../../../domain/steps/protocol.js';
import { generatorStage, pipelineOf } from '../fixtures.js';

const plain = pipelineOf([generatorStage]);
const withMetrics = (metrics: object): Pipeline => ({ ...plain, metrics: { ...plain.metrics, ...metrics } });
const withObjectives = (...names: string[]): Pipeline => ({
  ...plain,
  stages: [{ ...generatorStage, objectives: Object.fromEntries(names.map((name) => [name, 'minimize'])) }],
});
const figuresOf = (pipeline: Pipeline, phase = 'search'): readonly string[] => figuresIn(askedJudge(pipeline, phase));
const judgingIn = (pipeline: Pipeline): ReturnType<typeof judgingBy> => judgingBy(askedJudge(pipeline, 'search'));
const inputs = { extractor: 'a'.repeat(64), reference: 'b'.repeat(64) };
const protocol = (pipeline: Pipeline, images = 100, of = inputs): string =>
  digestJson(protocolOf(of, images, 'live', judgingIn(pipeline).judging));
const npz = { from: 'npz', path: '/x.npz', contents: 'c'.repeat(64) };

test('a usual pipeline has the protocol of earlier versions, and its steps no further parameter', () => {
  assert.deepEqual(judgingIn(plain), {});
  assert.deepEqual(Object.keys(protocolOf(inputs, 100, 'live')).sort(), [
    ...['extractor', 'images', 'kind', 'reference', 'resize', 'sampling', 'schemaVersion', 'scoreSplits', 'split'],
  ]);
});

test('whatever changes how a figure is computed changes the digest of its protocol', () => {
  const others = [
    protocol(plain),
    protocol(plain, 101),
    protocol(plain, 100, { ...inputs, extractor: 'c'.repeat(64) }),
    protocol(plain, 100, { ...inputs, reference: 'c'.repeat(64) }),
    digestJson(protocolOf(inputs, 100, 'shared')),
    protocol(withMetrics({ splits: 5 })),
    protocol(withMetrics({ also: ['kernelDistance'] })),
    protocol(withMetrics({ also: ['precisionRecall'] })),
    protocol(withMetrics({ reference: { from: 'dataset', split: 'heldOut' } })),
    protocol(withMetrics({ reference: npz })),
  ];
  assert.equal(new Set(others).size, others.length);
});

test('the path of a file changes no protocol', () => {
  const moved = { ...npz, path: '/elsewhere.npz' };
  assert.equal(protocol(withMetrics({ reference: npz })), protocol(withMetrics({ reference: moved })));
});

const inception = (md5?: string): object => ({
  extractor: { kind: 'inception2015', path: '/g.pb', contents: null, ...(md5 === undefined ? {} : { md5 }) },
});
const graph = {
  kind: 'graph',
  format: 'onnx',
  path: '/n.onnx',
  contents: null,
  input: {},
  features: 'f',
  logits: null,
};

test('the extractor decides what distance and score are called, and whether there is a score', () => {
  assert.deepEqual(figuresOf(plain), ['frechetDistance', 'classifierScore']);
  const published = ['fid', 'inceptionScore'];
  assert.deepEqual(figuresOf(withMetrics(inception('e6bb154e85f5d4331c22abcddb5dcf31'))), published);
  assert.deepEqual(figuresOf(withMetrics(inception())), published);
  assert.deepEqual(figuresOf(withMetrics(inception('f'.repeat(32)))), ['frechetDistance', 'classifierScore']);
  assert.deepEqual(figuresOf(withMetrics({ extractor: graph })), ['frechetDistance']);
});

test('an objective asks for its whole group', () => {
  const usual = ['frechetDistance', 'classifierScore'];
  assert.deepEqual(figuresOf(withObjectives('recall')), [...usual, 'precision', 'recall']);
  assert.deepEqual(figuresOf(withObjectives('kernelDistance', 'coverage')), [
    ...usual,
    ...['kernelDistance', 'density', 'coverage'],
  ]);
});

test('the final pair has the figures of its own judge, and none that only the search asks for', () => {
  const judge = {
    extractor: { kind: 'imagenet', network: 'efficientnet-lite0', contents: 'a' },
    also: ['densityCoverage'],
  };
  const searched = withObjectives('recall');
  const both = { ...searched, finalTraining: { ...searched.finalTraining, metrics: judge } } as unknown as Pipeline;
  assert.deepEqual(figuresOf(searched, 'final'), figuresOf(searched));
  assert.deepEqual(figuresOf(both), figuresOf(searched));
  assert.deepEqual(figuresOf(both, 'final'), ['frechetDistance', 'classifierScore', 'density', 'coverage']);
});

test('a figure has a deviation where each part, or what is left without one, is large enough to have the figure', () => {
  const also = ['kernelDistance', 'precisionRecall', 'densityCoverage'];
  const judging = judgingIn(withMetrics({ also })).judging!;
  const of = (kindVersion: number, images: number): readonly string[] =>
    deviatingFigures({ kindVersion, parameters: { images, judging } });
  assert.deepEqual(of(2, 1000), []);
  assert.deepEqual(of(3, 1000), ['classifierScore']);
  assert.deepEqual(of(4, 1000), judging.figures);
  assert.deepEqual(of(4, 30), ['frechetDistance', 'classifierScore', 'kernelDistance']);
  assert.deepEqual(of(4, 10), ['classifierScore', 'kernelDistance']);
  for (const images of [1000, 30, 10]) assert.deepEqual(of(5, images), judging.figures);
  assert.deepEqual(of(5, 6), ['frechetDistance', 'classifierScore', 'kernelDistance']);
  assert.deepEqual(of(5, 3), ['frechetDistance', 'classifierScore', 'kernelDistance']);
  assert.deepEqual(of(5, 2), ['classifierScore', 'kernelDistance']);
  const many = { images: 1000, judging: { ...judging, splits: 1000 } };
  assert.deepEqual(deviatingFigures({ kindVersion: 5, parameters: many }), judging.figures);
  assert.equal(leftOutParts(1000), 20);
  const halves = { ...judging, splits: 2 };
  const inHalves = (images: number): readonly string[] =>
    deviatingFigures({ kindVersion: 5, parameters: { images, judging: halves } });
  assert.deepEqual(inHalves(12), judging.figures);
  assert.deepEqual(inHalves(11), ['frechetDistance', 'classifierScore', 'kernelDistance']);
});
