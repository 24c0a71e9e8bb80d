import type { Pattern, Uncertainty } from '#libs/contracts/turns.js';

const box = 'M5.5 9h9A1.5 1.5 0 0 1 16 10.5v5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 15.5v-5A1.5 1.5 0 0 1 5.5 9Z';
const shapes = {
  mirror: ['M1.5 12.5h17M5 15.5h10M8 18.5h4'],
  menu: ['M3 7h14M3 13h14'],
  done: ['m4 10.5 4 4 8-9'],
  open: [box, 'M7 9V6a3 3 0 0 1 5.8-1'],
  locked: [box, 'M7 9V6a3 3 0 0 1 6 0v3'],
  exploratory: ['M10 2.5 15.5 10 10 17.5 4.5 10Z'],
  analytical: ['M10 2c.9 4.9 2.9 7.1 8 8-5.1.9-7.1 3.1-8 8-.9-4.9-2.9-7.1-8-8 5.1-.9 7.1-3.1 8-8Z'],
  creative: ['m10 2.4 2.1 5.4 5.8.3-4.5 3.7 1.5 5.6-4.9-3.2-4.9 3.2 1.5-5.6L2.1 8.1l5.8-.3Z'],
  strategic: ['m10 2 6.9 4v8L10 18l-6.9-4V6Z'],
  low: ['m8 6-2.5 4L8 14M12 6l2.5 4-2.5 4'],
  medium: ['m7 5-3 5 3 5M13 5l3 5-3 5'],
  high: ['M5 5l-3 5 3 5M9 5l-3 5 3 5M11 5l3 5-3 5M15 5l3 5-3 5'],
} as const satisfies Record<Pattern | Uncertainty | 'mirror' | 'menu' | 'done' | 'open' | 'locked', readonly string[]>;

/** One stroke, 20 by 20; always beside its name, so it is hidden from those who listen. */
export function Mark({ name, large }: { name: keyof typeof shapes; large?: boolean }) {
  return (
    <svg class={large ? 'icon icon--large' : 'icon'} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {name === 'mirror' && <path class="full" d="M4.5 9.5a5.5 5.5 0 0 1 11 0Z" />}
      {shapes[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
