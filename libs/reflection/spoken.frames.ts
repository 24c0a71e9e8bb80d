import type { z } from 'zod';
import { Certificate, type Cleared, Segment, type Spoken, type TurnFrame, type TurnView } from '#libs/contracts/index.js';

type Unspoken = Exclude<TurnFrame, { type: 'segment' } | { type: 'blocked' }>;
type Blocked = Extract<TurnFrame, { type: 'blocked' }>;

/**
 * What may be written to a client. Wherever there is text of the node's making it is `Spoken`, which nothing but a
 * verified stamp makes: a bare string does not compile here.
 */
export type OutgoingFrame = Unspoken | { type: 'segment'; segment: Spoken } | (Omit<Blocked, 'segment'> & { segment: Spoken });

/** A private member, so that a spread with another text does not keep it. */
declare class WireBrand {
  private readonly written: true;
}
/** A frame as it is written to a client. Only `toWire` makes one, so no text gets out beside it. */
export type WireFrame = TurnFrame & WireBrand;
/** A turn of the history as it is written to a client, made by `turnToWire` alone. */
export type WireTurn = z.input<typeof TurnView> & WireBrand;

const segmentOf = ({ turn, reply, seq, final, text, pack, stamp }: Spoken): Segment =>
  Segment.parse({ turn, reply, seq, final, text, pack, stamp });

/** The serializer of turns, for WebSocket and NDJSON alike. Fields that are undefined are left out by JSON. */
export const toWire = (frame: OutgoingFrame): WireFrame => plain(frame) as WireFrame;

const plain = (frame: OutgoingFrame): TurnFrame => {
  if (frame.type === 'segment') return { type: 'segment', segment: segmentOf(frame.segment) };
  if (frame.type === 'blocked') return { ...frame, segment: segmentOf(frame.segment) };
  return frame;
};

/** A turn as its member's device may see it again: words that were cleared, segments that were spoken. */
export type OutgoingTurn = Omit<TurnView, 'words' | 'reply'> & {
  words: Cleared;
  reply?: Omit<NonNullable<TurnView['reply']>, 'segments'> & { segments: readonly Spoken[] };
};

/** The serializer of the history. */
export const turnToWire = ({ words, reply, ...rest }: OutgoingTurn): WireTurn => {
  const view: z.input<typeof TurnView> = {
    ...rest,
    words: { text: words.text, pack: words.pack, stamp: words.stamp },
    ...(reply ? { reply: { ...reply, segments: reply.segments.map(segmentOf) } } : {}),
  };
  return view as WireTurn;
};

/** Each certificate once. */
export const distinctCertificates = (certificates: readonly Certificate[]): Certificate[] => [
  ...new Map(certificates.map((certificate) => [certificate.signature, certificate])).values(),
];
