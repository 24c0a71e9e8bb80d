import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { DeviceEntity } from './device.entity.js';

/** A refresh token's hash. Those of one sign-in are a family, which ends as one. */
@Entity({ schema: 'access', name: 'refresh_token' })
@Index('refresh_token_family', ['family'])
@Index('refresh_token_device', ['device'])
export class RefreshTokenEntity {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'refresh_token_pk' }) hash: Buffer;
  @Column({ type: 'uuid' }) family: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'uuid' }) device: string;
  @ManyToOne(() => DeviceEntity)
  @JoinColumn({ name: 'device', foreignKeyConstraintName: 'refresh_token_device_fk' })
  deviceRow: DeviceEntity;
  @Column({ type: 'timestamptz', name: 'used_at', nullable: true }) usedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true }) revokedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}

/** An access token's hash, with the key that it is bound to. */
@Entity({ schema: 'access', name: 'access_token' })
@Index('access_token_family', ['family'])
@Index('access_token_device', ['device'])
export class AccessTokenEntity {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'access_token_pk' }) hash: Buffer;
  @Column({ type: 'uuid' }) family: string;
  @Column({ type: 'uuid' }) member: string;
  @Column({ type: 'uuid' }) device: string;
  @ManyToOne(() => DeviceEntity)
  @JoinColumn({ name: 'device', foreignKeyConstraintName: 'access_token_device_fk' })
  deviceRow: DeviceEntity;
  @Column({ type: 'integer' }) generation: number;
  @Column({ type: 'text' }) thumbprint: string;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}
