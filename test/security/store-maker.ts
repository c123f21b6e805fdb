// Makes a store in a state folder, as the first command on it does.
import { storeOf } from '../../control/runs/open-store.js';
import { becomePrivate } from '../../scripts/privacy.mjs';
import { secureStateFolder } from '../../worker/state-folder.js';

becomePrivate();
const home = process.argv[2]!;
secureStateFolder(home);
const store = await storeOf(home);
await store.objects.put(Buffer.from('an object'));
