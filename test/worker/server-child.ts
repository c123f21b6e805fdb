// A process that starts the embedded server in a state folder, prints the server's process id and stays.
import { claimDatabase } from '../../worker/database.js';
import { startEmbeddedServer } from '../../worker/embedded-server.js';
import { statePaths } from '../../worker/state-paths.js';
import { requireTemporalCli } from '../../worker/temporal-cli.js';

const paths = statePaths(process.argv[2]!);
const cli = await requireTemporalCli();
const database = await claimDatabase(paths, cli.serverVersion);
const server = await startEmbeddedServer({ paths, database, cli });
console.log(server.pid);
