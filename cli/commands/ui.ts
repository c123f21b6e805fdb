// `eagan ui`: pages about all runs, live, in the foreground until Ctrl-C.
import { wholeNumber } from '../../terminal/option-values.js';
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly port?: number;
  readonly host?: string;
  readonly open?: boolean;
}

export const command: CommandModule = {
  summary: 'show runs as live pages in the browser, until Ctrl-C; nothing can be changed there',
  register: (cli, context) => {
    cli
      .option('--port <port>', 'port to listen on (default: any that is free)', wholeNumber(1))
      .option('--host <address>', 'let other machines see the pages through this address of this machine')
      .option('--open', 'open the link in the browser')
      .action((options: Options) => serve(options, context));
  },
};

async function serve({ port = 0, host, open = false }: Options, context: Context): Promise<void> {
  const { UiServer } = await import('../../ui/server.js');
  const { isLoopback } = await import('../../ui/names.js');
  const { loopback } = await import('../../worker/ports.js');
  const { untilSignal } = await import('../until-signal.js');
  const { output } = context;
  const stateFolder = context.stateFolder();
  const server = await UiServer.open({ stateFolder, host: host ?? loopback, port });
  const stopped = untilSignal();
  try {
    if (!isLoopback(host ?? loopback)) output.note(warning(host!));
    const link = server.newLink();
    const opened = open && (await (await import('../open-file.js')).openFile(link, context.environment));
    output.result({ link, address: server.address, opened }, () => told(link, open && !opened));
    const { offerLinks } = await import('../offer-links.js');
    const withdraw = offerLinks(context, () => server.newLink());
    await stopped;
    withdraw();
  } finally {
    await server.close();
  }
  output.note('The pages are closed. Runs go on.');
}

const told = (link: string, isNotOpened: boolean): string =>
  [
    link,
    ...(isNotOpened ? ['There is no desktop here that opens it.'] : []),
    'The link admits one browser, once, within ten minutes. Ctrl-C ends the pages; runs go on.',
  ].join('\n');

const warning = (host: string): string =>
  `Whoever reaches ${host} and gets a link sees all runs of this state folder: pipelines, names of hosts and accounts, images. Nothing is encrypted on the way, so others there can also take a link or a cookie. Nobody can change anything. For yourself, leave --host out and use ssh -L.`;
