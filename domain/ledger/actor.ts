// Who changed a run: what the system and the person declare. Only a signature proves it.
import { absentOr, fields, text } from '../shape.js';

/** `user` and `host` by the system; `declared` by EAGAN_ACTOR; `reason` as it was typed. */
export interface Actor {
  readonly user: string;
  readonly host: string;
  readonly declared?: string;
  readonly reason?: string;
}

export const actorForm = fields({
  user: text,
  host: text,
  declared: absentOr(text),
  reason: absentOr(text),
});
