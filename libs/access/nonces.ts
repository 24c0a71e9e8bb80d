import { Injectable } from '@nestjs/common';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';

type Kept = { current: string; accepted: ReadonlySet<string>; until: number; since: number };

/** So often at most a nonce that is not known here makes this gateway ask again: strangers can make up any number of them. */
const DOUBT_EVERY_MS = 1_000;

/**
 * The nonces that proofs must carry (RFC 9449 §8): made every five minutes by whichever gateway comes first, shared by
 * all, each taken for two periods. What is kept here only saves a question; the database decides at admission.
 */
@Injectable()
export class Nonces {
  private kept: Kept | undefined;
  private loading: Promise<Kept> | undefined;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The one to send to devices. */
  async current(): Promise<string> {
    return (await this.known()).current;
  }

  async accepts(): Promise<(nonce: string) => boolean> {
    const { accepted } = await this.known();
    return (nonce) => accepted.has(nonce);
  }

  /**
   * After a proof carried a nonce that is not kept here: another gateway may have it from a database that lost its own in a
   * crash. Were the old one offered again, the device would be refused a second time.
   */
  doubt(): void {
    if (this.kept && performance.now() - this.kept.since > DOUBT_EVERY_MS) this.kept = undefined;
  }

  /** After the database did not know one that is kept here: it lost its nonces in a crash. */
  forget(): void {
    this.kept = undefined;
  }

  private known(): Promise<Kept> {
    if (this.kept && Date.now() < this.kept.until) return Promise.resolve(this.kept);
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(): Promise<Kept> {
    const rows = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
      tx.query<{ value: string; next_in: number }>('select * from access.nonces($1)', [toBase64url(randomBytes(16))]),
    );
    const [newest] = rows;
    this.kept = {
      current: newest?.value ?? '',
      accepted: new Set(rows.map(({ value }) => value)),
      until: Date.now() + (newest?.next_in ?? 0) * 1000,
      since: performance.now(),
    };
    return this.kept;
  }
}
