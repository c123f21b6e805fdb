// The sections of a report, in their order: one line each. The page of one run shows those that apply to it.
import { costs } from './costs.js';
import { front } from './front.js';
import { origin } from './origin.js';
import { outcome } from './outcome.js';
import { pipeline } from './pipeline.js';
import { proof } from './proof.js';
import type { Section } from './section.js';
import { winner } from './winner.js';

export const sections: readonly Section[] = [outcome, winner, front, costs, origin, proof, pipeline];
