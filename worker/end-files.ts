// What a run gets at its end, beside its exported files: a report, and the folder of its winner. Each is written by a
// command of eagan in a process of its own.
import { join } from 'node:path';
import { OwnCommands } from './own-command.js';
import { yieldToOthers } from './processes.js';
import { statePaths, type StatePaths } from './state-paths.js';

export type EndFile = keyof typeof endFiles;

interface EndFileFacts {
  /** `off` leaves it out: it takes some seconds of a processor, which a small machine may not have. */
  readonly variable: string;
  /** Runs that have it: every one, or those that completed. */
  readonly of: 'everyRun' | 'completedRuns';
  readonly log: keyof StatePaths;
  /** In the folder of the run. */
  readonly name: string;
  /** What is written last of it. */
  readonly last: string;
  words(run: string): readonly string[];
}

const endFiles = {
  report: {
    variable: 'EAGAN_REPORTS',
    of: 'everyRun',
    log: 'reportLog',
    name: 'report.html',
    last: 'report.html',
    words: (run) => ['report', run],
  },
  winner: {
    variable: 'EAGAN_WINNER_FOLDERS',
    of: 'completedRuns',
    log: 'winnerLog',
    name: 'winner',
    last: 'winner/SHA256SUMS',
    words: (run) => ['export', run, '--winner'],
  },
} satisfies Record<string, EndFileFacts>;

const factsOf = (file: EndFile): EndFileFacts => endFiles[file];
const allEndFiles = Object.keys(endFiles) as EndFile[];

/** Where a run has it, and what is written last of it. */
export function endFilePaths(stateFolder: string, run: string, file: EndFile): { path: string; last: string } {
  const folder = join(statePaths(stateFolder).runs, run);
  const { name, last } = factsOf(file);
  return { path: join(folder, name), last: join(folder, last) };
}

/** What completed runs get in this environment. */
export const endFilesIn = (environment: NodeJS.ProcessEnv): readonly EndFile[] =>
  allEndFiles.filter((file) => environment[factsOf(file).variable] !== 'off');

export class EndFiles {
  /** They do not wait for each other; of each, one is written at a time. */
  private readonly commands: Readonly<Record<EndFile, OwnCommands>> = {
    report: new OwnCommands(),
    winner: new OwnCommands(),
  };

  constructor(
    private readonly stateFolder: string,
    private readonly wanted: readonly EndFile[] = endFilesIn(process.env),
  ) {}

  /** Begins what this run gets, or lets it wait for its turn. Throws nothing. */
  write(run: string, isCompleted: boolean): void {
    const { stateFolder } = this;
    for (const file of this.wanted) {
      const facts = factsOf(file);
      if (facts.of === 'completedRuns' && !isCompleted) continue;
      const logPath = statePaths(stateFolder)[facts.log];
      const command = { stateFolder, words: facts.words(run), environment: 'node', logPath } as const;
      this.commands[file].run(command, yieldToOthers);
    }
  }

  /** Once all that was begun has ended. @internal A test waits for it. */
  async written(): Promise<void> {
    await Promise.all(Object.values(this.commands).map((commands) => commands.ended()));
  }

  /** Ends what is being written. A report is whole or not there; a winner's folder may be without its digests. */
  async stop(): Promise<void> {
    await Promise.all(Object.values(this.commands).map((commands) => commands.stop()));
  }
}
