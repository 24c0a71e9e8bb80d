import { Injectable } from '@nestjs/common';
import {
  type Invitation,
  type InvitationId,
  invitationLink,
  type MemberId,
  MirrorError,
  type PersonRole,
  type PersonView,
} from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Config } from '#libs/platform/config/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import { NodeIdentity } from './node-identity.js';
import { hashInvitation, newSecret } from './secrets.js';

const LIFETIME_MINUTES = 15;

type Looked = { state: 'open' | 'used' | 'closed' | 'expired'; role: PersonRole; name: string | null; expires_at: Date };
const refusals = { used: 'claim_used', closed: 'claim_closed', expired: 'claim_expired' } as const;

/** Links that let somebody in, once: the first makes the owner, further ones are the owner's to give. */
@Injectable()
export class Invitations {
  private hasOwner = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identity: NodeIdentity,
    private readonly config: Config,
  ) {}

  /**
   * The claim link for the start screen, or undefined where the node has an owner. The link of an earlier start opens
   * nothing from then on: only its hash was kept, so it can't be shown again.
   */
  async ensureOwnerInvitation(): Promise<{ link: string; expires: Date } | undefined> {
    const secret = newSecret();
    const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
      tx.query<{ expires: Date | null }>('select access.offer_owner_invitation($1, $2, make_interval(mins => $3)) as expires', [
        newId<InvitationId>(),
        hashInvitation(secret),
        LIFETIME_MINUTES,
      ]),
    );
    return row?.expires ? { link: await this.linkOf(secret), expires: row.expires } : undefined;
  }

  /** Whether the node has an owner. Once it has, it keeps one. */
  async claimed(): Promise<boolean> {
    if (!this.hasOwner) {
      const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
        tx.query<{ owned: boolean }>('select access.owner_exists() as owned', []),
      );
      this.hasOwner = row?.owned ?? false;
    }
    return this.hasOwner;
  }

  /** A link for a further person. The caller is the owner: the route says so. */
  async invite(owner: MemberId, name: string): Promise<Invitation> {
    const secret = newSecret();
    const [row] = await this.unitOfWork.run({ role: 'gateway', member: owner }, (tx) =>
      tx.query<{ expires_at: Date }>(
        `insert into access.invitation (id, secret_hash, role, name, invited_by, expires_at)
         values ($1, $2, 'member', $3, $4, clock_timestamp() + make_interval(mins => $5)) returning expires_at`,
        [newId<InvitationId>(), hashInvitation(secret), name, owner, LIFETIME_MINUTES],
      ),
    );
    if (!row) throw new MirrorError('internal');
    return { name, link: await this.linkOf(secret), expires: row.expires_at.toISOString() };
  }

  /** What an invitation is for. Errors: `claim_used`, `claim_expired`, `claim_closed`, `not_found`. */
  async look(secret: string): Promise<{ name?: string; role: PersonRole; expires: string }> {
    const found = await this.unitOfWork.run({ role: 'gateway' }, (tx) => this.lookIn(tx, secret));
    return { ...(found.name === null ? {} : { name: found.name }), role: found.role, expires: found.expires_at.toISOString() };
  }

  /**
   * Uses an invitation within the transaction that makes its member, so that both are there or neither.
   * Errors: as `look`. Of two at once one goes on, the other gets `claim_used`.
   */
  async use(tx: Transaction, secret: string): Promise<PersonRole> {
    const [row] = await tx.query<{ role: PersonRole | null }>('select access.use_invitation($1) as role', [hashInvitation(secret)]);
    if (row?.role) return row.role;
    await this.lookIn(tx, secret);
    // It was open a moment ago and could not be used: it expired in between.
    throw new MirrorError('claim_expired');
  }

  async everyone(owner: MemberId): Promise<PersonView[]> {
    const rows = await this.unitOfWork.run({ role: 'gateway', member: owner }, (tx) =>
      tx.query<Omit<PersonView, 'since' | 'expires'> & { since: Date; expires_at: Date | null }>('select * from access.people()'),
    );
    return rows.map(({ since, expires_at, ...person }) => ({
      ...person,
      since: since.toISOString(),
      ...(expires_at ? { expires: expires_at.toISOString() } : {}),
    }));
  }

  private async lookIn(tx: Transaction, secret: string): Promise<Looked> {
    const [found] = await tx.query<Looked>('select * from access.look_at_invitation($1)', [hashInvitation(secret)]);
    if (!found) throw new MirrorError('not_found', 'This link opens nothing here.');
    if (found.state !== 'open') throw new MirrorError(refusals[found.state]);
    return found;
  }

  private async linkOf(invitation: string): Promise<string> {
    const { publicKey } = await this.identity.get();
    return invitationLink({ origin: this.config.origin, invitation, identity: publicKey });
  }
}
