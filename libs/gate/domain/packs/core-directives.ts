import type { Rule } from '../rule.js';
import { surely, theirOwn } from './words.js';

const should = "(should|need to|have to|ought to|had better|'d better|shouldn't|should not)";
const must = "(should|must|need to|have to|ought to|had better|'d better|shouldn't|should not|must not|mustn't)";
const perhaps = '(also |always |immediately |just |never |not |now |probably |simply |then )?';
const medicine =
  '(acetaminophen|adderall|advil|antibiotic|antibiotics|antidepressant|antidepressants|antihistamine|antipsychotic|antipsychotics|aspirin|ativan|benadryl|benzodiazepine|benzodiazepines|beta blocker|beta blockers|cymbalta|diazepam|dosage|dose|doses|drugs|escitalopram|fluoxetine|gabapentin|ibuprofen|insulin|klonopin|lexapro|lithium|lorazepam|medication|medications|medicine|medicines|meds|melatonin|metformin|naproxen|opioid|opioids|painkiller|painkillers|paracetamol|pill|pills|prednisone|prescription|prozac|ritalin|sedative|sedatives|sertraline|sleeping pill|sleeping pills|ssri|ssris|statin|statins|steroids|supplement|supplements|tablet|tablets|tranquilizers|tylenol|valium|venlafaxine|vitamin|vitamins|wellbutrin|xanax|zoloft)';
const doing =
  '(asking|booking|breaking|calling|changing|choosing|consulting|contacting|cutting|doing|eating|ending|exercising|finding|focusing|getting|giving|going|keeping|leaving|letting|looking|making|meditating|meeting|practicing|quitting|reaching|reading|seeing|seeking|setting|sleeping|speaking|starting|staying|stopping|taking|talking|telling|trying|using|waiting|walking|writing)';

