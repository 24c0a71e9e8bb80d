import type { CrisisHelp } from '#libs/contracts/index.js';
import { directory, helpElsewhere, helpLines } from './help-lines.js';

/** Whom to reach in a region (ISO 3166-1, two letters, either case), and where to find others. */
export const helpFor = (region: string): CrisisHelp => {
  const code = region.toUpperCase();
  const known = Object.hasOwn(helpLines, code) ? helpLines[code] : undefined;
  return known ? { region: code, regionName: known.regionName, resources: [...known.resources, directory] } : helpElsewhere;
};

/** The regions with lines of their own, to choose from. */
export const helpRegions = (): readonly { region: string; regionName: string }[] =>
  Object.entries(helpLines).map(([region, { regionName }]) => ({ region, regionName }));
