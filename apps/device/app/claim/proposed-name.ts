import { say } from '../catalogue/index.js';
import { deviceParts } from './device-name.js';

/** "Firefox on Android", or less where the browser does not tell. */
export function proposedDeviceName(): string {
  const { browser, system } = deviceParts(navigator.userAgent);
  return browser && system ? say.claim.deviceName(browser, system) : (browser ?? system ?? '');
}
