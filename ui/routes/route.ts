// The form of a route. Every route only reads: the server answers nothing but GET.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRunName } from '../../domain/runs/run-id.js';
import { limits } from '../limits.js';
import type { UiParts } from '../parts.js';

export interface Route {
  readonly path: string;
  answer(parts: UiParts, request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
}

export const sendPage = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(text);

/** A value of the query; the last one if there are several. Empty: there is none. */
export function queryValue({ query }: FastifyRequest, name: string): string {
  return valuesOf(query, name).at(-1) ?? '';
}

/** The runs that a query names, each once; null: they are too many, or one has a name that no run can have. */
export function runsIn({ query }: FastifyRequest): readonly string[] | null {
  const names = [...new Set(valuesOf(query, 'run'))];
  return names.length <= limits.comparedRuns && names.every(isRunName) ? names : null;
}

function valuesOf(query: unknown, name: string): string[] {
  const found = (query as Readonly<Record<string, string | string[] | undefined>>)[name];
  return found === undefined ? [] : [found].flat();
}
