// The measured process: receives one measurement's name and parameters, sends the figures, ends.
import { answerOnce } from '../../planning/measure-in-child.js';
import { measurements, type MeasurementName } from './measurements.js';

answerOnce(({ name, parameters }: { name: MeasurementName; parameters: unknown }) =>
  (measurements[name] as (given: unknown) => unknown)(parameters),
);
