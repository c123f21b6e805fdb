// What each kind of extractor costs, before anything is measured on this machine.
import type { ExtractorKind } from '../../domain/extractor.js';

interface ExtractorCosts {
  /** What it adds to a trainer once it is loaded and has run. */
  readonly loadedBytes: number;
  /** Its file in the store. */
  readonly storedBytes: number;
  /** Of an image of 32 × 32 on two threads: docs/metrics.md, "What it costs". */
  readonly imageSeconds: number;
  /** Of a classifier as of CIFAR-10's. */
  readonly classes: number;
  /** How many images a calibration judges, and from how many it makes a reference: some seconds of work. */
  readonly calibratedImages: number;
  readonly calibratedReal: number;
}

const mebi = 2 ** 20;

const inception: ExtractorCosts = {
  ...{ loadedBytes: 1200 * mebi, storedBytes: 96e6, imageSeconds: 1 / 17.7, classes: 1008 },
  ...{ calibratedImages: 40, calibratedReal: 200 },
};

/**
 * Nobody knows a network of somebody's own before it has run: it is taken to be like Inception before its norms were
 * folded.
 */
export const extractorCosts: Readonly<Record<ExtractorKind, ExtractorCosts>> = {
  classifier: {
    ...{ loadedBytes: 0, storedBytes: 1e6, imageSeconds: 0.0003, classes: 10 },
    ...{ calibratedImages: 300, calibratedReal: 600 },
  },
  imagenet: {
    ...{ loadedBytes: 240 * mebi, storedBytes: 19e6, imageSeconds: 1 / 139, classes: 1000 },
    ...{ calibratedImages: 200, calibratedReal: 400 },
  },
  inception2015: inception,
  graph: { ...inception, imageSeconds: 1 / 12.3 },
};
