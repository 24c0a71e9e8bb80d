/** One reply, in nanoseconds of the machine's monotonic clock. */
export type Times = {
  /** The request leaves whoever asks. */
  sent: bigint;
  /** All of it is there at the model. */
  asked: bigint;
  /** The model writes the token that completes the first segment. */
  completed: bigint;
  /** The first segment is there, as a frame or as its tokens. */
  segment: bigint;
  /** All of the reply is there. */
  whole: bigint;
};

const milliseconds = (nanoseconds: bigint): number => Number(nanoseconds) / 1e6;

export const toModel = ({ sent, asked }: Times): number => milliseconds(asked - sent);
export const fromModel = ({ completed, segment }: Times): number => milliseconds(segment - completed);
/** Both ways: what lies between a person and a model beside the model's own time. */
export const bothWays = (times: Times): number => toModel(times) + fromModel(times);
export const wholeReply = ({ sent, whole }: Times): number => milliseconds(whole - sent);
/** What the client takes from the frame to the event: it parses, and verifies the stamp. */
export const verification = ({ segment, verified }: { segment: bigint; verified: bigint }): number => milliseconds(verified - segment);
