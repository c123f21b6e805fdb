// `bench latency FILE`: what `eagan latency` does, among the benchmarks.
import type { Command } from 'commander';
import { addLatencyOptions, tellLatency, type LatencyOptions } from './record.js';
import type { Output } from '../../../terminal/output.js';

/**
 * Adds the command. It is none of the benchmarks that are measured without a name: what it prints is for a pipeline.
 */
export function latency(program: Command, output: Output): void {
  const command = program.command('latency').description("records a latency table for a pipeline's sizes, as YAML");
  addLatencyOptions(command).action((file: string, options: LatencyOptions) =>
    tellLatency(file, options, { output, directory: process.cwd() }),
  );
}
