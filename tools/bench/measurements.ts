// What a measured process can measure, by name.
import { measureCheckpoint } from './checkpoint/measure.js';
import { evaluateSlots } from './evaluate/measure.js';
import { prepareStage } from './evaluate/prepare.js';
import { extractFeatures, measureDistance } from './metrics/measure.js';
import { measureLedger } from './ledger/measure.js';
import { measureIngest, writeImages } from './ingest/measure.js';
import { measurePass, preparePass } from './pass/measure.js';
import { measureBatches } from './step/measure-batches.js';
import { measureSteps } from './step/measure.js';

export const measurements = {
  steps: measureSteps,
  batches: measureBatches,
  preparation: prepareStage,
  evaluations: evaluateSlots,
  features: extractFeatures,
  distance: measureDistance,
  passPreparation: preparePass,
  pass: measurePass,
  checkpoint: measureCheckpoint,
  ingestFiles: writeImages,
  ingest: measureIngest,
  ledger: measureLedger,
};

export type Measurements = typeof measurements;
export type MeasurementName = keyof Measurements;
