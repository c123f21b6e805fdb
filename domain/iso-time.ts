// Times as records and ledgers have them: ISO 8601 in UTC, as `toISOString` writes them. domain/ knows no clock, but it
// can read what others wrote down.

const form = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?Z)?$/;

/** Milliseconds since 1970; NaN for a text in another form. */
export function isoMs(text: string): number {
  const [, ...parts] = form.exec(text) ?? [];
  if (parts.length === 0) return NaN;
  const [year, month, day, hour, minute, second, ms] = parts.map((part) => Number(part ?? 0));
  const seconds = daysSince1970(year!, month!, day!) * 86_400 + hour! * 3600 + minute! * 60 + second!;
  return seconds * 1000 + ms!;
}

/** In the Gregorian calendar; years begin in March here, so that a leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
