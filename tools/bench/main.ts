// `npm run bench -- [NAME] [OPTION…]`: measures this machine, prints tables, writes JSON.
import { Command, CommanderError } from 'commander';
import { becomePrivate } from '../../scripts/privacy.mjs';
import { createOutput } from '../../terminal/output.js';
import { reportError } from '../../terminal/report-error.js';
import type { Benchmark, Note } from './benchmark.js';
import { options, usageError } from './options.js';
import { tell, warnWhenBusy, type Reports } from './tell.js';
import { checkpoint } from './checkpoint/index.js';
import { evaluateBenchmark } from './evaluate/index.js';
import { distance } from './metrics/distance.js';
import { features } from './metrics/features.js';
import { ingestBenchmark } from './ingest/index.js';
import { ledger } from './ledger/index.js';
import { latency } from './latency/index.js';
import { pass } from './pass/index.js';
import { batches } from './step/batches.js';
import { step } from './step/index.js';

becomePrivate();

const benchmarks: Readonly<Record<string, Benchmark<object>>> = {
  step,
  batches,
  evaluate: evaluateBenchmark,
  features,
  distance,
  pass,
  checkpoint,
  ingest: ingestBenchmark,
  ledger,
};

const output = createOutput(process.stdout, process.stderr, process.env, process.argv.includes('--json'));
const note: Note = (text) => output.note(text);

interface OutputOptions {
  readonly output?: string;
}

function addOutputOptions(command: Command): void {
  command
    .option('--json', 'print JSON to stdout and the tables to stderr')
    .option('--output <file>', 'also write the JSON to a file');
}

async function measure(names: readonly string[], { output: file, ...given }: OutputOptions): Promise<void> {
  warnWhenBusy(note);
  const reports: Reports = {};
  for (const name of names) {
    const { modest, run } = benchmarks[name]!;
    reports[name] = await run(names.length > 1 ? { ...modest, ...given } : given, note);
  }
  await tell(reports, output, file);
}

function createProgram(): Command {
  const names = Object.keys(benchmarks);
  const program = new Command('npm run bench --')
    .description('Measures how fast the program is on this machine. Without a name: all benchmarks, at modest sizes.')
    .configureOutput({ outputError: () => {} })
    .enablePositionalOptions()
    .exitOverride()
    .argument('[name]', 'one of the benchmarks below')
    .action(async (unknown: string | undefined, given: OutputOptions) => {
      if (unknown !== undefined)
        throw usageError(`a benchmark must be one of ${names.join(', ')} or latency (got ${unknown})`);
      await measure(names, given);
    });
  for (const option of [options.channels(), options.batch(), options.iterations()]) program.addOption(option);
  addOutputOptions(program);
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    const command = program.command(name).description(benchmark.summary);
    benchmark.options(command);
    addOutputOptions(command);
    command.action(async (given: OutputOptions) => measure([name], given));
  }
  latency(program, output);
  return program;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit();
  const message = error instanceof CommanderError && error.message.replace(/^error: /, '').trim();
  process.exitCode = reportError(message ? usageError(message) : error, {
    output,
    environment: process.env,
    stateFolder: () => '.eagan',
  });
}
