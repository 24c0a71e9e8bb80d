/** Pieces that several rules share, in the language of `phrase.ts`. Each is a group, so it can stand anywhere. */

export const oneself = '(myself|my self|yourself|himself|herself|themselves|themself|oneself|ourselves)';

/** What strengthens a claim or an advice. */
export const surely = '(absolutely|certainly|definitely|really|undoubtedly|unquestionably|most certainly|most definitely)';

/** Adverbs that stand between a subject and its verb and change nothing. */
export const anyhow =
  '(already|also|absolutely|certainly|clearly|definitely|indeed|just|now|personally|really|since|so far|still|therefore|thoroughly|well)';

/** What stands before "you should" where the engine repeats what the person thinks, or asks about it. */
export const theirOwn =
  "(you|you've|you have|you're|you are|part of you) (also |always |already |just |often |still )?(are |keep )?(believe|believed|fear|feel|feeling|felt|heard|hear|hearing|mention|mentioned|said|say|saying|sense|sensed|sensing|suspect|tell yourself|telling yourself|think|thinking|thought|told yourself|wonder|wondering|worry|write|wrote|writing)( that| like| as if| if| whether)? |(if|whether|why|when|how|what) ";

/** The start of a request for a way to do something. */
export const howTo =
  "(how (to|do i|do you|do we|does one|can i|can you|can we|can one|could i|could you|could we|would i|would you|would one|should i|i can|i could|you can|we can|one can|people|they)|how someone (can|could|would)|(teach|show|tell|help|instruct) (me|us|him|her|them|people|someone|somebody|anyone|children|kids|users) (on )?(how )?to|(instructions?|guide|guidance|tutorials?|manual|directions|steps|step-by-step|recipes?|formula|plans?|blueprints?|procedure|tips|advice|methods?|ways?|ingredients|information|video) (for|to|on|of|about)( how to)?|want to|wanna|going to|gonna|need to|let's)";
