import type { Pack } from '../rule.js';
import { RuleSet } from '../rule-set.js';
import { coreClaims } from './core-claims.js';
import { coreCrisis } from './core-crisis.js';
import { coreDirectives } from './core-directives.js';
import { coreIllegal } from './core-illegal.js';

/** The sixteen rules of MirrorGate v11, in English. A change to any pattern is a new number behind the slash. */
export const core: Pack = { pack: 'core/1', rules: [...coreCrisis, ...coreIllegal, ...coreClaims, ...coreDirectives] };

/** The core pack, ready to scan with. */
export const coreRules = new RuleSet(core);
