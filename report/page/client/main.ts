// The script of a page: the reader chooses axes and generations, follows points to passports, and switches colours. The
// page is complete without it.
import { fitCharts } from './draw.js';
import { pageFacts } from './facts.js';
import { controlFront } from './front.js';
import { showPassports } from './passports.js';
import { openForPrint } from './print.js';
import { chooseTheme } from './theme.js';

for (const element of document.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;
const facts = pageFacts();
chooseTheme();
openForPrint();
if (facts.runs.length === 1) {
  controlFront(facts);
  showPassports(() => facts.runs[0]!);
}
fitCharts(() => facts);
