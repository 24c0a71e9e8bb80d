import { z } from 'zod';

/**
 * The three boundaries (DESIGN "What must stay true", 2) as types. `local` is a member's own: it may cross a call
 * whose answer goes to that member's devices, and never an event, a log line or another member's response.
 */
export const Boundary = z.enum(['local', 'selectable', 'platform']);
export type Boundary = z.infer<typeof Boundary>;

declare const boundary: unique symbol;
/** Plaintext of a member. Event contracts that contain it do not compile (see `event` in events.ts). */
export type Local<T> = T & { readonly [boundary]: 'local' };

/** Marks a schema's output as `local`. */
export const local = <T extends z.ZodType>(schema: T) => schema as unknown as z.ZodType<Local<z.output<T>>, z.input<T>>;

/** `true` where a type has `local` anywhere inside. */
export type HoldsLocal<T> = T extends { readonly [boundary]: 'local' }
  ? true
  : T extends string | number | boolean | null | undefined | bigint
    ? false
    : T extends readonly (infer Element)[]
      ? HoldsLocal<Element>
      : T extends object
        ? true extends { [K in keyof T]: HoldsLocal<T[K]> }[keyof T]
          ? true
          : false
        : false;

/** Brands as private members: unlike a symbol they don't survive a spread, so `{ ...cleared, text: 'other' }` is none. */
declare class ClearedBrand {
  private readonly cleared: true;
}
declare class SpokenBrand {
  private readonly spoken: true;
}

/**
 * Text that the gate let in. The engine takes nothing else. Only `libs/crypto/stamps.ts` makes one, from a stamp that
 * it made or verified; `scripts/boundaries` refuses a cast anywhere else.
 */
export type Cleared = ClearedBrand & { readonly text: string; readonly pack: string; readonly stamp: string };

/** Text that the gate let out. The response serializers emit nothing else. Made only in `libs/crypto/stamps.ts`. */
export type Spoken = SpokenBrand & {
  readonly turn: string;
  readonly reply: string;
  readonly seq: number;
  readonly final: boolean;
  readonly text: string;
  readonly pack: string;
  readonly stamp: string;
};
