import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Collection, type ItemId, type MemberId, MirrorError, type Purpose, vaultCalls } from '#libs/contracts/index.js';
import { newId, toBase64url } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';

/** One envelope of a row, to be opened. */
export type Envelope = { item: string; collection: Collection; envelope: Buffer };

/** Words and replies on their way to and from the vault: this feature holds no key and asks for each opening. */
@Injectable()
export class TurnSealing {
  private readonly bus: RoleBus;

  constructor(bus: Bus) {
    this.bus = bus.for('reflection');
  }

  /** Seals a payload; `mac` is there where it is to be recognized by something. Errors: `vault_locked`, `purpose_refused`, `vault_unavailable`. */
  async seal(member: MemberId, purpose: Purpose, collection: Collection, payload: unknown, recognizedBy?: string) {
    const text = JSON.stringify(payload);
    const { items } = await this.bus.call(vaultCalls.seal, {
      member,
      purpose,
      items: [{ item: newId<ItemId>(), collection, text, recognizedBy }],
    });
    const [sealed] = items;
    if (!sealed) throw new MirrorError('vault_unavailable');
    return sealed;
  }

  /** Opens envelopes in one batch and parses each by its schema. Errors as `seal`, and `sealed_damaged`. */
  async open<Payload extends z.ZodType>(
    member: MemberId,
    purpose: Purpose,
    schema: Payload,
    envelopes: readonly Envelope[],
    active = true,
  ): Promise<z.output<Payload>[]> {
    if (envelopes.length === 0) return [];
    const items = envelopes.map(({ item, collection, envelope }) => ({
      item: item as ItemId,
      collection,
      envelope: toBase64url(envelope),
    }));
    const { texts } = await this.bus.call(vaultCalls.open, { member, purpose, active, items });
    return texts.map((text) => parse(schema, text));
  }
}

/** Says that a payload does not fit, never how: a parser's message quotes what is inside. */
const parse = <Payload extends z.ZodType>(schema: Payload, text: string): z.output<Payload> => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new MirrorError('sealed_damaged');
  }
};