/** O-007 to O-012: where the engine would direct, prescribe, diagnose or lay down the law. */
export const coreDirectives: readonly Rule[] = [
  {
    id: 'O-007',
    name: 'Advice: Strong',
    direction: 'output',
    category: 'advice',
    severity: 1,
    patterns: [
      `<(${theirOwn})you ${should} ${surely}`,
      `<(${theirOwn})you ${surely} (${should}|must)`,
      // "You must really love this" guesses, and directs nobody.
      `<(${theirOwn})you must (absolutely|definitely)`,
    ],
    examples: {
      fires: [
        'You should definitely call her.',
        'You should absolutely quit.',
        'you should really rest',
        'You really should tell him.',
        'You absolutely must leave.',
        'You must definitely leave.',
        'I think you should definitely go.',
        'You should *definitely* go.',
      ],
      passes: [
        'You feel you should really rest. What would rest take from you?',
        'What tells you that you should?',
        'You definitely heard that before.',
        'You said you should definitely call her, and you did not.',
        'You wonder whether you should really go.',
        'Should you really go?',
        'You must really love this work.',
      ],
    },
    reply: 'I notice I’m tempted to tell you what to do. That is yours, so I stopped.',
  },
  {
    id: 'O-008',
    name: 'Advice: Recommend',
    direction: 'output',
    category: 'advice',
    severity: 1,
    patterns: [
      'i (would |can |do |must )?(also |always |certainly |definitely |gently |highly |honestly |really |strongly |warmly |wholeheartedly )?(recommend|recommended|advise|suggest|urge) (that |to )?(you|your)!( (said|wrote|mentioned|mean|meant))',
      `i (would |can |do |must )?(also |always |certainly |definitely |gently |highly |honestly |really |strongly |warmly |wholeheartedly )?(recommend|advise|suggest) ${doing}`,
      "(i'd|i'll) (also |always |certainly |definitely |gently |highly |honestly |really |strongly )?(recommend|advise|suggest|urge) (that |to )?(you|your)",
      `(i'd) (also |always |highly |really |strongly )?(recommend|advise|suggest) ${doing}`,
      'i (highly|strongly|really|definitely) (recommend|advise|suggest)',
    ],
    examples: {
      fires: [
        'I recommend that you see a doctor.',
        'I strongly recommend you rest.',
        'I would recommend you leave.',
        "I'd recommend that you write to him.",
        'I recommend talking to a friend.',
        'I advise you to wait.',
        'I highly recommend it.',
      ],
      passes: [
        'What would you recommend to a friend?',
        'I do not recommend anything here.',
        'You recommended her for the job.',
        'Your doctor recommended rest.',
        'The recommendation unsettled you.',
      ],
    },
    reply: 'I notice I’m tempted to recommend something. I would rather hear what you see, so I stopped.',
  },
  {
    id: 'O-009',
    name: 'Advice: My Advice',
    direction: 'output',
    category: 'advice',
    severity: 1,
    patterns: [
      'my (best |first |honest |main |only |personal |professional |simple |sincere |strong )?(advice|recommendation|suggestion) (to you |for you |here |now |then )?(is|would be|will be|remains|would)',
      "(here's|here is|that's|that is) my (best |honest |personal )?(advice|recommendation)",
    ],
    examples: {
      fires: [
        'My advice is to wait.',
        'My advice would be to leave.',
        'My honest advice to you is patience.',
        "Here's my advice.",
        'My recommendation would be rest.',
      ],
      passes: [
        'Whose advice is that?',
        'Her advice was kind.',
        'You asked for my advice, and I have none.',
        'Your advice to him is also about you.',
      ],
    },
    reply: 'I notice I’m tempted to advise you. I don’t do that here, so I stopped.',
  },
  {
    id: 'O-010',
    name: 'Medical: Medication',
    direction: 'output',
    category: 'medical_legal',
    severity: 3,
    patterns: [
      `<(${theirOwn})you ${must} ${perhaps}(start |keep |continue |try |consider )?(take|taking) ~2 ${medicine}`,
      `<(${theirOwn})you ${must} ${perhaps}(take|taking) ~2 # ?(mg|milligrams|grams|drops|ml)`,
      `<(${theirOwn})you ${must} ${perhaps}(start |keep |continue |try )?(take|taking) (something|anything) (for|against|to help)`,
      `<(${theirOwn})you ${must} ${perhaps}(stop|quit) taking!( ((it|this|that|things|everything|work|them|stuff|all of it) (all )?(apart|as|away|easy|for granted|home|on|out|personally|seriously|so|to heart|too|with)|so|too|on|over|part|care|calls|notes|responsibility|blame|advantage|risks|orders|sides|him|her|me|us|yourself|his|people))`,
      `<(${theirOwn})you ${must} ${perhaps}(stop|start|skip|double|halve|increase|reduce|lower|raise|change|quit|come off|go off|go on|get off|get on|wean off|taper|taper off|switch|discontinue|avoid) (taking )?(your |the |all |any |this |that )?${medicine}`,
    ],
    examples: {
      fires: [
        'You should take ibuprofen.',
        'You need to take your medication.',
        'You should stop taking Zoloft.',
        'You should stop taking Trazidone at night.',
        'You need to stop taking your pills.',
        'You should take 20 mg of melatonin.',
        'You should not stop taking your antidepressants.',
        'You must reduce the dose.',
        'You should stop taking it.',
        'You should take something for that.',
        'You should start taking vitamins.',
      ],
      passes: [
        'You need to take care of everyone, it seems.',
        'You should take a walk? You asked it yourself.',
        'You feel you should take your medication and you resent it.',
        'You need to stop taking it personally, you told yourself.',
        'You need to stop taking everything so seriously, you told yourself.',
        'You took your pills and slept.',
        'What would it mean to stop taking work home?',
      ],
    },
    reply: 'I notice I’m tempted to speak about what to take or leave out. That belongs with someone who treats you, so I stopped.',
  },
  {
    id: 'O-011',
    name: 'Medical: Diagnosis',
    direction: 'output',
    category: 'medical_legal',
    severity: 2,
    patterns: [
      '(diagnosed|diagnosable) (with|as)',
      '(the|your|my|this|a likely|a possible|the likely|a) (likely |clear |correct |medical |obvious |only |possible |probable |clinical )?diagnosis (here |then )?(is|would be|might be|could be|may be|seems)',
      "(i|i would|i'd|i can|i could) diagnose (you|this|it|that)",
      'diagnosis is',
    ],
    examples: {
      fires: [
        'You could be diagnosed with depression.',
        'The diagnosis is clear.',
        'Your diagnosis would be burnout.',
        'I would diagnose this as anxiety.',
        'People like this are diagnosed as bipolar.',
      ],
      passes: [
        'You are waiting for a diagnosis.',
        'I cannot diagnose anything.',
        'The word "diagnosis" frightened you.',
        'Before the diagnosis, evenings were yours.',
      ],
    },
    reply: 'I notice I’m tempted to put a medical name on this. I can’t know that, so I stopped.',
  },
  {
    id: 'O-012',
    name: 'Legal: Obligation',
    direction: 'output',
    category: 'medical_legal',
    severity: 2,
    patterns: [
      'legally (and ~1 )?(obligated|obliged|required|bound|mandated|compelled|liable|binding)',
      '(a|any|no|the|your|under) legal (obligation|duty|requirement) (to|that|of)',
      '(obligated|obliged|required|bound|mandated) (by|under) (the )?law',
    ],
    examples: {
      fires: [
        'You are legally obligated to report it.',
        'Your employer is legally required to pay.',
        'You are legally bound by it.',
        'You have a legal duty to tell them.',
        'This is required by law.',
      ],
      passes: [
        'You feel obligated to stay.',
        'You felt bound by your promise.',
        'The legal team never called back.',
        'What do you require of yourself?',
      ],
    },
    reply: 'I notice I’m tempted to say what the law demands. That belongs with someone who knows your case, so I stopped.',
  },
];
