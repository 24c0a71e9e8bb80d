import { z } from 'zod';
import { InstanceId, MirrorError, Role } from '#libs/contracts/index.js';
import { toBase64url } from '#libs/crypto/index.js';
import { noteTrouble } from '../failure.js';
import type { Link } from './link.js';
import { instancesKey, NODE_KEY, presenceKey } from './names.js';

/** A process that says nothing for so long is gone: its members are free, and nobody waits for it. */
export const PRESENT_MS = 3_000;
const BEAT_MS = 1_000;
const LOOK_MS = 100;

const PresenceRecord = z.object({ role: Role, instance: InstanceId, version: z.string(), answers: z.boolean() });
/** One process of a role, as it says itself. `answers`: its handlers are all there. */
export type Present = z.infer<typeof PresenceRecord>;

export type Myself = { readonly instance: InstanceId; readonly version: string; readonly bus: Uint8Array };

/** Says once a second that one role of this process is there, and knows which others are. */
export class Presence {
  private timer: NodeJS.Timeout | undefined;
  private unmiss: (() => void) | undefined;
  private beating: Promise<void> | undefined;
  private answers = false;
  private heardAt = performance.now();

  /** `onBeat` is called after each, with whether Redis had forgotten this process. */
  constructor(
    private readonly link: Link,
    private readonly myself: Myself,
    private readonly onBeat: (forgotten: boolean) => void,
  ) {}

  /** Errors: MirrorError `internal` where Redis is another node's. */
  async join(): Promise<void> {
    await this.say();
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
    // A Redis that began anew knows nobody: until the next beat whoever names this process would take it for gone.
    this.unmiss = this.link.onMissed(() => this.beat());
  }

  /** From now on calls are answered. */
  async answer(): Promise<void> {
    this.answers = true;
    await this.say();
  }

  /** False where Redis has not answered for as long as others would take this process for gone. */
  get heard(): boolean {
    return this.link.ready && performance.now() - this.heardAt < PRESENT_MS;
  }

  /** The processes of a role that are there. What is no record, or of another role, is nobody. */
  async of(role: Role): Promise<Present[]> {
    const records = await this.link.answered(this.link.commands.mirrorPresent(instancesKey(role), presenceKey(role, '')));
    return records.flatMap((record) => {
      const parsed = PresenceRecord.safeParse(jsonOf(record));
      return parsed.success && parsed.data.role === role ? [parsed.data] : [];
    });
  }

  /** Whether that one process of the role is there. */
  async has(role: Role, instance: InstanceId): Promise<boolean> {
    return (await this.link.answered(this.link.commands.exists(presenceKey(role, instance)))) === 1;
  }

  /** Those of `roles` of which nobody answers within `limitMs`. */
  async missing(roles: readonly Role[], limitMs: number): Promise<Role[]> {
    const limit = performance.now() + limitMs;
    for (;;) {
      const found = await Promise.all(roles.map(async (role) => (await this.of(role)).some(({ answers }) => answers)));
      const missing = roles.filter((_, at) => !found[at]);
      if (missing.length === 0 || performance.now() > limit) return missing;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** At once, so that nobody waits for this process any more. */
  async leave(): Promise<void> {
    clearInterval(this.timer);
    this.unmiss?.();
    if (!this.link.ready) return;
    const { instance } = this.myself;
    // After a beat that is under way, which would say again that it is there.
    await this.link.answered(Promise.resolve(this.beating));
    await this.link.answered(this.link.commands.mirrorLeave(presenceKey(this.link.role, instance), instancesKey(this.link.role), instance));
  }

  private beat(): void {
    this.beating ??= Promise.all([this.say(), this.link.prove()])
      .then(() => undefined)
      .catch((error: unknown) => noteTrouble('presence', error, this.link.role))
      .finally(() => {
        this.beating = undefined;
      });
  }

  private async say(): Promise<void> {
    const { instance, version, bus } = this.myself;
    const { role } = this.link;
    const record = JSON.stringify({ role, instance, version, answers: this.answers } satisfies Present);
    const keys = [presenceKey(role, instance), instancesKey(role), NODE_KEY];
    const was = await this.link.commands.mirrorBeat(...keys, record, instance, toBase64url(bus), PRESENT_MS, presenceKey(role, ''));
    if (was === -1) throw new MirrorError('internal', anotherNode);
    this.heardAt = performance.now();
    this.onBeat(was === 0);
  }
}

const anotherNode =
  'Another node uses this Redis: its processes and these would take each other’s work. Give each node a Redis of its own, then start again.';

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
