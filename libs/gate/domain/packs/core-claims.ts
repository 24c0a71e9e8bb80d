import type { Rule } from '../rule.js';
import { anyhow } from './words.js';

const adverbs = `${anyhow}*2 `;
const science =
  '(scientific |medical |clinical |academic |peer-reviewed |recent |new |numerous |many |several |various |some |extensive )?';
const learned = '(study|studies|research|researchers|meta-analysis|meta-analyses|trials|clinical trials|experiments|surveys|scientists)';
const often =
  '(actually|also|already|clearly|conclusively|consistently|even|now|often|repeatedly|strongly|that|which|have|has|had|generally|usually|definitively)*2 ';
const showing =
  '(show|shows|showed|shown|prove|proves|proved|proven|confirm|confirms|confirmed|demonstrate|demonstrates|demonstrated|suggest|suggests|suggested|indicate|indicates|indicated|find|finds|found|reveal|reveals|revealed|establish|establishes|established)';
const shown =
  '(shows|showed|shown|proves|proved|proven|confirms|confirmed|demonstrates|demonstrated|suggests|suggested|indicates|indicated|found|reveals|revealed|established)';
const authorities =
  '(academics|data|doctors|experts|findings|guidelines|literature|neuroscientists|physicians|psychiatrists|psychologists|professionals|reports|research|researchers|science|scientists|sources|specialists|statistics|studies|study|survey|surveys|therapists)';
const whose = '<((your|his|her|their|our|my|you and your|you say|you said|you wrote) )';

