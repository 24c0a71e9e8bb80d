import { type CallContract, MirrorError, type Role } from '#libs/contracts/index.js';
import type { BusContracts } from '../contracts.js';
import { misfit } from '../domain/misfit.js';
import { asKnownOutside, noteMisfit, noteRefused } from '../failure.js';
import type { Wiring } from '../wiring.js';
import { type SealedAnswer, SealedRequest } from './call-shapes.js';
import type { Channel } from './channel.js';
import type { IncomingChannels } from './channels.js';
import { AHEAD_MS, ageOf, clockSentence, inUse, SLACK_MS } from './freshness.js';
import type { Link } from './link.js';
import { replyChannel } from './names.js';
import { openMessage, parseMessage, type SealedMessage, sealReply } from './sealed-message.js';
import { SeenIds } from './seen-ids.js';

const longest = (contracts: readonly CallContract[]): number => Math.max(0, ...contracts.map(({ deadlineMs }) => deadlineMs));

/** Answers the calls to one role of this process: opens, checks who asks and whether anew, runs the handler, seals the reply. */
export class Answering {
  private readonly contracts: ReadonlyMap<string, CallContract>;
  private readonly seen: SeenIds;

  constructor(
    private readonly link: Link,
    private readonly channels: IncomingChannels,
    { calls }: BusContracts,
    private readonly wiring: () => Wiring,
  ) {
    const own = calls.filter(({ to }) => to === link.role);
    this.contracts = new Map(own.map((contract) => [contract.name, contract]));
    this.seen = new SeenIds(longest(own) + SLACK_MS + AHEAD_MS);
  }

  /** Never fails. What is not a message of a role that may call here is noted and gets no answer. */
  async answer(bytes: Uint8Array): Promise<void> {
    try {
      const message = parseMessage('request', bytes);
      const channel = await this.channels.of(message.header);
      const { contract: name, request } = SealedRequest.parse(openMessage('request', channel, message));
      const answer = await this.reply(channel.caller, channel, message, name, request);
      if (!answer) return noteRefused('replayed', this.link.role);
      const sealed = sealReply(channel, message.id, name, answer);
      this.link.publish(replyChannel(channel.caller, channel.instance), Buffer.from(sealed.buffer));
    } catch {
      // Without the error: it may hold what somebody put there.
      noteRefused('unreadable', this.link.role);
    }
  }

  /** Undefined where it was answered before. */
  private async reply(
    caller: Role,
    channel: Channel,
    message: SealedMessage,
    name: string,
    request: unknown,
  ): Promise<SealedAnswer | undefined> {
    const contract = this.contracts.get(name);
    try {
      // Noted nowhere by that name: whoever asks chooses it, and could write members' words into a log with it.
      if (!contract) throw new MirrorError('internal');
      // The table is asked here too: a caller that was taken over does not ask its own.
      if (!contract.from.includes(caller)) throw new MirrorError('forbidden', `${caller} may not ask this of ${this.link.role}.`);
      this.requireFresh(contract, channel, message);
      // Last: what is refused anyway takes no room, or who recorded old requests could fill the memory of new ones.
      if (!this.seen.first(Buffer.from(message.id).toString('latin1'))) return undefined;
      return { reply: await this.run(contract, request) };
    } catch (error) {
      return { problem: asKnownOutside({ contract: name }, error).toProblem() };
    }
  }

  private requireFresh({ deadlineMs }: CallContract, channel: Channel, { at }: SealedMessage): void {
    const now = Date.now();
    if (ageOf(at, now, deadlineMs) === 'fresh' && inUse(channel.madeAt, at)) return;
    noteRefused('stale', this.link.role);
    throw new MirrorError('bus_unavailable', clockSentence(channel.caller, this.link.role, at, now));
  }

  private async run(contract: CallContract, request: unknown): Promise<unknown> {
    const asked = contract.request.safeParse(request);
    if (!asked.success) throw new MirrorError('invalid_request', misfit('request', asked.error));
    const run = this.wiring().answer(contract);
    if (!run) throw new Error(`${contract.name} is not answered in this process.`);
    const reply = await run(asked.data);
    const replied = contract.reply.safeParse(reply);
    if (replied.success) return reply;
    noteMisfit(contract.name, replied.error.issues[0]?.code ?? 'unknown');
    throw new MirrorError('internal');
  }
}
