// What a command is: one file in cli/commands/, named as people type it.
//
//   // cli/commands/status.ts
//   export const command: CommandModule = {
//     summary: 'runs and processes',
//     register: (cli, context) => {
//       cli.argument('[run]').action(async (run?: string) => {
//         const { readStatus } = await import('../status.js');       // heavy parts are imported here, not at the top
//         const status = await readStatus(context.stateFolder(), run);
//         context.output.result(status, () => formatStatus(status)); // stdout: text, or JSON with --json
//         if (status.failed) context.exitCode = exitCodes.no;        // 0 unless set
//       });
//     },
//   };
//
// Throw EaganError for everything a person may meet: main.ts prints `error CODE: message` and `→ cure`, or JSON, and
// exits with its code.
import type { Command } from 'commander';
import type { Environment, Output } from '../terminal/output.js';

/** What every command gets. */
export interface Context {
  readonly output: Output;
  readonly environment: Environment;
  /** The working directory, absolute. */
  readonly directory: string;
  /**
   * The state folder (--home > EAGAN_HOME > nearest .eagan upward > ./.eagan); call it inside the action. Throws
   * EAGAN_NOT_TRUSTED if other users could have changed it.
   */
  stateFolder(): string;
  /** The same without a look at it: for messages, and for the doctor. */
  namedStateFolder(): string;
  /** The exit code of the process when the action returns: see exit-codes.ts. */
  exitCode: number;
}

export interface CommandModule {
  /** One line for `eagan --help`, without a full stop. */
  readonly summary: string;
  /** Adds arguments, options and the action to the command. */
  register(cli: Command, context: Context): void;
}
