import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { KeptStore } from '../keep/kept-store.js';
import type { Stretching } from '../keys/stretching.js';
import { Desk } from '../write/desk.js';
import { createDoor, type Door } from './door.js';
import type { Mirror } from './mirror.js';
import { createStanding, type Standing } from './standing.js';

/** Everything that the pages share. */
export type Room = { mirror: Mirror; standing: Standing; door: Door; desk: Desk; kept: KeptStore; stretching: Stretching };

/** `stretching`: the same that the client was made with, so that its steps can be shown. */
export function createRoom(mirror: Mirror, kept: KeptStore, stretching: Stretching): Room {
  const door = createDoor(mirror);
  return { mirror, standing: createStanding(mirror), door, desk: new Desk(mirror, door), kept, stretching };
}

/** Another device removed this one: it opens nothing any more. */
export const wasRemoved = ({ door, desk }: Room): boolean =>
  [door.problem.value?.code, desk.problem.value?.code].includes('device_revoked');

export const RoomContext = createContext<Room | undefined>(undefined);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error('A page stands outside of a room.');
  return room;
}
