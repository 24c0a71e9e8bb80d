import { crisis } from './en/crisis.js';
import { devices, people } from './en/devices.js';
import { frame } from './en/frame.js';
import { history, kept } from './en/history.js';
import { claim, keyWork, link, recovery } from './en/joining.js';
import { mirrored } from './en/mirrored.js';
import { privacy } from './en/privacy.js';
import { problems } from './en/problems.js';
import { time } from './en/time.js';
import { write } from './en/write.js';

/** English. Every sentence that a person reads on their device is here; another language is another value of `Catalogue`. */
export const en = {
  /** What `lang` says, and what Intl formats with: day before month, 24 hours. */
  language: 'en',
  locale: 'en-GB',
  claim,
  crisis,
  devices,
  frame,
  history,
  kept,
  keyWork,
  link,
  mirrored,
  people,
  privacy,
  problems,
  recovery,
  time,
  write,
};
export type Catalogue = typeof en;
