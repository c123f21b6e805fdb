// The link: whoever opens it first gets the cookie.
import { notAdmitted, openPath, refuse } from '../gate.js';
import { forbidden } from '../../worker/browsers/admission.js';
import { queryValue, sendPage, type Route } from './route.js';

/**
 * A page of ours goes on to the list: after a redirect, browsers would not send the cookie of whoever followed the link
 * from another page, such as a terminal in a browser.
 */
const onward = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>eagan</title>';

export const open: Route = {
  path: openPath,
  answer(parts, request, reply) {
    const cookie = parts.admit(queryValue(request, 'token'));
    if (cookie === null) return refuse(reply, forbidden(`This link was used or is too old. ${notAdmitted}`));
    return sendPage(reply.header('set-cookie', cookie), onward);
  },
};
