// The script and the style of the pages.
import type { Route } from './route.js';

export const assets: Route = {
  path: '/assets/:name',
  answer(parts, request, reply) {
    const { name } = request.params as { readonly name: string };
    const asset = Object.hasOwn(parts.assets, name) ? parts.assets[name] : undefined;
    if (!asset) return reply.callNotFound() ?? reply;
    return reply.type(asset.type).send(asset.bytes);
  },
};
