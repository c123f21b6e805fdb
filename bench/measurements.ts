// What a measured process can measure, by name; each is loaded only where it runs.
import { measureSteps } from './step/measure.js';

export const measurements = { steps: measureSteps };

export type Measurements = typeof measurements;
export type MeasurementName = keyof Measurements;
