/**
 * What the mirror listens for, as patterns over the person's own words. Each finds words, never a meaning: what they
 * mean is asked. Matching is case-insensitive and takes both kinds of apostrophe.
 */
export const lexicon = {
  ought:
    /\b(?:shouldn['’]t|should(?!\s+(?:not\s+)?have\b|['’]ve)|(?:have|has|had) to|must(?!\s+have\b)|ought to|supposed to|need to|gotta|got to)\b/iu,
  regret:
    /\b(?:should(?:n['’]t| not)? have|should['’]ve|could(?:n['’]t)? have|could['’]ve|if only|i regret|wish (?:i had|i['’]d|i hadn['’]t|i could have)|if i['’]?d? had|would have been)\b/iu,
  whatIf: /\bwhat if\b/iu,
  fear: /\b(?:afraid|scared|worried|worry|worrying|terrified|dread(?:ing)?|nervous|anxious|anxiety|panic(?:king|ked)?|fear)\b/iu,
  stuck:
    /\b(?:stuck|trapped|paraly[sz]ed|blocked|can(?:['’]?t|not) (?:seem to )?(?:move|start|get (?:out(?! of my)|past|over|up|going)|decide|focus|concentrate|think|finish|begin|make myself)|nothing (?:works|changes|helps))\b/iu,
  circles:
    /\b(?:in circles|over and over|again and again|once again|same (?:old )?(?:thing|place|argument|mistake|story|fight|conversation)|(?:i|we|i['’]ve|i have) (?:just |always |still )?(?:keep|kept) (?!everything|nothing|anything|something|going to)\w+ing|can['’]?t stop \w+ing|can['’]?t get .{1,20} out of my (?:head|mind)|out of my (?:head|mind)|every single time|here we go again)\b/iu,
  choice: /\b(?:whether (?:to|i|we)|either|decide|deciding|decision|choose|choosing|choice|torn)\b/iu,
  wish: /\b(?:i (?:just |really |only |still )?(?:want(?:ed)?(?! to (?:disappear|hide|scream|cry))|wish|hope|long for|would like|would love)|i['’]d (?:like|love|rather)|i need(?! to))\b/iu,
  control:
    /\b(?:under control|in control|control(?:ling)?|in charge|on top of (?:it|things|everything)|make sure|depends on me|up to me|out of my hands|double[- ]check\w*|plan(?:ned)? everything|hold(?:ing)? (?:it|everything) together)\b/iu,
  unsure:
    /\b(?:i (?:really |just |still |honestly )?(?:don['’]?t|do not) (?:really |even )?know|not sure|unsure|no idea|maybe|perhaps|i guess|unclear|i wonder|hard to say|can['’]?t tell(?! (?:anyone|anybody|him|her|them|my|you|people)))\b/iu,
  absolute: /\b(?:always|(?<!ha[dv]e? )never|every (?:single )?time|all the time|nothing ever|forever)\b/iu,
  comparison:
    /\b(?:everyone else|everybody else|other people|(?:all the|the) others|compared (?:to|with)|better than (?:me|i)|behind (?:everyone|them|all)|ahead of me|younger than me|than i (?:do|am|was|did|can)|my age)\b/iu,
  change:
    /\b(?:used to|no longer|any ?more|moved (?:out|in|here|away|to)|moving (?:out|in|to|away)|quit(?:ting)?|resign(?:ed|ing)|new (?:job|city|place|apartment|flat|house|school|role|team|ward)|divorced?|broke up|break-?up|retire(?:d|ment|s)?|graduat(?:ed|ing|ion)|(?:has|have|had|['’]ve|['’]s|everything) changed|last day|first day)\b/iu,
  waiting: /\b(?:waiting|wait(?:ed)? for|still haven['’]t heard|any day now|no news|no answer yet)\b/iu,
  loss: /\b(?:died|passed away|death|dead|funeral|buried|grief|grieving|mourning|lost my (?:mother|father|mom|mum|dad|sister|brother|son|daughter|wife|husband|baby|partner|friend|dog|cat|grandmother|grandfather)|i miss (?:him|her|them|my \w+)|miscarriage)\b/iu,
  glad: /\b(?:happy|glad|grateful|proud|relieved|excited|calm|peaceful|content|hopeful|joy|delighted|good day|went (?:really )?well|enjoyed|laughed|lovely|at ease|finally slept)\b/iu,
  feeling:
    /\b(?:tired|exhausted|sad|angry|furious|irritated|frustrated|lonely|guilty|ashamed|jealous|envious|overwhelmed|bored|restless|disappointed|embarrassed|confused|annoyed|resentful|stressed|drained|homesick|bitter|nervous|anxious|scared|afraid|worried|relieved|happy|glad|grateful|proud|calm|excited|hopeful|humiliated|betrayed|ignored|rejected|invisible|(?<=\b(?:feel|felt|i['’]m|am|was|so) )(?:hurt|mad|alone|lost|bitter|small|stupid|trapped))\b/giu,
  body: /\b(?:sle(?:ep|pt|eping)|awake|insomnia|headache|stomach|chest|shoulders|jaw|throat|breath(?:e|ing)?|heart|hands|shaking|ache|aches|aching|pain|hungry|eaten|crying|cried|tears|body|migraine)\b/iu,
  part: /\b(?:stomach|chest|shoulders|jaw|throat|breath|heart|hands|body)\b/iu,
  work: /\b(?:shifts?|ward|deadlines?|meetings?|project|overtime|at work|my job|inbox|emails|workload|on call)\b/iu,
  verdict:
    /\b(?:i['’]?m|i am|i feel like|i was|myself|being|feel) (?:(?:so|just|such|really|always|being|a|an|the|total|complete|real|bad|terrible|horrible|awful|absolute|worst) )*(failure|fraud|idiot|stupid|useless|pathetic|lazy|weak|loser|mess|coward|selfish|dumb|incompetent|impostor|imposter|disgusting|ugly|not (?:good|smart|strong|brave) enough|bad (?:mother|father|parent|friend|person|nurse|doctor|teacher|daughter|son|partner))\b/iu,
  again: /\bagain\b/iu,
  place:
    /\b(?:at night|last night|this morning|in the morning|in the evening|every (?:evening|morning|night)|on the way (?:home|there|back|to work)|in the middle of the night|on sunday (?:evening|night)s?|before (?:work|bed)|after (?:work|the shift))\b/iu,
  duration:
    /\b(?:(?:for|in) (?:\w+ )?(?:years|months|weeks|days|hours)|since (?:spring|summer|autumn|fall|winter|christmas|last \w+|january|february|march|april|may|june|july|august|september|october|november|december)|(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:years|months|weeks|days) (?:now|ago))\b/iu,
  weary: /\b(?:tired|exhausted|drained|worn out|no energy|knackered|weary)\b/iu,
  secret:
    /\b(?:can['’]?t tell (?:anyone|anybody|him|her|them|my \w+|people)|(?:nobody|no ?one|he does(?:n['’]t| not)|she does(?:n['’]t| not)) knows?|have(?:n['’]t| not) told|told (?:nobody|no ?one)|never told|i (?:keep|kept) it (?:to myself|from)|hid(?:e|ing)? it|pretend(?:ing|ed)?)\b/iu,
  parting:
    /\b(?:(?:is|are|was|were|['’]s) dying|terminal(?:ly)?|hospice|palliative|stop(?:ped|ping)? (?:the )?(?:treatment|chemo)|last days|won['’]t (?:make it|live)|weeks to live)\b/iu,
  flat: /\b(?:(?:i )?(?:feel|felt|feeling) (?:nothing|numb|empty|flat|dead inside)|i(?:['’]m| am) (?:just |so |completely )?(?:numb|empty))\b/iu,
} as const satisfies Record<string, RegExp>;

/** Where someone is ill, dying or dead: no pictures are made there, and nothing is guessed. */
export const SOMBRE =
  /\b(?:dying|died|death|dead|funeral|cancer|tumou?r|chemo\w*|biopsy|scan|diagnos\w+|hospice|palliative|stroke|coma|miscarr\w+|stillb\w+|overdose|resuscitat\w+|intensive care|treatment)\b/iu;

/** People by kinship or role, as they are written about ("my boss"). */
export const PERSON =
  /\b(?:my|our|his|her|the) (?:\w+ )?(?:mother|father|mom|mum|dad|parents|sister|brother|wife|husband|partner|girlfriend|boyfriend|son|daughter|kids?|children|friends?|best friend|boss|manager|supervisor|colleagues?|co-?workers?|team|family|ex|roommate|neighbou?r|grandmother|grandfather|aunt|uncle|cousin|teacher|professor|doctor|therapist)\b(?!['’])/iu;

/** Capitalized in a sentence and yet nobody's name. */
export const NOT_A_NAME =
  /^(?:I|I['’].*|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?$|^(?:January|February|March|April|May|June|July|August|September|October|November|December|English|German|French|Christmas|Easter|God|OK|TV|HR|CEO|ICU|ER|AI|Mr|Mrs|Ms|Dr|Mom|Mum|Dad)$/;

/** Words that say nothing by coming back. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(
  "about after again all already also always and another any anything are aren't around away back because been before being both but came can can't come could day days did didn't does doesn't doing don't done down each else even ever every everything feel feeling feels felt find first for from get gets getting give goes going gone good got had has hasn't have haven't having her here herself him his how i'd i'll i'm i've into isn't it it's its just keep know last left less let like little look looking made make makes making many maybe me mean might more most much must my myself need never new next not nothing now off old one only onto other our out over own part people put quite rather really right said same say says see seem seems she should since some someone something still stop such sure take talk tell than that that's the their them then there they thing things think thinking this those though thought time today told too took two until used very want wanted wants was wasn't way well went were what when where which while who whole why will with won't work would yes yet you your you're".split(
    ' ',
  ),
);
