// The script of the live pages: opens the stream of events and puts what comes into its places.
import { openForPrint } from '../../report/page/client/print.js';
import { chooseTheme } from '../../report/page/client/theme.js';
import { holdStill } from './replace.js';
import { follow } from './stream.js';

for (const element of document.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;
chooseTheme();
openForPrint();
holdStill();
const { stream } = document.body.dataset;
if (stream !== undefined) follow(stream);
