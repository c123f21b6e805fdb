// Runs the command line inside the test's process and returns what it printed.
import { main } from '../../cli/main.js';

export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `eagan` with these arguments; streams are no terminals. */
export async function runEagan(
  argv: readonly string[],
  environment: Record<string, string> = {},
  directory: string = process.cwd(),
): Promise<CommandOutput> {
  const written = { stdout: '', stderr: '' };
  const exitCode = await main(argv, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    environment,
    directory,
  });
  return { exitCode, ...written };
}
