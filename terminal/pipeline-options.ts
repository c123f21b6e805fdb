// The options that change a pipeline on the command line; the same for every command that reads one.
import type { Command } from 'commander';
import { collect } from './option-values.js';
import type { Overrides } from '../schemas/overrides.js';

/** What commander gives the action. */
export type PipelineOptions = Overrides;

/** Adds --param, --set, --seed and --images. */
export function addPipelineOptions(cli: Command): Command {
  return cli
    .option('--param <name=value>', 'set the value of a declared parameter; may be repeated', collect)
    .option(
      '--set <path=value>',
      'change a value, for example stages.generator.generations=4; may be repeated',
      collect,
    )
    .option('--seed <number>', 'change the seed')
    .option('--images <dir>', 'use the images of a folder (train/<class>/*.jpg or *.png; without classes train/*.jpg)');
}