/** O-001 to O-006: what the engine claims to know. It has no sources, and it verified nothing. */
export const coreClaims: readonly Rule[] = [
  {
    id: 'O-001',
    name: 'Authority: Verified',
    direction: 'output',
    category: 'authority',
    severity: 2,
    patterns: [
      `(i|i've|ive|i have|i had|i'd|we've|we have) ${adverbs}(verified|confirmed|determined|fact-checked|double-checked)`,
      `i (can|could|do|hereby) ${adverbs}(confirm|verify)`,
    ],
    examples: {
      fires: [
        'I have verified that this is true.',
        "I've confirmed it.",
        'I confirmed the date.',
        'I have now determined the cause.',
        'I can confirm that you are right.',
        'I’ve **verified** this.',
      ],
      passes: [
        'I have not verified any of this.',
        "I haven't confirmed it.",
        'I am determined to stay with your words.',
        'You sound determined.',
        'You confirmed it to yourself, and it did not help.',
        'I cannot confirm that.',
      ],
    },
    reply: 'I notice I’m tempted to sound as if I had checked this. I have checked nothing, so I stopped.',
  },
  {
    id: 'O-002',
    name: 'Authority: Certainty',
    direction: 'output',
    category: 'authority',
    severity: 2,
    patterns: [
      `(i am|i'm|im|i feel|i remain) (absolutely |completely |entirely |fairly |pretty |quite |so |totally |very |really |100% )?(certain|confident)!( (things|people|parts|amount|kind))`,
      `(i am|i'm|im|i feel|i remain) (absolutely |completely |entirely |fairly |pretty |quite |so |totally |very |really |100% )?(sure|positive) (that|this|it|it's|it'll|you|you're|you'll|you've|your|he|he's|she|she's|they|they're|we|we'll|there|there's|the|of it|of that|of this|about it|about that|about this|everything|things)`,
      `(i am|i'm|im) (absolutely|completely|entirely|totally|100%) (sure|positive)`,
    ],
    examples: {
      fires: [
        'I am certain that he will call.',
        "I'm sure that you will manage.",
        'I am positive that it helps.',
        'I’m absolutely certain.',
        "I'm quite sure you are right.",
        'I am completely sure.',
      ],
      passes: [
        "I'm not sure that I understand.",
        'I am not certain what this means to you.',
        'Are you sure that you want to stay?',
        'You are certain that she meant it.',
        'To be sure, that is one reading.',
        'I am unsure.',
      ],
    },
    reply: 'I notice I’m tempted to sound certain. I am not, and certainty about your life is not mine to have, so I stopped.',
  },
  {
    id: 'O-003',
    name: 'Authority: Know',
    direction: 'output',
    category: 'authority',
    severity: 2,
    patterns: [
      'i (do |already |simply |just |absolutely )?know ~1 (for certain|for sure|for a fact|with certainty|with absolute certainty|beyond doubt|beyond any doubt|without a doubt)',
      'i (do )?know ~4 (for certain|for a fact|with certainty)',
      'i (can|could|must) (say|state|tell you|assure you|promise) (this |that |it )?with (absolute |complete |full )?(certainty|confidence)',
    ],
    examples: {
      fires: [
        'I know for certain that he lied.',
        'I know this for a fact.',
        'I know for sure.',
        'I do know with certainty that it will pass.',
        'I can say with certainty that he meant it.',
      ],
      passes: [
        "I don't know for certain.",
        'I do not know for sure what he meant.',
        'You know for certain that you left.',
        'I know.',
        'I know that evening mattered to you.',
        'What do you know for certain?',
      ],
    },
    reply: 'I notice I’m tempted to say I know this. I don’t, so I stopped.',
  },
  {
    id: 'O-004',
    name: 'Hallucination: Studies',
    direction: 'output',
    category: 'hallucination',
    severity: 2,
    patterns: [
      `${whose}${science}${learned} ${often}${showing}`,
      `${whose}${science}(studies|study|research|scientists|researchers) ~4 ${shown}`,
      `${whose}${science}(science|evidence) ${often}(shows|showed|shown|proves|proved|proven|confirms|confirmed|suggests|demonstrates|demonstrated|says|tells us)`,
      `(shown|proven|proved|confirmed|demonstrated|established|backed|supported|backed up) ~1 (by|in) ${science}(studies|research|science|trials|clinical trials|experiments)`,
      `(there is|there's) (a lot of |much |strong |good |solid |ample |growing |plenty of )?${science}(evidence|research) (that|showing|to show|for)`,
    ],
    examples: {
      fires: [
        'Studies show that walking helps.',
        'Research has proven this.',
        'A recent study confirms it.',
        'Research clearly shows the opposite.',
        'Many studies have consistently shown that sleep matters.',
        'A study published in Nature found a link.',
        'It was shown in clinical trials.',
        '“Studies” prove it.',
        'studies\n\nshow',
      ],
      passes: [
        'Your study showed no effect, and you were disappointed.',
        'You study at night to prove something.',
        'Students show up late.',
        'Your research has confirmed what you feared.',
        'I have no studies to show you.',
        'The study is where you go to be alone.',
        'Further research may help you decide.',
      ],
    },
    reply: 'I notice I’m tempted to cite studies. I have none in front of me, so I stopped.',
  },
  {
    id: 'O-005',
    name: 'Hallucination: Sources',
    direction: 'output',
    category: 'hallucination',
    severity: 2,
    patterns: [
      `according to !(you|your|his|her|their|our|my)~4 ${authorities}`,
      `according to ${authorities}`,
      `${whose}(many |most |some |leading |numerous |several |medical |health |other )?(experts|scientists|psychologists|neuroscientists|specialists|psychiatrists|reliable sources|trusted sources) (all|also|generally|often|widely|now|have|long)*2 (agree|agreed|believe|claim|confirm|confirmed|recommend|recommended|report|reported|say|said|state|suggest|suggested|tell us|think|warn)`,
    ],
    examples: {
      fires: [
        'According to experts, this is normal.',
        'According to several reliable sources, yes.',
        'According to scientists it passes.',
        'According to the latest research, grief takes time.',
        'Experts agree that rest helps.',
        'Most psychologists say the same.',
      ],
      passes: [
        'According to you, nothing went wrong.',
        'Nothing went according to plan.',
        'According to your sources at work, the team will move.',
        'Your doctor said to wait.',
        'Who are the experts in your life?',
      ],
    },
    reply: 'I notice I’m tempted to lean on experts or sources. I have none in front of me, so I stopped.',
  },
  {
    id: 'O-006',
    name: 'Hallucination: Confirmed',
    direction: 'output',
    category: 'hallucination',
    severity: 2,
    patterns: [
      `(it|this|that|which|these|they) (has|have|had) (already|also|long|now|since|repeatedly|clearly|often|even|indeed|in fact)*2 been (clearly|clinically|conclusively|definitively|firmly|medically|officially|repeatedly|scientifically|well|widely|independently|long|thoroughly|fully)*2 (confirmed|proven|proved|established|verified|demonstrated)`,
      `(it's|that's|this's|they've|these've) been (clearly|clinically|conclusively|definitively|firmly|medically|officially|repeatedly|scientifically|well|widely|independently|long|thoroughly|fully)*2 (confirmed|proven|proved|established|verified|demonstrated)`,
      `(it is|it's|it was|this is|that is|that's) ~1 (clinically|medically|scientifically|conclusively|widely|firmly|well)(-| )(confirmed|proven|proved|established)`,
      "(it is|it's|it was) (an? )?(already |now |officially )?(confirmed|proven|established) (fact|that|truth)",
      '(clinically|medically|scientifically) (proven|proved|established|confirmed)',
    ],
    examples: {
      fires: [
        'It has been confirmed that this works.',
        'It has been scientifically proven.',
        "It's been established that sleep matters.",
        'This has been proven many times.',
        'It is a proven fact.',
        'A clinically proven way to rest.',
      ],
      passes: [
        'It has not been confirmed.',
        'Has it been proven to you?',
        'You have proven it to yourself.',
        'Nothing has been established yet.',
        'You established a rhythm, and it has been kind to you.',
      ],
    },
    reply: 'I notice I’m tempted to call this settled. I can’t tell whether it is, so I stopped.',
  },
];
