import type { OriginRefusal } from '#libs/platform/config/origin-refusal.js';
import { look, type Verdict, wrong } from './verdict.js';

/** The address that devices know a node by. */
export type Origin = { origin: string; host: string; port: number; secure: boolean; loopback: boolean };

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @returns undefined where the text is no origin */
export const readOrigin = (text: string): Origin | undefined => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hostname === '') return undefined;
  const secure = url.protocol === 'https:';
  return {
    origin: url.origin,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 443 : 80)),
    secure,
    loopback: LOOPBACK.test(url.hostname),
  };
};

/** What is the matter with the address that the settings name. Nothing: it can be used. */
export const judgeOrigin = (text: string | undefined, where: string): Verdict[] => {
  if (text === undefined || text === '')
    return [
      wrong(
        `${where} does not say under which address the node is known (MIRROR_ORIGIN), so no part of it starts.`,
        'Run scripts/compose-init --origin https://NAME.',
      ),
    ];
  const origin = readOrigin(text);
  const url = URL.parse(text);
  if (!origin || !url)
    return [
      wrong(
        `MIRROR_ORIGIN in ${where} is not an address, so no part of the node starts.`,
        'Write it as https://NAME, with the port where it is not 443.',
      ),
    ];
  if (!origin.secure && !origin.loopback)
    return [
      wrong(
        `MIRROR_ORIGIN in ${where} begins with http://. Phones and browsers keep their keys for https:// alone.`,
        'Write it as https://NAME, then run scripts/compose-init.',
      ),
    ];
  if (url.pathname !== '/' || url.search || url.hash)
    return [
      look(
        `MIRROR_ORIGIN in ${where} has something after the name: ${origin.origin} alone counts.`,
        'Take away what stands after the name.',
      ),
    ];
  return [];
};

/** The settings name another address than the one that devices are bound to: the cause of whatever else is said. */
export const judgeRefusal = ({ known, told }: OriginRefusal, where: string): Verdict =>
  wrong(
    `${where} says ${told}, but this node is known as ${known}, and its devices are bound to that: nothing starts under another address.`,
    `Set MIRROR_ORIGIN back to ${known} there, and MIRROR_NAME to ${readOrigin(known)?.host ?? 'the name in it'}; then scripts/compose-init && docker compose up -d. All else here is judged by ${known}.`,
  );
