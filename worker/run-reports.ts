// Writes the report of each run that ends, by `eagan report`.
import { OwnCommands } from './own-command.js';
import { yieldToOthers } from './processes.js';
import { statePaths } from './state-paths.js';

/** Whether runs get a report at their end: it takes some seconds of a processor, which a small machine may not have. */
export const reportsAreOn = (environment: NodeJS.ProcessEnv): boolean => environment['EAGAN_REPORTS'] !== 'off';

export class RunReports {
  private readonly commands = new OwnCommands();

  constructor(private readonly stateFolder: string) {}

  /** Begins the report, or waits for its turn: one at a time is enough. Throws nothing. */
  write(run: string): void {
    const { stateFolder } = this;
    const logPath = statePaths(stateFolder).reportLog;
    this.commands.run({ stateFolder, words: ['report', run], environment: 'node', logPath }, yieldToOthers);
  }

  /** Once all that was begun has ended. @internal A test waits for it. */
  written(): Promise<void> {
    return this.commands.ended();
  }

  /** Ends what is being written; nothing is half-written then. */
  stop(): Promise<void> {
    return this.commands.stop();
  }
}
