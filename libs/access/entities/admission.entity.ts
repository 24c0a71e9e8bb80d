import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What every proof of a period has to carry. Unlogged, like the two below (see the migration for why). */
@Entity({ schema: 'access', name: 'nonce' })
@Unique('nonce_value_once', ['value'])
export class NonceEntity {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'nonce_pk' }) period: string;
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}

/** A proof that was used: hash of key thumbprint and `jti`. */
@Entity({ schema: 'access', name: 'seen_proof' })
export class SeenProofEntity {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'seen_proof_pk' }) hash: Buffer;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}

/** When something was asked lately, per key; the key is a hash, so no address stands here. */
@Entity({ schema: 'access', name: 'rate_window' })
export class RateWindowEntity {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'rate_window_pk' }) key: Buffer;
  @Column({ type: 'timestamptz', array: true }) hits: Date[];
  @Column({ type: 'boolean' }) allowed: boolean;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
