import { z } from 'zod';

const id = <Brand extends string>(_brand: Brand) => z.uuid().brand<Brand>();

/** Ids are UUIDv7 (RFC 9562 §5.7); each kind has a brand of its own, so that one can't stand where another belongs. */
export const MemberId = id('MemberId');
export const DeviceId = id('DeviceId');
export const SessionId = id('SessionId');
export const TurnId = id('TurnId');
export const ReplyId = id('ReplyId');
export const ItemId = id('ItemId');
export const EventId = id('EventId');
export const LinkId = id('LinkId');
export const InvitationId = id('InvitationId');
export const InstanceId = id('InstanceId');
/** The node's own id, made at the first start. */
export const NodeId = id('NodeId');

export type MemberId = z.infer<typeof MemberId>;
export type DeviceId = z.infer<typeof DeviceId>;
export type SessionId = z.infer<typeof SessionId>;
export type TurnId = z.infer<typeof TurnId>;
export type ReplyId = z.infer<typeof ReplyId>;
export type ItemId = z.infer<typeof ItemId>;
export type EventId = z.infer<typeof EventId>;
export type LinkId = z.infer<typeof LinkId>;
export type InvitationId = z.infer<typeof InvitationId>;
export type InstanceId = z.infer<typeof InstanceId>;
export type NodeId = z.infer<typeof NodeId>;

/** Bytes on the wire: base64url without padding (RFC 4648 §5), of an exact or a greatest length in bytes. */
export const bytes = (length: { exact?: number; max?: number }) => {
  const most = length.exact ?? length.max ?? 0;
  const schema = z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/, 'not base64url')
    .max(Math.ceil((most * 4) / 3));
  return length.exact === undefined ? schema : schema.length(Math.ceil((length.exact * 4) / 3));
};

/** An instant on the wire: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

/** What each role of the node is called. `migrate` runs once and ends. */
export const Role = z.enum(['gateway', 'gate', 'vault', 'reflection']);
export type Role = z.infer<typeof Role>;
