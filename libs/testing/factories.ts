import type { DeviceId, EventId, ItemId, MemberId, ReplyId, SessionId, TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';

/** New ids of each kind: every test makes its own, so tests never meet in a row. */
export const aMember = () => newId<MemberId>();
export const aDevice = () => newId<DeviceId>();
export const aSession = () => newId<SessionId>();
export const aTurn = () => newId<TurnId>();
export const aReply = () => newId<ReplyId>();
export const anItem = () => newId<ItemId>();
export const anEvent = () => newId<EventId>();
