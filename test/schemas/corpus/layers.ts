// Broken files that extend others and declare parameters. The message points into the file with the mistake.
import { bases } from './bases.js';
import type { BrokenFile } from './broken-file.js';
import { brokenEverywhere } from './everywhere.js';
import { brokenBy, type Row } from './rows.js';

/** Every breakage at every line of a file that another extends. It gives the same messages, but in base.yaml. */
export const brokenBelow: readonly BrokenFile[] = brokenEverywhere('first, extended', bases.first).map((broken) => ({
  name: broken.name,
  text: 'extends: ./base.yaml\nname: above\n',
  below: broken.text as string,
  expected: broken.expected.map((one) => one.replace('test.yaml', 'base.yaml')),
}));

/** A file that extends `first`, with parameters. */
const above = `extends: ./base.yaml
name: "above-\${param:flavour}"
parameters:
  channels: { type: integer, default: 16, minimum: 4, maximum: 64 }
  flavour: { type: string, default: plain, enum: [plain, deep] }
  rate: { type: number, default: 2e-4 }
  reset: { type: boolean, default: true }
networks:
  generator: { channels: "\${param:channels}" }
training:
  optimizers:
    generator: { kind: adam, learningRate: "\${param:rate}" }
stages:
  - id: discriminator
    weightResetting: "\${param:reset}"
`;

const rows: readonly Row[] = [
  ['./base.yaml', '¦./bases.yaml', 'EAGAN_PIPELINE_EXTENDS'],
  ['./base.yaml', '¦.', 'EAGAN_PIPELINE_EXTENDS'],
  ['./base.yaml', '¦test.yaml', 'EAGAN_PIPELINE_EXTENDS'],
  ['./base.yaml', '¦[base.yaml]', 'EAGAN_PIPELINE_TYPE'],
  ['./base.yaml', '¦7', 'EAGAN_PIPELINE_TYPE'],
  [
    'extends:',
    '¦extend:',
    ...(['EAGAN_PIPELINE_MISSING_KEY@extend', 'EAGAN_PIPELINE_MISSING_KEY@extend'] as const),
    ...(['EAGAN_PIPELINE_MISSING_KEY@extend', 'EAGAN_PIPELINE_UNKNOWN_KEY'] as const),
    ...(['EAGAN_PIPELINE_MISSING_KEY@networks:', 'EAGAN_PIPELINE_MISSING_KEY@id: disc'] as const),
    ...(['EAGAN_PIPELINE_MISSING_KEY@id: disc', 'EAGAN_PIPELINE_MISSING_KEY@id: disc'] as const),
  ],
  ['param:flavour', 'param:flavor', 'EAGAN_PARAMETER_UNKNOWN@"above'],
  ['"${param:channels}"', '¦"${param:chanels}"', 'EAGAN_PARAMETER_UNKNOWN'],
  ['"${param:rate}"', '¦"${param:}"', 'EAGAN_PARAMETER_UNKNOWN'],
  ['"${param:rate}"', '¦"${param:flavour}"', 'EAGAN_PIPELINE_TYPE'],
  ['"${param:reset}"', '¦"${param:rate}"', 'EAGAN_PIPELINE_TYPE'],
  ['"${param:rate}"', '¦"${param:channels}"', 'EAGAN_PIPELINE_RANGE'],
  ['"${param:rate}"', '¦"$${param:rate}"', 'EAGAN_PIPELINE_TYPE'],
  ['type: integer', 'type: ¦int', 'EAGAN_PIPELINE_VALUE'],
  ['type: integer', 'type: ¦float', 'EAGAN_PIPELINE_VALUE'],
  ['type: integer, default: 16', 'default: 16', 'EAGAN_PIPELINE_MISSING_KEY@channels: { default'],
  ['default: 16', 'default: ¦3', 'EAGAN_PARAMETER_VALUE'],
  ['default: 16', 'default: ¦65', 'EAGAN_PARAMETER_VALUE'],
  ['default: 16', 'default: ¦1.5', 'EAGAN_PIPELINE_TYPE'],
  ['default: 16', 'default: ¦"16"', 'EAGAN_PIPELINE_TYPE'],
  ['default: 16, ', '', 'EAGAN_PARAMETER_VALUE@channels: { type'],
  ['default: 16', 'default: ¦[16]', 'EAGAN_PIPELINE_TYPE'],
  ['default: plain', 'default: ¦sweet', 'EAGAN_PARAMETER_VALUE'],
  ['default: true', 'default: ¦yes', 'EAGAN_PIPELINE_TYPE'],
  ['default: true', '¦defaults: true', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['minimum: 4', '¦min: 4', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
  ['minimum: 4', 'minimum: ¦four', 'EAGAN_PIPELINE_TYPE'],
  ['enum: [plain, deep]', 'enum: ¦[]', 'EAGAN_PIPELINE_LIST'],
  ['  channels: {', '  ¦Channels!: {', 'EAGAN_PIPELINE_VALUE', 'EAGAN_PARAMETER_UNKNOWN@"${param:channels}"'],
  ['id: discriminator', 'id: discriminator\n    ¦weightReset: true', 'EAGAN_PIPELINE_UNKNOWN_KEY'],
];

export const brokenAbove: readonly BrokenFile[] = brokenBy('above', above, rows).map((broken) => ({
  ...broken,
  below: bases.first,
}));
